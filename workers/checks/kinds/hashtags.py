"""Hashtags that a screen reader can read aloud, and not too many of them.

`hashtags`:
- `most`: how many a reply may have (default 3).
- `words`: word lists to take a hashtag apart by: #abqcleanup is abq + clean + up, and so should be #ABQCleanUp.
- `longest`: a hashtag in small letters with more letters than this is taken for several words, whether or not its words
  are in the lists (default 15).
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

# What stands before is looked at last: to look back from everywhere takes most of the time.
_TAG = regex.compile(r"[#＃](?<![\w&/#＃].)(?=[\p{N}_]*+\p{L})(\w++)")
# A hashtag is no sentence; what is longer is left to `longest`, so that taking it apart stays quick.
_MOST_LETTERS = 60
_LONGEST_WORD = 20


class HashtagOptions(Options):
    most: int = Field(default=3, ge=0)
    words: tuple[str, ...] = ()
    longest: int = Field(default=15, ge=4)


@dataclass(frozen=True, slots=True)
class Hashtags:
    """Each hashtag whose words run together, and the first one too many."""

    context: Context
    options: HashtagOptions
    words: frozenset[str]
    reads_alt: ClassVar[bool] = False

    @property
    def rule(self) -> str:
        return self.context.rule.id

    def __call__(self, draft: Draft) -> Iterator[Finding]:
        text = draft.text
        for number, match in enumerate(_TAG.finditer(text), start=1):
            tag = match.group(1)
            if number == self.options.most + 1:
                total = sum(1 for _ in _TAG.finditer(text))
                yield self.context.finding(
                    f"There are {total} hashtags; {self.options.most} are enough.", match.start(), match.end(), text
                )
            if _runs_together(tag):
                parts = _split(tag.casefold(), self.words)
                if len(parts) > 1:
                    better = "".join(part[:1].upper() + part[1:] for part in parts)
                    yield self.context.finding(
                        f"“{match.group()}” is several words. With a capital for each it can be read: #{better}.",
                        match.start(),
                        match.end(),
                        text,
                    )
                elif not parts and len(tag) > self.options.longest:
                    yield self.context.finding(
                        f"“{match.group()}” seems to be several words. Give each a capital, so that it can be read.",
                        match.start(),
                        match.end(),
                        text,
                    )


def _runs_together(tag: str) -> bool:
    """Whether no capital inside says where a word begins."""
    letters = [letter for letter in tag if letter.isalpha()]
    return "_" not in tag and (not any(letter.isupper() for letter in letters[1:]) or tag.isupper())


def _split(tag: str, words: frozenset[str]) -> list[str]:
    """The words that the tag is made of, as few as can be; none where the lists do not cover it."""
    if tag in words or len(tag) > _MOST_LETTERS:
        return [tag] if tag in words else []
    best: list[list[str] | None] = [[], *([None] * len(tag))]
    for end in range(1, len(tag) + 1):
        for start in range(max(0, end - _LONGEST_WORD), end):
            before, part = best[start], tag[start:end]
            if before is not None and (part in words or part.isdecimal()):
                here = best[end]
                if here is None or len(before) + 1 < len(here):
                    best[end] = [*before, part]
    return best[-1] or []


def _build(options: HashtagOptions, context: Context) -> Check:
    names = Lists(context, "words", options.words).names
    entries = (entry for name in names for entry in context.policy.lists[name])
    words = {word.casefold() for entry in entries for word in entry.strip("= ").split()}
    return Hashtags(context, options, frozenset(words))


HASHTAGS = Kind(HashtagOptions, _build)
