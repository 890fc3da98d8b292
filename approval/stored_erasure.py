"""How values are destroyed: beside the log, and wherever else the database has a copy of them."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import Connection, Engine, Table, delete, select
from sqlalchemy.exc import OperationalError

from approval import tables
from approval.record.entry import Disclosure
from approval.record.piece import ENDED, ERASED
from approval.record.ranges import read_ranges

Item = TypeVar("Item")

# Parents are kept for forms that are open; no form is open for so long.
FORMS_ARE_OPEN = timedelta(days=2)
# SQLite takes no more than 32,766 values in one statement.
AT_ONCE = 10_000

# What a reply has rows in, those that others refer to last.
_OF_REPLY: Sequence[Table] = (
    tables.outbox,
    tables.cards,
    tables.reviews,
    tables.findings,
    tables.revision_media,
    tables.revisions,
)
# Their entries tell of pictures to which no revision refers.
_REFUSED = ("proposal.refused", "revision.refused")
_TOUCHED = (*_OF_REPLY, tables.proposals, tables.parents, tables.pictures, tables.disclosures)


class ErasureReading:
    """Lookups about what was erased, on one connection."""

    _connection: Connection

    def erased_at(self, proposal_id: str) -> datetime | None:
        """When this reply was erased; None if it was not, or never was."""
        entries = tables.entries.c
        its = frozenset(self._connection.scalars(select(entries.seq).where(entries.proposal == proposal_id)))
        erasures = select(tables.entries).where(entries.action == ERASED).order_by(entries.seq)
        for row in self._connection.execute(erasures) if its else ():
            named = read_ranges(json.loads(row.leaf)["entries"])
            if any(seq in each for each in named for seq in its):
                moment: datetime = row.at
                return moment
        return None

    def reopened(self, proposal_id: str) -> bool:
        """Whether a row says, against the log, that Countersign still has something to do with this reply."""
        state = self._connection.scalar(select(tables.proposals.c.state).where(tables.proposals.c.id == proposal_id))
        return state is not None and state not in ENDED

    def still_disclosed(self, seq: int) -> bool:
        """Whether an entry has anything beside it."""
        beside = tables.disclosures.c.seq
        return self._connection.scalar(select(beside).where(beside == seq).limit(1)) is not None


class ErasureWriting(ErasureReading):
    """The same, and the destruction. Leaves and tree stay as they are."""

    now: datetime

    def destroy(self, seqs: Sequence[int], proposals: Sequence[str]) -> None:
        """Destroy what stands beside these entries, every row of these replies, and pictures that only they use.

        What is left in the pages of the file, `scrub` sees to.
        """
        if self._connection.dialect.name == "sqlite":
            self._connection.exec_driver_sql("PRAGMA secure_delete = ON")
        media = tables.revision_media.c
        pictures = self._pictures_beside(seqs)
        for some in _at_once(proposals):
            pictures.update(self._connection.scalars(select(media.sha256).where(media.proposal.in_(some)).distinct()))
            for table in _OF_REPLY:
                self._connection.execute(delete(table).where(table.c.proposal.in_(some)))
            self._connection.execute(delete(tables.proposals).where(tables.proposals.c.id.in_(some)))
        for each in _at_once(seqs):
            self._connection.execute(delete(tables.disclosures).where(tables.disclosures.c.seq.in_(each)))
        old = tables.parents.c.fetched_at < self.now - FORMS_ARE_OPEN
        self._connection.execute(delete(tables.parents).where(old))
        self._forget_pictures(pictures)

    def _forget_pictures(self, candidates: set[str]) -> None:
        if not candidates:
            return
        media = tables.revision_media.c.sha256
        used = set(self._connection.scalars(select(media).where(media.in_(candidates))))
        entries, beside = tables.entries.c, tables.disclosures.c
        refused = select(beside.encoded).join(tables.entries, entries.seq == beside.seq)
        for encoded in self._connection.scalars(refused.where(entries.action.in_(_REFUSED), beside.name == "media")):
            used |= _pictures(encoded)
        gone = tables.pictures.c.sha256.in_(candidates - used)
        self._connection.execute(delete(tables.pictures).where(gone))

    def _pictures_beside(self, seqs: Sequence[int]) -> set[str]:
        beside = tables.disclosures.c
        found: set[str] = set()
        for some in _at_once(seqs):
            listed = select(beside.encoded).where(beside.seq.in_(some), beside.name == "media")
            for encoded in self._connection.scalars(listed):
                found |= _pictures(encoded)
        return found


def scrub(engine: Engine) -> str:
    """Write the file anew without what was deleted; answers what stood in the way, "" for nothing.

    PostgreSQL lets go of deleted rows; of its write-ahead log, replicas and backups this cannot promise anything.
    """
    if engine.dialect.name != "sqlite":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for table in _TOUCHED:
                connection.exec_driver_sql(f"VACUUM {table.name}")
        return ""
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("VACUUM")
            busy: int = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]
    except OperationalError as error:
        return str(error.orig)
    return "somebody is reading the database" if busy else ""


def _at_once(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    return (items[start : start + AT_ONCE] for start in range(0, len(items), AT_ONCE))


def _pictures(encoded: str) -> set[str]:
    """The pictures that an entry's `media` names."""
    listed = Disclosure("media", encoded).value
    return {str(item["sha256"]) for item in listed if isinstance(item, dict)} if isinstance(listed, list) else set()
