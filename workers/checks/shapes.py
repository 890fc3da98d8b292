"""A text with one sign for each kind of character: what is searched there is found in any alphabet as fast as in ASCII.

A shape has as many characters as its text, so that a place found in one is the place in the other.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import chain

import regex

# UTS #39 "moderately restrictive": Latin goes with any script but these, whose letters pass for Latin ones.
ALIKE = ("Cyrillic", "Greek", "Armenian", "Cherokee", "Coptic", "Lisu", "Deseret", "Canadian_Aboriginal")
STYLED = (
    r"\u1D00-\u1D22\u0262\u026A\u0274\u0280\u028F\u0299\u029C\u029F\uA730\uA731\u0251\u0261"  # small capitals, ɑ, ɡ
    r"\u2102\u210A-\u2113\u2115\u2119-\u211D\u2124\u2128\u212C-\u2131\u2133\u2134\u2139\u2145-\u2149"
    r"\u24B6-\u24E9\U0001D400-\U0001D7FF\U0001F110-\U0001F149\U0001F150-\U0001F169"
)
# Kinds of characters, by Unicode's properties and by name. Two characters have the same sign in a shape where they are
# of the same kinds.
_PROPERTIES = {
    "letter": (r"\p{Alphabetic}", r"\p{N}"),
    "part": (r"\p{Alphabetic}", r"\p{M}", r"\p{N}"),
    "unseen": (r"\p{Default_Ignorable_Code_Point}",),
    "word": (r"\w",),
    "digit": (r"\d",),
    "proper letter": (r"\p{L}",),
    "capital": (r"\p{Lu}",),
    "small": (r"\p{Ll}",),
    "space": (r"\s",),
    "sign": (r"\p{Extended_Pictographic}", r"\p{Emoji_Modifier}"),
    "private": (r"\p{Co}",),
    "blank": (r"[[\p{Cn}\p{Cs}\uFFFC\uFFFD]--\p{Default_Ignorable_Code_Point}]",),
    # What cannot be seen or changes what is; everything else that is printed has a glyph, or is a space of some width.
    "suspect": (
        r"[[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\p{Variation_Selector}]--[\n\t\p{Prepended_Concatenation_Mark}]]",
        r"[\p{Zl}\p{Zp}\p{Bidi_Control}\u2800]",
    ),
    "combining": (r"\p{M}",),
    "number": (r"\p{N}",),
    "joiner": (r"[\u200c\u200d]",),
    # The letters of alphabets that have some of the look of Latin ones.
    "alike": tuple(rf"[\p{{Script={name}}}&&[\p{{L}}\p{{M}}\p{{N}}]]" for name in ALIKE),
    "styled": (f"[{STYLED}]",),
}
_CHARACTERS = {
    # Control characters cannot be seen either, but for those that part lines and columns.
    "unseen": "".join(map(chr, chain(range(0x09), range(0x0E, 0x20), range(0x7F, 0x85), range(0x86, 0xA0)))),
    "plain digit": "0123456789",
    "line": "\n",
    "apostrophe": "'’ʼ‘`´′＇",
    "at": "@＠",
    "hash": "#＃",
    # What stands in place of letters, and what parts two words.
    "sign": "*#%&^~+@$!?|€£¢¥§•●○■□█▇▓▒░×✱✻✽∗⋆★☆°¤=<>_＊＃％＆＠＄！？｜＋\ufe0e\ufe0f\u200d",
    "separator": "-_./·‐‑–—:,\\='’",
    "long dash": "–—",
    "behind": "*#@$%^&~!",
    "before": "$!|€£¢",
    "mark": ".!?…。！？؟",
    "full stop": "。！？",
    "cry": "!?",
    "closing": "\"'”’»)]*_",
    "opening": "¿¡",
    **{character: character for character in "@&_.…:,/-–"},
}
# Nothing stands in Unicode's planes between these yet.
_ASSIGNED, _BLANK = (range(0x40000), range(0xE0000, 0x110000)), range(0x40000, 0xE0000)


@lru_cache(maxsize=16)
def shape(text: str) -> str:
    """The text with the sign of its kinds for each character."""
    return text.translate(_table()[0])


def having(*kinds: str, but: str = "") -> frozenset[str]:
    """The signs of all characters of one of these kinds that are not of the kind `but`."""
    known = _table()[1]
    return frozenset().union(*(known[kind] for kind in kinds)) - known.get(but, frozenset())


def of(*kinds: str, but: str = "") -> str:
    """The same as they stand in an expression, between square brackets."""
    return "".join(map(re.escape, sorted(having(*kinds, but=but))))


def only(kinds: Mapping[str, str]) -> str:
    """A table to translate a shape with, which leaves of these kinds their own signs, and blanks of all others."""
    signs = {sign: own for kind, own in kinds.items() for sign in having(kind)}
    return "".join([signs.get(chr(code), " ") for code in range(128)])


@lru_cache(maxsize=1)
def _table() -> tuple[str, dict[str, frozenset[str]]]:
    """The sign of every character of Unicode, as a table for `str.translate`, and the signs of each kind."""
    each = bytearray(0x110000)
    kinds: dict[str, frozenset[int]] = {}
    met_before = 0
    scanned = [(codes.start, "".join(map(chr, codes))) for codes in _ASSIGNED]
    for kind in _PROPERTIES | _CHARACTERS:
        runs = [(ord(one), ord(one) + 1) for one in _CHARACTERS.get(kind, "")]
        for one in _PROPERTIES.get(kind, ()):
            pattern = regex.compile(f"{one}++", regex.VERSION1)
            runs += [
                (at + match.start(), at + match.end()) for at, every in scanned for match in pattern.finditer(every)
            ]
        runs += [(_BLANK.start, _BLANK.stop)] if kind == "blank" else []
        # What was of the kinds before, and is of this one too, gets new signs.
        met = sorted(frozenset().union(*(each[start:end] for start, end in runs)))
        new = {sign: number for number, sign in enumerate(met, start=met_before + 1)}
        met_before += len(met)
        moved = bytes(new.get(sign, sign) for sign in range(256))
        for start, end in runs:
            each[start:end] = each[start:end].translate(moved)
        kinds = {name: known | {new[sign] for sign in known & new.keys()} for name, known in kinds.items()}
        kinds[kind] = frozenset(new.values())
    return each.decode("ascii"), {kind: frozenset(map(chr, known)) for kind, known in kinds.items()}
