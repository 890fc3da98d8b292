"""Findings as they are told: the gravest first, one for a place, ten of a rule."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from approval.finding import Finding
from workers.checks.many import MOST_FINDINGS_A_RULE, at, spans_of


def told(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings, the gravest first and then in the order of the text.

    Those of one rule and severity about overlapping places are one, with all that is said of the place; the eleventh
    and later of them are told in one line at the tenth's place.
    """
    kept: list[Finding] = []
    # By severity and rule: how many places there are, up to where the last reaches, and which of `kept` is about it.
    counts: dict[tuple[int, str], int] = {}
    ends: dict[tuple[int, str], int] = {}
    about: dict[tuple[int, str], int] = {}
    tenth: dict[tuple[int, str], int] = {}
    for milder, start, end, rule, _, finding in sorted(_places(findings)):
        key = (milder, rule)
        if start < end:
            before = ends.get(key, 0)
            if start < before:
                ends[key] = max(before, end)
                if key in about:
                    kept[about[key]] = _joined(kept[about[key]], at(finding, start, end))
                continue
            ends[key] = end
            about.pop(key, None)
        count = counts[key] = counts.get(key, 0) + 1
        if count <= MOST_FINDINGS_A_RULE:
            if start < end:
                about[key] = len(kept)
            if count == MOST_FINDINGS_A_RULE:
                tenth[key] = len(kept)
            kept.append(at(finding, start, end))
    for key, place in tenth.items():
        more = counts[key] - MOST_FINDINGS_A_RULE
        if more:
            kept[place] = replace(kept[place], message=f"{kept[place].message} There are {more} more places like this.")
    return tuple(kept)


def _places(findings: Iterable[Finding]) -> Iterator[tuple[int, int, int, str, int, Finding]]:
    """Each place of each finding as it is to be sorted; the number keeps equal ones in their order."""
    for number, finding in enumerate(findings):
        milder, rule = -finding.severity.rank, finding.rule
        for start, end in spans_of(finding):
            yield milder, start, end, rule, number, finding


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
