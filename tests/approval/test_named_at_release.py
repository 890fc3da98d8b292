"""The entry that a reply was published says by itself who wrote and who approved it, whichever way it came to that."""

import json
from collections.abc import Callable

import pytest
from factories import LENA, NADIA, RUTH, TOMAS, TestHouse, accounts_text, draft
from sqlalchemy import update

from approval import tables
from approval.bootstrap import build_house
from approval.errors import AccountsInvalid
from approval.outcome import Outcome, Published, Refused, Unavailable, Uncertain
from approval.people import Accounts, Actor
from approval.proposal import Decision, Proposal, State, Via
from approval.record.entry import PUBLISHED, RELEASED, Entry

URL = "https://square.example/posts/7"
POSTED = Published("7", URL)


def number(house: TestHouse, person: str) -> str:
    """How receipts call somebody."""
    with house.store.read() as reading:
        return f"PERSON-{reading.person_number(person):02d}"


def entries(house: TestHouse, proposal: Proposal, action: str = PUBLISHED) -> list[Entry]:
    with house.store.read() as reading:
        return list(reading.entries(proposal_id=proposal.id, action=action))


def named(house: TestHouse, proposal: Proposal) -> tuple[object, object]:
    """Authors and approvers, by the one entry that it was published; all of it is in the leaf."""
    (entry,) = entries(house, proposal)
    assert entry.vouched["url"] == URL
    return entry.fields.get("authors"), entry.fields.get("approvers")


def attempt(house: TestHouse, proposal: Proposal, outcome: Outcome) -> None:
    claimed = house.house.release.claim(proposal.id)
    assert claimed
    house.house.release.finish(proposal.id, claimed.attempts, outcome)


def at_once(house: TestHouse, proposal: Proposal) -> None:
    attempt(house, proposal, POSTED)


def at_the_second_attempt(house: TestHouse, proposal: Proposal) -> None:
    attempt(house, proposal, Unavailable("Busy."))
    attempt(house, proposal, POSTED)


def after_a_retry(house: TestHouse, proposal: Proposal) -> None:
    attempt(house, proposal, Refused("A duplicate."))
    house.workflow.retry(LENA, proposal.id, proposal.current)
    attempt(house, proposal, POSTED)


def by_a_late_answer(house: TestHouse, proposal: Proposal) -> None:
    attempt(house, proposal, Uncertain("No answer."))
    house.house.release.finish(proposal.id, 1, POSTED)


def by_an_answer_against_a_persons_word(house: TestHouse, proposal: Proposal) -> None:
    attempt(house, proposal, Uncertain("No answer."))
    house.workflow.confirm(LENA, proposal.id, proposal.current, False)
    house.house.release.finish(proposal.id, 1, POSTED)


def by_a_persons_word(house: TestHouse, proposal: Proposal) -> None:
    attempt(house, proposal, Uncertain("No answer."))
    house.workflow.confirm(LENA, proposal.id, proposal.current, True, f" {URL} ")


def by_a_persons_word_after_the_worker_died(house: TestHouse, proposal: Proposal) -> None:
    assert house.house.release.claim(proposal.id)
    house.clock.advance(minutes=2)
    assert house.house.release.stall()
    house.workflow.confirm(LENA, proposal.id, proposal.current, True, URL)


WAYS: list[Callable[[TestHouse, Proposal], None]] = [
    at_once,
    at_the_second_attempt,
    after_a_retry,
    by_a_late_answer,
    by_an_answer_against_a_persons_word,
    by_a_persons_word,
    by_a_persons_word_after_the_worker_died,
]


