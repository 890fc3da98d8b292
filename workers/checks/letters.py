"""How words are compared: in lower case and plain letters, whatever alphabet, style or accent they were written in."""

import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain

import regex

from workers.checks.alikes import LATIN_LOWER, LOOK_LATIN, latin_twin
from workers.checks.scripts import LATIN, distinct

# Accents of the European alphabets, and what cannot be seen. The vowel signs of Hindi or Thai are letters and stay.
_DROPPED = regex.compile(
    r"[\u0300-\u036F\u0483-\u0487\u1AB0-\u1AFF\u1DC0-\u1DFF\u20D0-\u20FF\uFE20-\uFE2F"
    r"\p{Default_Ignorable_Code_Point}\x00-\x08\x0E-\x1F\x7F-\x9F]"
)
# All of Unicode's that are dropped lie in these ranges; asking a set is much faster than asking a pattern.
_RANGES = (
    range(0xD800),
    range(0xE000, 0x10000),
    range(0x1BC00, 0x1BD00),
    range(0x1D100, 0x1D200),
    range(0xE0000, 0xE1000),
)
_UNSEEN = frozenset(_DROPPED.findall("".join(map(chr, chain(*_RANGES)))))
# What a word that poses as Latin may begin with.
POSE_FIRST = frozenset(map(chr, range(128))) | frozenset(LOOK_LATIN)
# What a word that poses as Latin may be written with.
_POSING = frozenset(map(chr, range(128))) | frozenset(LOOK_LATIN) | _UNSEEN
_POSES = frozenset(map(chr, LATIN_LOWER))
_APOSTROPHES = "’ʼ‘ʻ`´′＇ʹʽˈ"
# Letters that Unicode does not take apart: strokes, ligatures, and the small capitals that alikes.py does not have.
_PLAIN = {
    **dict(zip("øđħŧłɨƀɵœæ", ("o", "d", "h", "t", "l", "i", "b", "o", "oe", "ae"), strict=True)),
    **dict(zip("ᴀʙᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴘꞯʀᴛ", "abdefghijklmnpqrt", strict=True)),
    **dict.fromkeys(_APOSTROPHES, "'"),
    "ñ": "ñ",
}
_SQUARED = (0x1F130, 0x1F150, 0x1F170)
_LETTERS_OF_THE_ALPHABET = 26
# No character at all (Unicode, 23.7): stands in a table for what becomes of one that is folded to several, or to none.
_SEVERAL = "\uffff"
# Up to so many characters are replaced one by one.
_FEW = 50
# A word is folded until it stays as it is, and no more often than this; three is the most that was ever seen.
_MOST_ROUNDS = 6
# Most characters of most alphabets stay as they are, and so they need not be asked one by one.
_SPELLED_OTHERWISE = regex.compile(rf"[\p{{NFKD_QC=No}}{LOOK_LATIN}]")
_FOLDED_OTHERWISE = regex.compile(rf"[\p{{NFKD_QC=No}}\p{{Changes_When_Casefolded}}{LOOK_LATIN}]")
# Where these stand: everywhere but among ideographs, and Korean syllables, whose parts make the same again.
_TAKEN_APART = (
    range(0x3400),
    range(0xA000, 0xAC00),
    range(0xD7A4, 0xD800),
    range(0xE000, 0x20000),
    range(0x2F800, 0x2FA20),
)


def fold(word: str) -> str:
    """The word in lower case and plain letters. ñ stays ñ, because «año» is no «ano». Folding again changes nothing."""
    if word.isascii() and word.isprintable():
        return word.lower().replace("`", "'").strip("'")
    if len(word) == 1 and len(folded := _folded(word)) == 1:
        return folded.strip("'")
    for _ in range(_MOST_ROUNDS):
        before = word
        word = _folded(unicodedata.normalize("NFC", word)).strip("'")
        if not word.isascii() and not LATIN.isdisjoint(word):
            # One Latin letter is enough: in a word of two alphabets all others pose as Latin where they can.
            word = word.translate(LATIN_LOWER)
        # What a letter was folded to stays as it is, unless it is put together with the next one.
        if word == before or unicodedata.is_normalized("NFC", word):
            break
    return word


