"""Findings of which there may be thousands, where a text is made of nothing else."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from approval.finding import Finding

# A text made of a trick repeated a thousand times must not make a card of a thousand lines.
MOST_FINDINGS_A_RULE = 10

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Rest(Finding):
    """A finding that is true of more `places` of the `text` too, its own the first of them; none overlap.

    `run_checks` tells of the eleventh and later of a rule only how many there are, and to describe a place takes more
    time than to find it.
    """

    text: str = ""
    places: tuple[Span, ...] = ()


def described(
    text: str, places: Iterable[tuple[str, int, int]], describe: Callable[[str, str, int, int], Finding]
) -> Iterator[Finding]:
    """The findings about places (rule, start, end), which `describe` makes; the eleventh of a rule is the rest."""
    made: dict[str, int] = {}
    last: dict[str, Finding] = {}
    rest: dict[str, list[Span]] = {}
    for rule, start, end in places:
        spans = rest.get(rule)
        if spans is not None:
            spans.append((start, end))
            continue
        finding = last[rule] = describe(rule, text, start, end)
        yield finding
        made[rule] = made.get(rule, 0) + 1
        if made[rule] == MOST_FINDINGS_A_RULE:
            rest[rule] = []
    for rule, spans in rest.items():
        if spans:
            like, (start, end) = last[rule], spans[0]
            yield Rest(like.rule, like.severity, like.message, like.mend, start, end, text[start:end], text, (*spans,))


def spans_of(finding: Finding) -> tuple[Span, ...]:
    """All places that the finding is about."""
    return finding.places if isinstance(finding, Rest) else ((finding.start, finding.end),)


def at(finding: Finding, start: int, end: int) -> Finding:
    """The finding about one of its places."""
    if not isinstance(finding, Rest):
        return finding
    span = finding.text[start:end]
    return Finding(finding.rule, finding.severity, finding.message, finding.mend, start, end, span)
