"""A reaction counts as a review; removing it before release takes the review back, and only one's own."""

import pytest
from factories import LENA, NADIA, RUTH, TOMAS, TOMAS_TOO, TestHouse, accounts_text, draft

from approval.errors import WrongState
from approval.jobs import Job
from approval.outcome import Published, Refused
from approval.people import Actor
from approval.proposal import Decision, Proposal, State, Via


def reacted(house: TestHouse, actor: Actor = RUTH) -> Proposal:
    return house.approve(house.checked(), actor, via=Via.REACTION)


def take_back(house: TestHouse, proposal: Proposal, actor: Actor = RUTH, key: str = "") -> Proposal:
    return house.workflow.take_back(
        actor, proposal.id, proposal.revision.number, Decision.APPROVE, key or f"back-{house.form()}"
    )


def waiting(house: TestHouse, proposal: Proposal) -> set[Job]:
    with house.store.read() as reading:
        return {task.job for task in reading.tasks(Job, house.clock()) if task.proposal_id == proposal.id}


def test_removing_the_reaction_before_release_takes_the_approval_back(house: TestHouse) -> None:
    proposal = reacted(house)
    assert Job.PUBLISH in waiting(house, proposal)
    after = take_back(house, proposal)
    assert (after.state, after.reviews) == (State.IN_REVIEW, ())
    assert house.see(proposal) == after
    assert Job.PUBLISH not in waiting(house, proposal)
    assert house.house.release.claim(proposal.id) is None
    assert house.log(proposal)[-1] == "review.withdrawn"


def test_what_was_taken_back_can_be_given_again(house: TestHouse) -> None:
    proposal = reacted(house)
    take_back(house, proposal)
    assert house.approve(proposal, RUTH, via=Via.REACTION).state is State.APPROVED
    assert house.house.release.claim(proposal.id)


def test_one_of_two_approvals_can_be_taken_back(house: TestHouse) -> None:
    house.roles.become(accounts_text(required=2))
    proposal = reacted(house)
    assert house.approve(proposal, LENA).state is State.APPROVED
    after = take_back(house, proposal)
    assert (after.state, after.missing) == (State.IN_REVIEW, 1)
    assert [review.person for review in after.reviews] == ["lena"]


@pytest.mark.parametrize("released", [False, True])
def test_after_release_began_it_is_too_late_and_the_attempt_is_logged(house: TestHouse, released: bool) -> None:
    proposal = reacted(house)
    house.house.release.claim(proposal.id)
    if released:
        house.house.release.finish(proposal.id, 1, Published("1", "http://127.0.0.1/square/posts/2"))
    before = house.see(proposal)
    with pytest.raises(WrongState, match="too late"):
        take_back(house, proposal)
    assert house.see(proposal) == before
    assert house.log(proposal)[-1] == "withdrawal.refused"


def test_an_approval_taken_back_after_a_failed_release_is_not_released_by_trying_again(house: TestHouse) -> None:
    proposal = reacted(house)
    house.house.release.claim(proposal.id)
    house.house.release.finish(proposal.id, 1, Refused("The text is a duplicate."))
    assert take_back(house, proposal).state is State.FAILED
    house.workflow.retry(LENA, proposal.id, 1)
    assert house.house.release.claim(proposal.id) is None
    assert house.state(proposal) is State.IN_REVIEW
    assert house.see(proposal).missing == 1


def test_nobody_takes_back_anothers_approval(house: TestHouse) -> None:
    proposal = reacted(house)
    for other in (LENA, NADIA, Actor("U0OWEN")):
        take_back(house, proposal, other)
    assert house.see(proposal) == proposal


def test_a_person_takes_back_their_own_through_any_of_their_slack_accounts(house: TestHouse) -> None:
    proposal = reacted(house, TOMAS)
    assert take_back(house, proposal, TOMAS_TOO).state is State.IN_REVIEW


def test_removing_a_reaction_does_not_take_back_what_the_button_said(house: TestHouse) -> None:
    proposal = house.approved()
    take_back(house, proposal)
    assert house.see(proposal) == proposal


def test_removing_another_reaction_than_the_one_that_counted_changes_nothing(house: TestHouse) -> None:
    proposal = reacted(house)
    house.workflow.take_back(RUTH, proposal.id, 1, Decision.REJECT, "Ev9")
    assert house.see(proposal) == proposal


def test_removing_a_reaction_from_an_older_card_changes_nothing(house: TestHouse) -> None:
    house.roles.become(accounts_text(required=2))
    proposal = reacted(house)
    house.workflow.revise(NADIA, proposal.id, 1, draft("Newer."), house.form())
    house.house.checking.checked(proposal.id, 2, ())
    house.approve(house.see(proposal), RUTH, via=Via.REACTION)
    take_back(house, proposal)
    assert house.see(proposal).missing == 1


def test_a_removal_that_slack_delivers_again_takes_back_only_once(house: TestHouse) -> None:
    proposal = reacted(house)
    take_back(house, proposal, key="Ev1")
    house.approve(proposal, RUTH, via=Via.REACTION)
    take_back(house, proposal, key="Ev1")
    assert house.state(proposal) is State.APPROVED


def test_a_rejection_by_reaction_is_final(house: TestHouse) -> None:
    proposal = house.checked()
    house.workflow.review(RUTH, proposal.id, 1, Decision.REJECT, Via.REACTION)
    with pytest.raises(WrongState):
        house.workflow.take_back(RUTH, proposal.id, 1, Decision.REJECT, "Ev1")
    assert house.state(proposal) is State.REJECTED
