"""Who may decide on what: nobody speaks for the city alone, and nobody is exempt."""

from collections.abc import Callable

import pytest
from factories import IRIS, LENA, NADIA, OWEN, RUTH, TOMAS, TOMAS_TOO, TestHouse, accounts_text, draft, finding
from sqlalchemy.exc import IntegrityError

from approval.errors import AccountGone, AlreadyReviewed, CountersignError, NotPermitted
from approval.finding import Severity
from approval.people import Actor
from approval.proposal import Decision, Proposal, State, Via


def refused(house: TestHouse, proposal: Proposal, actor: Actor) -> str:
    """The code with which an approval is refused; the refusal must be in the log and nothing decided."""
    before = house.see(proposal)
    with pytest.raises(NotPermitted) as refusal:
        house.approve(before, actor)
    assert house.see(proposal) == before
    assert house.log(proposal)[-1] == "review.refused"
    return refusal.value.code


def test_a_second_person_releases_a_reply(house: TestHouse) -> None:
    proposal = house.approve(house.checked(actor=NADIA), RUTH)
    assert proposal.state is State.APPROVED
    assert house.house.release.claim(proposal.id)


def test_the_proposer_cannot_review_their_own_reply(house: TestHouse) -> None:
    assert refused(house, house.checked(actor=TOMAS), TOMAS) == "own_proposal"


@pytest.mark.parametrize("decision", list(Decision))
def test_no_decision_at_all_may_be_the_proposers(house: TestHouse, decision: Decision) -> None:
    proposal = house.checked(actor=TOMAS)
    with pytest.raises(NotPermitted):
        house.workflow.review(TOMAS, proposal.id, 1, decision, Via.BUTTON, "It is mine.")
    assert house.state(proposal) is State.IN_REVIEW


@pytest.mark.parametrize(("proposes", "reviews"), [(TOMAS, TOMAS_TOO), (TOMAS_TOO, TOMAS)])
def test_the_proposer_cannot_review_through_a_second_slack_account(
    house: TestHouse, proposes: Actor, reviews: Actor
) -> None:
    assert refused(house, house.checked(actor=proposes), reviews) == "own_proposal"


def test_whoever_edited_the_revision_cannot_approve_it(house: TestHouse) -> None:
    proposal = house.checked(actor=NADIA)
    house.workflow.revise(TOMAS, proposal.id, 1, draft("The meeting is at 5 p.m."), house.form())
    house.house.checking.checked(proposal.id, 2, ())
    assert refused(house, proposal, TOMAS) == "own_proposal"
    assert refused(house, proposal, TOMAS_TOO) == "own_proposal"


def test_whoever_wrote_an_earlier_revision_cannot_approve_a_later_one(house: TestHouse) -> None:
    proposal = house.checked(actor=TOMAS)
    house.workflow.revise(NADIA, proposal.id, 1, draft("The meeting is at 5 p.m."), house.form())
    house.house.checking.checked(proposal.id, 2, ())
    assert refused(house, proposal, TOMAS) == "own_proposal"
    assert house.approve(house.see(proposal), RUTH).state is State.APPROVED


def test_somebody_whom_accounts_toml_does_not_name_may_not_decide(house: TestHouse) -> None:
    assert refused(house, house.checked(), OWEN) == "unknown_person"


def test_somebody_who_has_another_role_may_not_decide(house: TestHouse) -> None:
    assert refused(house, house.checked(), IRIS) == "not_reviewer"


def test_a_user_group_gives_a_role_to_people_who_are_named(house: TestHouse) -> None:
    house.roles.become(accounts_text(approvers=("S0CHIEFS",)))
    assert house.approve(house.checked(), Actor("U0IRIS", frozenset({"S0CHIEFS"}))).state is State.APPROVED


def test_an_unnamed_member_of_the_approvers_group_may_not_decide(house: TestHouse) -> None:
    house.roles.become(accounts_text(approvers=("S0CHIEFS",)))
    assert refused(house, house.checked(), Actor("U0MASK", frozenset({"S0CHIEFS"}))) == "unknown_person"


def test_a_member_of_another_group_may_not_decide(house: TestHouse) -> None:
    house.roles.become(accounts_text(approvers=("S0CHIEFS",)))
    assert refused(house, house.checked(), Actor("U0IRIS", frozenset({"S0OTHERS"}))) == "not_reviewer"


def test_a_removed_approver_may_not_decide(house: TestHouse) -> None:
    proposal = house.checked()
    house.roles.become(accounts_text(approvers=("U0LENA",)))
    assert refused(house, proposal, RUTH) == "not_reviewer"


