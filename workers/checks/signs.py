"""Signs in place of letters, as they stand in a text: f**k, a$$, $hit, f---."""

import re
from functools import lru_cache

import regex

from workers.checks.shapes import having, of

# What a digit or sign in a word can stand for. ANY stands for any one letter, LOOSE before it says that the number of
# letters may be another than that of the signs.
RESEMBLES = {
    "0": "o", "1": "il", "2": "z", "3": "e", "4": "a", "5": "s", "6": "gb", "7": "t", "8": "b", "9": "g",
    "@": "a", "$": "s", "!": "il", "|": "il", "+": "t", "€": "e", "£": "l", "¢": "c", "¥": "y",
}  # fmt: skip
ANY = "*"
LOOSE = "~"

# How two words hang together: not at all, by one separator or nothing, by signs that stand for letters.
NONE, WEAK, STRONG = 0, 1, 2

_PART = r"\p{Alphabetic}\p{M}\p{N}"
_MOST_SIGNS = 12
_FEW = 3
# Dots and dashes part words more often than they hide letters: only several of them, or an ellipsis, are signs.
_RUN = regex.compile(r"\.{2,}|…+|-{2,}|[–—]{2,}")
_UNSEEN = regex.compile(r"\p{Emoji_Modifier}|[\uFE0E\uFE0F\u200D]")
_FULL_WIDTH = str.maketrans("＊＃％＆＠＄！？｜＋", "*#%&@$!?|+")

# Signs right behind a word: where to look closer.
BEHIND = regex.compile(rf"[*#@$%\^&~!]{{1,12}}+(?![{_PART}])|-{{3,12}}+(?![{_PART}\-])|[–—]{{2,6}}+(?![{_PART}])")
_BEFORE = "$!|€£¢"


@lru_cache(maxsize=4096)
def link(gap: str) -> int:
    """How two words hang together, by the shape of what stands between them."""
    if not gap or gap in having("separator"):
        return WEAK
    return STRONG if len(gap) <= _MOST_SIGNS and _strong().fullmatch(gap) else NONE


@lru_cache(maxsize=1)
def _strong() -> re.Pattern[str]:
    return re.compile(rf"[{of('sign')}]++|[{of('.')}]{{2,}}|[{of('…')}]+|[{of('-')}]{{2,}}|[{of('long dash')}]{{2,}}")


@lru_cache(maxsize=4096)
def signs_between(gap: str) -> str:
    """The signs of a gap between two words that hang together strongly, as a masked form has them."""
    if _RUN.fullmatch(gap):
        return LOOSE + ANY * (2 if "…" in gap else len(gap))
    signs = _meant(_UNSEEN.sub("", gap.translate(_FULL_WIDTH)))
    return LOOSE + signs if set(signs) == {ANY} else signs


def signs_before(text: str, start: int) -> str:
    """The sign for a letter before a word; "" if there is none."""
    sign = text[start - 1 : start] if start else ""
    return sign if sign and sign in _BEFORE and not text[max(0, start - 2) : start - 1].isalnum() else ""


def signs_behind(text: str, start: int, end: int) -> str:
    """The signs for letters behind text[start:end]; "" if those that stand there are none."""
    match = BEHIND.match(text, end)
    # *so* and **so** are emphasis, and "so!!" is a cry.
    if match is None or (start and match.group()[0] == text[start - 1]) or set(match.group()) == {"!"}:
        return ""
    signs = match.group().rstrip("!")
    if len(signs) > 1:
        return _meant(signs) if signs[0] not in "–—" else ANY * len(signs)
    word = text[max(start, end - _FEW) : end]
    if signs == "$":
        return signs if len(word) > 1 and word.isalpha() else ""
    # One * behind a whole word refers to a footnote. That of a dam is the one that could be misread.
    return ANY if signs == "*" and len(word) == _FEW and word.isalpha() and text[start:end].casefold() != "dam" else ""


def _meant(signs: str) -> str:
    """The signs with * for each that is like no letter; all are *, where several kinds stand together (f@#k)."""
    if len(set(signs)) > 1:
        return ANY * len(signs)
    return "".join([sign if sign in RESEMBLES else ANY for sign in signs])
