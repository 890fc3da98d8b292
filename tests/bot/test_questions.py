"""The policy's questions: answered by ticking them and pressing Approve, or by one reaction; a no is no approval."""

from typing import Any

import pytest
from factories import finding, under_policy
from running_bot import DESK, City, words
from written_policy import QUESTIONS, pack

from approval.finding import Finding, Severity
from approval.proposal import Proposal, State

ALL = tuple(QUESTIONS)


@pytest.fixture
def asking(city: City) -> City:
    """A city under a policy with three questions, which everybody has accepted."""
    under_policy(city.desk.house, pack())
    return city


def group(blocks: list[dict[str, Any]]) -> str:
    """The id of the block that holds the questions."""
    found: str = next(each["block_id"] for each in blocks if each.get("block_id", "").startswith("questions:"))
    return found


def card(city: City, ts: str) -> dict[str, Any]:
    return next(each for each in city.sandbox.messages("U0RUTH", DESK) if each["ts"] == ts)


def approve(city: City, ts: str, *ticked: str, who: str = "U0RUTH") -> None:
    """Tick these on the card, then press Approve."""
    values = {group(card(city, ts)["blocks"]): {"questions": list(ticked)}}
    assert city.sandbox.click(who, DESK, ts, "approve", values=values) == {"ok": True}


def answered(city: City) -> str:
    return str(city.entries()[-1].fields["answers"])


def state(city: City, proposal: Proposal) -> State:
    return city.desk.state(proposal)


def test_a_reply_is_approved_when_every_question_is_ticked(asking: City) -> None:
    proposal, ts = asking.carded()
    approve(asking, ts, *ALL)
    assert state(asking, proposal) is State.APPROVED
    assert (asking.entries()[-1].action, answered(asking)) == ("review.approved", "helpful,respectful,true")
    after = asking.sandbox.wait_for(lambda: "answered yes to" in words(card(asking, ts)) and card(asking, ts))
    assert "«True?», «Helpful?» and «Respectful?»" in words(after)
    assert "checkboxes" not in str(after["blocks"])


@pytest.mark.parametrize(
    ("ticked", "still"), [((), "True? Helpful? Respectful?"), (("true", "helpful"), "Respectful?")]
)
def test_an_open_question_is_named_and_the_card_stays(asking: City, ticked: tuple[str, ...], still: str) -> None:
    proposal, ts = asking.carded()
    approve(asking, ts, *ticked)
    assert f"Still open: {still}" in asking.told("U0RUTH")
    assert not asking.private("U0NADIA")
    assert state(asking, proposal) is State.IN_REVIEW
    assert asking.refusals() == ["questions_unanswered"]
    assert "checkboxes" in str(card(asking, ts)["blocks"])
    approve(asking, ts, *ALL)
    assert state(asking, proposal) is State.APPROVED


def test_a_tick_alone_decides_nothing_and_nobody_keeps_it(asking: City) -> None:
    proposal, ts = asking.carded()
    assert asking.sandbox.click("U0RUTH", DESK, ts, "questions", value=list(ALL)) == {"ok": True}
    assert asking.log()[-1] == "revision.checked"
    assert not asking.private("U0RUTH")
    approve(asking, ts, who="U0LENA")
    assert state(asking, proposal) is State.IN_REVIEW


def test_a_reaction_says_yes_to_all_of_them(asking: City) -> None:
    proposal, ts = asking.carded()
    asking.sandbox.react("U0RUTH", DESK, ts, "white_check_mark")
    asking.sandbox.wait_for(lambda: state(asking, proposal) is State.APPROVED)
    assert answered(asking) == "helpful,respectful,true"


@pytest.mark.parametrize("button", ["reject", "request_changes"])
def test_whoever_says_no_needs_to_tick_nothing(asking: City, button: str) -> None:
    _, ts = asking.carded()
    asking.sandbox.click("U0RUTH", DESK, ts, button)
    form = asking.form("U0RUTH")
    assert "questions" not in str(form["view"]["blocks"])
    assert asking.fill("U0RUTH", form, reason="It is not true.") == {"response_action": "close"}


