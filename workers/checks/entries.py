"""One line of a word list, as what it matches."""

from dataclasses import dataclass

import regex

from workers.checks.inflection import inflect
from workers.checks.reading import read

# More would make one entry match nearly anything.
_MOST_WORDS = 12
_GAP = regex.compile(r"\.{3}|…")
_MASK = regex.compile(r"[*$#%^~+|€£¢]|[!@?](?=\p{L})(?<=\p{L}[!@?])|-{2,}|_{2,}|(?<=\p{L})\p{N}|\p{N}(?=\p{L})")


@dataclass(frozen=True, slots=True)
class Slot:
    """A word of an entry: exactly this form, or with a language any regular form of it."""

    word: str
    language: str = ""

    def forms(self) -> frozenset[str]:
        return inflect(self.word, self.language)


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as it stands in its list, and the ways to write it: words one after the other, None for a gap."""

    text: str
    ways: tuple[tuple[Slot | None, ...], ...]


def read_entry(line: str, language: str) -> Entry | None:
    """What a line asks for; None for an empty line or a comment. ValueError for what cannot be understood.

    A word means all its regular forms, a phrase those of its first and its last word. "=" before a word means exactly
    that form, before a phrase that no word of it changes. "..." stands for up to three words.
    """
    text = line.strip()
    if not text or text == "#" or regex.match(r"#\s", text):
        return None
    return Entry(text, _ways(text, language))


def _ways(text: str, language: str) -> tuple[tuple[Slot | None, ...], ...]:
    exact = text.startswith("=")
    pieces = [read(piece.lstrip("= ")) for piece in _GAP.split(text)]
    if not any(piece.words for piece in pieces):
        raise ValueError(f"“{text}” has no word in it; write a word or a phrase")
    if not all(piece.words for piece in pieces):
        raise ValueError(f"“{text}” begins or ends with “...”, which stands for words in the middle of a phrase")
    if sum(len(piece.words) for piece in pieces) > _MOST_WORDS:
        raise ValueError(f"“{text}” has more than {_MOST_WORDS} words; write the few that matter, with “...” between")
    steps: list[Slot | None] = []
    for piece in pieces:
        if steps:
            steps.append(None)
        steps += [Slot(word.folded) for word in piece.words]
    if not exact and language:
        for place in {0, len(steps) - 1}:
            slot = steps[place]
            assert slot is not None
            steps[place] = Slot(slot.word, language)
    return (tuple(steps),)
