"""What may stand in the files of a policy pack: the tables as they are written, before they become a Policy."""

import math
import re
from collections.abc import Mapping
from datetime import date, datetime, time
from types import MappingProxyType
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, model_validator

from approval.finding import Severity
from approval.policy.document import Option
from approval.policy.visible import hidden

RULE_ID = re.compile(r"[A-Z][A-Z0-9-]{0,19}")
QUESTION_ID = re.compile(r"[a-z][a-z0-9_-]{0,29}")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")
# Enough for a rule of anybody; a limit, so that no table is too deep to print or to compare.
DEEPEST_OPTION = 8


def _text(value: str) -> str:
    words = value.strip()
    if not words:
        raise ValueError("is empty; write what the public is to read")
    for _, name in hidden(words):
        raise ValueError(f"has a character that nobody can see ({name}); delete it")
    return words


def _by_language(value: object) -> object:
    """Words that stand alone are English, as those of the page around them."""
    return {"en": _text(value)} if isinstance(value, str) else value


def _one_line(value: str) -> str:
    words = _text(value)
    if "\n" in words or "\t" in words or len(words) > 200:
        raise ValueError("is too long; write one line of at most 200 characters")
    return words


def _url(value: str) -> str:
    if not value:
        return value
    try:
        parts = urlsplit(value)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and value.isascii() and value.isprintable()
    except ValueError:
        good = False
    if not good or " " in value:
        raise ValueError('is no address; write one that begins with https://, or leave it ""')
    return value


def _question_id(value: str) -> str:
    if not QUESTION_ID.fullmatch(value):
        raise ValueError("cannot be a question's name; write one word in small letters, as respectful")
    return value


def _language(value: str) -> str:
    if not LANGUAGE.fullmatch(value):
        raise ValueError('is no language tag; write one like "en", "es" or "es-MX"')
    return value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a folder of zones is no zone either
        raise ValueError('is no time zone; write one by its place, as "America/Denver"') from None
    return value


def _local(value: datetime) -> datetime:
    if value.tzinfo is not None:
        raise ValueError("has an offset; write a local day and time without one: 2026-11-24T02:30:00")
    return value


def _option(value: Any, depth: int = 0) -> Option:
    """The value as an option of a check; ValueError, in words for the writer, for what TOML has besides."""
    if depth > DEEPEST_OPTION:
        raise ValueError("is nested too deeply; write it flatter")
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("is no number that can be compared; write one with digits")
    if isinstance(value, list):
        return [_option(item, depth + 1) for item in value]
    if isinstance(value, dict):
        return {key: _option(item, depth + 1) for key, item in value.items()}
    if isinstance(value, (str, int, float)):  # a truth is an int to Python
        return value
    raise ValueError("cannot be an option; write text, a number, true or false, a list or a table")


def _asked(value: str, info: ValidationInfo) -> str:
    """A question that policy.toml has, where it is known what it has: the context is the names of its questions."""
    known: frozenset[str] | None = info.context
    if value and known is not None and value not in known:
        names = ", ".join(f'"{name}"' for name in sorted(known)) or "none"
        raise ValueError(f'policy.toml has no question "{value}"; write one of those it has: {names}')
    return value


def _table(value: object) -> object:
    """An example that is only a text may be written as a string."""
    return {"text": value} if isinstance(value, str) else value


Text = Annotated[str, AfterValidator(_text)]
Line = Annotated[str, AfterValidator(_one_line)]
Language = Annotated[str, AfterValidator(_language)]
Words = Annotated[dict[Language, Text], BeforeValidator(_by_language), Field(min_length=1)]
Local = Annotated[datetime, AfterValidator(_local)]
# Strict about the types of TOML; an enumeration is written as a string there.
Grade = Annotated[Severity, Field(strict=False)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class WrittenQuestion(_Table):
    title: Line
    text: Text


class WrittenSource(_Table):
    title: Line
    url: Annotated[str, AfterValidator(_url)] = ""


class WrittenExample(_Table):
    text: str = Field(min_length=1)
    parent: str = ""
    author: str = ""
    link: str = ""
    reason: str = ""
    at: Local | None = None
    earlier: list[Local] = []
    pictures: list[str] = []
    approved: str = ""


class WrittenExamples(_Table):
    flag: list[Annotated[WrittenExample, BeforeValidator(_table)]] = Field(min_length=2)
    let_pass: list[Annotated[WrittenExample, BeforeValidator(_table)]] = Field(min_length=2, alias="pass")


class WrittenCheck(_Table):
    """A check: whatever is not its kind or its severity is an option of that kind."""

    model_config = ConfigDict(extra="allow", strict=True, frozen=True)

    __pydantic_extra__: dict[str, Annotated[Any, AfterValidator(_option)]]

    kind: Line
    severity: Grade | None = None

    @property
    def options(self) -> Mapping[str, Option]:
        return MappingProxyType(self.__pydantic_extra__)


class WrittenRule(_Table):
    title: Line
    text: Text
    severity: Grade
    mend: Text
    sources: list[WrittenSource] = Field(min_length=1)
    examples: WrittenExamples
    question: Annotated[str, AfterValidator(_asked)] = ""
    checks: list[WrittenCheck] = []


class WrittenPolicy(_Table):
    """policy.toml: everything that is not a rule."""

    city: Line
    title: Line
    version: Line
    effective: date
    adopted_by: Line
    zone: Annotated[str, AfterValidator(_zone)]
    languages: list[Language] = Field(min_length=1)
    introduction: Words
    contact: Words
    questions: dict[Annotated[str, AfterValidator(_question_id)], WrittenQuestion] = {}

    @model_validator(mode="after")
    def _each_language_once(self) -> "WrittenPolicy":
        if len(set(self.languages)) < len(self.languages):
            raise ValueError("languages has one twice; write each once")
        return self
