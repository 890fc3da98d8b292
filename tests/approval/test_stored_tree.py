"""The log's tree grows with the log, in one commit with what is written, whoever writes and however many."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from alembic import command
from factories import NADIA, SETTING_UP, TestHouse, before_any_policy, draft, house_on
from sqlalchemy import delete, select

from approval import migrate, tables
from approval.record.note import parse_note
from approval.record.tree import CompactRange, leaf_hash, root, verify_consistency, verify_inclusion
from approval.store import Store, open_engine
from approval.stored_tree import StoredCheckpoint
from approval.transaction import Transaction


@pytest.fixture
def own_house(own_database_url: str) -> Iterator[TestHouse]:
    """A house on a database whose tables a test may change."""
    engine = open_engine(own_database_url)
    yield house_on(lambda clock: Store(engine, clock))
    engine.dispose()


def leaves(house: TestHouse) -> list[bytes]:
    with house.store.read() as reading:
        return [leaf_hash(entry.leaf) for entry in reading.entries()]


def write(house: TestHouse, count: int) -> None:
    with house.store.begin() as tx:
        for number in range(count):
            tx.log("test.written", plain={"number": number}, private={"reason": f"number {number}"})


def test_each_entry_is_in_the_root_of_its_commit(house: TestHouse) -> None:
    before_any_policy(house)
    for size in range(1, 70):
        write(house, 1)
        with house.store.read() as reading:
            assert reading.root(size) == CompactRange().append(leaves(house)).root


def test_every_entry_and_every_earlier_tree_is_proved_from_the_database(house: TestHouse) -> None:
    write(house, 20)
    hashes = leaves(house)
    size = len(hashes)
    with house.store.read() as reading:
        whole = reading.root(size)
        for index in range(size):
            verify_inclusion(hashes[index], index, size, reading.inclusion_proof(index, size), whole)
            old, begun = index + 1, reading.root(index + 1)
            verify_consistency(old, begun, size, whole, reading.consistency_proof(old, size))


def test_what_is_rolled_back_leaves_the_tree_as_it_was(house: TestHouse) -> None:
    write(house, 8 - len(leaves(house)) % 8 - 1)
    before = leaves(house)
    with pytest.raises(LookupError), house.store.begin() as tx:
        _write_and_fail(tx)
    with house.store.begin() as tx:
        with pytest.raises(LookupError), tx.savepoint():
            _write_and_fail(tx)
        tx.log("test.written", plain={"number": 2})
    with house.store.read() as reading:
        assert reading.root(len(before)) == CompactRange().append(before).root
        assert reading.root(len(before) + 1) == CompactRange().append(leaves(house)).root


def test_many_writers_grow_one_tree(house: TestHouse) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda worker: house.workflow.submit(NADIA, draft(), f"key-{worker}"), range(24)))
    hashes = leaves(house)
    assert len(hashes) == 24 + len(SETTING_UP)
    with house.store.read() as reading:
        assert reading.root(len(hashes)) == CompactRange().append(hashes).root


def test_a_log_from_before_the_tree_gets_it_with_the_migration(own_house: TestHouse) -> None:
    house = own_house
    write(house, 2070)
    with house.store.engine.connect() as connection:
        kept = set(connection.execute(select(tables.subtrees)).all())
    with house.store.engine.connect() as connection, connection.begin():
        command.downgrade(migrate._config(connection), "0002")
    migrate.upgrade(house.store.engine)
    with house.store.engine.connect() as connection:
        assert set(connection.execute(select(tables.subtrees)).all()) == kept
        assert len(kept) > 2000


def test_a_log_with_a_gap_is_not_given_a_tree(own_house: TestHouse) -> None:
    house = own_house
    write(house, 5)
    with house.store.engine.connect() as connection, connection.begin():
        command.downgrade(migrate._config(connection), "0002")
        connection.execute(delete(tables.disclosures).where(tables.disclosures.c.seq == 3))
        connection.execute(delete(tables.entries).where(tables.entries.c.seq == 3))
    with pytest.raises(ValueError, match=re.escape("The log has no entry 3. Restore")):
        migrate.upgrade(house.store.engine)


def test_a_checkpoint_is_kept_with_the_cosignatures_that_came_last(house: TestHouse) -> None:
    note = parse_note("origin\n3\nroot\n\n— log AAAAAAA=\n".encode())
    cosigned = replace(note, signatures=note.signatures * 2)
    with house.store.begin() as tx:
        assert tx.checkpoint() is None
        tx.keep_checkpoint(StoredCheckpoint(3, note, None, tx.now))
        tx.keep_checkpoint(StoredCheckpoint(3, cosigned, b"stamp", tx.now))
        tx.keep_checkpoint(StoredCheckpoint(7, note, None, tx.now))
    with house.store.read() as reading:
        assert reading.checkpoint_sizes() == [3, 7]
        assert reading.checkpoint() == reading.checkpoint(at_least=7) == StoredCheckpoint(7, note, None, house.clock())
        assert reading.checkpoint(at_least=8) is None


def test_what_is_missing_is_named(house: TestHouse) -> None:
    size = len(leaves(house))
    with house.store.read() as reading, pytest.raises(LookupError, match=f"no entry {size + 9}"):
        reading.subtree(0, size + 9)
    with house.store.engine.connect() as connection, connection.begin():
        connection.execute(delete(tables.subtrees).where(tables.subtrees.c.level == 1))
    with house.store.read() as reading, pytest.raises(LookupError, match="no subtree 0 of 2 entries"):
        root(3, reading.subtree)


def test_an_entry_that_was_rewritten_no_longer_leads_to_the_root(house: TestHouse) -> None:
    write(house, 9)
    size = len(leaves(house))
    with house.store.read() as reading:
        honest = reading.root(size)
    with house.store.engine.connect() as connection, connection.begin():
        connection.execute(tables.entries.update().where(tables.entries.c.seq == 1).values(leaf=b"{}"))
    assert CompactRange().append(leaves(house)).root != honest


def _write_and_fail(tx: Transaction) -> None:
    tx.log("test.written")
    raise LookupError
