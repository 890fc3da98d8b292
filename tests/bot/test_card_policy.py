"""The card under a policy: rules by id and title, which version, and the questions as boxes."""

from dataclasses import replace

import pytest
from proposals import ACCOUNTS, proposal, remark, review
from reading import buttons, elements, mrkdwn, words
from written_policy import PAGE, QUESTIONS, policy

from approval.finding import Finding, Severity
from approval.proposal import Decision, Parent, Proposal, State, Via
from bot.blocks.card import CardContent, card, simple_card
from bot.blocks.fitting import fits
from bot.blocks.printed import Printed, in_words
from bot.blocks.questions import answers
from sandbox.blocks.check import check_blocks

PRINTED = Printed(policy(), PAGE)
UNLINKED = Printed(policy())


def insult(severity: Severity = Severity.WARN, rule: str = "B03") -> Finding:
    return Finding(rule, severity, "It calls somebody “meeting”.", "Leave it out.", 4, 11, "meeting")


def boxes(content: CardContent) -> list[str]:
    """The labels of the boxes on a card."""
    groups = [each for each in elements(content.blocks) if each.get("type") == "checkboxes"]
    return [option["text"]["text"] for group in groups for option in group["options"]]


def shown(of: Proposal, printed: Printed = PRINTED) -> str:
    content = card(of, ACCOUNTS, printed)
    assert check_blocks(list(content.blocks), "message") == []
    assert mrkdwn(content.blocks) == []
    return words(content.blocks)


def test_a_finding_names_its_rule_and_links_it_to_its_place_on_the_public_page():
    content = card(proposal(findings=(insult(),)), ACCOUNTS, PRINTED)
    links = [each for each in elements(content.blocks) if each.get("type") == "link"]
    assert {"url": f"{PAGE}#B03", "text": "B03"}.items() <= links[0].items()
    said = shown(proposal(findings=(insult(),)))
    order = [said.index(each) for each in ("B03", "No insults", "It calls somebody", "Leave it out.")]
    assert order == sorted(order)


def test_without_a_page_the_rule_is_named_and_not_linked():
    said = shown(proposal(findings=(insult(),)), UNLINKED)
    assert "B03" in said
    assert "No insults" in said
    assert all(each.get("type") != "link" for each in elements(card(proposal(), ACCOUNTS, UNLINKED).blocks))


def test_a_rule_whose_check_could_not_run_is_linked_as_well():
    message = "The check B03 “No insults” could not run, so nobody knows what it would have found: B03 “No insults”."
    unasked = Finding("check.unavailable", Severity.ESCALATE, message, "Ask somebody.")
    content = card(proposal(findings=(unasked,)), ACCOUNTS, PRINTED)
    links = [each for each in elements(content.blocks) if each.get("type") == "link"]
    assert [each["url"] for each in links if each["text"] == "B03"] == [f"{PAGE}#B03"]
    assert message in "".join(each["text"] for each in elements(content.blocks) if isinstance(each.get("text"), str))


def test_a_finding_of_another_kind_links_nothing_that_its_words_name():
    quoting = Finding("B03", Severity.WARN, "It says: The check B03 “No insults” could not run", "Leave it out.")
    content = card(proposal(findings=(quoting,)), ACCOUNTS, PRINTED)
    assert [each["text"] for each in elements(content.blocks) if each.get("type") == "link"].count("B03") == 1


@pytest.mark.parametrize(
    ("rule", "name"),
    [
        ("length.over", "Length"),
        ("characters.hidden", "Hidden characters"),
        ("look-alikes.mixed", "Look-alike characters"),
        ("links.shortener", "Links"),
        ("personal-data.phone", "Personal data"),
        ("toxicity.insult", "Toxicity"),
        ("check.unavailable", "A check that could not run"),
        ("a_city.own-check", "A city own check"),
    ],
)
def test_a_check_of_the_house_keeps_its_own_name_in_words(rule: str, name: str):
    assert in_words(rule) == name
    assert name in shown(proposal(findings=(insult(rule=rule),)))


def test_the_card_says_under_which_version_it_was_checked():
    said = shown(proposal())
    assert f"How we speak , version 2.0 ({policy().digest[:12]})" in said
    assert "Checked under" not in shown(proposal(), Printed())


def test_in_review_the_questions_stand_on_the_card_as_boxes():
    content = card(proposal(), ACCOUNTS, PRINTED)
    assert boxes(content) == ["True?", "Helpful?", "Respectful?"]
    said = shown(proposal())
    assert all(text in said for _, text in QUESTIONS.values())
    assert "✅ as a reaction says yes to every question" in said
    assert "Where the answer is no, reject the reply or request changes." in said
    assert boxes(simple_card(proposal(), ACCOUNTS, PRINTED)) == boxes(content)


@pytest.mark.parametrize("state", [state for state in State if state is not State.IN_REVIEW])
def test_where_nothing_is_decided_nothing_is_asked(state: State):
    assert boxes(card(proposal(state), ACCOUNTS, PRINTED)) == []


