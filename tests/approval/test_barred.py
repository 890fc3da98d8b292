"""What Slack says of an account can bar it from acting, and events that were refused are not refused twice."""

from dataclasses import replace
from pathlib import Path

import pytest
from factories import NADIA, OWEN, RUTH, TestHouse, house_on

from approval import migrate
from approval.errors import NotPermitted, StaleRevision
from approval.people import BARRED
from approval.proposal import Decision, Via
from approval.store import Store, open_engine


@pytest.fixture
def house(tmp_path: Path) -> TestHouse:
    engine = open_engine(f"sqlite:///{tmp_path / 'countersign.db'}")
    migrate.upgrade(engine)
    return house_on(lambda clock: Store(engine, clock))


@pytest.mark.parametrize("why", sorted(BARRED))
def test_an_approver_whom_slack_bars_may_not_decide_and_the_attempt_is_logged(house: TestHouse, why: str) -> None:
    proposal = house.checked()
    with pytest.raises(NotPermitted) as refused:
        house.approve(proposal, replace(RUTH, barred=why))
    assert refused.value.code == why
    assert house.log(proposal)[-1] == "review.refused"


def test_a_barred_proposer_may_not_propose(house: TestHouse) -> None:
    with pytest.raises(NotPermitted):
        house.submit(replace(NADIA, barred="guest"))


def test_a_refused_reaction_that_slack_delivers_again_is_refused_once(house: TestHouse) -> None:
    proposal = house.checked()
    react = (OWEN, proposal.id, 1, Decision.APPROVE, Via.REACTION, "", "Ev1")
    with pytest.raises(NotPermitted):
        house.house.workflow.review(*react)
    house.house.workflow.review(*react)
    assert house.log(proposal).count("review.refused") == 1
    assert not house.see(proposal).reviews


def test_whether_a_person_could_revise_is_asked_before_the_form_opens(house: TestHouse) -> None:
    proposal = house.checked()
    assert house.house.workflow.may_revise(NADIA, proposal.id, 1).id == proposal.id
    with pytest.raises(NotPermitted):
        house.house.workflow.may_revise(RUTH, proposal.id, 1)
    with pytest.raises(StaleRevision):
        house.house.workflow.may_revise(NADIA, proposal.id, 2)
