"""Classes of characters as sets, which are asked much faster than a pattern; looked up once for all checks."""

from functools import lru_cache
from itertools import chain

import regex

# The alphabets that are asked about end before the third plane. Surrogates are no characters.
_PLANES = (range(0xD800), range(0xE000, 0x20000))


@lru_cache(maxsize=1)
def _first_planes() -> str:
    return "".join(map(chr, chain(*_PLANES)))


def characters(what: str) -> frozenset[str]:
    """Every character of Unicode's first two planes that [what] matches."""
    return frozenset(regex.findall(f"[{what}]", _first_planes(), regex.VERSION1))


@lru_cache(maxsize=16)
def distinct(text: str) -> frozenset[str]:
    """The characters that a text is made of: most checks look for something that is in none of them."""
    return frozenset(text)


LATIN = characters(r"\p{Script=Latin}")
