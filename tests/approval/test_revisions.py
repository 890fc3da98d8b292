"""A new wording is a new start: its own checks, its own reviews, its own time."""

import pytest
from factories import LENA, NADIA, RUTH, TOMAS, TestHouse, accounts_text, draft, finding

from approval.errors import Expired, NotPermitted, StaleRevision, WrongState
from approval.finding import Severity
from approval.jobs import Job
from approval.proposal import Decision, Proposal, State, Via


def revised(house: TestHouse, proposal: Proposal, text: str = "Another wording.") -> Proposal:
    house.workflow.revise(NADIA, proposal.id, house.see(proposal).current, draft(text), house.form())
    return house.see(proposal)


def test_a_click_on_an_older_revision_decides_nothing_and_is_logged(house: TestHouse) -> None:
    proposal = house.checked()
    newer = revised(house, proposal)
    house.house.checking.checked(proposal.id, 2, ())
    for revision in (1, 0, -1, 3):
        for decision in Decision:
            with pytest.raises(StaleRevision, match="revision 2"):
                house.workflow.review(RUTH, proposal.id, revision, decision, Via.BUTTON, "Because.")
    assert not house.see(newer).reviews
    assert house.log(proposal).count("review.refused") == 4 * len(Decision)


def test_a_new_revision_voids_the_reviews_and_the_findings(house: TestHouse) -> None:
    house.roles.become(accounts_text(required=2))
    proposal = house.approve(house.checked(finding(Severity.ESCALATE)), RUTH, "Checked it.")
    newer = revised(house, proposal)
    assert (newer.state, newer.reviews, newer.findings, newer.required) == (State.CHECKING, (), (), 2)
    house.house.checking.checked(proposal.id, 2, ())
    assert house.see(proposal).missing == 2
    house.approve(house.see(proposal), RUTH)
    assert house.approve(house.see(proposal), LENA).state is State.APPROVED


def test_an_edit_after_approval_takes_it_out_of_release(house: TestHouse) -> None:
    proposal = house.approved()
    revised(house, proposal)
    assert house.house.release.claim(proposal.id) is None
    house.house.checking.checked(proposal.id, 2, ())
    assert house.house.release.claim(proposal.id) is None
    assert house.state(proposal) is State.IN_REVIEW


def test_two_edits_of_one_revision_are_not_both_taken(house: TestHouse) -> None:
    proposal = house.checked()
    house.workflow.revise(NADIA, proposal.id, 1, draft("Mine."), house.form())
    with pytest.raises(StaleRevision):
        house.workflow.revise(TOMAS, proposal.id, 1, draft("No, mine."), house.form())
    assert house.see(proposal).revision.text == "Mine."
    assert house.log(proposal)[-1] == "revision.refused"


def test_an_edit_that_changes_nothing_is_refused(house: TestHouse) -> None:
    proposal = house.approve(house.checked())
    with pytest.raises(WrongState, match="Nothing was changed"):
        revised(house, proposal, proposal.revision.text)
    assert house.state(proposal) is State.APPROVED


def test_only_those_who_may_propose_may_edit(house: TestHouse) -> None:
    proposal = house.checked()
    with pytest.raises(NotPermitted):
        house.workflow.revise(RUTH, proposal.id, 1, draft("Approver's own."), house.form())


def test_a_reply_stays_with_its_account(house: TestHouse) -> None:
    text = accounts_text()
    house.roles.become(text + accounts_text(account="fire").removeprefix(text[: text.index("[accounts")]))
    proposal = house.checked()
    with pytest.raises(WrongState):
        house.workflow.revise(NADIA, proposal.id, 1, draft("Elsewhere.", account="fire"), house.form())


