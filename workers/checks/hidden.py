"""Characters that a reader cannot see, or that change how others are seen."""

import re
import unicodedata
from collections.abc import Container, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import ClassVar

import regex

from approval.finding import Finding, Severity
from workers.checks.check import Draft
from workers.checks.many import described
from workers.checks.scripts import characters, distinct
from workers.checks.shapes import of, only, shape

_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_MARKS = frozenset("\u200e\u200f\u061c")
_RIGHT_TO_LEFT = characters(r"[\p{Bidi_Class=R}\p{Bidi_Class=AL}]&&\p{L}")
# Scripts in which the (non-)joiner is part of correct spelling: Persian, Hindi, Bengali, Sinhala and their kin. It
# stands there after a letter or sign that it can act on.
_JOINED = regex.compile(
    r"(?sV1)[\u200c\u200d](?<=["
    r"[\p{Joining_Type=D}\p{Joining_Type=R}\p{Joining_Type=T}\p{InSC=Virama}\p{InSC=Invisible_Stacker}]"
    r"&&[\p{scx=Arab}\p{scx=Syrc}\p{scx=Mong}\p{scx=Nkoo}\p{scx=Deva}\p{scx=Beng}\p{scx=Guru}\p{scx=Gujr}"
    r"\p{scx=Orya}\p{scx=Taml}\p{scx=Telu}\p{scx=Knda}\p{scx=Mlym}\p{scx=Sinh}\p{scx=Khmr}\p{scx=Mymr}"
    r"\p{scx=Tibt}]].)"
)
# UTS #51: emoji joined to one picture, subdivision flags (the three that exist), keycaps, and emoji or text style.
_EMOJI_SEQUENCE = regex.compile(
    r"\U0001F3F4(?:\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067"
    r"|\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074"
    r"|\U000E0067\U000E0062\U000E0077\U000E006C\U000E0073)\U000E007F"
    r"|[0-9#*]\uFE0F\u20E3"
    r"|(?V1)[\p{Emoji}--[0-9#*]][\uFE0E\uFE0F]?+\p{Emoji_Modifier}?+"
    r"(?:\u200D[\p{Emoji}--[0-9#*]]\uFE0F?+\p{Emoji_Modifier}?+){0,8}+",
    regex.VERSION1,
)
_IDEOGRAPH_VARIANT = regex.compile(r"\p{Han}[\uFE00-\uFE02\U000E0100-\U000E01EF]")
_MONGOLIAN_VARIANT = regex.compile(r"\p{Mongolian}[\u180B-\u180F]")
_CRLF = regex.compile(r"\r\n")
# With the characters that each can clear: where none of them stands, it need not be looked for.
_HONEST = (
    (frozenset("\u200d\ufe0e\ufe0f").union(map(chr, range(0xE0020, 0xE0080))), _EMOJI_SEQUENCE),
    (frozenset("\ufe00\ufe01\ufe02").union(map(chr, range(0xE0100, 0xE01F0))), _IDEOGRAPH_VARIANT),
    (frozenset("\u180b\u180c\u180d\u180e\u180f"), _MONGOLIAN_VARIANT),
    (frozenset("\r"), _CRLF),
    (frozenset("\u200c\u200d"), _JOINED),
)

_HIDDEN = "characters.hidden"
_DIRECTION = "characters.direction"
_TAGS = "characters.tags"
_CONTROL = "characters.control"
_PRIVATE = "characters.private"
_BLANK = "characters.unprintable"

# Each begins with a letter of its own, for which `re` looks first.
_ROWS = re.compile("(pp*+|bb*+|ss*+)")
_AT_ONCE = {"p": _PRIVATE, "b": _BLANK, "s": ""}


@dataclass(frozen=True, slots=True)
class HiddenCharacters:
    """Blocks what cannot be seen. Emoji of every family and the joiners of Persian and Hindi are left alone."""

    rule: ClassVar[str] = "characters"
    reads_alt: ClassVar[bool] = True

    def __call__(self, draft: Draft) -> Iterator[Finding]:
        text = draft.text
        yield from described(text, _runs(text), _finding)
        yield from _stacked(text)


def code_point(character: str) -> str:
    """A character as Unicode names it: «U+200B ZERO WIDTH SPACE»."""
    name = _CONTROL_NAMES.get(character) or unicodedata.name(character, "")
    if not name:
        category = "private use" if _is(character, "Co") else "surrogate" if _is(character, "Cs") else "unassigned"
        name = f"({category})"
    return f"U+{ord(character):04X} {name}"


