"""Length as the platform counts it, so that nothing is cut off after it was approved."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import ClassVar

import regex

from approval.finding import Finding, Severity
from workers.checks.check import CheckUnavailable, Draft

# A row of what stands alone, whatever stands beside it; without its last one, where something follows that may join it.
# Flags next: \X itself counts back through a row of them at each one.
_JOINS = r"[^\p{GCB=Other}\p{GCB=Control}\p{GCB=LF}]||\p{InCB=Linker}"
_GRAPHEME = regex.compile(
    rf"(?V1)([^{_JOINS}]+(?![{_JOINS}]))|\p{{RI}}{{2}}[\p{{GCB=Extend}}\p{{GCB=ZWJ}}\p{{GCB=SpacingMark}}]*+|\X"
)
_VISIBLE = regex.compile(r"[^\p{Z}\p{C}\p{Default_Ignorable_Code_Point}]")


@dataclass(frozen=True, slots=True)
class Allowance:
    """How much a platform takes: at most `most` of `unit` (a plural noun).

    `ends` yields, for each unit of a text in turn, the code point index at which it ends.
    """

    most: int
    unit: str
    ends: Callable[[str], Iterator[int]]


def grapheme_ends(text: str) -> Iterator[int]:
    """Where each extended grapheme cluster (UAX #29: what a person calls one character) of the text ends."""
    if text.isascii() and "\r" not in text:
        return iter(range(1, len(text) + 1))
    return iter(_grapheme_ends(text))


@lru_cache(maxsize=4)
def _grapheme_ends(text: str) -> tuple[int, ...]:
    # The house asks for the platform, and a rule may ask for less.
    ends: list[int] = []
    for match in _GRAPHEME.finditer(text):
        start, end = match.span()
        ends += range(start + 1, end + 1) if match.lastindex else (end,)
    return tuple(ends)


# A platform that counts otherwise (X weighs, Mastodon shortens links) brings its own `ends`.
ALLOWANCES: Mapping[str, Allowance] = MappingProxyType({"square": Allowance(500, "characters", grapheme_ends)})


@dataclass(frozen=True, slots=True)
class Length:
    """Blocks a reply that is empty or that the platform would refuse or cut."""

    allowances: Mapping[str, Allowance] = field(default_factory=lambda: ALLOWANCES)
    rule: ClassVar[str] = "length"
    reads_alt: ClassVar[bool] = False

    def __call__(self, draft: Draft) -> Iterator[Finding]:
        allowance = self.allowances.get(draft.platform)
        if allowance is None:
            raise CheckUnavailable(
                f"nobody has said how {draft.platform or 'this platform'} counts a text.",
                f"Choose an account on a platform that is known: {', '.join(sorted(self.allowances))}.",
            )
        if not _VISIBLE.search(draft.text):
            yield Finding("length.empty", Severity.BLOCK, "The reply has no words in it.", "Write the reply.")
            return
        ends = list(allowance.ends(draft.text))
        count, over = len(ends), len(ends) - allowance.most
        if over > 0:
            limit = ends[allowance.most - 1]
            yield Finding(
                "length.over",
                Severity.BLOCK,
                f"The reply has {count:,} {allowance.unit}, {over:,} more than the {allowance.most:,} "
                f"that {draft.platform} takes.",
                f"Take out at least {over:,} {allowance.unit}. What is marked would not fit.",
                limit,
                len(draft.text),
                draft.text[limit:],
            )
