"""A text with one sign for each kind of character: what is searched there is found in any alphabet as fast as in ASCII.

A shape has as many characters as its text, so that a place found in one is the place in the other.
"""

import re
from functools import lru_cache
from itertools import chain

import regex

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
# No character beyond these has any of the properties.
_END, _TAGS = 0x40000, range(0xE0000, 0xE1000)


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


@lru_cache(maxsize=1)
def _table() -> tuple[str, dict[str, frozenset[str]]]:
    """The sign of every character of Unicode, as a table for `str.translate`, and the signs of each kind."""
    each = bytearray(0x110000)
    kinds: dict[str, frozenset[int]] = {}
    met_before = 0
    every = "".join(map(chr, range(_END))), "".join(map(chr, _TAGS))
    for kind in _PROPERTIES | _CHARACTERS:
        runs = [(ord(one), ord(one) + 1) for one in _CHARACTERS.get(kind, "")]
        for one in _PROPERTIES.get(kind, ()):
            runs += [match.span() for match in regex.finditer(f"{one}++", every[0])]
            runs += [
                (_TAGS[match.start()], _TAGS[match.end() - 1] + 1) for match in regex.finditer(f"{one}++", every[1])
            ]
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
