"""A legal hold stops erasure, of all that it covers and for as long as it stands."""

from datetime import timedelta

import pytest
from factories import NADIA, TestHouse

from approval.erasing import Erasing
from approval.errors import InvalidContent, NotFound
from approval.proposal import Proposal
from approval.reading import Period
from approval.record.holds import Hold, new_hold
from approval.record.schedule import parse_schedule

ALL = parse_schedule('[retention.all]\ntitle = "All"\nperiod = "1 year"\nsource = "A law"\neverything = true\n')


@pytest.fixture
def erasing(house: TestHouse) -> Erasing:
    return Erasing(house.store)


@pytest.fixture
def finished(house: TestHouse) -> Proposal:
    """A reply that has been over for two years."""
    proposal = house.submit(text="Oleander")
    house.workflow.withdraw(NADIA, proposal.id)
    house.clock.advance(days=2 * 366)
    return proposal


def hold(name: str = "case-1", account: str = "", proposal: str = "", period: Period | None = None) -> Hold:
    period = period or Period()
    everything = not account and not proposal and period == Period()
    return new_hold(name, account, proposal, period, everything)


def erase(erasing: Erasing) -> int:
    """How many replies and single entries were erased."""
    return sum(each.pieces for each in erasing.erase(ALL, erasing.plan(ALL), "the clerk", "a year's end"))


@pytest.mark.parametrize("which", ["everything", "account", "proposal", "period"])
def test_what_is_held_stays_until_the_hold_is_lifted(
    house: TestHouse, erasing: Erasing, finished: Proposal, which: str
) -> None:
    begun = finished.created_at
    erasing.hold(
        {
            "everything": hold(),
            "account": hold(account="police"),
            "proposal": hold(proposal=finished.id),
            "period": hold(period=Period(begun, begun + timedelta(seconds=1))),
        }[which],
        "the clerk",
        "a lawsuit",
    )
    assert erasing.plan(ALL).held["case-1"] >= 1
    erase(erasing)
    assert house.see(finished).revision.text == "Oleander"
    erasing.lift("case-1", "the clerk", "settled")
    erase(erasing)
    with pytest.raises(NotFound, match="erased"):
        house.see(finished)


def test_a_hold_on_something_else_stops_nothing(house: TestHouse, erasing: Erasing, finished: Proposal) -> None:
    other = house.submit(text="Another")
    after = Period(finished.created_at + timedelta(days=1), None)
    erasing.hold(hold("case-1", account="fire"), "the clerk", "a lawsuit")
    erasing.hold(hold("case-2", proposal=other.id), "the clerk", "a lawsuit")
    erasing.hold(hold("case-3", period=after), "the clerk", "a lawsuit")
    erasing.hold(hold("case-4", account="fire", period=Period(None, after.start)), "the clerk", "a lawsuit")
    erase(erasing)
    with pytest.raises(NotFound, match="erased"):
        house.see(finished)


def test_what_belongs_to_no_account_is_held_with_each(house: TestHouse, erasing: Erasing, finished: Proposal) -> None:
    erasing.hold(hold(account="police"), "the clerk", "a lawsuit")
    assert erase(erasing) == 0
    with house.store.read() as reading:
        accepted = list(reading.entries(action="policy.accepted"))
    assert accepted
    assert all(entry.disclosures for entry in accepted)


def test_a_reply_is_held_whole_by_any_part_of_its_time(house: TestHouse, erasing: Erasing, finished: Proposal) -> None:
    with house.store.begin() as tx:
        # Weeks later somebody asks for it; the hold is about the time in between.
        tx.log("act.refused", "police", finished.id, {"code": "late"}, {"name": "Somebody"})
    house.clock.advance(days=2 * 366)
    between = finished.created_at + timedelta(days=30)
    erasing.hold(hold(period=Period(between, between + timedelta(days=1))), "the clerk", "a lawsuit")
    erase(erasing)
    assert house.see(finished).revision.text == "Oleander"


def test_a_hold_that_is_placed_after_the_plan_was_shown_still_counts(
    house: TestHouse, erasing: Erasing, finished: Proposal
) -> None:
    plan = erasing.plan(ALL)
    erasing.hold(hold(), "the clerk", "a lawsuit")
    assert list(erasing.erase(ALL, plan, "the clerk", "a year's end")) == []
    assert house.see(finished).revision.text == "Oleander"


