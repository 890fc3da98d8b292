import json

import pytest
from proposals import ACCOUNTS, picture, proposal, remark, review
from reading import buttons, elements, mrkdwn, quotes, words

from approval.finding import Severity
from approval.proposal import Decision, Parent, State
from bot.blocks.card import card, simple_card
from bot.blocks.fitting import fits
from bot.blocks.split import pieces, units
from sandbox.blocks.check import check_blocks

LETTERS = "Señor, the road is closed — détour.\n"
LONG = (LETTERS * 100)[:3000]


def test_the_text_stands_on_the_card_exactly_and_whole():
    content = card(proposal(text=LONG), ACCOUNTS)
    assert LONG in "".join(quotes(content.blocks))


def test_a_long_text_is_cut_after_a_line_and_loses_nothing():
    cut = pieces(LONG, 1000)
    assert "".join(cut) == LONG
    assert all(units(piece) <= 1000 for piece in cut)
    assert all(piece.endswith("\n") for piece in cut[:-1])


def test_a_text_without_any_break_is_cut_between_characters_as_people_see_them():
    family = "👩‍👩‍👧‍👦"
    cut = pieces(family * 300, 1000)
    assert "".join(cut) == family * 300
    assert all(len(piece) % len(family) == 0 for piece in cut)


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        (State.IN_REVIEW, ["approve", "reject", "request_changes", "edit", "withdraw"]),
        (State.BLOCKED, ["edit", "withdraw"]),
        (State.FAILED, ["retry_publish", "edit"]),
        (State.UNCONFIRMED, ["confirm_posted", "confirm_not_posted"]),
        *((state, []) for state in State if state.value not in ("in_review", "blocked", "failed", "unconfirmed")),
    ],
)
def test_each_state_has_its_buttons(state: State, shown: list[str]):
    assert buttons(card(proposal(state), ACCOUNTS).blocks) == shown
    assert buttons(simple_card(proposal(state), ACCOUNTS).blocks) == shown


def test_a_button_names_the_proposal_and_the_revision_it_is_about():
    content = card(proposal(number=3), ACCOUNTS)
    approve = next(each for each in elements(content.blocks) if each.get("action_id") == "approve")
    assert json.loads(approve["value"]) == {"proposal": "7K3MXQ2P9A", "revision": 3}
    assert approve["style"] == "primary"


def test_no_name_can_turn_round_the_words_that_it_was_pasted_by_hand():
    parent = Parent("https://square.example/7", "@karl\u202e 👩\u200d👧\n@gloria", "Why?", pasted=True)
    shown = words(card(proposal(parent=parent), ACCOUNTS).blocks)
    assert "@karl[U+202E RIGHT-TO-LEFT OVERRIDE] 👩\u200d👧⏎@gloria" in shown
    assert "\u202e" not in shown


def test_a_superseded_card_says_so_and_keeps_its_text_but_no_button():
    content = card(proposal(number=1, current=2), ACCOUNTS)
    assert "Superseded by revision 2." in words(content.blocks)
    assert "The meeting moved to 5 p.m." in quotes(content.blocks)
    assert buttons(content.blocks) == []


def test_the_card_says_what_it_needs_and_what_it_has():
    content = card(proposal(required=2, reviews=(review(),)), ACCOUNTS)
    assert "Needs 2 approvals. It has 1, by Ruth Okafor; 1 to go." in words(content.blocks).replace("  ", " ")


def test_a_grave_finding_asks_for_a_reason_on_the_card():
    content = card(proposal(required=2, findings=(remark(Severity.ESCALATE),)), ACCOUNTS)
    assert "each needs a written reason" in words(content.blocks)


def test_after_a_decision_the_card_says_who_and_which_revision_and_why():
    decided = proposal(State.REJECTED, number=2, reviews=(review(decision=Decision.REJECT, reason="It sounds angry."),))
    content = card(decided, ACCOUNTS)
    assert "Ruth Okafor rejected revision 2" in words(content.blocks)
    assert "It sounds angry." in quotes(content.blocks)
    assert "The meeting moved to 5 p.m." in quotes(content.blocks)


