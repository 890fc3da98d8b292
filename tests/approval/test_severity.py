"""How grave a finding is decides what it asks of the people who decide."""

import pytest
from factories import LENA, NADIA, RUTH, TOMAS, TestHouse, accounts_text, draft, finding

from approval.errors import ReasonMissing, WrongState
from approval.finding import Severity
from approval.proposal import Decision, State, Via


def test_a_warning_is_kept_with_the_reply_and_asks_nothing_more(house: TestHouse) -> None:
    warning = finding(Severity.WARN)
    proposal = house.checked(warning)
    assert proposal.findings == (warning,)
    assert proposal.required == 1
    assert house.approve(proposal).state is State.APPROVED


def test_what_blocks_cannot_be_approved_only_rewritten(house: TestHouse) -> None:
    proposal = house.checked(finding(Severity.WARN), finding(Severity.BLOCK))
    assert proposal.state is State.BLOCKED
    for actor in (RUTH, LENA, TOMAS):
        with pytest.raises(WrongState):
            house.approve(proposal, actor, "I insist.")
    assert house.house.release.claim(proposal.id) is None
    house.workflow.revise(NADIA, proposal.id, 1, draft("Better."), house.form())
    house.house.checking.checked(proposal.id, 2, ())
    assert house.approve(house.see(proposal)).state is State.APPROVED


@pytest.mark.parametrize("required", [1, 2])
def test_what_escalates_needs_one_approver_more_and_a_reason_from_each(house: TestHouse, required: int) -> None:
    house.roles.become(accounts_text(required=required))
    proposal = house.checked(finding(Severity.ESCALATE), finding(Severity.WARN))
    assert proposal.required == required + 1
    for actor in (RUTH, LENA, TOMAS)[: required + 1]:
        assert house.state(proposal) is State.IN_REVIEW
        for reason in ("", "  \n"):
            with pytest.raises(ReasonMissing):
                house.approve(proposal, actor, reason)
        house.approve(proposal, actor, "The number is the public hotline.")
    assert house.state(proposal) is State.APPROVED
    assert house.log(proposal).count("review.refused") == 2 * (required + 1)


def test_a_reaction_cannot_give_the_reason_that_an_escalated_reply_needs(house: TestHouse) -> None:
    proposal = house.checked(finding(Severity.ESCALATE))
    with pytest.raises(ReasonMissing):
        house.approve(proposal, RUTH, via=Via.REACTION)


@pytest.mark.parametrize("decision", [Decision.REJECT, Decision.REQUEST_CHANGES])
def test_a_button_that_says_no_needs_a_reason_and_a_reaction_does_not(house: TestHouse, decision: Decision) -> None:
    proposal = house.checked()
    with pytest.raises(ReasonMissing):
        house.workflow.review(RUTH, proposal.id, 1, decision, Via.BUTTON, " ")
    after = house.workflow.review(RUTH, proposal.id, 1, decision, Via.REACTION)
    assert after.state in (State.REJECTED, State.CHANGES_REQUESTED)


def test_checks_that_did_not_finish_escalate_and_never_pass(house: TestHouse) -> None:
    proposal = house.submit()
    after = house.house.checking.give_up(proposal.id, 3)
    assert after
    assert after.state is State.IN_REVIEW
    assert after.required == 2
    assert [found.severity for found in after.findings] == [Severity.ESCALATE]


def test_what_the_checks_found_is_recorded_once_and_only_for_the_current_revision(house: TestHouse) -> None:
    proposal = house.submit()
    house.workflow.revise(NADIA, proposal.id, 1, draft("Another."), house.form())
    assert house.house.checking.checked(proposal.id, 1, ()) is None
    assert house.state(proposal) is State.CHECKING
    assert house.house.checking.checked(proposal.id, 2, (finding(),))
    assert house.house.checking.checked(proposal.id, 2, ()) is None
    assert house.see(proposal).findings == (finding(),)
    assert house.log(proposal).count("revision.checked") == 1


def test_the_reply_of_an_account_that_left_the_file_is_still_checked(house: TestHouse) -> None:
    proposal = house.submit()
    house.roles.become(accounts_text(account="fire"))
    assert house.house.checking.checked(proposal.id, 1, ())
    assert house.state(proposal) is State.IN_REVIEW
