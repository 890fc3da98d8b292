"""Pictures: what is described of them, and what words stand beside them.

`alt_text`:
- `words`: how many words the description of a picture has at least (default 2). A file's name is no description.

`picture_words`: a reply with a picture and words about a suspect.
- `lists` (needed): word lists; one of their words beside a picture is a finding.
- `unless_case_number`: whether the number of a case in the text or in the reason given lifts it (default false).
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
from workers.checks.kinds.presumption import CASE_NUMBER

_WORD = regex.compile(r"[\p{L}\p{N}][\p{L}\p{M}\p{N}'’\-]*+")
_FILE = regex.compile(
    r"\S*\.(?:jpe?g|png|gif|webp|heic|tiff?|bmp)|(?:img|dsc|dscn|pxl|screenshot|image|photo|foto|imagen|picture|untitled)"
    r"[ _\-\p{N}.()]*+",
    regex.IGNORECASE,
)


class AltOptions(Options):
    words: int = Field(default=2, ge=1)


class PictureWordsOptions(Options):
    lists: tuple[str, ...] = Field(min_length=1)
    unless_case_number: bool = False


@dataclass(frozen=True, slots=True)
class AltText:
    """Each picture that is not described."""

    context: Context
    words: int
    reads_alt: ClassVar[bool] = False

    @property
    def rule(self) -> str:
        return self.context.rule.id

    def __call__(self, draft: Draft) -> Iterator[Finding]:
        for item in draft.media:
            alt = item.alt.strip()
            count = len(_WORD.findall(alt))
            if not alt:
                yield self.context.finding(f"The picture {item.name} has no description.")
            elif _FILE.fullmatch(alt):
                yield self.context.finding(f"“{alt}” names the picture {item.name} and does not describe it.")
            elif count < self.words:
                yield self.context.finding(
                    f"The picture {item.name} is described as “{alt}”. A description has {self.words} words or more."
                )


@dataclass(frozen=True, slots=True)
class PictureWords:
    """Each such word where a picture goes out with the reply, in the reply or in the picture's description."""

    context: Context
    words: Lists
    unless_case_number: bool
    reads_alt: ClassVar[bool] = False

    @property
    def rule(self) -> str:
        return self.context.rule.id

    def __call__(self, draft: Draft) -> Iterator[Finding]:
        if not draft.media:
            return
        if self.unless_case_number and (CASE_NUMBER.search(draft.text) or CASE_NUMBER.search(draft.reason)):
            return
        for hit in self.words.find(draft.text):
            yield self.context.finding(
                f"“{draft.text[hit.start : hit.end]}” stands beside a picture.", hit.start, hit.end, draft.text
            )
        for item in draft.media:
            for hit in self.words.find(item.alt):
                yield self.context.finding(
                    f"“{item.alt[hit.start : hit.end]}” stands in the description of the picture {item.name}."
                )


def _alt(options: AltOptions, context: Context) -> Check:
    return AltText(context, options.words)


def _picture_words(options: PictureWordsOptions, context: Context) -> Check:
    return PictureWords(context, Lists(context, "lists", options.lists), options.unless_case_number)


ALT_TEXT = Kind(AltOptions, _alt)
PICTURE_WORDS = Kind(PictureWordsOptions, _picture_words)
