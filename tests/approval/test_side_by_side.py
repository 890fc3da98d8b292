"""Replies to one person that are proposed side by side are seen, the later wording's check finding the earlier."""

from datetime import datetime

import pytest
from factories import LENA, NADIA, TestHouse, draft, finding, parent

from approval.finding import Severity
from approval.outcome import Refused
from approval.proposal import Decision, Proposal, Via


def under_way(house: TestHouse, of: Proposal) -> tuple[datetime, ...]:
    with house.store.read() as reading:
        return reading.under_way("gloria_m", house.clock.time.replace(year=2025), of.id)


def to_gloria(house: TestHouse, text: str = "Hello.") -> Proposal:
    house.clock.advance(seconds=1)
    return house.submit(text=text, parent=parent())


def test_of_two_side_by_side_the_later_one_sees_the_earlier_whichever_is_checked_first(house: TestHouse) -> None:
    first, second = to_gloria(house), to_gloria(house, "Hello again.")
    house.submit(text="To somebody else.", parent=parent(author="@other"))
    assert under_way(house, second) == (first.revision.created_at,)
    assert under_way(house, first) == ()
    for each in (second, first):
        house.house.checking.checked(each.id, 1, ())
    assert under_way(house, second) == (first.revision.created_at,)


def test_two_of_the_same_instant_are_seen_by_one_of_them(house: TestHouse) -> None:
    pair = [house.submit(text=text, parent=parent()) for text in ("One.", "Two.")]
    assert sorted(len(under_way(house, each)) for each in pair) == [0, 1]


def test_whoever_edits_theirs_into_a_reply_to_the_same_person_sees_the_other(house: TestHouse) -> None:
    first = house.submit(text="To somebody else.", parent=parent(author="@other"))
    second = to_gloria(house)
    house.clock.advance(seconds=1)
    house.workflow.revise(NADIA, first.id, 1, draft("To her.", parent=parent()), house.form())
    assert under_way(house, first) == (second.revision.created_at,)
    assert under_way(house, second) == ()


@pytest.mark.parametrize("end", ["withdrawn", "rejected", "blocked", "expired"])
def test_what_cannot_go_out_as_it_stands_does_not_count(house: TestHouse, end: str) -> None:
    first, second = to_gloria(house), to_gloria(house)
    house.house.checking.checked(first.id, 1, (finding(Severity.BLOCK),) if end == "blocked" else ())
    if end == "withdrawn":
        house.workflow.withdraw(NADIA, first.id)
    if end == "rejected":
        house.workflow.review(LENA, first.id, 1, Decision.REJECT, Via.BUTTON, "No.")
    if end == "expired":
        house.clock.advance(hours=5)
        house.house.release.expire()
    assert under_way(house, second) == ()


def test_one_that_failed_and_can_be_tried_again_counts(house: TestHouse) -> None:
    first, second = to_gloria(house), to_gloria(house)
    house.house.checking.checked(first.id, 1, ())
    house.approve(house.see(first))
    house.house.release.claim(first.id)
    house.house.release.finish(first.id, 1, Refused("No."))
    assert under_way(house, second) == (first.revision.created_at,)