def test_an_entry_that_is_written_after_the_plan_was_shown_starts_the_clock_anew(
    house: TestHouse, erasing: Erasing, finished: Proposal
) -> None:
    plan = erasing.plan(ALL)
    with house.store.begin() as tx:
        tx.log("act.refused", "police", finished.id, {"code": "late"})
    list(erasing.erase(ALL, plan, "the clerk", "a year's end"))
    assert house.see(finished).revision.text == "Oleander"


def test_two_who_erase_at_once_erase_once(house: TestHouse, erasing: Erasing, finished: Proposal) -> None:
    plan = erasing.plan(ALL)
    first = list(erasing.erase(ALL, plan, "the clerk", "a year's end"))
    assert sum(each.pieces for each in first) == len(plan.due)
    assert list(erasing.erase(ALL, plan, "another clerk", "a year's end")) == []


def test_whoever_is_stopped_in_between_goes_on_from_there(house: TestHouse) -> None:
    erasing = Erasing(house.store, batch=2)
    for number in range(5):
        house.workflow.withdraw(NADIA, house.submit(text=f"Oleander {number}").id)
    house.clock.advance(days=2 * 366)
    due = len(erasing.plan(ALL).due)
    first = next(erasing.erase(ALL, erasing.plan(ALL), "the clerk", "a year's end"))
    assert first.pieces == 2
    rest = list(erasing.erase(ALL, erasing.plan(ALL), "the clerk", "a year's end"))
    assert first.pieces + sum(each.pieces for each in rest) == due
    assert erasing.plan(ALL).due == ()


def test_a_hold_and_its_lifting_are_entries_that_no_erasure_reaches(house: TestHouse, erasing: Erasing) -> None:
    erasing.hold(hold(account="police"), "the clerk", "a lawsuit")
    erasing.lift("case-1", "the clerk", "settled")
    house.clock.advance(days=5 * 366)
    erase(erasing)
    house.clock.advance(days=5 * 366)
    erase(erasing)
    with house.store.read() as reading:
        acts = [entry for entry in reading.entries() if entry.action in ("hold.placed", "hold.lifted")]
        erasures = list(reading.entries(action="record.erased"))
    assert [entry.disclosed["reason"] for entry in acts] == ["a lawsuit", "settled"]
    assert acts[0].fields["held_account"] == "police"
    assert acts[1].fields["placed"] == acts[0].seq
    assert [entry.disclosed["reason"] for entry in erasures] == ["a year's end"]


def test_a_hold_may_be_placed_again_under_its_name_once_it_was_lifted(erasing: Erasing) -> None:
    erasing.hold(hold(), "the clerk", "a lawsuit")
    with pytest.raises(InvalidContent, match="already"):
        erasing.hold(hold(), "the clerk", "another")
    erasing.lift("case-1", "the clerk", "settled")
    assert erasing.holds() == ()
    erasing.hold(hold(), "the clerk", "an appeal")
    assert [each.name for each in erasing.holds()] == ["case-1"]


def test_what_cannot_be_held_is_said(erasing: Erasing) -> None:
    with pytest.raises(InvalidContent, match="case-2026-114"):
        new_hold("Doe v. City", "police", "", Period())
    with pytest.raises(InvalidContent, match="--everything"):
        new_hold("case-1", "", "", Period())
    with pytest.raises(InvalidContent, match="--everything"):
        new_hold("case-1", "police", "", Period(), everything=True)
    with pytest.raises(NotFound, match="no reply"):
        erasing.hold(hold(proposal="NEVERTHERE"), "the clerk", "a lawsuit")
    with pytest.raises(InvalidContent, match="--why"):
        erasing.hold(hold(), "the clerk", " ")
    with pytest.raises(NotFound, match="there is: none"):
        erasing.lift("case-1", "the clerk", "settled")


def test_nothing_is_erased_before_its_time_nor_without_a_reason(house: TestHouse, erasing: Erasing) -> None:
    ahead = erasing.plan(ALL, house.clock() + timedelta(days=800))
    assert ahead.due
    with pytest.raises(InvalidContent, match="before it is due"):
        list(erasing.erase(ALL, ahead, "the clerk", "a year's end"))
    with pytest.raises(InvalidContent, match="--why"):
        list(erasing.erase(ALL, erasing.plan(ALL), "the clerk", ""))
