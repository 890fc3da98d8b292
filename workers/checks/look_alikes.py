"""Words whose letters are not what they seem: two alphabets in one word, styled and full-width letters."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import ClassVar

import regex

from approval.finding import Finding, Severity
from workers.checks.alikes import latin_twin
from workers.checks.check import Draft
from workers.checks.hidden import code_point
from workers.checks.many import Many

_WORD = regex.compile(r"[\p{L}\p{M}\p{N}\u200c\u200d]++")
_LATIN = regex.compile(r"\p{Script=Latin}")
# UTS #39 "moderately restrictive": Latin goes with any script but these, whose letters pass for Latin ones.
_OTHERS = {
    name: regex.compile(rf"\p{{Script={name}}}")
    for name in ("Cyrillic", "Greek", "Armenian", "Cherokee", "Coptic", "Lisu", "Deseret", "Canadian_Aboriginal")
}
_OTHER = regex.compile("[" + "".join(rf"\p{{Script={name}}}" for name in _OTHERS) + "]")
# In formulas and units (Δt, μm, kΩ, πr) Greek and Latin do stand side by side, and these pass for no Latin letter.
_SYMBOLS = frozenset("ΔΘΛΞΠΣΦΨΩβδεζθλμξπφψ")
_LONGEST_FORMULA = 4
_STYLED = regex.compile(
    r"[\u1D00-\u1D22\u0262\u026A\u0274\u0280\u028F\u0299\u029C\u029F\uA730\uA731\u0251\u0261"  # small capitals, ɑ, ɡ
    r"\u2102\u210A-\u2113\u2115\u2119-\u211D\u2124\u2128\u212C-\u2131\u2133\u2134\u2139\u2145-\u2149"
    r"\u24B6-\u24E9\U0001D400-\U0001D7FF\U0001F110-\U0001F149\U0001F150-\U0001F169]{2,}+"
    r"|[\U0001D400-\U0001D7FF]"
)
_FULL_WIDTH = regex.compile(r"[\uFF10-\uFF19\uFF21-\uFF3A\uFF41-\uFF5A]++")
_KANA = regex.compile(r"[\p{Hiragana}\p{Katakana}\p{Han}\p{Hangul}]")


@dataclass(frozen=True, slots=True)
class LookAlikes:
    """Blocks words of mixed alphabets; escalates letters that only look like letters."""

    rule: ClassVar[str] = "look-alikes"
    reads_alt: ClassVar[bool] = True

    def __call__(self, draft: Draft) -> Iterator[Finding]:
        yield from _mixed(draft.text)
        yield from _styled(draft.text)
        yield from _full_width(draft.text)


def _mixed(text: str) -> Iterator[Finding]:
    if not _OTHER.search(text):
        return
    many = Many()
    posing: list[tuple[regex.Match[str], str]] = []
    honest: set[str] = set()
    for match in _WORD.finditer(text):
        word = match.group()
        others = _OTHER.findall(word)
        if not others:
            continue
        scripts = {_script(letter) for letter in others}
        if len(scripts) > 1 or (_LATIN.search(word) and not _formula(word)):
            yield many("", partial(_mixed_finding, match), *match.span(), match.group())
        elif all(map(latin_twin, others)):
            posing.append((match, scripts.pop()))
        else:
            honest.update(scripts)
    if not _LATIN.search(text):
        return
    for match, script in posing:
        # One Greek letter may be meant (α), and a word beside others of its language is that language.
        several = sum(1 for letter in match.group() if _OTHER.match(letter)) > 1
        if script not in honest and (several or script == "Cyrillic"):
            yield many("", partial(_mixed_finding, match), *match.span(), match.group())


@lru_cache(maxsize=2048)
def _script(letter: str) -> str:
    """Which of the alphabets above a letter belongs to."""
    return next(name for name, pattern in _OTHERS.items() if pattern.match(letter))


def _formula(word: str) -> bool:
    return sum(map(str.isalpha, word)) <= _LONGEST_FORMULA and all(
        letter in _SYMBOLS for letter in word if _OTHER.match(letter)
    )


def _mixed_finding(match: regex.Match[str]) -> Finding:
    word = match.group()
    strange = next(letter for letter in word if _OTHER.match(letter))
    twin = latin_twin(strange)
    looks = f" It looks like the letter {twin}." if twin else ""
    plain = "".join(latin_twin(letter) or letter for letter in word)
    return Finding(
        "look-alikes.mixed",
        Severity.BLOCK,
        f"“{word}” is not written in one alphabet: {code_point(strange)} is in it.{looks}",
        f"Type the word again by hand{f' (“{plain}”)' if plain != word and plain.isascii() else ''}.",
        match.start(),
        match.end(),
        word,
    )


def _styled(text: str) -> Iterator[Finding]:
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
    if _KANA.search(text):
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
