"""The errors of a policy pack, collected: somebody who edits it sees all of them at once and what to write."""

import difflib
from collections.abc import Iterable, Sequence

from pydantic import ValidationError

from approval.errors import PolicyInvalid
from approval.policy.visible import one_line
from approval.toml_lines import line_of

# What to write in each field, in the words that an error ends with.
HINTS = {
    "city": 'write whose policy this is: "City of Mesa Verde"',
    "title": "write the name in a few words, in quotes",
    "version": 'write the version in quotes: "1.0"',
    "effective": "write the day without quotes: 2026-07-01",
    "adopted_by": 'write who adopted it: "City Council, resolution R-26-12"',
    "zone": 'write a time zone by its place: "America/Denver"',
    "languages": 'write the languages that the rules cover: ["en", "es"]',
    "introduction": "write a few sentences for the reader in quotes, or one text a language: introduction.es = …",
    "contact": "write where somebody can ask or complain in quotes, or one text a language: contact.es = …",
    "questions": "write the questions to the approver as [questions.NAME] with title and text",
    "rules": "write each rule as [rules.ID]",
    "text": "write the words in quotes",
    "severity": 'write "warn", "escalate" or "block"',
    "mend": "write what the proposer is to change, in quotes",
    "sources": 'write at least one source: [ { title = "…", url = "https://…" } ]',
    "url": 'write an address that begins with https://, or leave it ""',
    "question": "write the name of one of the questions in policy.toml, in quotes",
    "checks": "write each check as [[rules.ID.checks]]",
    "kind": 'write which kind of check it is: kind = "lexicon"',
    "examples": "write [rules.ID.examples] with flag = [ … ] and pass = [ … ]",
    "flag": 'write at least two replies that the rule must flag: [ "…", "…" ]',
    "pass": 'write at least two replies that the rule must let pass: [ "…", "…" ]',
    "parent": "write the post that is answered, in quotes",
    "author": 'write who is answered, in quotes: "@name"',
    "link": "write the address of the post that is answered, in quotes",
    "reason": "write the source that was given for the reply, in quotes",
    "at": "write a local day and time without quotes: 2026-11-24T02:30:00",
    "earlier": "write local days and times without quotes: [ 2026-11-24T02:30:00 ]",
    "pictures": 'write the descriptions of the pictures: [ "…", "" ]',
    "approved": "write the text that was approved, in quotes",
}


class Faults:
    """Each fault once, in the order in which it was found. `source` is the folder as the person knows it."""

    def __init__(self, source: str) -> None:
        self._source = source.rstrip("/")
        self._lines: dict[str, None] = {}

    def add(self, file: str, message: str, line: int = 0, field: str = "") -> None:
        """Something about a file, as «policies/x/content.toml, line 12: rules.C01.text: message»."""
        place = f"{self._source}/{file}" if self._source else file
        head = f"{place}, line {line}" if line else place
        # A name in quotes may hold anything, also what looks like the next line.
        self._lines[one_line(": ".join(part for part in (head, field, message) if part))] = None

    def at(self, file: str, text: str, path: Sequence[int | str], message: str) -> None:
        """Something about the value at a path of a TOML text."""
        self.add(file, message, line_of(text, path), dotted(path))

    def invalid(self, file: str, text: str, error: ValidationError, below: Sequence[int | str] = ()) -> None:
        """Everything that pydantic found in the table at `below`."""
        for detail in error.errors():
            path = [*below, *(part for part in detail["loc"] if part != "[key]")]
            self.at(file, text, path, _in_words(detail["type"], detail["msg"], path))

    def take(self, others: Iterable[str]) -> None:
        """Faults that were found elsewhere, in words already."""
        self._lines.update(dict.fromkeys(others))

    @property
    def lines(self) -> tuple[str, ...]:
        return tuple(self._lines)

    def check(self) -> None:
        """PolicyInvalid with all faults, if there are any."""
        if self._lines:
            raise PolicyInvalid("\n".join(self._lines))


def dotted(path: Sequence[int | str]) -> str:
    """«rules.B01.checks[2].kind»: what a person counts, they count from one."""
    words = ""
    for part in path:
        words += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if words else part
    return words


def _in_words(kind: str, message: str, path: Sequence[int | str]) -> str:
    """What pydantic found, by the kind of its error; `message` is what a validator of ours said."""
    field = next((part for part in reversed(path) if isinstance(part, str)), "")
    # What is below these is a language.
    field = str(path[0]) if path[0] in ("introduction", "contact") else field
    hint = HINTS.get(field, "")
    if kind == "extra_forbidden":
        near = difflib.get_close_matches(field, HINTS, n=1)
        return "there is no such field here; delete it" + (f", or write “{near[0]}”" if near else "")
    if kind == "value_error":
        return message.removeprefix("Value error, ")
    if kind == "missing":
        return f"is missing; {hint}" if hint else "is missing"
    if kind == "too_short":
        return f"is too little; {hint}" if hint else "is too little; write one more"
    if kind in ("model_type", "dict_type") and isinstance(path[-1], str) and not hint:
        return f"is not a table; write it as [{'.'.join(str(part) for part in path)}]"
    return f"cannot be this; {hint}" if hint else message
