"""The signer signs what extends its own head, and nothing else."""

import json

import pytest
from signing_desk import KEY, NEW_KEY, Desk
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from approval.errors import Misconfigured
from approval.record.checkpoint import Checkpoint
from approval.record.note import Kind, Note, new_signer
from approval.stored_tree import StoredCheckpoint
from signing.refusal import Refused


def test_what_is_signed_is_the_log_s_size_and_root(desk: Desk):
    size = desk.grow(5)
    (checkpoint,) = desk.signed()
    assert checkpoint == Checkpoint(KEY.verifier.name, size, desk.root(size))
    stored = desk.stored()
    assert stored is not None
    assert [signed.by for signed in stored.note.verified([KEY.verifier])] == [KEY.verifier]


def test_where_there_is_no_news_nothing_is_signed(desk: Desk):
    desk.signed()
    assert desk.signer.sign() is None
    size = desk.grow()
    assert desk.signer.sign() is not None
    assert desk.sizes()[-1] == size
    assert desk.signer.sign() is None


def test_an_empty_log_is_not_signed(desk: Desk):
    for table in ("checkpoints", "subtrees", "disclosures", "packs", "entries"):
        desk.sql(f"DELETE FROM {table}")
    assert desk.signed() == []


def test_a_restarted_signer_goes_on_where_it_was(desk: Desk):
    desk.signed()
    size = desk.grow(3)
    before, after = desk.signed()
    assert (before.size, after.size, after.root) == (size - 3, size, desk.root(size))


def test_while_a_key_is_exchanged_both_sign_and_then_the_new_one_goes_on_alone(desk: Desk):
    desk.signed()
    desk.grow()
    desk.keys = (KEY, NEW_KEY)
    desk.signed()
    both = desk.stored()
    assert both is not None
    assert len(both.note.verified([KEY.verifier])) == len(both.note.verified([NEW_KEY.verifier])) == 1
    desk.grow()
    desk.keys = (NEW_KEY,)
    desk.signed()
    alone = desk.stored()
    assert alone is not None
    assert [signed.by for signed in alone.note.verified([KEY.verifier, NEW_KEY.verifier])] == [NEW_KEY.verifier]


def test_a_key_that_comes_without_the_old_one_signs_nothing(desk: Desk):
    desk.signed()
    desk.grow()
    desk.keys = (NEW_KEY,)
    with pytest.raises(Misconfigured, match="let both sign for a while"):
        desk.signed()


@pytest.mark.parametrize("restarted", [True, False])
def test_a_log_that_is_shorter_than_what_was_signed_is_refused(desk: Desk, restarted: bool):
    size = desk.grow(4)
    desk.signed()
    for table in ("disclosures", "entries"):
        desk.sql(f"DELETE FROM {table} WHERE seq >= :last", last=size - 1)
    with pytest.raises(Refused, match=rf"has {size - 1:,} entries, and {size:,} were signed"):
        desk.signed() if restarted else desk.signer.sign()


def test_a_leaf_that_was_changed_before_the_head_is_refused_at_the_next_start(desk: Desk):
    size = desk.grow(4)
    desk.signed()
    desk.sql("UPDATE entries SET leaf = :leaf WHERE seq = 1", leaf=b'{"changed":1}')
    # Reading only what is new cannot see it.
    desk.grow()
    assert desk.signer.sign() is not None
    with pytest.raises(Refused, match="are not those that were signed"):
        desk.signed()
    assert desk.sizes()[-1] == size + 1


def test_a_log_that_was_rewritten_whole_with_fitting_subtrees_is_refused(desk: Desk):
    size = desk.grow(8)
    desk.signed()
    with desk.house.store.engine.begin() as connection:
        leaf = bytes(connection.scalar(text("SELECT leaf FROM entries WHERE seq = 0")))
    desk.sql("UPDATE entries SET leaf = :leaf WHERE seq = 0", leaf=leaf.replace(b'"v":1', b'"v":2'))
    _make_subtrees_fit(desk)
    desk.grow()
    with pytest.raises(Refused, match="do not make the root"):
        desk.signer.sign()
    with pytest.raises(Refused, match=f"The first {size} entries are not those that were signed"):
        desk.signed()


def test_subtrees_that_do_not_fit_the_leaves_are_refused(desk: Desk):
    desk.signed()
    desk.grow(2)
    desk.sql("UPDATE subtrees SET hash = :hash WHERE level >= 1", hash=bytes(32))
    with pytest.raises(Refused, match="do not make the root that the database keeps"):
        desk.signer.sign()


def test_a_tree_that_lost_a_part_is_refused(desk: Desk):
    desk.signed()
    desk.grow(2)
    desk.sql("DELETE FROM subtrees WHERE level >= 1")
    with pytest.raises(Refused, match="lost a part of the log's tree"):
        desk.signer.sign()


