"""Until when a check's answer holds: some rules go by the clock, and a reply may wait for hours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from approval.finding import Finding, Severity
from approval.policy.document import Policy
from workers.checks.check import FAULTS, Check, CheckUnavailable, Draft, could_not_run


@runtime_checkable
class Lasts(Protocol):
    """A check that will find more in the same draft by mere passing of time."""

    def until(self, draft: Draft) -> datetime | None:
        """The first moment after `draft.at` at which it finds more; None where there is none."""


@dataclass(frozen=True, slots=True)
class Holding:
    """The first moment at which any of the checks finds more in a draft; None where time changes nothing.

    `findings` are of the checks that could not say it: a "check.unavailable" each, for otherwise the reply would wait
    under an answer that nobody knows to hold.
    """

    until: datetime | None
    findings: tuple[Finding, ...]


def holds_until(
    checks: Sequence[Check],
    draft: Draft,
    *,
    when_a_check_cannot_run: Severity = Severity.ESCALATE,
    policy: Policy | None = None,
) -> Holding:
    """Until when the checks' answer about the draft holds."""
    moments: list[datetime] = []
    findings: list[Finding] = []
    for check in checks:
        if isinstance(check, Lasts):
            try:
                moment = check.until(draft)
            except (*FAULTS, CheckUnavailable) as error:
                findings.append(could_not_run(check, error, when_a_check_cannot_run, policy))
            else:
                moments += [moment] if moment else []
    return Holding(min(moments, default=None), tuple(findings))
