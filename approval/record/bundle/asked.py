"""What a bundle is asked to hold, for whom, and which entries that are."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from approval.errors import CountersignError
from approval.reading import Period, Reading
from approval.record.bundle.redaction import NOTHING, Redactions
from approval.record.entry import Entry

# What is done now, how far it is, and of how much: entries, or seconds.
Say = Callable[[str, int, int], None]


class NotBundled(CountersignError):
    """The bundle was not made; the message says why, and what to do."""


class Audience(StrEnum):
    """Who will read it: a council's bundle names roles, one for the personnel office names people."""

    COUNCIL = "council"
    HR = "hr"


@dataclass(frozen=True, slots=True)
class Asked:
    """The period and accounts, for whom and what for, and which values to leave out."""

    period: Period
    audience: Audience = Audience.COUNCIL
    why: str = ""
    redactions: Redactions = field(default=NOTHING)

    def includes(self, account: object) -> bool:
        """Whether entries of this account are told in full; those of no account always are."""
        return not self.period.accounts or not account or account in self.period.accounts


def bounds(reading: Reading, period: Period) -> tuple[int, int]:
    """The first entry of a period and the one after its last; NotBundled where it has none.

    By what the leaves say, and not the columns beside them. Entries are in the order of their times.
    """
    size = reading.next_seq()
    first = _since(reading, period.start, size) if period.start else 0
    last = _since(reading, period.end, size) if period.end else size
    if first >= last:
        raise NotBundled("The record has no entries of that period.")
    return first, last


def entry_at(reading: Reading, seq: int) -> Entry:
    """One entry by its number; NotBundled where the log lacks it."""
    entry = next(reading.entries(after=seq - 1), None)
    if entry is None or entry.seq != seq:
        raise NotBundled(f"The log has no entry {seq}. Its database was changed by another hand.")
    return entry


@contextmanager
def whole_tree() -> Iterator[None]:
    """Says in words that the database lacks a part of the log's tree."""
    try:
        yield
    except (KeyError, IndexError):
        raise
    except LookupError as error:
        raise NotBundled(f"{error} Its database was changed by another hand: bring it back from a copy.") from error


def _since(reading: Reading, moment: datetime, size: int) -> int:
    """The number of the first entry that is not from before a time."""
    low, high = 0, size
    while low < high:
        middle = (low + high) // 2
        if _happened(entry_at(reading, middle)) < moment:
            low = middle + 1
        else:
            high = middle
    return low


def _happened(entry: Entry) -> datetime:
    try:
        return entry.happened
    except (ValueError, KeyError):
        raise NotBundled(f"Entry {entry.seq} cannot be read: the database was changed by another hand.") from None
