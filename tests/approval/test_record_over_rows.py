"""A row may say less than the record does; the record is what holds, when people decide and at the last gate."""

import pytest
from factories import LENA, RUTH, TOMAS, TestHouse, finding
from sqlalchemy import delete, update

from approval import tables
from approval.errors import ReasonMissing
from approval.finding import Severity
from approval.proposal import Decision, State, Via, content_digest


def test_a_check_counts_only_for_the_words_that_were_checked(house: TestHouse) -> None:
    proposal = house.checked(text="Thank you.")
    mock = "You clown, the road is where it always was."
    with house.store.engine.begin() as connection:
        connection.execute(update(tables.revisions).values(text=mock, digest=content_digest("police", None, mock, ())))
    house.approve(proposal, TOMAS)
    assert house.house.release.claim(proposal.id) is None
    assert house.state(proposal) is State.BLOCKED
    assert house.log(proposal)[-1] == "publish.refused"


@pytest.mark.parametrize("decision", [Decision.REJECT, Decision.REQUEST_CHANGES])
def test_what_was_ended_is_not_released_by_a_row_that_says_otherwise(house: TestHouse, decision: Decision) -> None:
    proposal = house.checked()
    house.workflow.review(LENA, proposal.id, 1, decision, Via.BUTTON, "It mocks her.", house.form())
    with house.store.engine.begin() as connection:
        connection.execute(update(tables.proposals).values(state="in_review"))
    house.approve(proposal, RUTH)
    assert house.house.release.claim(proposal.id) is None
    assert house.state(proposal) is State.BLOCKED


def test_the_reason_and_the_questions_are_those_of_the_record(house: TestHouse) -> None:
    proposal = house.checked(finding(Severity.ESCALATE))
    with house.store.engine.begin() as connection:
        connection.execute(delete(tables.findings))
    with pytest.raises(ReasonMissing):
        house.approve(proposal, RUTH, via=Via.REACTION)


def test_a_check_whose_disclosures_are_gone_is_none(house: TestHouse) -> None:
    proposal = house.approved()
    with house.store.engine.begin() as connection:
        connection.execute(delete(tables.disclosures))
    assert house.house.release.claim(proposal.id) is None
    assert house.state(proposal) is State.BLOCKED
