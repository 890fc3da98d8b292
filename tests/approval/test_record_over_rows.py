"""A row may say less than the record does; the record is what holds, when people decide and at the last gate."""

from datetime import timedelta

import pytest
from factories import LENA, NADIA, QUIET_PACK, RUTH, TOMAS, TestHouse, before_any_policy, draft, finding, parent
from sqlalchemy import delete, update
from test_policy_in_force import changed

from approval import tables
from approval.errors import Expired, PolicyNotAccepted, ReasonMissing, StaleCheck
from approval.finding import Severity
from approval.proposal import Decision, State, Via, content_digest


def test_a_check_counts_only_for_the_words_that_were_checked(house: TestHouse) -> None:
    proposal = house.checked(text="Thank you.")
    mock = "You clown, the road is where it always was."
    with house.store.engine.begin() as connection:
        connection.execute(update(tables.revisions).values(text=mock, digest=content_digest("police", None, mock, ())))
    with pytest.raises(StaleCheck):
        house.approve(proposal, TOMAS)
    with house.store.engine.begin() as connection:
        connection.execute(update(tables.proposals).values(state="approved"))
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


def later(house: TestHouse) -> None:
    with house.store.engine.begin() as connection:
        connection.execute(update(tables.proposals).values(expires_at=house.clock() + timedelta(days=30)))


def test_nobody_is_given_more_time_by_a_row(house: TestHouse) -> None:
    waiting, approved = house.checked(text="Waiting."), house.approved()
    later(house)
    house.clock.advance(hours=4)
    with pytest.raises(Expired):
        house.approve(waiting)
    assert house.house.release.claim(approved.id) is None
    assert house.state(approved) is State.EXPIRED


def test_a_new_wording_has_the_time_that_its_own_entry_gives_it(house: TestHouse) -> None:
    proposal = house.checked()
    house.clock.advance(hours=3)
    house.workflow.revise(NADIA, proposal.id, 1, draft("Better."), house.form())
    house.house.checking.checked(proposal.id, 2, ())
    house.clock.advance(hours=3)
    assert house.approve(house.see(proposal)).state is State.APPROVED


def test_a_post_that_is_kept_for_a_form_cannot_be_exchanged_meanwhile(house: TestHouse) -> None:
    with house.store.begin() as tx:
        kept = tx.add_parent(parent())
        assert tx.add_parent(parent()) == kept
        assert tx.parent(kept) == parent()
    with house.store.engine.begin() as connection:
        connection.execute(update(tables.parents).values(text="Thank you so much!"))
    with house.store.read() as reading:
        assert reading.parent(kept) is None
    with house.store.begin() as tx:
        assert tx.parent(tx.add_parent(parent())) == parent()


def test_nobody_has_accepted_a_policy_of_whom_the_log_does_not_say_so(house: TestHouse) -> None:
    house = before_any_policy(house)
    policy = house.house.adopting.adopt(QUIET_PACK, "City Council").policy
    house.workflow.accept_policy(RUTH, policy.digest)
    with pytest.raises(PolicyNotAccepted):
        house.submit(NADIA)
    refused = tables.entries.c.action == "proposal.refused"
    with house.store.engine.begin() as connection:
        connection.execute(update(tables.entries).where(refused).values(action="policy.accepted"))
    with pytest.raises(PolicyNotAccepted):
        house.submit(NADIA)


def test_what_somebody_accepted_last_is_theirs_and_not_the_version_before(house: TestHouse) -> None:
    for version in ("2.0", "3.0"):
        house.house.adopting.adopt(changed("We do not say xyzzy.", f"Not {version}.", version), "City Council")
    accepted = house.workflow.policy_accepted_last(NADIA)
    assert accepted is not None
    assert accepted.version == "1.0"
    before_any_policy(house).house.adopting.adopt(QUIET_PACK, "City Council")
    assert house.workflow.policy_accepted_last(NADIA) is None
