"""The other words that a reader sees in what is written: d.o.t.s, s p a c e d, f**k, cl0wn, idiooot."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import regex

from workers.checks.letters import fold, fold_posing
from workers.checks.word import Word


@dataclass(frozen=True, slots=True)
class Other:
    """Another way to read words up to `last` (exclusive).

    Where it is `masked`, * in the form stands for any one letter, and a digit or sign for those that it resembles.
    """

    form: str
    last: int
    masked: bool = False


_POSSESSIVE = regex.compile(r"'s?\Z")
_DRAWN_OUT = regex.compile(r"([^\W\d_])\1{2,}+")
_MOST_DRAWN_OUT = 3
_LONGEST = 40


def disguises(text: str, words: Sequence[Word]) -> Mapping[int, tuple[Other, ...]]:
    """The other ways to read words, by the index of the first."""
    found: dict[int, tuple[Other, ...]] = {}
    for index, word in enumerate(words):
        if not word.folded.isalpha() or not text[word.start : word.end].isascii() or _DRAWN_OUT.search(word.folded):
            others = dict.fromkeys(_alone(text, index, word))
            if others:
                found[index] = tuple(others)
    return found


def _alone(text: str, index: int, word: Word) -> Iterator[Other]:
    base = _POSSESSIVE.sub("", word.folded)
    forms = [base, fold_posing(text[word.start : word.end]), *_shortened(base)]
    for form in forms:
        if form and form != word.folded:
            yield Other(form, index + 1)


def _shortened(form: str) -> Iterator[str]:
    """«idiooot» as idiot and idioot: each letter that stands three times or more in a row once, and twice."""
    runs = list(_DRAWN_OUT.finditer(form)) if len(form) <= _LONGEST else []
    if not runs:
        return
    choices = (
        product((1, 2), repeat=len(runs)) if len(runs) <= _MOST_DRAWN_OUT else ((1,) * len(runs), (2,) * len(runs))
    )
    for counts in choices:
        made, at = "", 0
        for run, count in zip(runs, counts, strict=True):
            made += form[at : run.start()] + run[1] * count
            at = run.end()
        yield fold(made + form[at:])