def fold_all(words: Sequence[str]) -> list[str]:
    """The same of each word of a text, all at once; a line break stands in none of them."""
    together = "".join(words)
    if together.isascii() and together.isprintable():
        folded = "\n".join(words).lower().replace("`", "'").split("\n") if words else []
        return [word.strip("'") for word in folded] if "'" in together or "`" in together else folded
    distinct = list(dict.fromkeys(words))
    together = _folded(unicodedata.normalize("NFC", "\n".join(distinct)))
    made = [word.strip("'") for word in together.split("\n")]
    # What was folded letter by letter needs a second look where letters come together, and where some pose as Latin.
    loose, posing = (
        not unicodedata.is_normalized("NFC", together),
        not (_POSES.isdisjoint(together) or LATIN.isdisjoint(together)),
    )
    if loose or posing:
        made = [
            each
            if each.isascii()
            or not ((loose and not unicodedata.is_normalized("NFC", each)) or (posing and not _POSES.isdisjoint(each)))
            else fold(word)
            for word, each in zip(distinct, made, strict=True)
        ]
    by_word = dict(zip(distinct, made, strict=True))
    return [by_word[word] for word in words]


def fold_posing(word: str) -> str:
    """The Latin word as which a word of another alphabet can pass («сор» as «cop»); "" if it cannot."""
    if word.isascii() or not (word[0].isascii() or latin_twin(word[0])):
        return ""
    composed = unicodedata.normalize("NFC", word)
    if not _POSING.issuperset(composed):
        return ""
    letters = [letter for letter in composed if letter not in _UNSEEN]
    twins = [letter if letter.isascii() else latin_twin(letter) for letter in letters]
    return fold("".join(twins)) if all(twins) else ""


@lru_cache(maxsize=16)
def plain_spelling(text: str) -> str:
    """The text with plain letters for accented and look-alike ones, in the same case and of the same length."""
    if text.isascii():
        return text
    spellings, table, spelled_otherwise = _spellings()
    changed = distinct(text) & spelled_otherwise
    if len(changed) > _FEW:
        return text.translate(table)
    for character in changed:
        text = text.replace(character, spellings[character])
    return text


@lru_cache(maxsize=1)
def _spellings() -> tuple[dict[str, str], dict[int, str], frozenset[str]]:
    """What each character is spelled as that is not spelled as it is; as a table to translate with; and which."""
    asked = _SPELLED_OTHERWISE.findall("".join([chr(code) for codes in _TAKEN_APART for code in codes]))
    # An accented letter that without its accent looks like a Latin one is that one.
    spelled = {character: plain for character in asked if (plain := _spell(_spell(character))) != character}
    return spelled, str.maketrans(spelled), frozenset(spelled)


def _folded(text: str) -> str:
    """The text with each of its characters folded by itself."""
    table, others = _foldings()
    folded = text.translate(table)
    return text.translate(others).translate(table) if _SEVERAL in folded else folded


@lru_cache(maxsize=1)
def _foldings() -> tuple[str, dict[int, str]]:
    """What becomes of each character of Unicode, one for one, and of those that become several characters, or none."""
    every = list(map(chr, range(0x110000)))
    asked = _FOLDED_OTHERWISE.findall("".join([every[code] for codes in _TAKEN_APART for code in codes]))
    others: dict[int, str] = {}
    for character in chain(asked, _PLAIN, _UNSEEN, _squared()):
        folded = _fold_character(character)
        every[ord(character)] = folded if len(folded) == 1 else _SEVERAL
        if len(folded) != 1:
            others[ord(character)] = folded
    return "".join(every), others


def _squared() -> Iterator[str]:
    return map(chr, chain.from_iterable(range(first, first + _LETTERS_OF_THE_ALPHABET) for first in _SQUARED))


def _fold_character(character: str) -> str:
    if character in _UNSEEN:
        return ""
    lower = character.casefold()
    if character in _PLAIN or lower in _PLAIN:
        return _PLAIN.get(character) or _PLAIN[lower]
    twin = latin_twin(character)
    if twin and character in LATIN:
        return twin.lower()
    if lower == character and not unicodedata.decomposition(character):
        code = ord(character)
        squared = next((first for first in _SQUARED if first <= code < first + _LETTERS_OF_THE_ALPHABET), 0)
        return chr(ord("a") + code - squared) if squared else character
    kept = [part for part in unicodedata.normalize("NFKD", lower) if part not in _UNSEEN]
    return unicodedata.normalize(
        "NFC", "".join([_fold_character(part) if part != character else part for part in kept])
    )


def _spell(character: str) -> str:
    if character.isascii() or character in "ñÑ":
        return character
    twin = latin_twin(character)
    if twin:
        return twin
    apart = [part for part in unicodedata.normalize("NFKD", character) if part not in _UNSEEN]
    return apart[0] if len(apart) == 1 and (character.isalnum() or apart[0].isascii()) else character
