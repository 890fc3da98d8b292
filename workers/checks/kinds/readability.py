"""Words that everybody can follow: short sentences, and no codes of the radio.

`readability`:
- `sentence`: how many words a sentence may have (default 30).
- `grade`: the highest school grade (Flesch-Kincaid) of what is in English (default 10).
- `ease_es`: the lowest ease (Fernández Huerta, 0 to 100) of what is in Spanish (default 50).
- `codes`: whether codes of the police radio are found (10-4, code 3, BOLO; default true).

Grade and ease are asked of texts with 30 words or more in that language; of fewer they say nothing. What is in another
language is only counted.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, repeat
from typing import ClassVar, NamedTuple

import regex
from pydantic import Field

from approval.finding import Finding
from workers.checks.check import Check, Draft
from workers.checks.folding import small
from workers.checks.kind import Context, Kind, Options
from workers.checks.kinds.function_words import languages_of, likeliest
from workers.checks.kinds.spans import sentences

ENOUGH_WORDS = 30

_WORD = regex.compile(r"[\p{L}\p{M}]++(?:['’][\p{L}\p{M}]++)*+|(?<![\p{L}\p{N}])\p{N}[\p{N}.,:/\-]*+")
_SYLLABLE_EN = regex.compile(r"[aeiouy]+", regex.IGNORECASE)
_SYLLABLE_ES = regex.compile(r"[íú]|(?:[iuyü]?[aeoáéó][iuyü]?|[iuü]{2}|[iuyü])", regex.IGNORECASE)
_SILENT_EN = regex.compile(
    r"(?:(?<=[^aeiouyl]|[aeiouy]l)e|(?<=[^aeiouyszxcgh])es|(?<=[^aeiouytdl]|[aeiouy]l)ed)$", regex.IGNORECASE
)
_RANGE_BEHIND = (
    r"(?![\p{N}/\-–:.]\p{N}|[\p{N}\-]| ?(?:[ap]\.?m\b|%|min|hour|day|week|month|year|people|percent|feet|miles|mph))"
)
_CODES = regex.compile(
    # What stands before is looked at last: to look back from everywhere takes most of the time.
    rf"\b10-[1-9]{_RANGE_BEHIND}|10-[1-9](?<=\b(?:a|an|the|possible|any|un|una|for) 10-.)\p{{N}}{_RANGE_BEHIND}"
    r"|\bcode [1-6]\b(?![.\-]?\p{N})"
    r"(?<!\b(?:zip|area|promo|postal|dress|building|city|county|fire|qr|municipal|traffic|this|penal) code .)"
    r"|\b(?i:signal) \p{N}{1,2}\b|\b(?:BOLOs?|UTL|GOA|DOA|ETOH|DWI'd|APB)\b",
    regex.IGNORECASE,
)
# All that `_CODES` matches begins with one of these.
_CODE_SIGNS = ("10-", "code ", "signal ", "bolo", "utl", "goa", "doa", "etoh", "dwi'd", "apb")
_LOCAL_CODE = regex.compile(r"(?<![\p{N}\-/.$])\p{N}{2}-\p{N}{1,2}(?![\p{N}\-/]|[.,]\p{N})")


class ReadabilityOptions(Options):
    sentence: int = Field(default=30, ge=5)
    grade: float = Field(default=10, ge=1, le=40)
    ease_es: float = Field(default=50, ge=0, le=100)
    codes: bool = True


class Sentence(NamedTuple):
    """A sentence at text[start:end], and its words."""

    start: int
    end: int
    language: str
    words: list[str]


@dataclass(frozen=True, slots=True)
class Readability:
    """Each sentence that is too long, the hardest one of a text that is too hard, and each code."""

    context: Context
    options: ReadabilityOptions
    reads_alt: ClassVar[bool] = True

    @property
    def rule(self) -> str:
        return self.context.rule.id

    def __call__(self, draft: Draft) -> Iterator[Finding]:
        text = draft.text
        read = _sentences(text, tuple(base.partition("-")[0].lower() for base in self.context.policy.languages))
        for one in read:
            if len(one.words) > self.options.sentence:
                yield self.context.finding(
                    f"This sentence has {len(one.words)} words; {self.options.sentence} are the most.",
                    one.start,
                    one.end,
                    text,
                )
        yield from self._too_hard(text, [one for one in read if one.language == "en"], "en")
        yield from self._too_hard(text, [one for one in read if one.language == "es"], "es")
        if self.options.codes:
            found = codes(text)
            if found:
                found += [span for span in (match.span() for match in _LOCAL_CODE.finditer(text)) if span not in found]
            for start, end in sorted(found):
                yield self.context.finding(f"“{text[start:end]}” is a code of the radio.", start, end, text)

    def _too_hard(self, text: str, read: list[Sentence], language: str) -> Iterator[Finding]:
        if sum(len(one.words) for one in read) < ENOUGH_WORDS:
            return
        score = _GRADE[language](read)
        if language == "en" and score > self.options.grade:
            hardest = max(read, key=lambda one: _GRADE["en"]([one]))
            why = f"This asks for school grade {score:.0f} (Flesch-Kincaid); {self.options.grade:g} is the most"
        elif language == "es" and score < self.options.ease_es:
            hardest = min(read, key=lambda one: _GRADE["es"]([one]))
            why = f"Its ease is {score:.0f} of 100 (Fernández Huerta); {self.options.ease_es:g} is the least"
        else:
            return
        yield self.context.finding(f"{why}. This is its hardest sentence.", hardest.start, hardest.end, text)


def grade(sentences_read: list[Sentence]) -> float:
    """The school grade of English sentences after Flesch and Kincaid (1975)."""
    words, spoken = _counted(sentences_read, "en")
    return 0.39 * words / len(sentences_read) + 11.8 * spoken / words - 15.59


def ease(sentences_read: list[Sentence]) -> float:
    """The ease of Spanish sentences after Fernández Huerta (1959): 100 is very easy, 0 very hard."""
    words, spoken = _counted(sentences_read, "es")
    return 206.84 - 60 * spoken / words - 1.02 * words / len(sentences_read)


def _counted(sentences_read: list[Sentence], language: str) -> tuple[int, int]:
    """How many words they have, and how many syllables."""
    words = list(chain.from_iterable([one.words for one in sentences_read]))
    return len(words), sum(map(syllables, words, repeat(language)))


@lru_cache(maxsize=4096)
def syllables(word: str, language: str) -> int:
    """How many syllables a word is spoken in, near enough; at least one."""
    if language == "es":
        return max(1, len(_SYLLABLE_ES.findall(word.replace("qu", "q").replace("gue", "ge").replace("gui", "gi"))))
    return max(1, len(_SYLLABLE_EN.findall(_SILENT_EN.sub("", word))))


def _sentences(text: str, languages: tuple[str, ...]) -> list[Sentence]:
    """The sentences in order; one in which no small word says so is in the language of the whole, if that is known."""
    read = [(start, end, words) for start, end in sentences(text) if (words := _WORD.findall(text, start, end))]
    every = list(chain.from_iterable(words for _, _, words in read))
    whole = likeliest(every, languages)
    # Only of sentences with one of these has anything to be asked.
    others = {word for word in set(every) if languages_of(word) not in ((), (whole,))} if whole else set[str]()
    return [
        Sentence(start, end, whole if others.isdisjoint(words) else likeliest(words, languages) or whole, words)
        for start, end, words in read
    ]


def codes(text: str) -> list[tuple[int, int]]:
    """Where codes of the radio stand that are written as such."""
    lower = small(text)
    if len(lower) != len(text):
        return [match.span() for match in _CODES.finditer(text)]
    begun: list[int] = []
    for sign in _CODE_SIGNS:
        at = lower.find(sign)
        while at >= 0:
            begun.append(at)
            at = lower.find(sign, at + 1)
    found: list[tuple[int, int]] = []
    for at in sorted(begun):
        # «signal 10-4» is one code, though another could begin within it.
        if (not found or at >= found[-1][1]) and (match := _CODES.match(text, at)):
            found.append(match.span())
    return found


_GRADE: dict[str, Callable[[list[Sentence]], float]] = {"en": grade, "es": ease}


def _build(options: ReadabilityOptions, context: Context) -> Check:
    return Readability(context, options)


READABILITY = Kind(ReadabilityOptions, _build)
