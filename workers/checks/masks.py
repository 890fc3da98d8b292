"""Which words of the lists a masked one can be: f**k, st*pid, a$$, cl0wn."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

import regex

from workers.checks.signs import ANY, LOOSE, RESEMBLES

_LOOSE = regex.compile(rf"{LOOSE}(\{ANY}++)")


class Masks:
    """Words, ordered so that a masked one is compared with few of them."""

    def __init__(self, words: Iterable[str]) -> None:
        self._begin: dict[tuple[int, str], list[str]] = {}
        self._ends: dict[tuple[int, str, str], list[str]] = {}
        for word in words:
            if word.isalpha():
                self._begin.setdefault((len(word), word[0]), []).append(word)
                self._ends.setdefault((len(word), word[0], word[-1]), []).append(word)
        self.find = lru_cache(maxsize=4096)(self._find)

    def _find(self, form: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(word for exact in _exact(form) for word in self._like(exact)))

    def _like(self, form: str) -> Iterator[str]:
        options = [RESEMBLES.get(sign, sign) for sign in form]
        for word in self._near(len(form), options[0], options[-1]):
            if all(option == ANY or letter in option for letter, option in zip(word, options, strict=True)):
                yield word

    def _near(self, length: int, first: str, last: str) -> Iterator[str]:
        """The words of that length that begin, and where that is known end, with one of these letters."""
        for letter in first:
            if last == ANY:
                yield from self._begin.get((length, letter), ())
            else:
                for end in last:
                    yield from self._ends.get((length, letter, end), ())


def _exact(form: str) -> Iterator[str]:
    """The form with each number of letters that its loose signs may mean: as many, one more, and of one run fewer."""
    runs = _LOOSE.findall(form)
    yield form.replace(LOOSE, "")
    if runs:
        yield _LOOSE.sub(rf"\1{ANY}", form)
    if len(runs) == 1:
        for count in range(1, len(runs[0])):
            yield _LOOSE.sub(ANY * count, form)
