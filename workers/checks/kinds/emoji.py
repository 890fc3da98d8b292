"""Emoji, which a screen reader reads out one by one.

`emoji`:
- `most`: how many a reply may have (default 2).
- `at_end`: whether they may only stand at the end of a sentence or of a line (default true).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import regex
from pydantic import Field

from approval.finding import Finding
from workers.checks.check import Check, Draft
from workers.checks.kind import Context, Kind, Options
from workers.checks.scripts import characters, distinct

# UTS #51: what is shown as a picture by itself or by U+FE0F, with skin tones, joined families, flags, keycaps.
_EMOJI = regex.compile(
    r"\p{RI}{2}|[0-9#*]\uFE0F?\u20E3|\U0001F3F4[\U000E0020-\U000E007E]{1,8}+\U000E007F"
    r"|(?V1)(?:\p{Emoji_Presentation}|[\p{Emoji}--[0-9#*]]\uFE0F|[\p{Extended_Pictographic}--[©®™‼⁉↔↕]](?!\uFE0E))"
    r"[\uFE0F]?+\p{Emoji_Modifier}?+(?:\u200D[\p{Emoji}--[0-9#*]]\uFE0F?+\p{Emoji_Modifier}?+){0,8}+",
    regex.VERSION1,
)
# Without one of these nothing is an emoji.
_NEEDED = characters(
    r"\p{RI}\p{Emoji_Presentation}\u20e3\ufe0f[\p{Extended_Pictographic}--[©®™‼⁉↔↕]]",
)
_WORD_BEHIND = regex.compile(r"[^\p{L}\p{N}\n]{0,40}+[\p{L}\p{N}]")
_ENDS_BEFORE = regex.compile(r"[.!?…。！？:;)\"'”’»\n]\s*+\Z")


class EmojiOptions(Options):
    most: int = Field(default=2, ge=0)
    at_end: bool = True


@dataclass(frozen=True, slots=True)
class Emoji:
    """The first emoji too many, and each row of them that stands before or between words."""

    context: Context
    options: EmojiOptions
    reads_alt: ClassVar[bool] = True

    @property
    def rule(self) -> str:
        return self.context.rule.id

    def __call__(self, draft: Draft) -> Iterator[Finding]:
        text = draft.text
        if _NEEDED.isdisjoint(distinct(text)):
            return
        found = [match.span() for match in _EMOJI.finditer(text)]
        if len(found) > self.options.most:
            start, end = found[self.options.most]
            yield self.context.finding(f"There are {len(found)} emoji; {self._allowed()}.", start, end, text)
        if self.options.at_end:
            for start, end in _rows(text, found):
                if _in_the_way(text, start, end):
                    yield self.context.finding(
                        f"“{text[start:end]}” stands among the words. Say it in words, and put emoji at the end.",
                        start,
                        end,
                        text,
                    )

    def _allowed(self) -> str:
        most = self.options.most
        return "none is wanted" if most == 0 else "one is enough" if most == 1 else f"{most} are enough"


def _rows(text: str, found: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Emoji with nothing but spaces between, as one."""
    row: tuple[int, int] | None = None
    for start, end in found:
        if row and not text[row[1] : start].strip(" \u00a0"):
            row = (row[0], end)
            continue
        if row:
            yield row
        row = (start, end)
    if row:
        yield row


def _in_the_way(text: str, start: int, end: int) -> bool:
    """Whether words go on behind, in the same line, and no sentence had ended before."""
    if not _WORD_BEHIND.match(text, end):
        return False
    return not _ENDS_BEFORE.search(text, max(0, start - 12), start)


def _build(options: EmojiOptions, context: Context) -> Check:
    return Emoji(context, options)


EMOJI = Kind(EmojiOptions, _build)
