"""State, log and outbox are one commit or none; a refusal leaves an entry and nothing else."""

from collections.abc import Callable

import pytest
from factories import NADIA, OWEN, RUTH, TOMAS, TestHouse, draft, finding
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from approval import tables
from approval.errors import Refusal
from approval.finding import Severity
from approval.jobs import Job
from approval.outcome import Published
from approval.proposal import Decision, Media, Proposal, State, Via

ACTS: dict[str, Callable[[TestHouse, Proposal], object]] = {
    "submit": lambda house, _: house.submit(),
    "revise": lambda house, it: house.workflow.revise(NADIA, it.id, 1, draft("Other."), house.form()),
    "withdraw": lambda house, it: house.workflow.withdraw(NADIA, it.id),
    "approve": lambda house, it: house.approve(it, RUTH),
    "reject": lambda house, it: house.workflow.review(RUTH, it.id, 1, Decision.REJECT, Via.BUTTON, "No."),
    "expire": lambda house, _: house.house.release.expire(),
}


def everything(house: TestHouse) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables."""
    with house.store.engine.connect() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in tables.metadata.sorted_tables
        }


def fail_on(house: TestHouse, table: str) -> None:
    """From now on the database refuses every new row of a table: the last statements of an act fail."""
    with house.store.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.execute(
                text(f"CREATE TRIGGER stop BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'full'); END")
            )
        else:
            connection.execute(text(f"ALTER TABLE {table} ADD CONSTRAINT stop CHECK (false) NOT VALID"))


@pytest.mark.parametrize("table", ["entries", "disclosures", "outbox"])
def test_an_error_in_the_middle_leaves_nothing_behind(own_house: TestHouse, table: str) -> None:
    proposal = own_house.checked()
    claimed = own_house.approved()
    own_house.house.release.claim(claimed.id)
    fail_on(own_house, table)
    before = everything(own_house)
    own_house.clock.advance(hours=1)
    for name, act in ACTS.items():
        if name == "expire":
            own_house.clock.advance(hours=4)
        with pytest.raises(DBAPIError):
            act(own_house, proposal)
        assert everything(own_house) == before, name
    with pytest.raises(DBAPIError):
        own_house.house.release.finish(claimed.id, 1, Published("7", "https://square.example/7"))
    assert everything(own_house) == before


@pytest.mark.parametrize("table", ["entries", "disclosures"])
def test_a_refusal_that_cannot_be_logged_is_an_error(own_house: TestHouse, table: str) -> None:
    proposal = own_house.checked()
    fail_on(own_house, table)
    with pytest.raises(DBAPIError):
        own_house.approve(proposal, NADIA)


def test_a_picture_that_was_never_stored_stores_no_reply(house: TestHouse) -> None:
    house.checked()
    before = everything(house)
    with pytest.raises(IntegrityError):
        house.submit(media=(Media("0" * 64, "image/png", "map.png", "A map."),))
    assert everything(house) == before


REFUSED: dict[str, tuple[str, Callable[[TestHouse, Proposal], object]]] = {
    "an outsider proposes": ("proposal.refused", lambda house, _: house.submit(OWEN)),
    "an outsider begins": ("proposal.refused", lambda house, _: house.workflow.begin(OWEN)),
    "an approver edits": (
        "revision.refused",
        lambda house, it: house.workflow.revise(RUTH, it.id, 1, draft("Mine."), house.form()),
    ),
    "an edit of an older revision": (
        "revision.refused",
        lambda house, it: house.workflow.revise(NADIA, it.id, 7, draft("Mine."), house.form()),
    ),
    "another withdraws": ("withdrawal.refused", lambda house, it: house.workflow.withdraw(RUTH, it.id)),
    "the proposer approves": ("review.refused", lambda house, it: house.approve(it, NADIA)),
    "an outsider approves": ("review.refused", lambda house, it: house.approve(it, OWEN)),
    "no reason": ("review.refused", lambda house, it: house.approve(it, RUTH)),
    "stale": (
        "review.refused",
        lambda house, it: house.workflow.review(RUTH, it.id, 2, Decision.APPROVE, Via.BUTTON),
    ),
    "nothing to confirm": (
        "publish.refused",
        lambda house, it: house.workflow.confirm(RUTH, it.id, 1, True, "https://square.example/7"),
    ),
    "nothing to retry": ("publish.refused", lambda house, it: house.workflow.retry(RUTH, it.id, 1)),
    "no auditor": ("export.refused", lambda house, _: house.workflow.audit(TOMAS, "curiosity")),
}


@pytest.mark.parametrize("attempt", REFUSED)
def test_a_refusal_is_an_entry_and_changes_nothing_else(house: TestHouse, attempt: str) -> None:
    action, act = REFUSED[attempt]
    proposal = house.checked(finding(Severity.ESCALATE))
    before = everything(house)
    with pytest.raises(Refusal) as refusal:
        act(house, proposal)
    after = everything(house)
    with house.store.read() as reading:
        entry = list(reading.entries())[-1]
    assert (entry.action, entry.fields["code"]) == (action, refusal.value.code)
    assert len(after["entries"]) == len(before["entries"]) + 1
    for table in set(after) - {"entries", "disclosures", "subtrees", "person_numbers"}:
        assert after[table] == before[table], table
    assert str(refusal.value).endswith((".", "it."))


def test_what_the_state_waits_for_is_in_the_outbox_from_the_same_commit(house: TestHouse) -> None:
    def waiting() -> set[Job]:
        with house.store.read() as reading:
            return {task.job for task in reading.tasks(Job, house.clock()) if task.job is not Job.NOTICE}

    proposal = house.submit()
    assert waiting() == {Job.CHECK}
    house.house.checking.checked(proposal.id, 1, ())
    assert waiting() == {Job.CARD}
    house.approve(house.see(proposal))
    assert waiting() == {Job.CARD, Job.PUBLISH}
    house.house.release.claim(proposal.id)
    assert waiting() == {Job.CARD}
    house.house.release.finish(proposal.id, 1, Published("7", "https://square.example/7"))
    assert house.state(proposal) is State.PUBLISHED
    with house.store.read() as reading:
        kinds = [task.detail["kind"] for task in reading.tasks([Job.NOTICE], house.clock())]
    assert sorted(kinds) == ["approved", "published"]


def test_a_task_is_taken_by_one_and_not_lost_when_it_is_asked_for_anew(house: TestHouse) -> None:
    proposal = house.checked()
    with house.store.read() as reading:
        (task,) = reading.tasks([Job.CARD], house.clock())
    later = house.clock().replace(hour=10)
    with house.store.begin() as tx:
        assert tx.postpone(task, later)
        assert not tx.postpone(task, later)
        assert tx.tasks([Job.CARD], house.clock()) == []
    house.approve(proposal)
    with house.store.begin() as tx:
        tx.done(task)
        (anew,) = tx.tasks([Job.CARD], house.clock())
        tx.done(anew)
        assert tx.tasks([Job.CARD], later) == []