@pytest.mark.parametrize("marked", [b'"seq":', b'"at":"20', b'"v":1'])
def test_a_new_leaf_in_a_form_that_no_verifier_takes_is_refused(desk: Desk, marked: bytes):
    desk.signed()
    size = desk.grow(1)
    wrong = {b'"seq":': b'"seq":1', b'"at":"20': b'"at":"19', b'"v":1': b'"v":2'}[marked]
    with desk.house.store.engine.begin() as connection:
        leaf = bytes(connection.scalar(text("SELECT leaf FROM entries WHERE seq = :last"), {"last": size - 1}))
    assert marked in leaf
    desk.sql("UPDATE entries SET leaf = :leaf WHERE seq = :last", leaf=leaf.replace(marked, wrong), last=size - 1)
    _make_subtrees_fit(desk)
    with pytest.raises(Refused, match=f"cannot be signed: entry {size - 1} "):
        desk.signer.sign()
    assert desk.sizes()[-1] == size - 1


def test_a_gap_is_refused(desk: Desk):
    desk.signed()
    size = desk.grow(2)
    desk.sql("DELETE FROM disclosures WHERE seq = :gap", gap=size - 2)
    desk.sql("DELETE FROM entries WHERE seq = :gap", gap=size - 2)
    with pytest.raises(Refused, match=f"entry {size - 2} is missing"):
        desk.signer.sign()


def test_a_lost_head_file_goes_on_from_the_database_s_checkpoint_and_says_so_loudly(desk: Desk, caplog):
    desk.signed()
    size = desk.grow(2)
    desk.path.unlink()
    before, after = desk.signed()
    assert (before.size, after.size) == (size - 2, size)
    assert [record.levelname for record in caplog.records if "is not there" in record.getMessage()] == ["ERROR"]
    assert "is not there" in desk.told()[0]


def test_a_lost_head_file_does_not_help_a_log_that_was_changed(desk: Desk):
    desk.signed()
    desk.path.unlink()
    desk.sql("UPDATE entries SET leaf = :leaf WHERE seq = 1", leaf=b'{"changed":1}')
    with pytest.raises(Refused, match="the newest checkpoint in the database"):
        desk.signed()
    assert not desk.path.exists()


def test_a_checkpoint_of_a_stranger_in_the_database_is_not_gone_on_from(desk: Desk):
    desk.signed()
    size = desk.grow()
    stranger = new_signer(KEY.verifier.name, Kind.ED25519)
    words = str(Checkpoint(KEY.verifier.name, size, desk.root(size)))
    with desk.house.store.begin() as tx:
        tx.keep_checkpoint(StoredCheckpoint(size, Note(words, (stranger.sign(words),)), None, tx.now))
    for lost in (False, True):
        if lost:
            desk.path.unlink()
        with pytest.raises(Refused, match="Somebody else wrote it"):
            desk.signed()


def test_an_old_head_file_that_was_brought_back_does_not_sign_the_same_size_twice(desk: Desk):
    desk.signed()
    old = desk.path.read_text()
    size = desk.grow(2)
    desk.signer.sign()
    desk.path.write_text(old)
    (checkpoint,) = desk.signed()
    assert checkpoint.size == size
    assert json.loads(desk.path.read_text())["size"] == size
    assert "entries only" in desk.told()[0]


def test_what_is_signed_is_in_the_head_file_before_anybody_can_see_it(desk: Desk):
    desk.signed()
    size = desk.grow()
    # Another writer holds the lock: the signer can sign, and cannot store.
    with desk.house.store.begin(), pytest.raises(OperationalError):
        desk.signer.sign()
    assert json.loads(desk.path.read_text())["size"] == size
    assert desk.sizes() == [size - 1]
    assert desk.signer.sign() is not None
    assert desk.sizes() == [size - 1, size]


def test_what_was_signed_and_not_stored_is_stored_at_the_next_start(desk: Desk):
    desk.signed()
    size = desk.grow(2)
    desk.signer.sign()
    signed = desk.stored()
    desk.sql("DELETE FROM checkpoints WHERE size = :size", size=size)
    desk.grow()
    assert [checkpoint.size for checkpoint in desk.signed()] == [size, size + 1]
    assert signed is not None
    assert desk.sizes()[-2:] == [size, size + 1]
    desk.sql("DELETE FROM checkpoints WHERE size > :size", size=size)
    kept = desk.stored()
    assert kept is not None
    assert str(kept.note) == str(signed.note)


def test_what_witnesses_added_is_not_lost_at_a_restart(desk: Desk):
    desk.signed()
    stored = desk.stored()
    assert stored is not None
    witness = new_signer("clerk.example", Kind.COSIGNATURE)
    cosigned = Note(stored.note.text, (*stored.note.signatures, witness.sign(stored.note.text, 1)))
    with desk.house.store.begin() as tx:
        tx.keep_checkpoint(StoredCheckpoint(stored.size, cosigned, b"stamp", tx.now))
    desk.signed()
    again = desk.stored()
    assert again is not None
    assert (again.note, again.stamp) == (cosigned, b"stamp")


def _make_subtrees_fit(desk: Desk) -> None:
    """What a careful forger does: make the kept tree anew from the changed leaves."""
    desk.sql("DELETE FROM subtrees")
    with desk.house.store.begin() as tx:
        for seq, leaf in tx.leaves():
            tx.grow(seq, leaf)
