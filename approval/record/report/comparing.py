"""Compares two wordings word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

# Of longer ones each is shown whole: to compare them takes the square of their length.
MOST_WORDS = 2_000


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words; `changed` where the other wording has not got them."""

    text: str
    changed: bool

    @property
    def words(self) -> str:
        """Without the space after them, which no mark should reach over."""
        return self.text.rstrip()

    @property
    def space(self) -> str:
        return self.text[len(self.words) :]


def compare(before: str, after: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both wordings in pieces, which joined give them again."""
    old, new = _words(before), _words(after)
    if max(len(old), len(new)) > MOST_WORDS:
        return (Piece(before, before != after),), (Piece(after, before != after),)
    # Without the space after it, or the last word of a text would be another than the same word before others.
    stripped = [word.strip() for word in old], [word.strip() for word in new]
    steps = SequenceMatcher(None, *stripped, autojunk=False).get_opcodes()
    return (
        tuple(_pieces((old[first:last], kind != "equal") for kind, first, last, _, _ in steps)),
        tuple(_pieces((new[first:last], kind != "equal") for kind, _, _, first, last in steps)),
    )


def _pieces(steps: Iterator[tuple[list[str], bool]]) -> Iterator[Piece]:
    return (Piece("".join(words), changed) for words, changed in steps if words)


def _words(text: str) -> list[str]:
    """Each word with the space that follows it."""
    return re.findall(r"\S+\s*|\s+", text)
