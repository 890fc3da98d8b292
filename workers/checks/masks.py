"""Which words of the lists a masked one can be: f**k, st*pid, a$$, cl0wn."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

import regex

from workers.checks.signs import ANY, LOOSE, RESEMBLES

_LOOSE = regex.compile(rf"{LOOSE}(\{ANY}++)")


class Masks:
    """Words by length, and for each letter at each place those that have it there, as the bits of a number."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words: dict[int, list[str]] = {}
        self._having: dict[tuple[int, int, str], int] = {}
        for word in words:
            if word.isalpha():
                same = self._words.setdefault(len(word), [])
                for place, letter in enumerate(word):
                    key = (len(word), place, letter)
                    self._having[key] = self._having.get(key, 0) | 1 << len(same)
                same.append(word)
        self.longest = max(self._words, default=0)
        self.find = lru_cache(maxsize=16_384)(self._find)

    def _find(self, form: str) -> tuple[str, ...]:
        if LOOSE in form:
            return tuple(dict.fromkeys(word for exact in _exact(form) for word in self._like(exact)))
        return tuple(self._like(form))

    def _like(self, form: str) -> Iterator[str]:
        length = len(form)
        same = self._words.get(length)
        if same is None:
            return
        left = (1 << len(same)) - 1
        for place, sign in enumerate(form):
            if sign != ANY:
                having = 0
                for letter in RESEMBLES.get(sign, sign):
                    having |= self._having.get((length, place, letter), 0)
                left &= having
                if not left:
                    return
        while left:
            lowest = left & -left
            yield same[lowest.bit_length() - 1]
            left ^= lowest


def _exact(form: str) -> Iterator[str]:
    """The form with each number of letters that its loose signs may mean: as many, one more, and of one run fewer."""
    runs = _LOOSE.findall(form)
    yield form.replace(LOOSE, "")
    if runs:
        yield _LOOSE.sub(rf"\1{ANY}", form)
    if len(runs) == 1:
        for count in range(1, len(runs[0])):
            yield _LOOSE.sub(ANY * count, form)
