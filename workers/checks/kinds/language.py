"""A language that the policy's rules and word lists do not cover, so that nobody has read what it says.

`language`:
- `shortest`: how many words a sentence has at least to be asked about (default 5): «Gracias», «Yá'át'ééh», names,
  numbers and emoji are no sentence. Words of scripts without spaces are counted by their letters.
- `known`: word lists of what may stand in any language: greetings, names of places.

Which languages are covered is said by the policy's `languages`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

import regex
from py3langid.langid import MODEL_FILE, LanguageIdentifier
from pydantic import Field

from approval.finding import Finding
from workers.checks.check import Check, Draft
from workers.checks.kind import Context, Kind, Options
from workers.checks.kinds.function_words import FUNCTION_WORDS, share
from workers.checks.kinds.lists import Lists
from workers.checks.kinds.spans import sentences
from workers.checks.scripts import characters, distinct
from workers.checks.urls import find_links

# From how sure the model has to be. Of 5,236 sentences of replies in English, none of five words or more that it took
# for another language scored 0.3, once Nigerian Pidgin counts as English.
SURE = 0.6
# Of several sentences too short to be asked about one by one.
SURE_OF_SCRAPS = 0.9
# A sentence with so many small words of a covered language is in it; the model need not be asked.
_PLAINLY = 0.2
# So much of a sentence says in which language it is.
_MOST_ASKED = 300
_KIN = {"en": ("en", "pcm"), "es": ("es", "ast", "an", "ext", "cbk", "lad"), "zh": ("zh", "wuu", "yue")}
_NAMES = {
    "am": "Amharic", "ar": "Arabic", "ca": "Catalan", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek",
    "en": "English", "es": "Spanish", "eu": "Basque", "fa": "Persian", "fi": "Finnish", "fr": "French",
    "gl": "Galician",
    "gu": "Gujarati", "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "ht": "Haitian Creole", "hu": "Hungarian",
    "id": "Indonesian", "it": "Italian", "ja": "Japanese", "km": "Khmer", "ko": "Korean", "la": "Latin", "lo": "Lao",
    "ne": "Nepali", "nl": "Dutch", "no": "Norwegian", "pa": "Punjabi", "pl": "Polish", "ps": "Pashto",
    "pt": "Portuguese",
    "ro": "Romanian", "ru": "Russian", "so": "Somali", "sr": "Serbian", "sv": "Swedish", "sw": "Swahili", "th": "Thai",
    "tl": "Tagalog", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip
_WORD = regex.compile(r"[\p{L}\p{M}]++(?:['’ʼ\-][\p{L}\p{M}]++)*+")
_UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]")
_HANDLE = regex.compile(r"[@#＠＃]\w++(?:[.@\-]\w++)*+")
_NUMBER = regex.compile(r"\p{N}\S*+")
_BEFORE = regex.compile(r"(?r)\S*+")
# Without one of these nothing is an aside.
_IN_ASIDE = characters(r"@#＠＃\p{N}")


class LanguageOptions(Options):
    shortest: int = Field(default=5, ge=1, le=50)
    known: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Language:
    """Each stretch of sentences in a language that is not covered."""

    context: Context
    shortest: int
    known: Lists
    covered: tuple[str, ...]
    reads_alt: ClassVar[bool] = True

    @property
    def rule(self) -> str:
        return self.context.rule.id

    def load(self) -> None:
        identifier()

    def __call__(self, draft: Draft) -> Iterator[Finding]:
        text = draft.text
        plain = self._without_asides(text)
        scraps: list[tuple[int, int]] = []
        stretch: tuple[int, int, str] | None = None
        for start, end in sentences(text):
            words = _WORD.findall(plain, start, end)
            if not words:
                continue
            if len(words) < self.shortest and len(words) + _unspaced(plain[start:end]) < self.shortest:
                scraps.append((start, end))
                continue
            other = self._other(plain[start:end], words, SURE)
            if stretch and other == stretch[2]:
                stretch = (stretch[0], end, other)
                continue
            if stretch:
                yield self._finding(text, *stretch)
            stretch = (start, end, other) if other else None
        if stretch:
            yield self._finding(text, *stretch)
        yield from self._scraps(text, plain, scraps)

    def _scraps(self, text: str, plain: str, scraps: Sequence[tuple[int, int]]) -> Iterator[Finding]:
        """Several sentences that are too short one by one, if they are in such a language together."""
        together = ". ".join(plain[start:end] for start, end in scraps)
        words = _WORD.findall(together)
        if len(scraps) > 1 and len(words) >= self.shortest and (other := self._other(together, words, SURE_OF_SCRAPS)):
            yield self._finding(text, scraps[0][0], scraps[-1][1], other)

    def _other(self, plain: str, words: Sequence[str], sure: float) -> str:
        """The language of this, if it is none that is covered; "" otherwise, and where nobody can be sure."""
        folded = [word.replace("’", "'") for word in words] if "’" in plain else words
        if any(share(folded, language) >= _PLAINLY for language in self.covered if language in FUNCTION_WORDS):
            return ""
        found, probability = identifier().classify(plain[:_MOST_ASKED])
        return "" if found in self.covered or probability < sure else str(found)

    def _without_asides(self, text: str) -> str:
        """The text with blanks for links, handles, hashtags, numbers and what is known; of equal length."""
        spans = list(asides(text)) if not _IN_ASIDE.isdisjoint(distinct(text)) else []
        spans += [(hit.start, hit.end) for hit in self.known.find(text)]
        spans += [(link.start, link.end) for link in find_links(text)]
        if not spans:
            return text
        kept: list[str] = []
        before = 0
        for start, end in sorted(spans):
            if end > before:
                kept += [text[before:start], " " * (end - max(start, before))]
                before = end
        return "".join(kept) + text[before:]

    def _finding(self, text: str, start: int, end: int, language: str) -> Finding:
        name = _NAMES.get(language, f"a language ({language})")
        return self.context.finding(f"This seems to be {name}, which the rules do not cover.", start, end, text)


def asides(text: str) -> Iterator[tuple[int, int]]:
    """Handles and hashtags, and what stands without blanks around a number, unless it begins as one of those."""
    for match in _HANDLE.finditer(text):
        yield match.span()
    # To look for the number first, and then back, is quicker than to look into everything for one.
    for match in _NUMBER.finditer(text):
        before = _BEFORE.match(text, 0, match.start())
        start = before.start() if before else match.start()
        if not _HANDLE.match(text, start):
            yield start, match.end()


def _unspaced(sentence: str) -> int:
    """How many letters it has that stand for words without spaces."""
    return 0 if sentence.isascii() else len(_UNSPACED.findall(sentence))


@lru_cache(maxsize=1)
def identifier() -> LanguageIdentifier:
    """py3langid's model, which lies in its package; a second to load, and no network."""
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def _build(options: LanguageOptions, context: Context) -> Check:
    bases = [language.partition("-")[0].lower() for language in context.policy.languages]
    covered = tuple(kin for base in bases for kin in _KIN.get(base, (base,)))
    return Language(context, options.shortest, Lists(context, "known", options.known), covered)


LANGUAGE = Kind(LanguageOptions, _build)
