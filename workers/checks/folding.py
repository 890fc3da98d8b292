"""A text made plain for searching, character for character, so that a place found there is the place in the text."""

import unicodedata
from functools import lru_cache

from workers.checks.scripts import characters, distinct

_DASHES = frozenset("\u00ad\u058a\u05be\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d")


# The compatibility ideographs of the third plane become others too.
_CANDIDATES = characters(
    r"[\p{NFKC_QC=No}\p{Nd}\p{Zs}\u00ad\u058a\u05be\u2010-\u2015\u2212\ufe58\ufe63\uff0d]--[\x00-\x7f]"
).union(map(chr, range(0x2F800, 0x2FA20)))


@lru_cache(maxsize=16)
def plain(text: str) -> str:
    """The text with digits of every script as ASCII digits, dashes as hyphens and spaces as spaces; of equal length."""
    changed = distinct(text) & _CHANGING
    if len(changed) > _FEW:
        return text.translate(_TABLE)
    for character in changed:
        text = text.replace(character, _CHANGED[character])
    return text


@lru_cache(maxsize=16)
def small(text: str) -> str:
    """The text in small letters, to see whether a word can be in it at all that a pattern finds in any case.

    What such a pattern takes for an i, k or s is one; places are not those of the text.
    """
    lower = text.lower()
    return lower if lower.isascii() else lower.replace("i\u0307", "i").replace("ı", "i").replace("ſ", "s")


def _plain(character: str) -> str:
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    if character in _DASHES:
        return "-"
    if unicodedata.category(character) == "Zs":
        return " "
    folded = unicodedata.normalize("NFKC", character)
    return folded if len(folded) == 1 else character


_CHANGED = {character: folded for character in _CANDIDATES if (folded := _plain(_plain(character))) != character}
# Of two sets that meet only the smaller one is gone through.
_CHANGING = frozenset(_CHANGED)
_TABLE = str.maketrans(_CHANGED)
_FEW = 50