def test_where_a_reason_is_needed_the_form_asks_the_questions_and_keeps_what_was_ticked(asking: City) -> None:
    proposal, ts = asking.carded(finding(Severity.ESCALATE))
    approve(asking, ts, "true")
    assert state(asking, proposal) is State.IN_REVIEW
    form = asking.form("U0RUTH")
    block = next(each for each in form["view"]["blocks"] if each.get("block_id", "").startswith("questions:"))
    assert [each["value"] for each in block["element"]["initial_options"]] == ["true"]
    given = {"reason": {"reason": "The council said so."}}
    some = {**given, block["block_id"]: {"questions": ["true", "helpful"]}}
    refused = asking.sandbox.submit("U0RUTH", form["id"], some)
    assert list(refused["errors"]) == [block["block_id"]]
    assert "Respectful?" in refused["errors"][block["block_id"]]
    none = asking.sandbox.submit("U0RUTH", form["id"], {**given, block["block_id"]: {"questions": []}})
    assert list(none["errors"]) == [block["block_id"]]
    every = {**given, block["block_id"]: {"questions": list(ALL)}}
    assert asking.sandbox.submit("U0RUTH", form["id"], every) == {"response_action": "close"}
    assert answered(asking) == "helpful,respectful,true"
    assert asking.desk.see(proposal).reviews[0].reason == "The council said so."


def test_after_an_edit_the_questions_are_asked_anew(asking: City) -> None:
    proposal, old = asking.carded()
    before = group(card(asking, old)["blocks"])
    asking.sandbox.click("U0NADIA", DESK, old, "edit")
    asking.fill("U0NADIA", asking.form("U0NADIA"), text="At 6.")
    ts = asking.check(proposal)
    assert group(card(asking, ts)["blocks"]) != before
    approve(asking, ts)
    assert asking.refusals() == ["questions_unanswered"]


def test_when_a_stricter_policy_comes_the_card_is_checked_again_and_asks_the_new_questions(asking: City) -> None:
    proposal, ts = asking.carded()
    stricter = pack("2.1", {**QUESTIONS, "kind": ("Kind?", "Is it kind?")})
    under_policy(asking.desk.house, stricter)
    assert state(asking, proposal) is State.CHECKING
    asking.sandbox.wait_for(lambda: "A rule got stricter" in words(card(asking, ts)))
    assert "checkboxes" not in str(card(asking, ts)["blocks"])
    asking.desk.house.checking.checked(proposal.id, 1, ())
    asking.sandbox.wait_for(lambda: "Kind?" in str(card(asking, ts)["blocks"]))
    assert f"version 2.1 ({stricter.digest[:12]})" in words(card(asking, ts))
    approve(asking, ts, *ALL)
    assert "Still open: Kind?" in asking.told("U0RUTH")
    approve(asking, ts, *ALL, "kind")
    assert state(asking, proposal) is State.APPROVED


def test_what_a_second_check_found_stands_whole_in_the_thread_too(asking: City) -> None:
    def remarks(words: str) -> tuple[Finding, ...]:
        return tuple(Finding("B03", Severity.WARN, f"{words} {number}. {'x' * 400}", "Mend.") for number in range(30))

    def thread() -> str:
        return " ".join(words(each) for each in asking.sandbox.messages("U0RUTH", DESK, ts))

    proposal, ts = asking.carded(*remarks("First"))
    asking.sandbox.wait_for(lambda: "First 29." in thread())
    under_policy(asking.desk.house, pack("2.1", {**QUESTIONS, "kind": ("Kind?", "Is it kind?")}))
    asking.desk.house.checking.checked(proposal.id, 1, remarks("Second"))
    asking.sandbox.wait_for(lambda: "Second 29." in thread())
    assert all(f"Second {number}." in thread() for number in range(30))


def test_an_earlier_revision_speaks_of_the_policy_that_it_was_checked_under(asking: City) -> None:
    proposal, old = asking.carded()
    asking.sandbox.click("U0NADIA", DESK, old, "edit")
    asking.fill("U0NADIA", asking.form("U0NADIA"), text="At 6.")
    newer = pack("2.1", QUESTIONS, title="How we speak now")
    under_policy(asking.desk.house, newer)
    ts = asking.check(proposal)
    asking.sandbox.wait_for(lambda: "Superseded" in words(card(asking, old)))
    assert "version 2.0" in words(card(asking, old))
    assert "version 2.1" in words(card(asking, ts))
