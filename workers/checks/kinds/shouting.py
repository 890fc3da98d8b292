"""Capitals and exclamation marks that shout.

`shouting`:
- `capitals`: how many words in a row may not all be in capitals (default 3). Words of one letter, numbers and the
  acronyms do not count; at least one of the words must have four letters.
- `share`: from which share of the words of four letters and more, in capitals, the whole text shouts (per cent,
  default 50); asked of texts with four such words or more.
- `marks`: how many exclamation or question marks in a row are too many (default 2).
- `acronyms`: word lists of what is always written in capitals (APD, BCSO).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import regex
from pydantic import Field

from approval.finding import Finding
from workers.checks.check import Check, Draft
from workers.checks.kind import Context, Kind, Options
from workers.checks.kinds.lists import Lists

_WORD = regex.compile(r"[\p{L}\p{M}]++(?:['’][\p{L}\p{M}]++)*+")
_MARKS = regex.compile(r"[!?！？¡¿‼⁉⁈⁇]{2,}+|[‼⁇⁈⁉]")
_LONG = 4


class ShoutingOptions(Options):
    capitals: int = Field(default=3, ge=2)
    share: int = Field(default=50, ge=1, le=100)
    marks: int = Field(default=2, ge=2)
    acronyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shouting:
    """Each row of capitals, each row of marks; the whole text where most of it is in capitals."""

    context: Context
    options: ShoutingOptions
    acronyms: Lists
    reads_alt: ClassVar[bool] = True

    @property
    def rule(self) -> str:
        return self.context.rule.id

    def __call__(self, draft: Draft) -> Iterator[Finding]:
        text = draft.text
        for match in _MARKS.finditer(text):
            marks = sum(2 if mark in "‼⁇⁈⁉" else 1 for mark in match.group())
            if marks >= self.options.marks and match.group() not in ("¡¿", "¿¡", "?!", "!?", "¡!", "¿?"):
                yield self.context.finding(
                    f"{marks} marks stand in a row: “{match.group()[:20]}”.", match.start(), match.end(), text
                )
        acronyms = {place for hit in self.acronyms.find(text) for place in range(hit.start, hit.end)}
        rows, longer, loud = self._rows(text, acronyms)
        if rows:
            for start, end, count in rows:
                yield self.context.finding(f"{count} words in a row are in capitals.", start, end, text)
        elif longer >= _LONG and 100 * loud >= self.options.share * longer:
            share = round(100 * loud / longer)
            yield self.context.finding(f"{share} per cent of the longer words are in capitals.")

    def _rows(self, text: str, acronyms: set[int]) -> tuple[list[tuple[int, int, int]], int, int]:
        """Rows of capitals (start, end, how many words), how many longer words there are, and how many in capitals."""
        # Letters by themselves count for nothing.
        words = [
            (start, end)
            for start, end in map(regex.Match.span, _WORD.finditer(text))
            if end - start > 1 and start not in acronyms
        ]
        capitals = bytes([text[start:end].isupper() for start, end in words])
        rows = [
            (words[match.start()][0], words[match.end() - 1][1], match.end() - match.start())
            for match in self._in_a_row.finditer(capitals)
            if any(end - start >= _LONG for start, end in words[slice(*match.span())])
        ]
        longer = [loud for loud, (start, end) in zip(capitals, words, strict=True) if end - start >= _LONG]
        return rows, len(longer), sum(longer)

    @property
    def _in_a_row(self) -> re.Pattern[bytes]:
        return re.compile(b"\1{%d,}" % self.options.capitals)


def _build(options: ShoutingOptions, context: Context) -> Check:
    return Shouting(context, options, Lists(context, "acronyms", options.acronyms))


SHOUTING = Kind(ShoutingOptions, _build)
