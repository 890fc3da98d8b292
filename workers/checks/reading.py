"""A text as words: what the checks of the policy search in, read once for all of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import regex

from workers.checks.disguises import disguises
from workers.checks.letters import fold
from workers.checks.sentences import sentence_ends
from workers.checks.word import Other, Word

# Every repetition is possessive, and what follows it cannot begin with what it repeats: reading takes time in
# proportion to the length of the text.
_UNSEEN = r"\p{Default_Ignorable_Code_Point}\x00-\x08\x0E-\x1F\x7F-\x84\x86-\x9F"
_PART = r"\p{Alphabetic}\p{M}\p{N}"
_CORE = rf"[\p{{Alphabetic}}\p{{N}}][{_PART}]*+(?:[{_UNSEEN}]++[{_PART}]++)*+"
_TOKEN = regex.compile(
    rf"(?P<handle>(?<![{_PART}@.])[@＠]\w++(?:-\w++)*+(?:(?:\.[\w-]++){{2,}}+|@[\w-]++(?:\.[\w-]++)++)?+)"
    rf"|(?P<tag>(?<![{_PART}&])[#＃](?=[\p{{N}}_]*+\p{{Alphabetic}})\w++)"
    # p.m., U.S. and b.s. are one word, and so is d.o.t.s.
    rf"|(?P<dotted>\p{{L}}\p{{M}}*+(?:\.\p{{L}}\p{{M}}*+(?![{_PART}{_UNSEEN}]))++)"
    # 505-768-2000, 10:30 and 24/7 are one word each.
    rf"|(?P<number>\p{{Nd}}++(?:[.,:/\-–]\p{{Nd}}++)*+(?![{_PART}]))"
    rf"|{_CORE}(?:['’ʼ‘`´′＇]{_CORE})*+"
)
# ThugThursday, ABQCleanUp, thug_thursday.
_TAG_PART = regex.compile(r"\p{Lu}++(?!\p{Ll})\p{M}*+|\p{Lu}?[\p{Ll}\p{M}]++|\p{Nd}++|[^\p{Lu}\p{Ll}\p{M}\p{Nd}_]++")


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
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        if kind is None or kind == "number":
            folded = fold(match.group())
            if folded:
                yield Word(folded, match.start(), match.end())
        elif kind == "dotted":
            yield Word(fold(match.group().replace(".", "")), match.start(), match.end())
        elif kind == "handle":
            yield Word("@" + fold(match.group()[1:]), match.start(), match.end(), "@")
        else:
            for part in _TAG_PART.finditer(text, match.start() + 1, match.end()):
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
