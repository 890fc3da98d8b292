"""Reads retention.toml, the city's retention schedule: for how long what is kept, by whose law, and what belongs to it.

It is the city's own, and nothing stands in it by default: what no class names is kept for ever.
"""

import hashlib
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from approval.errors import Misconfigured
from approval.policy.toml_in_words import toml_in_words
from approval.proposal import State
from approval.record.piece import ENDED, Piece
from approval.toml_lines import line_of

_PERIOD = re.compile(r"(?:(?P<years>[0-9]{1,3}) years?(?: (?=[0-9])|$))?(?:(?P<months>[0-9]{1,4}) months?)?")
MOST_MONTHS = 200 * 12


@dataclass(frozen=True, slots=True)
class Class:
    """One class of the schedule. What it names narrows it; of one that names nothing, everything is."""

    id: str
    title: str
    months: int
    source: str
    accounts: frozenset[str]
    rules: frozenset[str]
    states: frozenset[str]
    actions: frozenset[str]

    def holds(self, piece: Piece) -> bool:
        """Whether this belongs to the class: by each of the things that it names."""
        return (
            (not self.accounts or piece.account in self.accounts)
            and (not self.rules or bool(piece.rules & self.rules))
            and (not self.states or piece.state in self.states)
            and (not self.actions or bool(piece.actions & self.actions))
        )

    @property
    def period(self) -> str:
        """«3 years», «2 years 6 months»."""
        years, months = divmod(self.months, 12)
        parts = ((years, "year"), (months, "month"))
        return " ".join(f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in parts if count)


@dataclass(frozen=True, slots=True)
class Schedule:
    """The whole of retention.toml. `digest` is the SHA-256 (hex) of the file; each erasure names it."""

    classes: tuple[Class, ...]
    digest: str

    def due(self, piece: Piece) -> tuple[datetime, Class] | None:
        """When it is to be erased, and by which class: the longest of its own. None where it is kept for ever."""
        periods = [(after(piece.last, each.months), each) for each in self.classes if each.holds(piece)]
        return max(periods, key=lambda found: found[0], default=None)


def after(moment: datetime, months: int) -> datetime:
    """So many months later by the calendar; where that month has no such day, on the first of the next one.

    Nothing is due a day early for it.
    """
    years, month = divmod(moment.month - 1 + months, 12)
    year, month = moment.year + years, month + 1
    try:
        return moment.replace(year=year, month=month)
    except ValueError:
        # Never in December, which has 31 days.
        return moment.replace(year=year, month=month + 1, day=1, hour=0, minute=0, second=0, microsecond=0)


def read_schedule(path: Path) -> Schedule:
    """The schedule of a file. Misconfigured where there is none, or with every error and its line."""
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        raise Misconfigured(
            f"{path} is missing, so everything is kept for ever. Copy retention.example.toml to it and write down what "
            "the law asks of your city."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(f"{path} cannot be read: {error}") from error
    return parse_schedule(text, str(path))


def parse_schedule(text: str, source: str = "retention.toml") -> Schedule:
    """The schedule in a TOML text. Misconfigured lists every error with file, line and key."""
    try:
        file = _File.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        line, words = toml_in_words(str(error))
        raise Misconfigured(f"{source}, line {line}: {words}" if line else f"{source}: {words}") from error
    except ValidationError as error:
        lines = [_explain(text, source, detail["loc"], detail["msg"], detail["type"]) for detail in error.errors()]
        raise Misconfigured("\n".join(lines)) from error
    if lines := [
        _explain(text, source, ("retention", key), _NAMES_NOTHING)
        for key, value in file.retention.items()
        if value.everything == bool(value.accounts or value.rules or value.states or value.actions)
    ]:
        raise Misconfigured("\n".join(lines))
    classes = tuple(_class(key, value) for key, value in file.retention.items())
    return Schedule(classes, hashlib.sha256(text.encode()).hexdigest())


_NAMES_NOTHING = (
    "say what belongs to it: accounts, rules, states or actions, of which all must hold; or everything = true, alone"
)
_OTHERWISE = {
    "extra_forbidden": "there is no such setting; see retention.example.toml for those there are",
    "missing": "this is missing; see retention.example.toml",
}


def _months(value: object) -> int:
    match = _PERIOD.fullmatch(value) if isinstance(value, str) and value else None
    months = int(match["years"] or 0) * 12 + int(match["months"] or 0) if match else 0
    if not 0 < months <= MOST_MONTHS:
        raise ValueError('write a time like "3 years", "18 months" or "2 years 6 months", of 200 years at most')
    return months


def _state(value: object) -> str:
    if value in ENDED:
        return str(value)
    if value in set(State):
        raise ValueError("a reply stands in this state for hours and no longer, so nothing is ever due in it")
    raise ValueError(f"there is no such state; write one of {', '.join(sorted(ENDED))}")


def _account(value: object) -> str:
    if isinstance(value, str) and value:
        return value
    raise ValueError("write the id of an account, as accounts.toml has it")


def _rule(value: object) -> str:
    if isinstance(value, str) and value and "," not in value:
        return value
    raise ValueError("write the id of a rule, as the policy has it")


def _action(value: object) -> str:
    if isinstance(value, str) and re.fullmatch(r"[a-z_]+\.[a-z_]+", value):
        return value
    raise ValueError("write an action of the log, like proposal.refused")


def _title(value: object) -> str:
    if isinstance(value, str) and value.strip():
        return value
    raise ValueError("write a few words")


_Title = Annotated[str, BeforeValidator(_title)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Class(_Strict):
    title: _Title
    period: Annotated[int, BeforeValidator(_months)]
    source: _Title
    everything: bool = Field(default=False, strict=True)
    accounts: list[Annotated[str, BeforeValidator(_account)]] = []
    rules: list[Annotated[str, BeforeValidator(_rule)]] = []
    states: list[Annotated[str, BeforeValidator(_state)]] = []
    actions: list[Annotated[str, BeforeValidator(_action)]] = []


class _File(_Strict):
    # Its name stands in the log for ever.
    retention: dict[Annotated[str, Field(pattern=r"^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$")], _Class]


def _class(key: str, entry: _Class) -> Class:
    return Class(
        key,
        entry.title,
        entry.period,
        entry.source,
        frozenset(entry.accounts),
        frozenset(entry.rules),
        frozenset(entry.states),
        frozenset(entry.actions),
    )


def _explain(text: str, source: str, path: Sequence[int | str], message: str, kind: str = "") -> str:
    if path and path[-1] == "[key]":
        path, message = path[:-1], "name a class by small letters, digits and hyphens, 40 at most"
    where = ".".join(str(part) for part in path) or "the file"
    return (
        f"{source}, line {line_of(text, path)}: {where}: {_OTHERWISE.get(kind, message).removeprefix('Value error, ')}"
    )