@pytest.mark.parametrize("way", WAYS)
def test_each_way_of_being_published_names_all_authors_and_who_approved(
    house: TestHouse, way: Callable[[TestHouse, Proposal], None]
) -> None:
    first = house.checked()
    house.approve(first, LENA)
    house.workflow.revise(TOMAS, first.id, 1, draft("Tomás's words."), house.form())
    house.house.checking.checked(first.id, 2, ())
    proposal = house.approve(house.see(first), RUTH)
    way(house, proposal)
    assert house.state(proposal) is State.PUBLISHED
    authors = sorted([number(house, "nadia"), number(house, "tomas")])
    assert named(house, proposal) == (",".join(authors), number(house, "ruth"))
    assert all(entry.fields["approvers"] == number(house, "ruth") for entry in entries(house, proposal, RELEASED))


def test_all_whose_approval_stood_are_named_and_nobody_who_took_it_back(house: TestHouse) -> None:
    house.roles.become(accounts_text(required=2))
    proposal = house.approve(house.checked(), TOMAS, via=Via.REACTION)
    house.workflow.take_back(TOMAS, proposal.id, 1, Decision.APPROVE, house.form())
    proposal = house.approve(house.approve(proposal, LENA), RUTH)
    at_once(house, proposal)
    approvers = sorted([number(house, "lena"), number(house, "ruth")])
    assert named(house, proposal) == (number(house, "nadia"), ",".join(approvers))


def test_only_a_persons_word_names_the_entry_of_that_word(house: TestHouse) -> None:
    by_hand, by_itself = house.approved(), house.approved()
    by_a_persons_word(house, by_hand)
    at_once(house, by_itself)
    (word,) = entries(house, by_hand, "publish.confirmed")
    assert entries(house, by_hand)[0].fields["confirmed"] == word.seq
    assert "confirmed" not in entries(house, by_itself)[0].fields


def test_a_person_who_has_two_numbers_by_now_is_named_as_one(house: TestHouse) -> None:
    everybody = ("U0RUTH", "U0LENA", "U0MASK")
    house.roles.become(accounts_text(approvers=everybody, required=2))
    proposal = house.approve(house.approve(house.checked(), RUTH), Actor("U0MASK"))
    text = accounts_text(approvers=everybody, required=1)
    house.roles.become(accounts_text(approvers=everybody, required=2).replace('["U0RUTH"]', '["U0RUTH", "U0MASK"]'))
    assert house.house.release.claim(proposal.id) is None, "one person is not two"
    proposal = house.approve(house.see(proposal), LENA)
    house.roles.become(text.replace('["U0RUTH"]', '["U0RUTH", "U0MASK"]'))
    at_once(house, proposal)
    approvers = sorted([number(house, "ruth"), number(house, "lena")])
    assert named(house, proposal) == (number(house, "nadia"), ",".join(approvers))


def test_what_was_released_before_entries_said_so_names_nobody(house: TestHouse) -> None:
    proposal = house.approved()
    assert house.house.release.claim(proposal.id)
    (release,) = entries(house, proposal, RELEASED)
    said = {name: value for name, value in release.fields.items() if name not in ("authors", "approvers")}
    old = json.dumps(said, sort_keys=True, separators=(",", ":")).encode()
    with house.store.engine.begin() as connection:
        connection.execute(update(tables.entries).where(tables.entries.c.seq == release.seq).values(leaf=old))
    house.house.release.finish(proposal.id, 1, POSTED)
    assert house.state(proposal) is State.PUBLISHED
    assert named(house, proposal) == (None, None)


def test_a_broken_list_of_people_does_not_keep_a_post_from_the_record(house: TestHouse) -> None:
    proposal = house.approved()
    assert house.house.release.claim(proposal.id)

    def broken() -> Accounts:
        raise AccountsInvalid("accounts.toml, line 1: this is no TOML")

    build_house(house.store, broken).release.finish(proposal.id, 1, POSTED)
    assert named(house, proposal) == (number(house, "nadia"), number(house, "ruth"))


def test_nobody_is_named_of_an_attempt_that_did_not_publish(house: TestHouse) -> None:
    proposal = house.checked(actor=NADIA)
    attempt(house, house.approve(proposal), Refused("A duplicate."))
    (failed,) = entries(house, proposal, "publish.failed")
    assert "approvers" not in failed.fields
    assert entries(house, proposal) == []
