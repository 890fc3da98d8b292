"""A text made plain for searching, character for character, so that a place found there is the place in the text."""

import unicodedata
from functools import lru_cache

import regex

# What `_plain` may change: most characters of most texts it does not, and so they need not be asked one by one.
_TO_FOLD = regex.compile(
    r"(?V1)[[\p{NFKC_QC=No}\p{Nd}\p{Zs}\u00ad\u058a\u05be\u2010-\u2015\u2212\ufe58\ufe63\uff0d]--[\x00-\x7f]]"
)
_DASHES = frozenset("\u00ad\u058a\u05be\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d")


@lru_cache(maxsize=16)
def plain(text: str) -> str:
    """The text with digits of every script as ASCII digits, dashes as hyphens and spaces as spaces; of equal length."""
    return text if text.isascii() else _TO_FOLD.sub(lambda match: _plain(match.group()), text)


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
