"""What the proposer is told, against the real sandbox."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from delivery_desk import Desk
from factories import LENA, NADIA, RUTH, finding
from reading import buttons, words

from approval.finding import Severity
from approval.outcome import Published
from approval.proposal import Decision, Proposal, State, Via
from bot.delivery import LEASE


def _rejected(desk: Desk, proposal: Proposal) -> None:
    desk.house.house.workflow.review(RUTH, proposal.id, 1, Decision.REJECT, Via.BUTTON, "It sounds angry.", "k")


def _changes(desk: Desk, proposal: Proposal) -> None:
    desk.house.house.workflow.review(LENA, proposal.id, 1, Decision.REQUEST_CHANGES, Via.BUTTON, "Name the room.", "k")


def _expired(desk: Desk, proposal: Proposal) -> None:
    desk.house.clock.advance(hours=5)
    desk.house.house.release.expire()


def _published(desk: Desk, proposal: Proposal) -> None:
    desk.house.approve(proposal)
    desk.round()
    desk.house.house.release.claim(proposal.id)
    desk.house.house.release.finish(proposal.id, 1, Published("7", "https://square.example/posts/7"))


@pytest.mark.parametrize(
    ("happens", "said"),
    [
        (_rejected, "It sounds angry."),
        (_changes, "Name the room."),
        (_expired, "expired"),
        (_published, "https://square.example/posts/7"),
    ],
)
def test_the_proposer_hears_of_every_outcome_once(desk: Desk, happens: Callable[[Desk, Proposal], None], said: str):
    proposal = desk.house.checked()
    desk.round()
    happens(desk, proposal)
    desk.line.lose("chat.postMessage")
    desk.round()
    desk.round(LEASE)
    assert sum(said in notice for notice in desk.notices()) == 1
    assert desk.waiting() == 0


def test_the_answer_to_a_tried_draft_comes_once_though_slacks_answer_was_lost(desk: Desk):
    trial = desk.house.workflow.try_draft(NADIA, "You clown.")
    desk.house.house.checking.tried(trial, "", (finding(),))
    desk.line.lose("chat.postMessage")
    desk.round()
    desk.round(LEASE)
    assert sum("You clown." in notice for notice in desk.notices()) == 1
    assert desk.waiting() == 0


def test_a_draft_that_was_forgotten_meanwhile_is_told_of_no_more(desk: Desk):
    trial = desk.house.workflow.try_draft(NADIA, "You clown.")
    desk.house.house.checking.tried(trial, "", ())
    with desk.house.store.begin() as tx:
        tx.forget_trials(timedelta(0) - timedelta(seconds=1))
    desk.round()
    assert desk.notices() == []
    assert desk.waiting() == 0


def test_a_blocked_reply_tells_its_author_how_to_mend_it_and_cannot_be_approved(desk: Desk):
    proposal = desk.house.checked(finding(Severity.BLOCK))
    desk.round()
    (notice,) = desk.sandbox.direct_messages("U0NADIA")
    assert "Mend it." in words(notice["blocks"])
    assert buttons(notice["blocks"]) == ["edit", "withdraw"]
    (card,) = desk.cards()
    assert buttons(card["blocks"]) == ["edit", "withdraw", "dispute"]
    assert desk.house.state(proposal) is State.BLOCKED