def test_a_published_card_carries_the_link():
    content = card(proposal(State.PUBLISHED, post_url="https://square.example/posts/7", reviews=(review(),)), ACCOUNTS)
    assert [each["url"] for each in elements(content.blocks) if each.get("type") == "link"] == [
        "https://square.example/posts/7"
    ]


def test_a_parent_pasted_by_hand_is_marked_so():
    pasted = Parent("", "@gloria_m", "Why was the meeting moved?", pasted=True)
    assert "pasted by hand" in words(card(proposal(parent=pasted), ACCOUNTS).blocks)
    fetched = Parent("https://square.example/posts/1", "@gloria_m", "Why?")
    assert "pasted by hand" not in words(card(proposal(parent=fetched), ACCOUNTS).blocks)


def test_an_address_that_is_no_web_address_is_shown_and_not_linked():
    content = card(proposal(parent=Parent("javascript:alert(1)", "@x", "y")), ACCOUNTS)
    assert "javascript:alert(1)" in words(content.blocks)
    assert all(each.get("type") != "link" for each in elements(content.blocks))


def test_hidden_characters_are_written_out_where_a_finding_marks_them():
    text = "The road is\u200b\u200b open"
    shown = words(card(proposal(text=text, findings=(remark(start=11, span="\u200b\u200b"),)), ACCOUNTS).blocks)
    assert "The road is [U+200B ZERO WIDTH SPACE ×2]  open" in shown


def test_findings_stand_gravest_first():
    found = (remark(Severity.WARN, "mild"), remark(Severity.BLOCK, "worst"), remark(Severity.ESCALATE, "grave"))
    shown = words(card(proposal(findings=found), ACCOUNTS).blocks)
    assert shown.index("worst") < shown.index("grave") < shown.index("mild")


def test_a_clean_check_is_said():
    assert "The checks found nothing." in words(card(proposal(), ACCOUNTS).blocks)


def test_what_does_not_fit_stands_whole_in_the_thread_and_the_card_says_so():
    findings = tuple(remark(message=f"Remark number {number}. {'x' * 200}") for number in range(40))
    worst = proposal(
        text="é" * 3000,
        reason="s" * 3000,
        parent=Parent("https://square.example/posts/1", "@gloria_m", "p" * 3000),
        media=tuple(picture(alt="a" * 2900) for _ in range(4)),
        findings=findings,
    )
    content = card(worst, ACCOUNTS)
    assert fits(content.blocks)
    assert "é" * 3000 in "".join(quotes(content.blocks))
    assert buttons(content.blocks)[0] == "approve"
    assert "stand whole in the thread below" in words(content.blocks)
    thread = words(block for part in content.parts for block in part.blocks)
    assert all(finding.message in thread for finding in findings)
    assert "s" * 2800 in thread
    for part in content.parts:
        assert fits(part.blocks)
        assert check_blocks(list(part.blocks), "message") == []
    assert len({part.name for part in content.parts}) == len(content.parts)


def test_a_notification_shows_state_and_names_but_no_excerpt_of_the_text():
    content = card(proposal(text="Call 911 <!channel>"), ACCOUNTS)
    assert content.text == "Reply to review: Mesa Verde Springs Police (@mesaverdepd), proposed by Nadia Begay"


def test_nothing_of_the_card_is_read_as_markup():
    nasty = proposal(text="<!channel> *bold* :tada: <http://evil|click>", reason="<!here>", findings=(remark(),))
    assert mrkdwn(card(nasty, ACCOUNTS).blocks) == []
    assert "<!channel> *bold* :tada: <http://evil|click>" in quotes(card(nasty, ACCOUNTS).blocks)