def _runs(text: str) -> list[tuple[str, int, int]]:
    """Each row of hidden characters that break one rule, in order."""
    pieces = _ROWS.split(shape(text).translate(_looked_at()))
    places = list(accumulate(map(len, pieces)))
    rules = [_AT_ONCE[piece[0]] for piece in pieces[1::2]]
    rows = list(zip(rules, places[:-1:2], places[1::2], strict=True))
    suspect = [number for number, rule in enumerate(rules) if not rule]
    if not suspect:
        return rows
    honest = _honest(text, frozenset("".join([text[slice(*rows[number][1:])] for number in suspect])))
    runs: list[tuple[str, int, int]] = []
    before = 0
    for number in suspect:
        runs += rows[before:number]
        runs += _broken(text, *rows[number][1:], honest)
        before = number + 1
    return runs + rows[before:]


def _broken(text: str, start: int, end: int, honest: Container[int]) -> Iterator[tuple[str, int, int]]:
    """The rows in text[start:end], where all are to be looked at more closely."""
    broken, first = "", start
    for at in range(start, end):
        rule = "" if at in honest else _rule(text, at)
        if rule != broken:
            if broken:
                yield broken, first, at
            broken, first = rule, at
    if broken:
        yield broken, first, end


@lru_cache(maxsize=1)
def _looked_at() -> str:
    """A table that leaves of a shape what breaks a rule wherever it stands, and what has to be looked at."""
    return only({"private": "p", "blank": "b", "suspect": "s"})


def _honest(text: str, there: frozenset[str]) -> Container[int]:
    """Where what cannot be seen has a good reason to be there; `there` is all that cannot be seen."""
    return {
        at
        for needed, pattern in _HONEST
        if not needed.isdisjoint(there)
        for match in pattern.finditer(text)
        for at in range(*match.span())
    }


def _stacked(text: str) -> Iterator[Finding]:
    for match in _stacks().finditer(shape(text)):
        piled = text[slice(*match.span())]
        yield Finding(
            "characters.stacked",
            Severity.ESCALATE,
            f"{len(piled)} marks are piled on one letter, which spills over the lines around it.",
            "Take the marks out, or type the word again.",
            match.start(),
            match.end(),
            piled,
        )


@lru_cache(maxsize=1)
def _stacks() -> re.Pattern[str]:
    return re.compile(rf"[{of('combining')}]{{6,}}+")


def _rule(text: str, at: int) -> str:
    """The rule that the character breaks; "" if it stands where it belongs."""
    character = text[at]
    if character in _MARKS and not _RIGHT_TO_LEFT.isdisjoint(distinct(text)):
        return ""
    if character in _BIDI or character in _MARKS:
        return _DIRECTION
    if "\U000e0000" <= character <= "\U000e007f":
        return _TAGS
    if character < " " or "\x7f" <= character <= "\x9f" or character in "\u2028\u2029":
        return _CONTROL
    return _HIDDEN


def _is(character: str, category: str) -> bool:
    return bool(_CATEGORIES[category].match(character))


_CATEGORIES = {name: regex.compile(rf"\p{{{name}}}") for name in ("Co", "Cs")}
_CONTROL_NAMES = {
    "\x00": "NULL",
    "\x07": "BELL",
    "\x08": "BACKSPACE",
    "\r": "CARRIAGE RETURN",
    "\x1b": "ESCAPE",
    "\x7f": "DELETE",
}
_MESSAGES = {
    _HIDDEN: "cannot be seen",
    _DIRECTION: "changes the direction of writing, so that the text reads otherwise than it is",
    _TAGS: "cannot be seen and can carry a hidden message",
    _CONTROL: "is a control character, not writing",
    _PRIVATE: "has no agreed meaning; other devices show it as an empty box or as something else",
    _BLANK: "cannot be shown",
}


def _finding(rule: str, text: str, start: int, end: int) -> Finding:
    span = text[start:end]
    more = f" and {end - start - 1} more after it" if end - start > 1 else ""
    place = f"between “{_visible(text, max(0, start - 15), start)}” and “{_visible(text, end, end + 15)}”"
    return Finding(
        rule,
        Severity.BLOCK,
        f"{code_point(span[0])}{more} {_MESSAGES[rule]}.",
        f"Delete what stands {place} and type it again by hand.",
        start,
        end,
        span,
    )


def _visible(text: str, start: int, end: int) -> str:
    seen = zip(text[start:end], shape(text)[start:end].translate(_looked_at()), strict=True)
    return "".join([character for character, sign in seen if sign == " "]).strip()
