"""The policy's word lists, compiled once, and where their entries stand in a text."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from workers.checks.reading import Reading


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry of a list found in a text: words[first:last] of the reading, text[start:end] of the text."""

    list: str
    entry: str
    first: int
    last: int
    start: int
    end: int


class WordLists:
    """ValueError, naming list and line, for an entry that cannot be understood."""

    def __init__(self, lists: Mapping[str, Sequence[str]]) -> None:
        raise NotImplementedError

    def find(self, reading: Reading, names: Collection[str]) -> tuple[Hit, ...]:
        """Where entries of these lists stand, in the order of the text. KeyError for a list that is not there."""
        raise NotImplementedError
