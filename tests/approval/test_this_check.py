"""An approval is by the findings and the policy of one check, names it, and counts only while that check does."""

import pytest
from factories import LENA, NADIA, QUIET_PACK, RUTH, TestHouse, draft, finding
from sqlalchemy import update
from test_policy_in_force import STRICTER

from approval import tables
from approval.errors import StaleCheck
from approval.finding import Severity
from approval.jobs import Job
from approval.proposal import Card, Decision, Proposal, State, Via
from approval.record.entry import Plain
from approval.record.shown import Shown, shown


def checked_again(house: TestHouse) -> Proposal:
    """A reply as a card showed it, whose rule got stricter and which was checked anew since."""
    seen = house.checked(finding(rule="C99"))
    house.house.adopting.adopt(STRICTER, "City Council")
    house.house.checking.checked(seen.id, 1, (finding(Severity.ESCALATE, "C99"),))
    return seen


def test_an_approval_names_its_check_and_its_policy_on_record(house: TestHouse) -> None:
    proposal = house.approved()
    with house.store.read() as reading:
        (check,) = reading.entries(action="revision.checked")
        (approval,) = reading.entries(action="review.approved")
    assert (approval.fields["check"], approval.fields["policy"]) == (check.seq, QUIET_PACK.digest)
    assert proposal.check == check.seq


@pytest.mark.parametrize("via", Via)
def test_who_approves_by_the_findings_of_an_earlier_check_has_decided_nothing(house: TestHouse, via: Via) -> None:
    seen = checked_again(house)
    with pytest.raises(StaleCheck, match="checked again"):
        house.approve(seen, RUTH, "It is fine.", via)
    with pytest.raises(StaleCheck):
        house.workflow.may_review(RUTH, seen.id, 1, Decision.APPROVE, seen.check)
    now = house.see(seen)
    assert (now.state, now.reviews) == (State.IN_REVIEW, ())
    with house.store.read() as reading:
        refused = [str(entry.fields["code"]) for entry in reading.entries(action="review.refused")]
        # They are told to look at the card again, so it is drawn again.
        assert seen.id in [task.proposal_id for task in reading.tasks([Job.CARD], house.clock())]
    assert refused == ["stale_check"] * 2
    assert [review.person for review in house.approve(now, RUTH, "It is fine.").reviews] == ["ruth"]


def test_a_click_that_names_no_check_approves_nothing(house: TestHouse) -> None:
    proposal = house.checked()
    with pytest.raises(StaleCheck):
        house.workflow.review(RUTH, proposal.id, 1, Decision.APPROVE, Via.BUTTON)
    assert house.state(proposal) is State.IN_REVIEW


@pytest.mark.parametrize("decision", [Decision.REJECT, Decision.REQUEST_CHANGES])
def test_a_no_is_about_the_words_and_counts_whichever_check_was_seen(house: TestHouse, decision: Decision) -> None:
    seen = checked_again(house)
    after = house.workflow.review(LENA, seen.id, 1, decision, Via.BUTTON, "It mocks her.", check=seen.check)
    assert after.state is not State.IN_REVIEW


@pytest.mark.parametrize("named", [{}, {"check": 0}, {"check": -1}])
def test_at_the_last_gate_an_entry_that_names_another_check_is_no_approval(
    house: TestHouse, named: dict[str, Plain]
) -> None:
    proposal = house.checked()
    review = house.approve(house.checked(text="Another."), RUTH).reviews[0]
    with house.store.begin() as tx:
        tx.add_review(proposal.id, 1, review)
        house.workflow.log_act(tx, house.roles(), "review.approved", RUTH, "approver", proposal, named)
    with house.store.engine.begin() as connection:
        connection.execute(update(tables.reviews).values(digest=proposal.revision.digest))
        connection.execute(update(tables.proposals).values(state="approved"))
    assert house.house.release.claim(proposal.id) is None
    assert house.state(proposal) is State.IN_REVIEW
    assert house.log(proposal)[-1] == "publish.refused"


CARD = Card(1, "C0DESK", "1700000000.000100")


def carded(house: TestHouse, action: str, of: Proposal, card: Card = CARD) -> None:
    with house.store.begin() as tx:
        where = {"channel": card.channel, "ts": card.ts}
        house.workflow.log_step(tx, action, of, {"check": of.check}, where)


def on_card(house: TestHouse, of: Proposal, card: Card = CARD) -> Shown | None:
    with house.store.read() as reading:
        return shown(reading.entries(proposal_id=of.id), of.id, card)


def test_what_a_card_shows_and_since_when_says_the_log(house: TestHouse) -> None:
    seen = house.checked()
    carded(house, "card.posted", seen)
    posted = on_card(house, seen)
    assert posted == Shown(seen.check, None)
    assert posted.seen_at(house.clock.time.replace(year=2020)) == seen.check
    house.house.adopting.adopt(STRICTER, "City Council")
    house.house.checking.checked(seen.id, 1, ())
    house.clock.advance(seconds=5)
    early = house.clock()
    house.clock.advance(seconds=1)
    carded(house, "card.redrawn", house.see(seen))
    redrawn = on_card(house, seen)
    assert redrawn == Shown(house.see(seen).check, house.clock())
    assert (redrawn.seen_at(early), redrawn.seen_at(house.clock())) == (0, house.see(seen).check)


def test_a_message_that_the_log_does_not_know_as_this_revisions_card_shows_nothing(house: TestHouse) -> None:
    proposal, other = house.checked(), house.checked(text="Another.")
    carded(house, "card.posted", proposal)
    for card, of in (
        (Card(1, "C0DESK", "1700000000.000200"), proposal),
        (Card(1, "C0ELSE", CARD.ts), proposal),
        (Card(2, "C0DESK", CARD.ts), proposal),
        (CARD, other),
    ):
        assert on_card(house, of, card) is None


def test_after_an_edit_the_check_of_the_first_wording_is_none_of_the_second(house: TestHouse) -> None:
    proposal = house.checked()
    house.workflow.revise(NADIA, proposal.id, 1, draft("Better."), house.form())
    house.house.checking.checked(proposal.id, 2, ())
    with pytest.raises(StaleCheck):
        house.workflow.review(RUTH, proposal.id, 2, Decision.APPROVE, Via.BUTTON, check=proposal.check)
