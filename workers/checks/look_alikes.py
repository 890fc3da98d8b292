"""Words whose letters are not what they seem: two alphabets in one word, styled and full-width letters."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

import regex

from approval.finding import Finding, Severity
from workers.checks.alikes import latin_twin
from workers.checks.check import Draft
from workers.checks.hidden import code_point
from workers.checks.many import described
from workers.checks.scripts import LATIN, characters, distinct
from workers.checks.shapes import ALIKE, of, only, shape

_OTHERS = {letter: name for name in ALIKE for letter in characters(rf"\p{{Script={name}}}")}
_SIGN = dict(zip(ALIKE, "abcdefgh", strict=True))
_SIGNS, _CYRILLIC, _LATIN = frozenset(_SIGN.values()), _SIGN["Cyrillic"], "L"
# In formulas and units (Δt, μm, kΩ, πr) Greek and Latin do stand side by side, and these pass for no Latin letter.
_SYMBOLS = frozenset("ΔΘΛΞΠΣΦΨΩβδεζθλμξπφψ")
_LONGEST_FORMULA = 4
_MATHEMATICAL = range(0x1D400, 0x1D800)
_FULL_WIDTH = regex.compile(r"[\uFF10-\uFF19\uFF21-\uFF3A\uFF41-\uFF5A]++")
_FULL_WIDTH_LETTERS = characters(r"\uFF10-\uFF19\uFF21-\uFF3A\uFF41-\uFF5A")
_MIXED = "look-alikes.mixed"
_KANA = regex.compile(r"[\p{Hiragana}\p{Katakana}\p{Han}\p{Hangul}]")


@dataclass(frozen=True, slots=True)
class LookAlikes:
    """Blocks words of mixed alphabets; escalates letters that only look like letters."""

    rule: ClassVar[str] = "look-alikes"
    reads_alt: ClassVar[bool] = True

    def __call__(self, draft: Draft) -> Iterator[Finding]:
        yield from described(draft.text, _mixed(draft.text), _mixed_finding)
        yield from _styled(draft.text)
        yield from _full_width(draft.text)


def _mixed(text: str) -> Iterator[tuple[str, int, int]]:
    """The words of mixed alphabets, and behind them those that pose as Latin; all for one rule."""
    posing: list[tuple[int, int, str]] = []
    honest: set[str] = set()
    words = list(_words(text))
    written = "\n".join([text[start:end] for start, end in words]).translate(_alphabets()).split("\n")
    for (start, end), alphabets in zip(words, written, strict=False):
        scripts = _SIGNS.intersection(alphabets)
        if len(scripts) > 1 or (_LATIN in alphabets and not _formula(text[start:end])):
            yield _MIXED, start, end
        elif scripts <= honest:
            continue
        elif all(map(latin_twin, others := [letter for letter in text[start:end] if letter in _OTHERS])):
            # One Greek letter may be meant (α), and a word beside others of its language is that language.
            if len(others) > 1 or _CYRILLIC in scripts:
                posing.append((start, end, next(iter(scripts))))
        else:
            honest.update(scripts)
    if not posing or LATIN.isdisjoint(distinct(text)):
        return
    for start, end, script in posing:
        if script not in honest:
            yield _MIXED, start, end


@lru_cache(maxsize=1)
def _alphabets() -> str:
    """The sign of the alphabet of each character of Unicode's first two planes; blanks for all but these alphabets."""
    signs = dict.fromkeys(LATIN, _LATIN) | {letter: _SIGN[name] for letter, name in _OTHERS.items()}
    signs["\n"] = "\n"
    return "".join([signs.get(chr(code), " ") for code in range(0x20000)])


def _words(text: str) -> Iterator[tuple[int, int]]:
    """Where words stand in which there is a letter of those alphabets."""
    # A blank more, so that every word has an end.
    signs = shape(text).translate(_word_signs()) + " "
    end = 0
    while (at := signs.find("a", end)) >= 0:
        start = signs.rfind(" ", end, at) + 1
        end = signs.find(" ", at)
        yield start, end


@lru_cache(maxsize=1)
def _word_signs() -> str:
    return only({"proper letter": "w", "combining": "w", "number": "w", "joiner": "w", "alike": "a"})


@lru_cache(maxsize=1)
def _styled_rows() -> re.Pattern[str]:
    return re.compile(f"[{of('styled')}]++")


def _formula(word: str) -> bool:
    return sum(map(str.isalpha, word)) <= _LONGEST_FORMULA and all(
        letter in _SYMBOLS for letter in word if letter in _OTHERS
    )


def _mixed_finding(rule: str, text: str, start: int, end: int) -> Finding:
    word = text[start:end]
    strange = next(letter for letter in word if letter in _OTHERS)
    twin = latin_twin(strange)
    looks = f" It looks like the letter {twin}." if twin else ""
    plain = "".join(latin_twin(letter) or letter for letter in word)
    return Finding(
        rule,
        Severity.BLOCK,
        f"“{word}” is not written in one alphabet: {code_point(strange)} is in it.{looks}",
        f"Type the word again by hand{f' (“{plain}”)' if plain != word and plain.isascii() else ''}.",
        start,
        end,
        word,
    )


def _styled(text: str) -> Iterator[Finding]:
    for match in _styled_rows().finditer(shape(text)):
        span = text[slice(*match.span())]
        if len(span) == 1 and ord(span) not in _MATHEMATICAL:
            continue
        plain = unicodedata.normalize("NFKC", span)
        yield Finding(
            "look-alikes.styled",
            Severity.ESCALATE,
            f"{code_point(span[0])} is a sign that looks like a letter. Screen readers spell it out or leave it out, "
            "and nobody finds it by searching.",
            f"Write it in plain letters{f' (“{plain}”)' if plain.isascii() else ''}.",
            match.start(),
            match.end(),
            span,
        )


def _full_width(text: str) -> Iterator[Finding]:
    # Japanese and Chinese write Latin letters at full width, and honestly.
    if _FULL_WIDTH_LETTERS.isdisjoint(distinct(text)) or _KANA.search(text):
        return
    for match in _FULL_WIDTH.finditer(text):
        span = match.group()
        yield Finding(
            "look-alikes.full-width",
            Severity.BLOCK,
            f"“{span}” is written in full-width letters ({code_point(span[0])}), which pass by searches and filters.",
            f"Write “{unicodedata.normalize('NFKC', span)}”.",
            match.start(),
            match.end(),
            span,
        )
