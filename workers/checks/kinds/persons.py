"""Where a text speaks of a person: by name, handle, description or pronoun.

No list of the world's names is kept. A name is two or more capitalised words in a row, or one after a title, none of
which says that a place, an organisation or a day is meant; a policy lists the places and offices of its own city.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import regex

from workers.checks.kinds.name_words import COMMON, GENERIC, OPENERS, TITLES
from workers.checks.reading import letter_runs, read
from workers.checks.shapes import of


class Person(StrEnum):
    """How a text can speak of a person."""

    NAME = "name"
    HANDLE = "handle"
    DESCRIPTION = "description"
    PRONOUN = "pronoun"
    YOU = "you"


@dataclass(frozen=True, slots=True)
class Mention:
    """text[start:end] speaks of a person."""

    how: Person
    start: int
    end: int


# A capital and small letters, O'Keeffe, McKay, Jean-Luc; an initial; St. and Jr. are names' parts as well.
_CAPITALISED = (
    r"\p{Lu}\p{M}*+(?:['’]\p{Lu})?+[\p{Ll}\p{M}]++(?:\p{Lu}[\p{Ll}\p{M}]++)?+(?:[\-‐'’]\p{Lu}?[\p{Ll}\p{M}]++)*+"
)
_INITIAL = r"(?:\p{Lu}|Jr|Sr|St|Mrs?|Ms|Dra?|Sra?|Lt|Sgt|Det|Ofc|Capt|Rev|Gov|Sen|Rep|Hon|Prof)\.(?!\p{L})"
_PARTICLE = r"(?:de las?|de los|del?|d[ao]s?|la|van(?: de[nr])?|von|bin|ibn|al|el|y|e)"
_NAME = regex.compile(
    rf"(?<![\p{{L}}\p{{N}}#@/&._\-])(?:{_INITIAL}|{_CAPITALISED})"
    rf"(?:[ \u00a0](?:{_PARTICLE}[ \u00a0])?+(?:{_INITIAL}|{_CAPITALISED})){{0,5}}+(?![\p{{L}}\p{{N}}/&])"
)
_PIECE = regex.compile(r"[^ \u00a0]++")
_HANDLE = regex.compile(r"(?<![\p{L}\p{N}@.])[@＠]\w[\w.\-]*+")
# One of the two that follow is here only if one of these is.
_AGE_WORDS = frozenset({"year", "de", "age", "aged"})
_AGE_BEFORE = regex.compile(
    r"\b\p{N}{1,3}[ \-‐]year[ \-‐]olds?\b(?P<who>(?:[ \-][\p{L}\p{M}'’]++){0,3}+)", regex.IGNORECASE
)
_AGE_AFTER = regex.compile(
    r"(?P<who>\b[\p{L}\p{M}]++),? (?:de \p{N}{1,3} años|aged? \p{N}{1,3})\b(?! (?:and|or|to|y|o|a)\b)", regex.IGNORECASE
)
_PRONOUN = regex.compile(
    r"\b(?:s?he|him|her|his|hers|himself|herself|él|ella"
    r"|th(?:is|at|e) (?:man|woman|guy|gal|lady|boy|girl|kid|person|individual|gentleman|officer|deputy|employee|driver"
    r"|suspect|defendant|accused|neighbou?r|reporter|judge)"
    r"|(?:est[ea]|es[ea]|el|la) (?:hombre|mujer|tipo|tipa|señora?|muchach[oa]|persona|oficial|agente|empleado|empleada"
    r"|conductora?|sospechos[oa]|acusad[oa]|vecin[oa]|juez|jueza))\b",
    regex.IGNORECASE,
)
_YOU = regex.compile(
    r"\b(?:you|your|yours|yourself|you['’](?:re|ve|ll|d)|u|ur|tú|tu|tus|ti|contigo|usted|ustedes|ud|vos|vosotros)\b",
    regex.IGNORECASE,
)
_LAST_WORD = regex.compile(r"(\p{L}++)\.? \Z")
_SAID = regex.compile(r"[\p{L}\p{M}'’]++")
_SENTENCE_END = regex.compile(r"[.!?…:\n\"“”«»¡¿(\[]\s*+\Z|\A\s*+\Z")


@lru_cache(maxsize=64)
def mentions(text: str) -> tuple[Mention, ...]:
    """Every place that speaks of a person, in the order of the text."""
    found = [
        *(Mention(Person.HANDLE, *match.span()) for match in _HANDLE.finditer(text)),
        *(Mention(Person.PRONOUN, *match.span()) for match in _PRONOUN.finditer(text)),
        *(Mention(Person.YOU, *match.span()) for match in _YOU.finditer(text)),
        *_described(text),
        *_named(text),
    ]
    return tuple(sorted(found, key=lambda mention: (mention.start, mention.end)))


def addressed(text: str, author: str) -> Iterator[Mention]:
    """Where a text calls somebody who is answered by a name that they go by (“Doug”, “@doug”)."""
    names = [name for name in regex.findall(r"[\p{L}\p{M}\p{N}_]{3,}+", author)[:6] if name.casefold() not in COMMON]
    if names:
        called = regex.compile(rf"(?<![\w@])@?(?:{'|'.join(map(regex.escape, names))})(?!\w)", regex.IGNORECASE)
        for match in called.finditer(text):
            yield Mention(Person.YOU, *match.span())


def _named(text: str) -> Iterator[Mention]:
    titles = not TITLES.isdisjoint(letter_runs(text))
    for match in _name_matches(text):
        name = match.group()
        if " " not in name and "\u00a0" not in name and not (titles and _title_before(text, match.start())):
            continue
        pieces = [(piece.start(), piece.end(), piece.group()) for piece in _PIECE.finditer(name)]
        words = [word.strip(".,’'").casefold() for _, _, word in pieces]
        capital = [word[:1].isupper() for _, _, word in pieces]
        titled = False
        first = 0
        opens = bool(_SENTENCE_END.search(text, max(0, match.start() - 6), match.start()))
        while first < len(pieces) and (
            words[first] in TITLES or not capital[first] or (opens and words[first] in OPENERS)
        ):
            titled = titled or words[first] in TITLES
            first += 1
        titled = titled or _title_before(text, match.start())
        rest = [word for word, big in zip(words[first:], capital[first:], strict=True) if big]
        if not rest or any(word in COMMON for word in rest) or (len(rest) == 1 and not titled):
            continue
        if all(len(word) == 1 for word in rest):
            continue
        yield Mention(Person.NAME, match.start() + pieces[first][0], match.end())


def _name_matches(text: str) -> Iterator[regex.Match[str]]:
    """What `_NAME` finds, looked for only where a capital stands behind something else than a letter or a number."""
    end = 0
    for capital in _capital().finditer(read(text).shape):
        if capital.start() >= end:
            match = _NAME.match(text, capital.start())
            if match is not None:
                end = match.end()
                yield match


@lru_cache(maxsize=1)
def _capital() -> re.Pattern[str]:
    return re.compile(rf"[{of('capital')}](?<![{of('letter')}].)", re.DOTALL)


def _title_before(text: str, start: int) -> bool:
    """Whether a title in small letters stands before: «officer Smith», «el señor García»."""
    before = _LAST_WORD.search(text[max(0, start - 16) : start]) if text[max(0, start - 1) : start] == " " else None
    return bool(before and before.group(1).casefold() in TITLES)


def _described(text: str) -> Iterator[Mention]:
    """An age with what somebody does or where they belong; a man, a woman or a suspect of an age may be anybody."""
    for pattern in (_AGE_BEFORE, _AGE_AFTER) if not _AGE_WORDS.isdisjoint(letter_runs(text)) else ():
        for match in pattern.finditer(text):
            said: list[str] = []
            end = match.start("who")
            for piece in _SAID.finditer(text, *match.span("who")):
                word = piece.group().casefold()
                if word in OPENERS:
                    break
                said.append(word)
                end = piece.end()
                if word in GENERIC:
                    break
            if said and said[-1] not in GENERIC:
                yield Mention(Person.DESCRIPTION, match.start(), max(end, match.end() if pattern is _AGE_AFTER else 0))
