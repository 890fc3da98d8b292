"""Findings as they are told: the gravest first, one for a place, ten of a rule."""

from collections.abc import Iterable
from dataclasses import replace
from operator import itemgetter

from approval.finding import Finding
from workers.checks.many import MOST_FINDINGS_A_RULE, at, spans_of

# Where something stands, which of the findings is about it, and that finding.
_Place = tuple[int, int, int, Finding]


def told(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings, the gravest first and then in the order of the text.

    Those of one rule and severity about overlapping places are one, with all that is said of the place; the eleventh
    and later of them are told in one line at the tenth's place.
    """
    places: dict[tuple[int, str], list[_Place]] = {}
    for number, finding in enumerate(findings):
        of_its_kind = places.setdefault((-finding.severity.rank, finding.rule), [])
        of_its_kind += [(start, end, number, finding) for start, end in spans_of(finding)]
    kept = [
        ((milder, start, end, rule, number), finding)
        for (milder, rule), of_its_kind in places.items()
        for start, end, number, finding in _of_one_kind(of_its_kind)
    ]
    return tuple(finding for _, finding in sorted(kept, key=lambda each: each[0]))


def _of_one_kind(places: list[_Place]) -> list[_Place]:
    """What is told of one rule and severity, and where each begins, in order; there may be thousands of places."""
    kept: list[_Place] = []
    # How many places there are, up to where the last reaches, and which of `kept` is about it.
    count, reach, about = 0, 0, -1
    # The number keeps equal ones in their order.
    for start, end, number, finding in sorted(places, key=itemgetter(0, 1, 2)):
        if start < end:
            if start < reach:
                reach = max(reach, end)
                if about >= 0:
                    first = kept[about]
                    kept[about] = (*first[:3], _joined(first[3], at(finding, start, end)))
                continue
            reach, about = end, -1
        count += 1
        if count <= MOST_FINDINGS_A_RULE:
            about = len(kept) if start < end else about
            kept.append((start, end, number, at(finding, start, end)))
    more = count - MOST_FINDINGS_A_RULE
    if more > 0:
        start, end, number, finding = kept[-1]
        message = f"{finding.message} There are {more} more places like this."
        kept[-1] = (start, end, number, replace(finding, message=message))
    return kept


def _joined(one: Finding, other: Finding) -> Finding:
    # They come in the order of their beginnings, so whatever the second has more lies behind the first.
    longer = other.span[one.end - other.start :] if other.end > one.end else ""
    return replace(
        one,
        message=_both(one.message, other.message),
        mend=_both(one.mend, other.mend),
        end=max(one.end, other.end),
        span=one.span + longer,
    )


def _both(said: str, more: str) -> str:
    return said if more in said else f"{said} {more}".strip()
