"""A reply that waits for a person who never came again is erased like one that came to its end."""

from collections.abc import Callable

import pytest
from factories import NADIA, RUTH, TestHouse, draft, finding
from kept_words import kept

from approval.erasing import Erasing
from approval.finding import Severity
from approval.outcome import Refused, Uncertain
from approval.proposal import Decision, Proposal, State, Via
from approval.record.schedule import parse_schedule

WORD = "OleanderText"


def kept_for(period: str, states: str) -> str:
    return f'[retention.drafts]\ntitle = "Drafts"\nperiod = "{period}"\nsource = "A law"\nstates = [{states}]\n'


def blocked(house: TestHouse) -> Proposal:
    return house.checked(finding(Severity.BLOCK), text=WORD)


def changes_requested(house: TestHouse) -> Proposal:
    reply = house.checked(text=WORD)
    return house.workflow.review(RUTH, reply.id, 1, Decision.REQUEST_CHANGES, Via.BUTTON, "No.", house.form())


def expired(house: TestHouse) -> Proposal:
    reply = house.checked(text=WORD)
    house.clock.advance(hours=5)
    assert house.house.release.expire() == [reply.id]
    return reply


def failed(house: TestHouse) -> Proposal:
    reply = publishing(house)
    house.house.release.finish(reply.id, 1, Refused("Too long."))
    return reply


def unconfirmed(house: TestHouse) -> Proposal:
    reply = publishing(house)
    house.house.release.finish(reply.id, 1, Uncertain("Who knows."))
    return reply


def checking(house: TestHouse) -> Proposal:
    return house.submit(text=WORD)


def in_review(house: TestHouse) -> Proposal:
    return house.checked(text=WORD)


def approved(house: TestHouse) -> Proposal:
    return house.approve(house.checked(text=WORD))


def publishing(house: TestHouse) -> Proposal:
    claimed = house.house.release.claim(approved(house).id)
    assert claimed
    return claimed


@pytest.mark.parametrize("wait", [blocked, changes_requested, expired, failed, unconfirmed])
def test_who_does_not_come_within_the_period_is_not_waited_for(
    house: TestHouse, wait: Callable[[TestHouse], Proposal]
) -> None:
    state = house.state(wait(house))
    assert state.value == wait.__name__
    schedule, erasing = parse_schedule(kept_for("3 years", f'"{state.value}"')), Erasing(house.store)
    house.clock.advance(days=3 * 365 - 2)
    assert not erasing.plan(schedule).due
    house.clock.advance(days=4)
    assert list(erasing.erase(schedule, erasing.plan(schedule), "the clerk", "a year's end"))
    assert kept(house.store.engine, {WORD}) == set()


def test_who_comes_back_in_time_begins_the_period_anew(house: TestHouse) -> None:
    reply, schedule, erasing = blocked(house), parse_schedule(kept_for("3 years", '"blocked"')), Erasing(house.store)
    house.clock.advance(days=1000)
    house.workflow.revise(NADIA, reply.id, 1, draft(f"{WORD} again"), house.form())
    house.house.checking.checked(reply.id, 2, (finding(Severity.BLOCK),))
    house.clock.advance(days=1000)
    assert not erasing.plan(schedule).due
    assert house.state(reply) is State.BLOCKED


def test_who_comes_back_while_it_is_being_erased_finds_it_there(house: TestHouse) -> None:
    reply, schedule, erasing = blocked(house), parse_schedule(kept_for("3 years", '"blocked"')), Erasing(house.store)
    house.clock.advance(days=1200)
    plan = erasing.plan(schedule)
    assert len(plan.due) == 1
    house.workflow.revise(NADIA, reply.id, 1, draft(f"{WORD} again"), house.form())
    assert list(erasing.erase(schedule, plan, "the clerk", "a year's end")) == []
    assert house.state(reply) is State.CHECKING


@pytest.mark.parametrize("wait", [checking, in_review, approved, publishing])
def test_what_countersign_itself_has_not_finished_is_left_and_named(
    house: TestHouse, wait: Callable[[TestHouse], Proposal]
) -> None:
    reply, schedule = wait(house), parse_schedule(kept_for("3 years", '"police"').replace("states", "accounts"))
    assert house.state(reply).value == wait.__name__
    house.clock.advance(days=1200)
    plan = Erasing(house.store).plan(schedule)
    assert [due.piece.proposal for due in plan.open] == [reply.id]
    assert not [due for due in plan.due if due.piece.proposal]
