"""What people do on the page, in a real browser, with every process of `make run` behind it."""

import re

import pytest
from desk_page import COMPLAINT, DeskPage
from playwright.sync_api import expect
from whole_stack import WholeStack

from approval.proposal import State

LATE = "The desk closes at noon on Friday. This one nobody decides on."


@pytest.fixture(scope="module", autouse=True)
def _short_lived(stack: WholeStack) -> None:
    """A reply that nobody decides on, proposed at the beginning because it takes a minute to expire."""
    with stack.expiring_after("1m"):
        stack.propose("U0NADIA", LATE)


def test_a_reply_approved_by_button_is_posted_under_its_parent_and_its_link_comes_back(page: DeskPage) -> None:
    text = "You are right, nine days is too long. Detective Ramos will call you today before 5 p.m."
    page.act_as("U0NADIA")
    card = page.propose(text, page.address_of(COMPLAINT), reason="Case 26-1107; Ramos confirmed by telephone.")
    expect(card).to_contain_text(COMPLAINT)
    expect(card).to_contain_text("Case 26-1107")
    page.act_as("U0RUTH")
    page.shot("card", page.card(text))
    page.click(page.card(text), "approve")
    page.decided(text, "Published")
    address = page.posted(text)
    expect(page.card(text)).to_contain_text("Ruth Okafor approved revision 1")
    expect(page.card(text).get_by_role("link", name=address)).to_be_visible()
    page.shot("published", page.card(text))
    expect(page.in_messages("U0NADIA", address)).to_contain_text("Your reply is posted")
    page.page.goto(address)
    expect(page.page.locator("body")).to_contain_text(COMPLAINT)
    page.shot("permalink")


def test_a_reply_approved_by_reaction_is_posted(page: DeskPage) -> None:
    text = "Yes: the canyon road opens on Saturday at 6 a.m. for the run."
    page.act_as("U0NADIA")
    page.propose(text)
    page.act_as("U0LENA")
    page.react(page.card(text))
    page.decided(text, "Published")
    expect(page.card(text)).to_contain_text("Lena Whitehorse approved revision 1 by reaction")
    page.posted(text)


def test_a_rejected_reply_stays_unposted_and_its_proposer_hears_why(page: DeskPage) -> None:
    text = "Perhaps lock your door next time."
    page.act_as("U0TOMAS")
    page.propose(text)
    page.act_as("U0RUTH")
    page.click(page.card(text), "reject")
    page.form("review_reason")
    page.shot("reason")
    page.fill(reason="It mocks somebody who was robbed.")
    page.submit()
    page.decided(text, "Rejected")
    expect(page.card(text)).to_contain_text("It mocks somebody who was robbed.")
    told = page.in_messages("U0TOMAS", text)
    expect(told).to_contain_text("Ruth Okafor rejected your reply")
    expect(told).to_contain_text("It mocks somebody who was robbed.")
    page.shot("rejected-notice")
    assert text not in page.stack.texts()


def test_changes_are_asked_for_and_the_second_revision_is_approved(page: DeskPage) -> None:
    first, second = "The count is on our site somewhere.", "The count stands on page 14 of the yearly report."
    page.act_as("U0NADIA")
    page.propose(first)
    page.act_as("U0RUTH")
    page.decide(page.card(first), "request_changes", "Say where.")
    page.decided(first, "Changes requested")
    notice = page.in_messages("U0NADIA", first)
    expect(notice).to_contain_text("Say where.")
    page.click(notice, "edit")
    page.form("reply_form")
    expect(page.by("field-text")).to_have_value(first)
    page.fill(text=second)
    page.submit()
    assert "revision 2" in page.taken()
    page.act_as("U0RUTH")
    page.decided(first, "Superseded")
    page.shot("second-revision", page.card(second))
    page.click(page.card(second), "approve")
    page.decided(second, "Published")
    page.posted(second)
    assert first not in page.stack.texts()


