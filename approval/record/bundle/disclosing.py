"""What of an entry is given, and how much is withheld and why: given and withheld add up to the leaf's digests."""

import json
from array import array
from collections import Counter
from dataclasses import dataclass, replace

from approval.reading import Reading
from approval.record.bundle.asked import Asked, Audience, NotBundled, entry_at
from approval.record.entry import Disclosure, Entry, Plain
from approval.record.export import NAMING
from approval.record.piece import ERASED
from approval.record.ranges import read_ranges
from approval.record.tree import ProofInvalid, leaf_hash, verify_inclusion


@dataclass(frozen=True, slots=True)
class Withheld:
    """So many values that are not given, and why; `entry` is the one that says of erased ones that they were."""

    count: int
    why: str
    entry: int | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """An entry with those of its disclosures that are given; `fields` is its leaf, read once."""

    entry: Entry
    fields: dict[str, Plain | list[str]]
    withheld: tuple[Withheld, ...]

    def line(self) -> str:
        """The line of disclosures.jsonl, without its newline; "" for an entry without digests."""
        if not self.fields.get("sd"):
            return ""
        withheld = [
            {"count": each.count, "why": each.why, **({} if each.entry is None else {"entry": each.entry})}
            for each in self.withheld
        ]
        given = [disclosure.encoded for disclosure in self.entry.disclosures]
        line = {"seq": self.entry.seq, "disclosures": given, "withheld": withheld}
        return json.dumps(line, ensure_ascii=True, separators=(",", ":"))


class Erasures:
    """Which entries from `first` to `last` had values destroyed, by which entry of the log."""

    def __init__(self, reading: Reading, first: int, last: int) -> None:
        self._first = first
        # Eight bytes an entry, so that a long record with much erased needs no more than a short one.
        self._by = array("q")
        for erasure in reading.entries(action=ERASED):
            self._by = self._by or array("q", [-1]) * (last - first)
            for found in read_ranges(_said(reading, erasure)):
                for seq in range(max(found.start, first), min(found.stop, last)):
                    self._by[seq - first] = erasure.seq

    def of(self, seq: int) -> int | None:
        """The entry that says so of this one; None where none does."""
        by = self._by[seq - self._first] if self._by else -1
        return by if by >= 0 else None


class Disclosing:
    """Decides value by value, as the export was asked for. NotBundled where the record is not what its leaves say."""

    def __init__(self, asked: Asked, erasures: Erasures) -> None:
        self._asked = asked
        self._erasures = erasures

    def told(self, entry: Entry) -> Told:
        fields = _fields(entry)
        digests = fields.get("sd", [])
        named = set(digests) if isinstance(digests, list) else set()
        missing = len(named) - len(entry.disclosures)
        if any(disclosure.digest not in named for disclosure in entry.disclosures):
            raise NotBundled(
                f"A value beside entry {entry.seq} is not the one that the log names: the database was changed by "
                "another hand. Bring it back from a copy, and tell whoever answers for the record."
            )
        given: list[Disclosure] = []
        withheld: Counter[str] = Counter()
        mine = self._asked.includes(fields.get("account"))
        for disclosure in entry.disclosures:
            why = self._why(entry.seq, disclosure.name, mine)
            if why:
                withheld[why] += 1
            else:
                given.append(disclosure)
        told = [Withheld(count, why) for why, count in sorted(withheld.items())]
        if missing:
            told.append(Withheld(missing, "erased", self._erased(entry.seq)))
        return Told(replace(entry, disclosures=tuple(given)), fields, tuple(told))

    def _why(self, seq: int, name: str, mine: bool) -> str:
        reason = self._asked.redactions.reason(seq, name)
        if reason:
            return reason
        if not mine:
            return "account"
        return "names" if name in NAMING and self._asked.audience is Audience.COUNCIL else ""

    def _erased(self, seq: int) -> int:
        erasure = self._erasures.of(seq)
        if erasure is None:
            raise NotBundled(
                f"A value of entry {seq} cannot be told: its value is gone from the database and no erasure says so. "
                "Bring the database back from a copy, and tell whoever answers for the record."
            )
        return erasure


def check_redactions(reading: Reading, asked: Asked, first: int, last: int) -> None:
    """NotBundled, with the line of the file, for a redaction of what is not there to be left out."""
    for seq, names in asked.redactions.of.items():
        for name, redaction in names.items():
            if not first <= seq < last:
                raise NotBundled(
                    f"{redaction.place}: entry {seq} is not in this export, which has {first} to {last - 1}."
                )
            there = [disclosure.name for disclosure in entry_at(reading, seq).disclosures]
            if name not in there:
                has = f"it has {', '.join(there)}" if there else "it has none"
                raise NotBundled(f"{redaction.place}: entry {seq} has no value «{name}»; {has}.")


def _said(reading: Reading, erasure: Entry) -> str:
    """Which entries an erasure names. It may lie outside the bundle, where nobody else sees whether it was altered."""
    fields, size = _fields(erasure), reading.next_seq()
    try:
        path = reading.inclusion_proof(erasure.seq, size)
        verify_inclusion(leaf_hash(erasure.leaf), erasure.seq, size, path, reading.root(size))
        true = fields.get("action") == ERASED
    except ProofInvalid:
        true = False
    if not true:
        raise NotBundled(f"Entry {erasure.seq} is not what the log's tree was made of: the database was changed.")
    return str(fields.get("entries", ""))


def _fields(entry: Entry) -> dict[str, Plain | list[str]]:
    try:
        return entry.fields
    except ValueError:
        raise NotBundled(f"Entry {entry.seq} cannot be read: the database was changed by another hand.") from None
