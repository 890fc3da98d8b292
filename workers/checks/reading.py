"""A text as words: what the checks of the policy search in, read once for all of them."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import accumulate, repeat

import regex

from workers.checks.letters import fold, fold_all
from workers.checks.sentences import sentence_ends
from workers.checks.shapes import having, of, shape
from workers.checks.word import Word

# A text has hundreds of words, and so each is made in the quickest way.
_word = partial(tuple.__new__, Word)
# ThugThursday, ABQCleanUp, thug_thursday.
_TAG_PART = regex.compile(r"\p{Lu}+(?!\p{Ll})\p{M}*+|\p{Lu}?[\p{Ll}\p{M}]++|\p{Nd}++|[^\p{Lu}\p{Ll}\p{M}\p{Nd}_]++")


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """A text's words in order, and its sentences as half open ranges of their indexes, which hold every word once."""

    text: str
    shape: str
    words: tuple[Word, ...]
    sentences: tuple[tuple[int, int], ...]

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Where words[first:last] stand in the text."""
        return (self.words[first].start, self.words[last - 1].end) if first < last else (0, 0)


@lru_cache(maxsize=64)
def read(text: str) -> Reading:
    """Read a text; the same text again costs nothing."""
    shaped = shape(text)
    words = tuple(_words(text, shaped))
    return Reading(text, shaped, words, tuple(_sentences(text, shaped, words)))


@lru_cache(maxsize=64)
def letter_runs(text: str) -> frozenset[str]:
    """What stands in a text as letters in a row, with case folded: an expression that needs others can find nothing."""
    pieces = _letters().split(read(text).shape)
    places = list(accumulate(map(len, pieces)))
    runs = {text[start:end] for start, end in zip(places[:-1:2], places[1::2], strict=True)}
    # For an expression that ignores case, İ is an i.
    return frozenset("\n".join(runs).replace("İ", "i").casefold().split("\n"))


@lru_cache(maxsize=1)
def _letters() -> re.Pattern[str]:
    return re.compile(rf"([{of('proper letter')}]++)")


@lru_cache(maxsize=1)
def _token() -> re.Pattern[str]:
    """A word of a shape, as the only group."""
    # Every repetition is possessive, and what follows it cannot begin with what it repeats: reading takes time in
    # proportion to the length of the text. A set comes first, so that what begins no word is passed over quickly.
    letter, part, unseen, word, digit = of("letter"), of("part"), of("unseen"), of("word"), of("digit")
    dot, name, no_digit = of("."), of("word", "-"), of("letter", but="digit")
    more = rf"[{part}]*+(?:[{unseen}]++[{part}]++)*+"
    return re.compile(
        rf"([{of('letter', 'at', 'hash')}](?:"
        rf"(?<=[{of('at')}])(?<![{part}{of('@', '.')}].)[{word}]++(?:[{of('-')}][{word}]++)*+"
        rf"(?:(?:[{dot}][{name}]++){{2,}}+|[{of('@')}][{name}]++(?:[{dot}][{name}]++)++)?+"
        rf"|(?<=[{of('hash')}])(?<![{part}{of('&')}].)(?=[{of('plain digit', '_')}]*+[{letter}])[{word}]++"
        # p.m., U.S. and b.s. are one word, and so is d.o.t.s.
        rf"|(?<=[{no_digit}])(?:[{dot}][{no_digit}](?![{part}{unseen}]))++"
        # 505-768-2000, 10:30 and 24/7 are one word each.
        rf"|(?<=[{digit}])[{digit}]*+(?:[{of('.', ',', ':', '/', '-', '–')}][{digit}]++)*+(?![{part}])"
        rf"|(?<=[{letter}]){more}(?:[{of('apostrophe')}][{letter}]{more})*+))",
        re.DOTALL,
    )


def _words(text: str, shaped: str) -> list[Word]:
    pieces = _token().split(shaped)
    places = list(accumulate(map(len, pieces)))
    starts, ends, shapes = places[:-1:2], places[1::2], pieces[1::2]
    folded = fold_all([text[start:end] for start, end in zip(starts, ends, strict=True)])
    words = list(map(_word, zip(folded, starts, ends, repeat(""), strict=False)))
    marks, (dot,) = having("at", "hash"), having(".")
    odd = [index for index, each in enumerate(shapes) if each[0] in marks or dot in each]
    if odd:
        words = _with_marks(text, shapes, words, odd)
    return words if "" not in folded else [word for word in words if word.folded]


def _with_marks(text: str, shapes: Sequence[str], words: Sequence[Word], odd: Sequence[int]) -> list[Word]:
    """The words with handles and hashtags read as such, and without full stops inside."""
    read: list[Word] = []
    before = 0
    for index in odd:
        read += words[before:index]
        before = index + 1
        _, start, end, _ = words[index]
        first = shapes[index][0]
        if first in having("at"):
            read.append(Word("@" + fold(text[start + 1 : end]), start, end, "@"))
        elif first in having("hash"):
            parts = [match.span() for match in _TAG_PART.finditer(text, start + 1, end)]
            read += [Word(fold(text[begin:stop]), begin, stop, "#") for begin, stop in parts if fold(text[begin:stop])]
        elif first in having("digit"):
            # 5.50 is a word with its full stop, and p.m. is one without.
            read.append(words[index])
        else:
            read.append(Word(fold(text[start:end].replace(".", "")), start, end))
    return [*read, *words[before:]]


def _sentences(text: str, shaped: str, words: tuple[Word, ...]) -> Iterator[tuple[int, int]]:
    starts = [word.start for word in words]
    first = 0
    for end in sentence_ends(text, shaped):
        at = bisect_left(starts, end, first)
        if at > first:
            yield first, at
            first = at
    if first < len(words):
        yield first, len(words)