def test_a_withdrawn_reply_cannot_be_approved_any_more(page: DeskPage) -> None:
    text = "We look into it and write again tomorrow."
    page.act_as("U0NADIA")
    page.click(page.propose(text), "withdraw")
    page.decided(text, "Withdrawn")
    expect(page.card(text).get_by_test_id("action-edit")).to_have_count(0)


def test_nobody_approves_their_own_reply_by_button_reaction_or_second_account(page: DeskPage) -> None:
    text = "The director answers in person, and releases it in person too."
    page.act_as("U0TOMAS")
    page.propose(text)
    page.click(page.card(text), "approve")
    expect(page.told("another person must decide")).to_be_visible()
    page.shot("refused", page.told("another person must decide"))
    page.act_as("U0TOMAS2")
    page.click(page.card(text), "approve")
    expect(page.told("another person must decide")).to_be_visible()
    page.react(page.card(text))
    proposal = page.stack.newest("tomas")
    page.stack.wait_for(lambda: len(page.stack.refusals(proposal)) == 3)
    assert page.stack.refusals(proposal) == ["own_proposal"] * 3
    assert page.stack.state(proposal) is State.IN_REVIEW
    page.act_as("U0RUTH")
    expect(page.told("another person must decide")).to_have_count(0)
    assert text not in page.stack.texts()


def test_an_outsider_sees_no_desk_and_is_told_why_they_may_not_propose(page: DeskPage) -> None:
    page.act_as("U0OWEN", "C0GENERAL")
    expect(page.by("channel-C0DESK")).to_have_count(0)
    page.by("composer").fill("/reply The road is open.")
    page.by("composer-send").click()
    refused = page.told("The road is open.")
    expect(refused).to_be_visible()
    page.shot("outsider", refused)
    expect(page.by("modal")).to_have_count(0)


def test_who_may_only_propose_is_refused_as_a_reviewer(page: DeskPage) -> None:
    text = "The form is on the second page of our site."
    page.act_as("U0TOMAS")
    page.propose(text)
    page.act_as("U0NADIA")
    page.click(page.card(text), "approve")
    expect(page.told("not a designated approver")).to_be_visible()
    proposal = page.stack.newest("tomas")
    assert page.stack.refusals(proposal) == ["not_reviewer"]
    assert page.stack.state(proposal) is State.IN_REVIEW


def test_a_double_click_on_approve_makes_one_post(page: DeskPage) -> None:
    text = "The meeting moved to 5 p.m."
    page.act_as("U0NADIA")
    page.propose(text)
    page.act_as("U0RUTH")
    page.card(text).get_by_test_id("action-approve").dblclick()
    page.decided(text, "Published")
    page.posted(text)
    assert page.stack.actions(page.stack.newest("nadia")).count("review.approved") == 1


def test_what_the_rules_stop_can_only_be_rewritten(page: DeskPage) -> None:
    hidden = "The office is op\u200ben until noon\u202e, says the clerk."
    page.act_as("U0NADIA")
    page.open_form()
    page.fill(text=hidden)
    page.submit()
    page.taken()
    card = page.card("The office is op")
    expect(card.get_by_role("heading", name=re.compile("Stopped by the rules"))).to_be_visible()
    expect(card.get_by_test_id("action-approve")).to_have_count(0)
    expect(card.get_by_test_id("action-edit")).to_be_visible()
    page.shot("blocked", card)
    page.act_as("U0RUTH")
    page.react(page.card("The office is op"))
    expect(page.told(re.compile("blocked|rewritten|stopped"))).to_be_visible()
    assert page.stack.state(page.stack.newest("nadia")) is State.BLOCKED


def test_a_reply_that_nobody_decides_on_expires(page: DeskPage) -> None:
    page.act_as("U0RUTH")
    expect(page.card(LATE).get_by_role("heading", name=re.compile("Expired"))).to_be_visible(timeout=90_000)
    page.decided(LATE, "Expired")
    page.react(page.card(LATE))
    expect(page.told(re.compile("expired|late"))).to_be_visible()
    page.shot("expired", page.card(LATE))
    expect(page.in_messages("U0NADIA", LATE)).to_contain_text("Nobody released your reply in time")
    assert LATE not in page.stack.texts()
