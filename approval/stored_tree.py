"""What the database keeps of the log's tree: every full subtree of two entries or more, once, for ever."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, insert, select

from approval import tables
from approval.record.note import Note, parse_note
from approval.record.tree import completed, consistency_proof, inclusion_proof, leaf_hash, root


@dataclass(frozen=True, slots=True)
class StoredCheckpoint:
    """What was signed of the log. `stamp` is the answer of a time-stamping authority (RFC 3161), if one was asked."""

    size: int
    note: Note
    stamp: bytes | None
    at: datetime


class TreeReading:
    """Lookups about the tree on one connection. An entry's index in it is its `seq`."""

    _connection: Connection

    def root(self, size: int) -> bytes:
        """The root of the first `size` entries. LookupError where the log is shorter, or something of it is missing."""
        return root(size, self.subtree)

    def inclusion_proof(self, index: int, size: int) -> tuple[bytes, ...]:
        """The way from an entry to the root of the first `size`. ValueError, LookupError where there is none."""
        return inclusion_proof(index, size, self.subtree)

    def consistency_proof(self, old: int, new: int) -> tuple[bytes, ...]:
        """That the first `new` entries begin with the first `old`. ValueError, LookupError where there is none."""
        return consistency_proof(old, new, self.subtree)

    def subtree(self, level: int, index: int) -> bytes:
        """The hash over the 2**level entries from index * 2**level on; of one entry, made from its bytes anew."""
        if level == 0:
            leaf: bytes | None = self._connection.scalar(
                select(tables.entries.c.leaf).where(tables.entries.c.seq == index)
            )
            if leaf is None:
                raise LookupError(f"The log has no entry {index}.")
            return leaf_hash(leaf)
        kept: bytes | None = self._connection.scalar(
            select(tables.subtrees.c.hash).where(tables.subtrees.c.level == level, tables.subtrees.c.index == index)
        )
        if kept is None:
            raise LookupError(f"The log has no subtree {index} of {1 << level:,} entries.")
        return kept

    def leaves(self, after: int = -1) -> Iterator[tuple[int, bytes]]:
        """Index and leaf of each entry behind that one, in order, streamed."""
        columns = tables.entries.c
        query = select(columns.seq, columns.leaf).where(columns.seq > after).order_by(columns.seq)
        for page in self._connection.execute(query, execution_options={"yield_per": 1000}).partitions():
            for row in page:
                yield row.seq, row.leaf

    def checkpoint(self, at_least: int = 0) -> StoredCheckpoint | None:
        """The newest checkpoint, if it covers so many entries."""
        return self._checkpoint_where(tables.checkpoints.c.size >= at_least)

    def checkpoints(self) -> Iterator[StoredCheckpoint]:
        """Each checkpoint that was signed, the newest first."""
        found = self.checkpoint()
        while found:
            yield found
            found = self._checkpoint_where(tables.checkpoints.c.size < found.size)

    def checkpoint_sizes(self) -> list[int]:
        """The size of each checkpoint that was signed, the smallest first."""
        return list(self._connection.scalars(select(tables.checkpoints.c.size).order_by(tables.checkpoints.c.size)))

    def _checkpoint_where(self, condition: ColumnElement[bool]) -> StoredCheckpoint | None:
        query = select(tables.checkpoints).where(condition).order_by(tables.checkpoints.c.size.desc()).limit(1)
        row = self._connection.execute(query).one_or_none()
        return StoredCheckpoint(row.size, parse_note(row.note.encode()), row.stamp, row.at) if row else None


class TreeWriting(TreeReading):
    """How the tree grows with the log, in the same transaction."""

    def keep_checkpoint(self, checkpoint: StoredCheckpoint) -> None:
        """Keep a checkpoint, in place of one of the same size: more cosignatures may have come, or a stamp."""
        self._connection.execute(delete(tables.checkpoints).where(tables.checkpoints.c.size == checkpoint.size))
        self._connection.execute(
            insert(tables.checkpoints).values(
                size=checkpoint.size, note=str(checkpoint.note), stamp=checkpoint.stamp, at=checkpoint.at
            )
        )

    def grow(self, seq: int, leaf: bytes) -> None:
        """Keep the subtrees that this entry completes: one on average, and never more than the log has doublings."""
        full = completed(seq, leaf_hash(leaf), self.subtree)[1:]
        if full:
            self._connection.execute(
                insert(tables.subtrees),
                [{"level": level, "index": index, "hash": whole} for level, index, whole in full],
            )