def test_a_superseded_card_asks_nothing():
    assert boxes(card(proposal(number=1, current=2), ACCOUNTS, PRINTED)) == []


def test_after_a_decision_its_line_says_what_was_answered():
    yes = replace(review(), answers=("helpful", "respectful", "true"), via=Via.REACTION)
    said = shown(proposal(State.APPROVED, reviews=(yes,)))
    assert "and answered yes to «True?», «Helpful?» and «Respectful?»" in said
    no = review(decision=Decision.REJECT, reason="It is not true.")
    assert "answered yes" not in shown(proposal(State.REJECTED, reviews=(no,)))


def test_something_grave_is_approved_by_the_button_alone():
    said = shown(proposal(findings=(insult(Severity.ESCALATE),), required=2))
    assert "only the button approves here" in said
    assert "says yes to every question" not in said


def test_what_the_rules_stop_can_be_edited_and_never_approved():
    stopped = proposal(State.BLOCKED, findings=(insult(Severity.BLOCK),))
    content = card(stopped, ACCOUNTS, PRINTED)
    assert buttons(content.blocks) == ["edit", "withdraw", "dispute"]
    assert boxes(content) == []


def test_a_finding_can_be_called_wrong_where_there_is_one():
    assert "dispute" in buttons(card(proposal(findings=(insult(),)), ACCOUNTS, PRINTED).blocks)
    assert "dispute" not in buttons(card(proposal(), ACCOUNTS, PRINTED).blocks)


def test_a_question_longer_than_a_box_stands_whole_above_it():
    long = {"true": ("Is it true? " * 10, "Can it be shown? " * 20), "kind": ("Kind?", "Is it kind?")}
    content = card(proposal(), ACCOUNTS, Printed(policy(questions=long)))
    assert boxes(content) == ["Question 1", "Kind?"]
    said = words(content.blocks)
    assert ("Is it true? " * 10).strip() in said
    assert ("Can it be shown? " * 20).strip() in said
    assert check_blocks(list(content.blocks), "message") == []


def test_many_questions_stand_in_groups_of_ten():
    many = {f"q{number}": (f"Title {number}?", "Text") for number in range(23)}
    content = card(proposal(), ACCOUNTS, Printed(policy(questions=many)))
    assert len(boxes(content)) == 23
    assert check_blocks(list(content.blocks), "message") == []
    assert fits(content.blocks)


def test_ticks_for_other_words_answer_nothing():
    asked = policy()
    ticked = {"questions": {"type": "checkboxes", "selected_options": [{"value": "true"}]}}

    def given(of: Proposal, under: str = "2.0") -> frozenset[str]:
        group = next(
            each
            for each in card(of, ACCOUNTS, Printed(policy(version=under))).blocks
            if each.get("accessory", {}).get("type") == "checkboxes"
        )
        return answers({group["block_id"]: ticked}, asked, proposal(number=2))

    assert given(proposal(number=2)) == {"true"}
    assert given(proposal(number=1)) == frozenset()
    assert given(proposal(number=2), "2.1") == frozenset()
    assert answers({}, asked, proposal()) == frozenset()


def test_the_longest_of_everything_still_fits_and_still_asks():
    quotes = '"' * 3000
    long = {f"q{number}{'q' * 27}": (quotes[:75], quotes[:2000]) for number in range(10)}
    under = Printed(policy(title=quotes[:200], version=quotes[:200], questions=long), f"{PAGE}{'p' * 460}")
    worst = proposal(
        text=quotes,
        reason=quotes,
        parent=Parent(f"{PAGE}{'p' * 900}", quotes[:200], quotes),
        findings=(remark(Severity.ESCALATE, quotes[:300]),) * 40,
        reviews=(replace(review(reason=quotes), answers=tuple(long)),),
        required=2,
    )
    for content in (card(worst, ACCOUNTS, under), simple_card(worst, ACCOUNTS, under)):
        assert fits(content.blocks)
        assert check_blocks(list(content.blocks), "message") == []
        assert boxes(content) == [f"Question {number}" for number in range(1, 11)]
    thread = words(block for part in card(worst, ACCOUNTS, under).parts for block in part.blocks)
    assert thread.count(quotes[:2000]) >= 10
    assert f"{quotes[:200]} , version {quotes[:200]}" in thread


def test_what_does_not_fit_of_the_questions_stands_whole_in_the_thread():
    long = {f"q{number}": (f"Title {number}?", f"Text {number}. " * 60) for number in range(10)}
    full = proposal(text='"' * 3000, reason="s" * 3000, findings=(remark(),) * 12)
    content = card(full, ACCOUNTS, Printed(policy(questions=long)))
    assert fits(content.blocks)
    assert len(boxes(content)) == 10
    thread = words(block for part in content.parts for block in part.blocks)
    assert all((f"Text {number}. " * 60).strip() in thread for number in range(10))
    assert "The questions' texts stand whole in the thread below." in words(content.blocks)
