"""What a check says about a text: pure values shared by the checks, the workflow and the card."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How grave a finding is, and so what it asks of the people who decide."""

    WARN = "warn"  # shown to the approver, asks nothing more
    ESCALATE = "escalate"  # one approver more, and a written reason
    BLOCK = "block"  # cannot be approved, only rewritten

    @property
    def rank(self) -> int:
        """0 for the mildest; a higher rank is graver."""
        return _RANKS[self]


# Asked thousands of times for one text, so it is counted once.
_RANKS = {severity: rank for rank, severity in enumerate(Severity)}


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark of one rule about one span of the checked text.

    `start` and `end` count Unicode code points into the text that was checked, half open; both are 0 where the
    finding is about the whole text or about a check that could not run. `span` is the text between them, exactly.
    `mend` tells the proposer what to change.
    """

    rule: str
    severity: Severity
    message: str
    mend: str
    start: int = 0
    end: int = 0
    span: str = ""


def gravest(findings: tuple[Finding, ...]) -> Severity | None:
    """The gravest severity among the findings; None if there are none."""
    return max((finding.severity for finding in findings), key=lambda severity: severity.rank, default=None)
