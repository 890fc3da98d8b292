"""One entry as a bundle discloses it: what the leaf says, the values that are given, and why others are not."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from approval.record.bundle.disclosing import Told, Withheld
from approval.record.export import NAMING

NAMES, ERASED, ACCOUNT = "names", "erased", "account"


@dataclass(frozen=True, slots=True)
class Said:
    """A value; or, where `text` is "", why it is not told: "" where there was none."""

    text: str
    withheld: str = ""

    def __str__(self) -> str:
        if self.text:
            return self.text
        return f"({self.withheld})" if self.withheld else "(nothing was written)"


@dataclass(frozen=True, slots=True)
class Line:
    """`fields` are the leaf's; `values` those beside it that are given; `withheld` says what of the others."""

    seq: int
    at: datetime
    action: str
    fields: dict[str, Any]
    values: dict[str, Any]
    withheld: tuple[Withheld, ...]

    @classmethod
    def of(cls, told: Told) -> "Line":
        fields = {name: value for name, value in told.fields.items() if name not in ("sd", "v")}
        at = datetime.fromisoformat(str(fields["at"]))
        return cls(told.entry.seq, at, str(fields["action"]), fields, told.entry.disclosed, told.withheld)

    @classmethod
    def from_json(cls, text: str) -> "Line":
        fields, values, withheld = json.loads(text)
        reasons = tuple(Withheld(count, why, entry) for count, why, entry in withheld)
        at = datetime.fromisoformat(str(fields["at"]))
        return cls(fields["seq"], at, str(fields["action"]), fields, values, reasons)

    def to_json(self) -> str:
        """ASCII, so that half a surrogate pair comes through any storage."""
        return json.dumps(
            [self.fields, self.values, [[each.count, each.why, each.entry] for each in self.withheld]],
            separators=(",", ":"),
        )

    def word(self, name: str) -> str:
        """A text of the leaf; "" where it has none of that name."""
        value = self.fields.get(name, "")
        return value if isinstance(value, str) else ""

    def number(self, name: str) -> int | None:
        value = self.fields.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    @property
    def person(self) -> str:
        """The number that a person has in the record, by which acts in several roles are one person's; "" for none."""
        return self.word("actor").rpartition("-")[2] if "-" in self.word("actor") else ""

    def said(self, name: str) -> Said:
        """A value beside the leaf, in words."""
        if name in self.values:
            value = self.values[name]
            return Said(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
        # A council's export withholds names for being names, and nothing else for that.
        possible = [each for each in self.withheld if (name in NAMING) or each.why != NAMES]
        return Said("", "; ".join(in_words(each) for each in possible))


def in_words(withheld: Withheld) -> str:
    """Why a value is not told."""
    if withheld.why == ERASED:
        return f"erased under the retention schedule, as entry {withheld.entry} says"
    if withheld.why == ACCOUNT:
        return "withheld: it belongs to another account"
    return f"withheld: {withheld.why}"
