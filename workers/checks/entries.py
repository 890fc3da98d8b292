"""One line of a word list, as what it matches."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import regex

from workers.checks.contractions import CONTRACTED, EXPANDED
from workers.checks.inflection import inflect
from workers.checks.reading import read

# More would make one entry match nearly anything.
_MOST_WORDS = 12
_MOST_WAYS = 24
_GAP = regex.compile(r"\.{3}|…")
_SIGNS = regex.compile(r"\p{L}(?:[*#$%^~+|€£¢@!?_]++\p{L}|[*#$%^~]++|-{2,}+|\.{2})|(?:^|\s)[$!*]++\p{L}")
_COMMENT = regex.compile(r"#(?:\s|\Z)")


@dataclass(frozen=True, slots=True)
class Slot:
    """A word of an entry: exactly this form, or with a language any regular form of it."""

    word: str
    language: str = ""

    def forms(self) -> frozenset[str]:
        return inflect(self.word, self.language)


Steps = tuple[Slot | None, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as it stands in its list, and the ways to write it: words one after the other, None for a gap."""

    text: str
    ways: tuple[Steps, ...]


def read_entry(line: str, language: str) -> Entry | None:
    """What a line asks for; None for an empty line or a comment. ValueError for what cannot be understood.

    A word means all its regular forms, a phrase those of its first and its last word; "=" before the entry means that
    nothing of it changes. "..." stands for up to three words. «You are» is meant by «you're», and the other way round.
    """
    text = line.strip()
    if not text or _COMMENT.match(text):
        return None
    exact = text.startswith("=")
    pieces = _pieces(text, text.removeprefix("=").strip())
    if exact:
        return Entry(text, (_steps(pieces, ""),))
    return Entry(text, tuple(islice(_ways(_steps([_expanded(piece) for piece in pieces], language)), _MOST_WAYS)))


def _pieces(text: str, phrase: str) -> list[list[str]]:
    """The words between the gaps of an entry."""
    if "=" in phrase:
        raise ValueError(f"“{text}”: “=” stands before the whole entry, and only there")
    found = [[word.folded for word in read(piece).words] for piece in _GAP.split(phrase)]
    if not any(found):
        raise ValueError(f"“{text}” has no word in it; write a word or a phrase, or look for signs by a “pattern”")
    if not all(found):
        raise ValueError(f"“{text}”: “...” stands for words in the middle of a phrase; take it away at its ends")
    if any(_SIGNS.search(piece) for piece in _GAP.split(phrase)):
        raise ValueError(f"“{text}”: write the word in plain letters; its masked spellings are found by themselves")
    if sum(map(len, found)) > _MOST_WORDS:
        raise ValueError(f"“{text}” has more than {_MOST_WORDS} words; write the few that matter, with “...” between")
    return found


def _expanded(words: Sequence[str]) -> list[str]:
    return [part for word in words for part in EXPANDED.get(word, (word,))]


def _steps(pieces: Sequence[Sequence[str]], language: str) -> Steps:
    steps: list[Slot | None] = []
    for piece in pieces:
        steps += [None] if steps else []
        steps += [Slot(word) for word in piece]
    for place in (0, len(steps) - 1):
        end = steps[place]
        # Both ends of an entry are words: a gap there was refused.
        if end is not None and language and not end.word.startswith("@"):
            steps[place] = Slot(end.word, language)
    return tuple(steps)


def _ways(steps: Steps) -> Iterator[Steps]:
    """The steps as they are, with each contraction that people write for two of them, and as one hashtag."""
    words = [step.word for step in steps if step is not None]
    if len(words) == len(steps) > 1:
        yield (Slot("#" + "".join(words)),)
    waiting: list[tuple[Steps, Steps]] = [((), steps)]
    while waiting:
        done, left = waiting.pop()
        if not left:
            yield done
            continue
        waiting.append(((*done, left[0]), left[1:]))
        pair = tuple(step.word if step else "" for step in left[:2])
        waiting += [((*done, Slot(short)), left[2:]) for short in CONTRACTED.get(pair, ())]
