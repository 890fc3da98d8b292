"""Which sentence of a text a place is in, which word, and what is nearest to it."""

from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache

from workers.checks.reading import read
from workers.checks.word_lists import Hit

Span = tuple[int, int]


@lru_cache(maxsize=64)
def sentences(text: str) -> tuple[Span, ...]:
    """From where to where each sentence reaches, from its first word to its last."""
    reading = read(text)
    return tuple((reading.words[first].start, reading.words[last - 1].end) for first, last in reading.sentences)


def sentence_at(text: str, place: int) -> int:
    """The number of the sentence in which the place is; 0 before the first one."""
    return max(0, bisect_right(sentences(text), (place, len(text) + 1)) - 1)


def next_sentence(text: str, place: int) -> int:
    """Where the sentence behind this place begins; the text's end where there is none."""
    following = bisect_right(sentences(text), (place, len(text) + 1))
    return sentences(text)[following][0] if following < len(sentences(text)) else len(text)


def word_at(text: str, place: int) -> int:
    """How many words of the text begin at or before this place, less one: the number of the word that stands there."""
    return bisect_right(_starts(text), place) - 1


@lru_cache(maxsize=64)
def _starts(text: str) -> tuple[int, ...]:
    return tuple(word.start for word in read(text).words)


class Nearest:
    """Which of some hits is nearest to a place, without asking each of them."""

    def __init__(self, hits: Sequence[Hit]) -> None:
        self._hits = sorted(hits, key=lambda hit: hit.first)
        self._firsts = [hit.first for hit in self._hits]

    def to(self, first: int, last: int) -> tuple[int, Hit] | None:
        """The nearest hit to words[first:last] that does not share a word with them, and how many words lie between."""
        at = bisect_right(self._firsts, first)
        around = self._hits[max(0, at - 2) : at + 2]
        apart = [hit for hit in around if hit.last <= first or last <= hit.first]
        return min(
            ((max(hit.first - last, first - hit.last), hit) for hit in apart),
            key=lambda each: (each[0], each[1].first),
            default=None,
        )

    def to_text(self, text: str, start: int, end: int) -> tuple[int, Hit] | None:
        """The same for the words of text[start:end]."""
        return self.to(word_at(text, start), word_at(text, end - 1) + 1)
