"""A text as words: what the checks of the policy search in, read once for all of them."""

from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Word:
    """A word: `folded` is how it is compared (lower case, plain letters); text[start:end] is how it stands there."""

    folded: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A text's words in order, and its sentences as half open ranges of their indexes."""

    text: str
    words: tuple[Word, ...]
    sentences: tuple[tuple[int, int], ...]


@lru_cache(maxsize=64)
def read(text: str) -> Reading:
    """Read a text; the same text again costs nothing."""
    raise NotImplementedError
