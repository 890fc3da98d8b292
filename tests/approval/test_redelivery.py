"""What Slack delivers twice happens once."""

import pytest
from factories import LENA, NADIA, RUTH, TestHouse, accounts_text, draft

from approval.acting import REMEMBERED
from approval.errors import InvalidContent, NotPermitted, WrongState
from approval.jobs import Job
from approval.outcome import Uncertain
from approval.people import Actor
from approval.proposal import Decision, State, Via


def counts(house: TestHouse) -> tuple[int, int, int]:
    """Proposals, entries, outbox rows."""
    with house.store.read() as reading:
        return (
            len(reading.proposals_in(State)),
            reading.count_entries(),
            len(reading.tasks(Job, house.clock())),
        )


def test_a_form_sent_twice_makes_one_proposal(house: TestHouse) -> None:
    first = house.workflow.submit(NADIA, draft(), "V1")
    before = counts(house)
    assert house.workflow.submit(NADIA, draft(), "V1") == first
    assert counts(house) == before
    assert house.workflow.submit(NADIA, draft(), "V2").id != first.id


def test_a_form_sent_again_after_all_was_decided_still_answers_with_its_proposal(house: TestHouse) -> None:
    first = house.workflow.submit(NADIA, draft(), "V1")
    house.house.checking.checked(first.id, 1, ())
    house.approve(house.see(first))
    assert house.workflow.submit(NADIA, draft(), "V1").state is State.APPROVED


def test_an_edit_sent_twice_makes_one_revision(house: TestHouse) -> None:
    proposal = house.checked()
    house.workflow.revise(NADIA, proposal.id, 1, draft("Better."), "V1")
    before = counts(house)
    assert house.workflow.revise(NADIA, proposal.id, 1, draft("Better."), "V1").current == 2
    assert counts(house) == before


def test_an_approval_delivered_twice_counts_once_and_is_no_refusal(house: TestHouse) -> None:
    house.roles.become(accounts_text(required=2))
    proposal = house.checked()
    act = (RUTH, proposal.id, 1, Decision.APPROVE, Via.REACTION, "", "Ev1", frozenset[str](), proposal.check)
    house.workflow.review(*act)
    before = counts(house)
    assert house.workflow.review(*act).missing == 1
    assert counts(house) == before


def test_a_key_of_one_act_does_not_swallow_anothers(house: TestHouse) -> None:
    house.roles.become(accounts_text(required=2))
    proposal = house.checked()
    for actor, key in ((RUTH, "Ev1"), (LENA, "Ev2")):
        house.workflow.review(actor, proposal.id, 1, Decision.APPROVE, Via.REACTION, "", key, check=proposal.check)
    assert house.state(proposal) is State.APPROVED


def test_a_refused_form_may_be_sent_again_when_it_was_mended(house: TestHouse) -> None:
    with pytest.raises(InvalidContent):
        house.workflow.submit(NADIA, draft(" "), "V1")
    with pytest.raises(NotPermitted):
        house.workflow.submit(Actor("U0NEW"), draft(), "V1")
    assert house.workflow.submit(NADIA, draft(), "V1").state is State.CHECKING


def test_a_second_click_on_confirm_or_retry_finds_nothing_to_do(house: TestHouse) -> None:
    proposal = house.approved()
    house.house.release.claim(proposal.id)
    house.house.release.finish(proposal.id, 1, Uncertain("The connection dropped."))
    house.workflow.confirm(LENA, proposal.id, 1, True, "https://square.example/2")
    with pytest.raises(WrongState):
        house.workflow.confirm(LENA, proposal.id, 1, False)
    assert house.state(proposal) is State.PUBLISHED


def test_jobs_run_twice_do_nothing_the_second_time(house: TestHouse) -> None:
    proposal = house.approved()
    assert house.house.checking.to_check(proposal.id) is None
    assert house.house.release.claim(proposal.id)
    before = counts(house)
    assert house.house.release.claim(proposal.id) is None
    assert counts(house) == before


def test_what_was_done_is_remembered_for_longer_than_slack_delivers_again(house: TestHouse) -> None:
    house.workflow.submit(NADIA, draft(), "V1")
    for age, known in ((REMEMBERED.total_seconds() - 1, True), (2, False)):
        house.clock.advance(seconds=age)
        with house.store.begin() as tx:
            tx.forget(REMEMBERED)
            assert (tx.seen("V1") is not None) is known