def test_an_empty_list_of_approvers_closes_the_account_to_everybody(house: TestHouse) -> None:
    proposal = house.checked()
    house.roles.become(accounts_text(approvers=()))
    assert refused(house, proposal, RUTH) == "account_closed"
    with pytest.raises(NotPermitted, match="nobody who may approve") as closed:
        house.submit()
    assert closed.value.code == "account_closed"
    with pytest.raises(NotPermitted):
        house.workflow.begin(NADIA)


def test_nobody_acts_for_an_account_that_left_the_file_and_each_attempt_is_logged(house: TestHouse) -> None:
    proposal = house.checked()
    house.roles.become(accounts_text(account="fire"))
    acts: list[tuple[str, Callable[[], object]]] = [
        ("review.refused", lambda: house.approve(proposal)),
        ("revision.refused", lambda: house.workflow.revise(NADIA, proposal.id, 1, draft("Another."), house.form())),
        ("proposal.refused", lambda: house.submit()),
    ]
    for action, act in acts:
        with pytest.raises(AccountGone, match="no account «police»"):
            act()
        assert house.log()[-1] == action
    assert house.state(proposal) is State.IN_REVIEW


def test_only_proposers_may_propose_and_the_attempt_is_logged(house: TestHouse) -> None:
    for outsider, code in ((RUTH, "not_proposer"), (OWEN, "unknown_person")):
        with pytest.raises(NotPermitted) as refusal:
            house.submit(outsider)
        assert refusal.value.code == code
        assert house.log()[-1] == "proposal.refused"


def test_only_auditors_may_read_the_record(house: TestHouse) -> None:
    assert [account.id for account in house.workflow.audit(IRIS, "the quarter's review")] == ["police"]
    for curious in (TOMAS, OWEN):
        with pytest.raises(NotPermitted):
            house.workflow.audit(curious, "curiosity")
    assert house.log()[-3:] == ["export.requested", "export.refused", "export.refused"]


def test_one_person_counts_once_however_often_they_approve(house: TestHouse) -> None:
    house.roles.become(accounts_text(required=2))
    proposal = house.approve(house.checked(), RUTH)
    for via in Via:
        with pytest.raises(AlreadyReviewed):
            house.approve(proposal, RUTH, via=via)
    assert house.state(proposal) is State.IN_REVIEW
    assert house.approve(proposal, LENA).state is State.APPROVED


def test_one_person_counts_once_also_through_two_slack_accounts(house: TestHouse) -> None:
    house.roles.become(accounts_text(required=2))
    proposal = house.approve(house.checked(actor=NADIA), TOMAS)
    with pytest.raises(AlreadyReviewed):
        house.approve(proposal, TOMAS_TOO)
    assert house.see(proposal).missing == 1


def test_the_database_itself_refuses_a_second_review_of_one_person(house: TestHouse) -> None:
    proposal = house.approve(house.checked(), RUTH)
    review = proposal.reviews[0]
    with pytest.raises(IntegrityError), house.store.begin() as tx:
        tx.add_review(proposal.id, 1, review)
    assert len(house.see(proposal).reviews) == 1


@pytest.mark.parametrize("needed", [1, 2, 3])
def test_as_many_people_as_the_account_requires_must_approve(house: TestHouse, needed: int) -> None:
    house.roles.become(accounts_text(required=needed))
    proposal = house.checked(actor=NADIA)
    for missing, actor in zip(range(needed, 0, -1), (RUTH, LENA, TOMAS), strict=False):
        assert house.see(proposal).missing == missing
        assert house.state(proposal) is State.IN_REVIEW
        house.approve(proposal, actor)
    assert house.state(proposal) is State.APPROVED


def test_a_rejection_by_one_ends_it_whatever_others_said(house: TestHouse) -> None:
    house.roles.become(accounts_text(required=2))
    proposal = house.approve(house.checked(), RUTH)
    after = house.workflow.review(LENA, proposal.id, 1, Decision.REJECT, Via.BUTTON, "Not ours to say.")
    assert after.state is State.REJECTED
    with pytest.raises(CountersignError):
        house.approve(proposal, TOMAS)


def test_asking_whether_one_may_review_answers_as_the_review_would(house: TestHouse) -> None:
    proposal = house.checked(finding(Severity.ESCALATE), actor=TOMAS)
    assert house.workflow.may_review(RUTH, proposal.id, 1, Decision.APPROVE, proposal.check).id == proposal.id
    with pytest.raises(NotPermitted):
        house.workflow.may_review(TOMAS, proposal.id, 1, Decision.APPROVE, proposal.check)
    assert house.log(proposal)[-1] == "review.refused"
    assert not house.see(proposal).reviews
