"""What really happened, kept by the test from the acts themselves; and whether what is believed says just that.

It knows nothing of proofs: entries are what the house wrote the moment something was done, people those who did it.
"""

import base64
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

APPROVERS = frozenset({"tomas", "ruth", "lena"})
NAMES = frozenset({"person", "name", "slack_id"})


@dataclass(frozen=True)
class Fact:
    """One entry as it was first written. `alone`: by it a reply goes out that too few others approved."""

    leaf: bytes
    values: Mapping[str, Any]
    alone: bool = False

    @property
    def says(self) -> dict[str, Any]:
        fields: dict[str, Any] = json.loads(self.leaf)
        return fields

    @property
    def at(self) -> datetime:
        return datetime.fromisoformat(self.says["at"])


@dataclass
class Told:
    """A reply: who wrote any of it, who approves the wording that counts, and how many that takes."""

    account: str
    authors: set[str]
    votes: set[str] = field(default_factory=set)
    required: int = 1
    revision: int = 1
    checked: int = 0
    state: str = "checking"


@dataclass(frozen=True)
class Wanted:
    """What an export was asked for: from which time, of which accounts, with which values left out by law."""

    start: datetime | None
    accounts: frozenset[str]
    names: bool
    left_out: Mapping[tuple[int, str], str]


@dataclass
class Chronicle:
    """`facts` are what the house was told; `erased` maps an entry to that which says its values are gone."""

    facts: list[Fact] = field(default_factory=list)
    replies: dict[str, Told] = field(default_factory=dict)
    erased: dict[int, int] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)

    def note(self, start: int, written: Iterable[tuple[bytes, Mapping[str, Any]]], who: str, asked: int) -> None:
        """These entries stand from `start` on: what `who` did, or nobody. `asked`: how many a check asks for."""
        del self.facts[start:]
        for leaf, values in written:
            says = json.loads(leaf)
            if who and "person" in values:
                assert values["person"] == who, "The log has it that somebody else did this."
                number = says["actor"].rpartition("-")[2]
                assert self.numbers.setdefault(who, number) == number
            self.facts.append(Fact(leaf, values, self._alone(says, who, asked)))
        assert len(set(self.numbers.values())) == len(self.numbers), "Two people have one number."

    def _alone(self, says: Mapping[str, Any], who: str, asked: int) -> bool:
        """Follow the replies; whether one goes out by this that too few others approved."""
        if says["action"] == "proposal.submitted":
            self.replies[says["proposal"]] = Told(says["account"], {who})
        reply = self.replies.get(says.get("proposal", ""))
        if reply is None:
            return False
        reply.state = says.get("state", reply.state)
        match says["action"]:
            case "revision.submitted":
                reply.authors.add(who)
                reply.votes, reply.revision = set(), says["revision"]
            case "revision.checked":
                reply.votes, reply.required, reply.checked = set(), asked, says["seq"]
            case "review.approved":
                reply.votes |= {who} & APPROVERS
            case "review.withdrawn":
                reply.votes.discard(who)
            case "publish.started":
                return len(reply.votes - reply.authors) < reply.required
        return False


def compare(folder: Path, wanted: Wanted, vouched: list[Fact], last: int, erased: Mapping[int, int]) -> Counter[str]:
    """AssertionError where the bundle says anything but what happened; how many values it withholds, and why.

    `vouched` are the facts that the witness cosigned; `last` is how many there were when the export was made.
    """
    manifest = json.loads((folder / "manifest.json").read_bytes())
    first = next((seq for seq, fact in enumerate(vouched) if not wanted.start or fact.at >= wanted.start), last)
    assert (manifest["first"], manifest["last"]) == (first, last)
    assert manifest["audience"] == ("hr" if wanted.names else "council")
    leaves = (folder / "log.jsonl").read_bytes().split(b"\n")[:-1]
    assert leaves == [fact.leaf for fact in vouched[first:last]], "The bundle tells of other entries than there were."
    rows = {row["seq"]: row for row in map(json.loads, (folder / "disclosures.jsonl").read_text().splitlines())}
    withheld: Counter[str] = Counter()
    for seq, fact in enumerate(vouched[first:last], first):
        if not fact.values:
            assert seq not in rows
            continue
        given, missing = told_of(seq, fact, wanted, erased)
        row = rows[seq]
        assert dict(map(decoded, row["disclosures"])) == given, f"Entry {seq} says what was never said."
        listed = {(each["why"], each.get("entry")): each["count"] for each in row["withheld"]}
        assert listed == missing, f"Of entry {seq} something is withheld that is not counted as what it is."
        for (why, _entry), count in missing.items():
            withheld[why] += count
    return withheld


def compare_handmade(folder: Path, vouched: list[Fact], last: int, erased: Mapping[int, int]) -> None:
    """The same for a bundle that nobody honest made. Why it withholds is the word of whoever made it, but that it was
    erased; how much it withholds is not."""
    manifest = json.loads((folder / "manifest.json").read_bytes())
    leaves = (folder / "log.jsonl").read_bytes().split(b"\n")[:-1]
    facts = vouched[manifest["first"] : manifest["last"]]
    assert manifest["last"] <= last
    assert leaves == [fact.leaf for fact in facts], "The bundle tells of other entries than there were."
    rows = {row["seq"]: row for row in map(json.loads, (folder / "disclosures.jsonl").read_text().splitlines())}
    for seq, fact in enumerate(facts, manifest["first"]):
        row = rows.get(seq, {"disclosures": [], "withheld": []})
        given = dict(map(decoded, row["disclosures"]))
        assert given.items() <= fact.values.items(), f"Entry {seq} says what was never said."
        assert len(given) + sum(each["count"] for each in row["withheld"]) == len(fact.values)
        for entry in (each["entry"] for each in row["withheld"] if each["why"] == "erased"):
            # Of one outside the bundle it says itself that nobody can know.
            assert entry >= manifest["last"] or erased.get(seq) == entry, f"Entry {seq} was not erased by that one."


def told_of(
    seq: int, fact: Fact, wanted: Wanted, erased: Mapping[int, int]
) -> tuple[dict[str, Any], Counter[tuple[str, int | None]]]:
    """Which values an honest export gives of an entry, and how many it withholds for which reason."""
    if seq in erased:
        return {}, Counter({("erased", erased[seq]): len(fact.values)})
    given: dict[str, Any] = {}
    missing: Counter[tuple[str, int | None]] = Counter()
    account = fact.says.get("account")
    for name, value in fact.values.items():
        if (seq, name) in wanted.left_out:
            missing[wanted.left_out[seq, name], None] += 1
        elif account and wanted.accounts and account not in wanted.accounts:
            missing["account", None] += 1
        elif name in NAMES and not wanted.names:
            missing["names", None] += 1
        else:
            given[name] = value
    return given, missing


def releases(facts: list[Fact], first: int) -> tuple[int, int, bool]:
    """Of the facts from `first` on: how many replies went out that were proposed there, how many of before, and whether
    any of the former went out alone."""
    known, here, before, alone = set(), 0, 0, False
    for fact in facts[first:]:
        says = fact.says
        if says["action"] == "proposal.submitted":
            known.add(says["proposal"])
        if says["action"] == "publish.started":
            inside = says["proposal"] in known
            here, before, alone = here + inside, before + (not inside), alone or (inside and fact.alone)
    return here, before, alone


def decoded(encoded: str) -> tuple[str, Any]:
    _salt, name, value = json.loads(base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)))
    return name, value
