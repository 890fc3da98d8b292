"""Which words a masked one can be: f**k, st*pid, a$$, cl0wn."""

from collections.abc import Iterable
from functools import lru_cache

# What a digit or sign in a word can stand for; * is any letter.
RESEMBLES = {
    "0": "o", "1": "il", "2": "z", "3": "e", "4": "a", "5": "s", "6": "gb", "7": "t", "8": "b", "9": "g",
    "@": "a", "$": "s", "!": "il", "|": "il", "+": "t", "€": "e", "£": "l", "¢": "c", "¥": "y",
}  # fmt: skip


class Masks:
    """The words of all lists, ordered so that a masked one is compared with few of them."""

    def __init__(self, words: Iterable[str]) -> None:
        self._buckets: dict[tuple[int, str], list[str]] = {}
        for word in words:
            if word.isalpha():
                self._buckets.setdefault((len(word), word[0]), []).append(word)
        self.find = lru_cache(maxsize=4096)(self._find)

    def _find(self, form: str) -> tuple[str, ...]:
        letters = [RESEMBLES.get(sign, sign) for sign in form]
        return tuple(
            word
            for first in letters[0]
            for word in self._buckets.get((len(form), first), ())
            if all(options == "*" or letter in options for letter, options in zip(word, letters, strict=True))
        )
