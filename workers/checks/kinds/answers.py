"""How a reply stands to the post that it answers.

`echo`: a reply that says the post's own words again.
- `share`: from which part of the reply's runs of three words, standing in the post as well, it is one (per cent,
  default 70). «You», «we» and «I», and their like in Spanish, count as the same word: an echo turns them round.
- `words`: how many words a reply has at least to be asked about (default 5).

`short_answer`: a reply of a few words to a critical post.
- `words`: how many words are enough (default 4).
- `critical` (needed): word lists of what makes a post critical.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import regex
from pydantic import Field

from approval.finding import Finding
from workers.checks.check import Check, Draft
from workers.checks.kind import Context, Kind, Options
from workers.checks.kinds.lists import Lists
from workers.checks.reading import read
from workers.checks.urls import find_links

# «You are the worst» answered with «we are the worst» is an echo.
_TURNED = {
    word: turned
    for turned, words in (
        ("i", "you we me us they them yo tú usted ustedes nosotros ellos"),
        ("my", "your our mine yours ours their tu su tus sus mi mis nuestro nuestra nuestros nuestras"),
        ("am", "are is eres es son somos soy"),
    )
    for word in words.split()
}
_RUN = 3
# Nobody disguises an echo, so words are taken as they stand, which is quicker than reading them.
_WORD = regex.compile(r"[\w'’]++")


class EchoOptions(Options):
    share: int = Field(default=70, ge=1, le=100)
    words: int = Field(default=5, ge=_RUN)


class ShortAnswerOptions(Options):
    words: int = Field(default=4, ge=2)
    critical: tuple[str, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Echo:
    """A reply whose words are the post's, in the same order."""

    context: Context
    options: EchoOptions
    reads_alt: ClassVar[bool] = False

    @property
    def rule(self) -> str:
        return self.context.rule.id

    def __call__(self, draft: Draft) -> Iterator[Finding]:
        if draft.parent is None:
            return
        words = list(_WORD.finditer(draft.text))
        if len(words) < self.options.words:
            return
        runs, said = _runs(draft.text), set(_runs(draft.parent.text))
        again = sum(run in said for run in runs)
        if 100 * again >= self.options.share * len(runs):
            yield self.context.finding(
                "This repeats what the person wrote, and sounds as if it mocked them.",
                words[0].start(),
                words[-1].end(),
                draft.text,
            )


@dataclass(frozen=True, slots=True)
class ShortAnswer:
    """A reply too short not to be heard as a snub; one with a link is none."""

    context: Context
    options: ShortAnswerOptions
    critical: Lists
    reads_alt: ClassVar[bool] = False

    @property
    def rule(self) -> str:
        return self.context.rule.id

    def __call__(self, draft: Draft) -> Iterator[Finding]:
        count = len(read(draft.text).words)
        if draft.parent is None or not 0 < count < self.options.words or any(True for _ in find_links(draft.text)):
            return
        angry = self.critical.find(draft.parent.text)
        if angry:
            word = draft.parent.text[angry[0].start : angry[0].end]
            words = "one word" if count == 1 else f"{count} words"
            yield self.context.finding(f"A reply of {words} to a post that says “{word}” sounds like a snub.")


def _runs(text: str) -> list[tuple[str, ...]]:
    words = [_TURNED.get(word, word) for word in _WORD.findall(text.casefold())]
    return [tuple(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)]


def _echo(options: EchoOptions, context: Context) -> Check:
    return Echo(context, options)


def _short_answer(options: ShortAnswerOptions, context: Context) -> Check:
    return ShortAnswer(context, options, Lists(context, "critical", options.critical))


ECHO = Kind(EchoOptions, _echo)
SHORT_ANSWER = Kind(ShortAnswerOptions, _short_answer)