@pytest.mark.parametrize("state", [State.REJECTED, State.WITHDRAWN, State.PUBLISHING])
def test_what_is_over_or_under_way_is_not_edited(house: TestHouse, state: State) -> None:
    proposal = house.checked()
    match state:
        case State.REJECTED:
            house.workflow.review(RUTH, proposal.id, 1, Decision.REJECT, Via.BUTTON, "No.")
        case State.WITHDRAWN:
            house.workflow.withdraw(NADIA, proposal.id)
        case _:
            house.approve(proposal)
            house.house.release.claim(proposal.id)
    with pytest.raises(WrongState):
        revised(house, proposal)
    assert house.state(proposal) is state


def test_an_approval_that_comes_too_late_is_refused_also_before_the_clock_noticed(house: TestHouse) -> None:
    proposal = house.checked()
    house.clock.advance(hours=4)
    with pytest.raises(Expired):
        house.approve(proposal)
    assert house.log(proposal)[-1] == "review.refused"
    assert house.house.release.expire() == [proposal.id]
    with pytest.raises(Expired):
        house.approve(proposal)
    assert house.state(proposal) is State.EXPIRED


def test_an_approval_in_the_last_moment_counts(house: TestHouse) -> None:
    proposal = house.checked()
    house.clock.advance(hours=4, microseconds=-1)
    assert house.house.release.expire() == []
    assert house.approve(proposal).state is State.APPROVED


@pytest.mark.parametrize("clock_first", [True, False])
def test_what_was_approved_but_not_released_in_time_expires(house: TestHouse, clock_first: bool) -> None:
    proposal = house.approved()
    house.clock.advance(hours=4)
    if clock_first:
        assert house.house.release.expire() == [proposal.id]
    assert house.house.release.claim(proposal.id) is None
    assert house.state(proposal) is State.EXPIRED
    assert house.log(proposal).count("proposal.expired") == 1
    with house.store.read() as reading:
        jobs = [task.job for task in reading.tasks(Job, house.clock())]
    assert Job.PUBLISH not in jobs


def test_a_new_revision_starts_the_time_anew(house: TestHouse) -> None:
    proposal = house.checked()
    house.clock.advance(hours=5)
    house.house.release.expire()
    newer = revised(house, proposal)
    assert newer.expires_at == house.clock().replace(hour=house.clock().hour + 4)
    house.house.checking.checked(proposal.id, 2, ())
    house.clock.advance(hours=3)
    assert house.approve(house.see(proposal)).state is State.APPROVED


def test_what_expired_may_be_proposed_again_word_for_word(house: TestHouse) -> None:
    proposal = house.checked()
    house.clock.advance(hours=5)
    house.house.release.expire()
    assert revised(house, proposal, proposal.revision.text).state is State.CHECKING


def test_a_withdrawn_reply_is_over_for_everybody(house: TestHouse) -> None:
    proposal = house.approved()
    with pytest.raises(NotPermitted):
        house.workflow.withdraw(RUTH, proposal.id)
    assert house.workflow.withdraw(NADIA, proposal.id).state is State.WITHDRAWN
    assert house.house.release.claim(proposal.id) is None
    for actor in (NADIA, RUTH):
        with pytest.raises((WrongState, NotPermitted)):
            house.workflow.withdraw(actor, proposal.id)
    with pytest.raises(WrongState):
        house.approve(proposal, LENA)
    assert house.log(proposal)[-1] == "review.refused"


def test_nothing_is_withdrawn_once_publishing_began(house: TestHouse) -> None:
    proposal = house.approved()
    house.house.release.claim(proposal.id)
    with pytest.raises(WrongState):
        house.workflow.withdraw(NADIA, proposal.id)
    assert house.state(proposal) is State.PUBLISHING


def test_every_author_of_any_revision_may_withdraw(house: TestHouse) -> None:
    proposal = house.checked(actor=NADIA)
    house.workflow.revise(TOMAS, proposal.id, 1, draft("Mine now."), house.form())
    assert house.workflow.withdraw(NADIA, proposal.id).state is State.WITHDRAWN
