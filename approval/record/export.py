"""Writes entries out, one at a time, as JSON Lines or CSV: memory stays flat however long the log is.

JSON Lines (jsonlines.org): each line is {"leaf": the exact line of the log as a string, "disclosures": the encoded
disclosures that belong to it, "entry": the same in readable form}. Whoever verifies takes `leaf` and `disclosures`.
CSV (RFC 4180): one row an entry, for a spreadsheet. Cells that a spreadsheet could take for a formula begin with an
apostrophe (OWASP, "CSV Injection").
"""

import csv
import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import TextIO

from approval.record.entry import Disclosable, Entry, Plain

# Who somebody is by name. A council's export names roles (the city charter keeps councillors out of personnel
# matters); names are for those who may know them.
NAMING = frozenset({"person", "name", "slack_id"})

COLUMNS = (
    "seq",
    "at",
    "action",
    "account",
    "proposal",
    "revision",
    "state",
    "actor",
    "role",
    "code",
    "decision",
    "via",
    "severity",
    "required",
    "missing",
    "attempt",
    "text",
    "source",
    "parent_url",
    "parent_author",
    "parent_text",
    "media",
    "findings",
    "reason",
    "url",
    "digest",
    "person",
    "name",
    "slack_id",
    "other",
    "leaf_sha256",
)

# What makes a spreadsheet calculate, also in full-width forms, and the characters that can push it to a new cell.
FORMULA = frozenset("=+-@\t\r\n＝＋－＠")

# A spreadsheet may pass over what stands before: spaces, what is not shown, quotes that it takes off.
_LIKE_A_FORMULA = re.compile(
    r"[\s\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\"'`´‘’“”„]*"
    rf"[{re.escape(''.join(FORMULA))}]"
)

# JSON can carry half a surrogate pair and UTF-8 cannot. Whoever got one into the record, by asking for it in vain even,
# would else have ended every export for good.
HALF_A_PAIR = re.compile("[\ud800-\udfff]")


class Format(StrEnum):
    JSONL = "jsonl"
    CSV = "csv"


def export(entries: Iterable[Entry], out: TextIO, form: Format, names: bool = False) -> Iterator[int]:
    """Write the entries to `out` in one form, yielding how many were written after each.

    `names` adds who people are; without it an export says PROPOSER-07. Open `out` with newline="" for CSV.
    """
    match form:
        case Format.JSONL:
            return _jsonl(entries, out, names)
        case Format.CSV:
            return _csv(entries, out, names)


def readable(entry: Entry, names: bool) -> dict[str, Plain | Disclosable]:
    """One entry as a person reads it: the leaf's fields and what is disclosed beside it."""
    fields: dict[str, Plain | Disclosable] = {
        name: value for name, value in entry.fields.items() if name not in ("sd", "v")
    }
    shown = {name: value for name, value in entry.disclosed.items() if names or name not in NAMING}
    return fields | shown


def guarded(value: str) -> str:
    """The cell, harmless in a spreadsheet: an apostrophe before what could be taken for a formula."""
    return f"'{value}" if _LIKE_A_FORMULA.match(value) else value


def _jsonl(entries: Iterable[Entry], out: TextIO, names: bool) -> Iterator[int]:
    for count, entry in enumerate(entries, start=1):
        line = {
            "leaf": entry.leaf.decode("ascii"),
            "disclosures": [item.encoded for item in entry.disclosures if names or item.name not in NAMING],
            "entry": readable(entry, names),
        }
        written = json.dumps(line, ensure_ascii=False, separators=(",", ":"))
        out.write(HALF_A_PAIR.sub(lambda half: f"\\u{ord(half[0]):04x}", written) + "\n")
        yield count


def _csv(entries: Iterable[Entry], out: TextIO, names: bool) -> Iterator[int]:
    columns = [column for column in COLUMNS if names or column not in NAMING]
    out.write("\ufeff")  # Without the mark, Excel reads UTF-8 as something else and spoils every accent.
    writer = csv.DictWriter(out, columns)
    writer.writeheader()
    for count, entry in enumerate(entries, start=1):
        fields = readable(entry, names)
        row: dict[str, object] = {name: fields.pop(name) for name in columns if name in fields}
        row["other"] = fields or ""
        row["leaf_sha256"] = hashlib.sha256(entry.leaf).hexdigest()
        writer.writerow({name: cell(value) for name, value in row.items()})
        yield count


def cell(value: object) -> str | int:
    """A value as it stands in a spreadsheet's cell, guarded."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    words = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return guarded(HALF_A_PAIR.sub("\N{REPLACEMENT CHARACTER}", words))
