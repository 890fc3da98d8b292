"""Characters that a reader cannot see, or that change how others are seen."""

import unicodedata
from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import ClassVar

import regex

from approval.finding import Finding, Severity
from workers.checks.check import Draft
from workers.checks.many import described
from workers.checks.scripts import characters, distinct

# What is looked at more closely below. Everything else that is printed has a glyph, or is a space of some width.
_SUSPECT = regex.compile(
    r"(?V1)(?P<blank>[[\p{Cn}\p{Cs}\uFFFC\uFFFD]--\p{Default_Ignorable_Code_Point}]++)|(?P<private>\p{Co}++)"
    r"|[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Variation_Selector}\p{Bidi_Control}\u2800"
    r"--[\n\t\p{Prepended_Concatenation_Mark}]]"
)
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
_STACKED = regex.compile(r"\p{M}{6,}+")
_COMBINING = characters(r"\p{M}").union(map(chr, range(0xE0100, 0xE01F0)))
# From which share of a text's characters that stand in it once it is read as a whole.
_ASKED_ONE_BY_ONE = 0.5

_HIDDEN = "characters.hidden"
_DIRECTION = "characters.direction"
_TAGS = "characters.tags"
_CONTROL = "characters.control"
_PRIVATE = "characters.private"
_BLANK = "characters.unprintable"


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


def _runs(text: str) -> Iterator[tuple[str, int, int]]:
    """Each row of hidden characters that break one rule, in order."""
    run_rule, run_start, run_end = "", 0, 0
    for rule, start, end in _suspects(text):
        if rule is run_rule and start == run_end:
            run_end = end
            continue
        if run_rule:
            yield run_rule, run_start, run_end
        run_rule, run_start, run_end = rule, start, end
    if run_rule:
        yield run_rule, run_start, run_end


def _suspects(text: str) -> Iterator[tuple[str, int, int]]:
    """The rule that is broken, and where, in order."""
    honest: Container[int] | None = None
    for row, start, end in _rows(text):
        if row:
            yield _PRIVATE if row == "private" else _BLANK, start, end
            continue
        honest = _honest(text) if honest is None else honest
        character = text[start]
        if start not in honest and not (character in _MARKS and not _RIGHT_TO_LEFT.isdisjoint(distinct(text))):
            yield _rule(character), start, end


def _rows(text: str) -> Iterator[tuple[str | None, int, int]]:
    """What `_SUSPECT` finds in the text: the name of its group, and where."""
    there = distinct(text)
    if len(there) > _ASKED_ONE_BY_ONE * len(text):
        for match in _SUSPECT.finditer(text):
            yield match.lastgroup, *match.span()
        return
    found = {character: match.lastgroup for match in _SUSPECT.finditer("".join(there)) for character in match.group()}
    if found:
        for at in [at for at, character in enumerate(text) if character in found]:
            yield found[text[at]], at, at + 1


def _honest(text: str) -> Container[int]:
    """Where what cannot be seen has a good reason to be there."""
    there = distinct(text)
    return {
        at
        for needed, pattern in _HONEST
        if not needed.isdisjoint(there)
        for match in pattern.finditer(text)
        for at in range(*match.span())
    }


def _stacked(text: str) -> Iterator[Finding]:
    if _COMBINING.isdisjoint(distinct(text)):
        return
    for match in _STACKED.finditer(text):
        yield Finding(
            "characters.stacked",
            Severity.ESCALATE,
            f"{len(match.group())} marks are piled on one letter, which spills over the lines around it.",
            "Take the marks out, or type the word again.",
            match.start(),
            match.end(),
            match.group(),
        )


def _rule(character: str) -> str:
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
    before, after = text[max(0, start - 15) : start], text[end : end + 15]
    place = f"between “{_visible(before)}” and “{_visible(after)}”"
    return Finding(
        rule,
        Severity.BLOCK,
        f"{code_point(span[0])}{more} {_MESSAGES[rule]}.",
        f"Delete what stands {place} and type it again by hand.",
        start,
        end,
        span,
    )


def _visible(text: str) -> str:
    return _SUSPECT.sub("", text).strip()
