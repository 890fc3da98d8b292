"""Which values an export leaves out, and by what law: a small TOML file that a records officer writes.

[[redact]]
seq = 12
name = "text"
reason = "NMSA 14-2-1(D)"
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from approval.errors import InvalidContent
from approval.toml_lines import line_of

# The words under which an export itself withholds: as a legal reason they would say what is not so.
OWN_REASONS = frozenset({"names", "account", "erased"})
LONGEST_REASON = 200
_FORM = 'Write [[redact]] with seq = 12, name = "text", reason = "NMSA 14-2-1(D)".'


@dataclass(frozen=True, slots=True)
class Redaction:
    """One value: the entry's number, the value's name, the legal reason, and where the file says so."""

    seq: int
    name: str
    reason: str
    place: str


@dataclass(frozen=True, slots=True)
class Redactions:
    """All of a file, by entry and then by name."""

    of: Mapping[int, Mapping[str, Redaction]] = field(default_factory=dict)

    def reason(self, seq: int, name: str) -> str | None:
        """Why a value is left out; None where it is not."""
        found = self.of.get(seq, {}).get(name)
        return found.reason if found else None


NOTHING = Redactions()


def read_redactions(path: Path) -> Redactions:
    """The file's redactions; InvalidContent names the line of what is wrong."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise InvalidContent(f"{path} cannot be read: {error.strerror}.", "redact") from None
    except UnicodeDecodeError:
        raise InvalidContent(f"{path} is not UTF-8 text.", "redact") from None
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidContent(f"{path}: {error}. {_FORM}", "redact") from None
    rows = table.pop("redact", [])
    if table:
        raise InvalidContent(f"{path}:{line_of(text, (next(iter(table)),))}: only [[redact]] stands here. {_FORM}")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise InvalidContent(f"{path}:{line_of(text, ('redact',))}: this is no list of tables. {_FORM}")
    found: dict[int, dict[str, Redaction]] = {}
    for number, row in enumerate(rows):
        redaction = _redaction(row, f"{path}:{line_of(text, ('redact', number))}")
        names = found.setdefault(redaction.seq, {})
        if redaction.name in names:
            raise InvalidContent(f"{redaction.place}: this value stands above already.", "redact")
        names[redaction.name] = redaction
    return Redactions(MappingProxyType({seq: MappingProxyType(names) for seq, names in found.items()}))


def _redaction(row: Mapping[str, object], place: str) -> Redaction:
    seq, name, reason = row.get("seq"), row.get("name"), row.get("reason")
    if unknown := sorted(row.keys() - {"seq", "name", "reason"}):
        raise InvalidContent(f"{place}: «{unknown[0]}» is not known here. {_FORM}", "redact")
    if not isinstance(seq, int) or isinstance(seq, bool) or seq < 0:
        raise InvalidContent(f"{place}: `seq` must be the number of an entry. {_FORM}", "redact")
    if not isinstance(name, str) or not name:
        raise InvalidContent(f"{place}: `name` must name the value, like text or reason. {_FORM}", "redact")
    if not isinstance(reason, str) or not reason.strip():
        raise InvalidContent(f"{place}: the legal reason is missing. {_FORM}", "redact")
    reason = reason.strip()
    if reason in OWN_REASONS or len(reason) > LONGEST_REASON or not reason.isprintable():
        raise InvalidContent(
            f"{place}: write the law as the reason, in one line of at most {LONGEST_REASON} characters; "
            f"{', '.join(sorted(OWN_REASONS))} have a meaning of their own.",
            "redact",
        )
    return Redaction(seq, name, reason, place)
