"""A text as words: what the checks of the policy search in, read once for all of them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import regex

from workers.checks.disguises import disguises
from workers.checks.letters import fold
from workers.checks.sentences import sentence_ends
from workers.checks.word import Other, Word


def _token(part: str, letter: str, unseen: str, apostrophe: str) -> str:
    # Every repetition is possessive, and what follows it cannot begin with what it repeats: reading takes time in
    # proportion to the length of the text.
    core = rf"[{letter}][{part}]*+(?:[{unseen}]++[{part}]++)*+"
    return (
        rf"(?P<handle>(?<![{part}@.])[@＠]\w++(?:-\w++)*+(?:(?:\.[\w-]++){{2,}}+|@[\w-]++(?:\.[\w-]++)++)?+)"
        rf"|(?P<tag>(?<![{part}&])[#＃](?=[0-9_]*+[{letter}])\w++)"
        # p.m., U.S. and b.s. are one word, and so is d.o.t.s.
        rf"|(?P<dotted>(?!\d)[{letter}](?:\.(?!\d)[{letter}](?![{part}{unseen}]))++)"
        # 505-768-2000, 10:30 and 24/7 are one word each.
        rf"|(?P<number>\d++(?:[.,:/\-–]\d++)*+(?![{part}]))"
        rf"|{core}(?:[{apostrophe}]{core})*+"
    )


_CONTROLS = r"\x00-\x08\x0E-\x1F\x7F-\x84\x86-\x9F"
_TOKEN = regex.compile(
    _token(
        r"\p{Alphabetic}\p{M}\p{N}",
        r"\p{Alphabetic}\p{N}",
        rf"\p{{Default_Ignorable_Code_Point}}{_CONTROLS}",
        "'’ʼ‘`´′＇",
    )
)
# The same for plain text, several times as fast.
_ASCII_TOKEN = re.compile(_token("A-Za-z0-9", "A-Za-z0-9", _CONTROLS, "'`"), re.ASCII)
# ThugThursday, ABQCleanUp, thug_thursday.
_TAG_PART = regex.compile(r"\p{Lu}+(?!\p{Ll})\p{M}*+|\p{Lu}?[\p{Ll}\p{M}]++|\p{Nd}++|[^\p{Lu}\p{Ll}\p{M}\p{Nd}_]++")


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """A text's words in order, and its sentences as half open ranges of their indexes, which hold every word once.

    `others` are the other ways to read words, by the index of the first: «cl0wn» and «d o t s» are other words too.
    """

    text: str
    words: tuple[Word, ...]
    sentences: tuple[tuple[int, int], ...]
    others: Mapping[int, tuple[Other, ...]] = field(default_factory=dict)

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Where words[first:last] stand in the text."""
        return (self.words[first].start, self.words[last - 1].end) if first < last else (0, 0)


@lru_cache(maxsize=64)
def read(text: str) -> Reading:
    """Read a text; the same text again costs nothing."""
    words = tuple(_words(text))
    return Reading(text, words, tuple(_sentences(text, words)), disguises(text, words))


def _words(text: str) -> Iterator[Word]:
    token: Any = _ASCII_TOKEN if text.isascii() else _TOKEN
    for match in token.finditer(text):
        kind = match.lastgroup
        start, end = match.span()
        if kind is None or kind == "number":
            written = text[start:end]
            folded = written.lower() if written.isalnum() and written.isascii() else fold(written)
            if folded:
                yield Word(folded, start, end)
        elif kind == "dotted":
            folded = fold(text[start:end].replace(".", ""))
            if folded:
                yield Word(folded, start, end)
        elif kind == "handle":
            yield Word("@" + fold(text[start + 1 : end]), start, end, "@")
        else:
            for part in _TAG_PART.finditer(text, start + 1, end):
                folded = fold(part.group())
                if folded:
                    yield Word(folded, part.start(), part.end(), "#")


def _sentences(text: str, words: tuple[Word, ...]) -> Iterator[tuple[int, int]]:
    first = at = 0
    for end in sentence_ends(text):
        while at < len(words) and words[at].start < end:
            at += 1
        if at > first:
            yield first, at
            first = at
    if first < len(words):
        yield first, len(words)
