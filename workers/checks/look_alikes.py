"""Words whose letters are not what they seem: two alphabets in one word, styled and full-width letters."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import regex

from approval.finding import Finding, Severity
from workers.checks.alikes import latin_twin
from workers.checks.check import Draft
from workers.checks.hidden import code_point
from workers.checks.many import described
from workers.checks.scripts import LATIN, characters, distinct

_WORD = regex.compile(r"[\p{L}\p{M}\p{N}\u200c\u200d]++")
# UTS #39 "moderately restrictive": Latin goes with any script but these, whose letters pass for Latin ones.
_OTHERS = {
    letter: name
    for name in ("Cyrillic", "Greek", "Armenian", "Cherokee", "Coptic", "Lisu", "Deseret", "Canadian_Aboriginal")
    for letter in characters(rf"\p{{Script={name}}}")
}
_LETTERS = frozenset(_OTHERS)
# In formulas and units (Δt, μm, kΩ, πr) Greek and Latin do stand side by side, and these pass for no Latin letter.
_SYMBOLS = frozenset("ΔΘΛΞΠΣΦΨΩβδεζθλμξπφψ")
_LONGEST_FORMULA = 4
_STYLES = (
    r"\u1D00-\u1D22\u0262\u026A\u0274\u0280\u028F\u0299\u029C\u029F\uA730\uA731\u0251\u0261"  # small capitals, ɑ, ɡ
    r"\u2102\u210A-\u2113\u2115\u2119-\u211D\u2124\u2128\u212C-\u2131\u2133\u2134\u2139\u2145-\u2149"
    r"\u24B6-\u24E9\U0001D400-\U0001D7FF\U0001F110-\U0001F149\U0001F150-\U0001F169"
)
_STYLED = regex.compile(rf"[{_STYLES}]{{2,}}+|[\U0001D400-\U0001D7FF]")
_STYLED_LETTERS = characters(_STYLES)
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
    there = _LETTERS & distinct(text)
    if not there:
        return
    posing: list[tuple[int, int, str]] = []
    honest: set[str] = set()
    for match in _WORD.finditer(text):
        word = match.group()
        if there.isdisjoint(word):
            continue
        scripts = {_OTHERS[letter] for letter in word if letter in there}
        if len(scripts) > 1 or not (LATIN.isdisjoint(word) or _formula(word)):
            yield _MIXED, *match.span()
        elif scripts <= honest:
            continue
        elif all(map(latin_twin, others := [letter for letter in word if letter in there])):
            # One Greek letter may be meant (α), and a word beside others of its language is that language.
            if len(others) > 1 or "Cyrillic" in scripts:
                posing.append((*match.span(), scripts.pop()))
        else:
            honest.update(scripts)
    if LATIN.isdisjoint(distinct(text)):
        return
    for start, end, script in posing:
        if script not in honest:
            yield _MIXED, start, end


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
    if _STYLED_LETTERS.isdisjoint(distinct(text)):
        return
    for match in _STYLED.finditer(text):
        span = match.group()
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
