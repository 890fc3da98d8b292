"""Findings of which there may be thousands, where a text is made of nothing else."""

from collections.abc import Callable

from approval.finding import Finding
from workers.checks.check import MOST_FINDINGS_A_RULE


class Many:
    """Describes the first findings of each rule that `run_checks` shows; those after them are said like the last one.

    `run_checks` tells of the others only how many there are, and to describe a place takes more time than to find it.
    """

    def __init__(self) -> None:
        self._made: dict[str, list[Finding]] = {}

    def __call__(
        self, rule: str, describe: Callable[[str, str, int, int], Finding], text: str, start: int, end: int
    ) -> Finding:
        """The finding about text[start:end]; `describe` is asked as it is called here."""
        made = self._made.setdefault(rule, [])
        if len(made) < MOST_FINDINGS_A_RULE:
            made.append(describe(rule, text, start, end))
            return made[-1]
        last = made[-1]
        return Finding(last.rule, last.severity, last.message, last.mend, start, end, text[start:end])
