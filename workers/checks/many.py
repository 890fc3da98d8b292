"""Findings of which there may be thousands, where a text is made of nothing else."""

from collections.abc import Callable

from approval.finding import Finding
from workers.checks.check import MOST_FINDINGS_A_RULE


class Many:
    """Makes the first findings of each rule that `run_checks` shows; those after them are the last one again.

    `run_checks` tells of the others only how many there are, and to describe each of them takes the most time.
    """

    def __init__(self) -> None:
        self._made: dict[str, list[Finding]] = {}

    def __call__(self, rule: str, make: Callable[[], Finding]) -> Finding:
        made = self._made.setdefault(rule, [])
        if len(made) < MOST_FINDINGS_A_RULE:
            made.append(make())
        return made[-1]
