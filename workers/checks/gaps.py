"""Empty room in the middle of a text: what stands behind it is folded away on the card, and goes out all the same."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import regex

from approval.finding import Finding, Severity
from workers.checks.check import Draft

# Two paragraphs need two line breaks; Slack folds a message after a few lines more than this.
LINES = 5
BLANKS = 20

# No room is too much that has fewer characters than this.
_ROOM = regex.compile(rf"\s{{{min(LINES, BLANKS)},}}+")


@dataclass(frozen=True, slots=True)
class Gaps:
    """Blocks a gap that has text behind it."""

    rule: ClassVar[str] = "characters.gap"
    reads_alt: ClassVar[bool] = True

    def __call__(self, draft: Draft) -> Iterator[Finding]:
        for match in _ROOM.finditer(draft.text):
            room = match.group()
            lines = room.count("\n")
            if match.end() == len(draft.text) or (lines < LINES and len(room) - lines < BLANKS):
                continue
            empty = f"{lines - 1} empty lines stand" if lines >= LINES else f"{len(room)} blanks stand"
            yield Finding(
                self.rule,
                Severity.BLOCK,
                f"{empty} here, and whoever reads this may not see that it goes on behind them.",
                "Take them out; one empty line is enough between two paragraphs.",
                match.start(),
                match.end(),
                room,
            )
