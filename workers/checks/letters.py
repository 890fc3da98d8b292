"""How words are compared: in lower case and plain letters, whatever alphabet, style or accent they were written in."""

import unicodedata

import regex

from workers.checks.alikes import latin_twin

_LATIN = regex.compile(r"\p{Script=Latin}")
# Accents of the European alphabets, and what cannot be seen. The vowel signs of Hindi or Thai are letters and stay.
_DROPPED = regex.compile(
    r"[\u0300-\u036F\u0483-\u0487\u1AB0-\u1AFF\u1DC0-\u1DFF\u20D0-\u20FF\uFE20-\uFE2F"
    r"\p{Default_Ignorable_Code_Point}\x00-\x08\x0E-\x1F\x7F-\x9F]"
)
_APOSTROPHES = "’ʼ‘ʻ`´′＇ʹʽˈ"
# Letters that Unicode does not take apart: strokes, ligatures, and the small capitals that alikes.py does not have.
_PLAIN = {
    **dict(zip("øđħŧłɨƀɵœæ", ("o", "d", "h", "t", "l", "i", "b", "o", "oe", "ae"), strict=True)),
    **dict(zip("ᴀʙᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴘꞯʀᴛ", "abdefghijklmnpqrt", strict=True)),
    **dict.fromkeys(_APOSTROPHES, "'"),
}
_SQUARED = (0x1F130, 0x1F150, 0x1F170)
_LETTERS_OF_THE_ALPHABET = 26
# A word is folded until it stays as it is, and no more often than this; three is the most that was ever seen.
_MOST_ROUNDS = 6
_MOST_KEPT = 20_000


class _Folding(dict[int, str]):
    """What becomes of each character of an NFKC text; grows as characters are met, up to a bound."""

    def __missing__(self, code: int) -> str:
        folded = _fold_character(chr(code))
        if len(self) < _MOST_KEPT:
            self[code] = folded
        return folded


_FOLDING = _Folding()


def fold(word: str) -> str:
    """The word in lower case and plain letters. ñ stays ñ, because «año» is no «ano». Folding again changes nothing."""
    if word.isascii() and word.isprintable():
        return word.lower().strip("'")
    for _ in range(_MOST_ROUNDS):
        before = word
        word = unicodedata.normalize("NFKC", word).translate(_FOLDING).strip("'")
        if not word.isascii() and _LATIN.search(word):
            # One Latin letter is enough: in a word of two alphabets all others pose as Latin where they can.
            word = "".join(latin_twin(letter).lower() or letter for letter in word)
        if word == before:
            break
    return word


def fold_posing(word: str) -> str:
    """The Latin word as which a word of another alphabet can pass («сор» as «cop»); "" if it cannot."""
    if word.isascii():
        return ""
    letters = [letter for letter in unicodedata.normalize("NFKC", word) if not _DROPPED.match(letter)]
    twins = [letter if letter.isascii() else latin_twin(letter) for letter in letters]
    return fold("".join(twins)) if all(twins) else ""


def _fold_character(character: str) -> str:
    if _DROPPED.match(character):
        return ""
    for first in _SQUARED:
        if first <= ord(character) < first + _LETTERS_OF_THE_ALPHABET:
            return chr(ord("a") + ord(character) - first)
    plain = _PLAIN.get(character)
    if plain is not None:
        return plain
    if _LATIN.match(character) and latin_twin(character):
        return latin_twin(character).lower()
    lower = character.casefold()
    if lower == "ñ":
        return lower
    apart = "".join(part for part in unicodedata.normalize("NFKD", lower) if not _DROPPED.match(part))
    return "".join(_PLAIN.get(part, part) for part in unicodedata.normalize("NFC", apart)).casefold()
