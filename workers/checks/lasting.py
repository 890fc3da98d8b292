"""Until when a check's answer holds: some rules go by the clock, and a reply may wait for hours."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol, runtime_checkable

from workers.checks.check import FAULTS, Check, CheckUnavailable, Draft


@runtime_checkable
class Lasts(Protocol):
    """A check that will find more in the same draft by mere passing of time."""

    def until(self, draft: Draft) -> datetime | None:
        """The first moment after `draft.at` at which it finds more; None where there is none."""


def holds_until(checks: Sequence[Check], draft: Draft) -> datetime | None:
    """The first moment at which any of the checks finds more in the draft; None where time changes nothing."""
    return min((moment for check in checks if (moment := _until(check, draft))), default=None)


def _until(check: Check, draft: Draft) -> datetime | None:
    try:
        return check.until(draft) if isinstance(check, Lasts) else None
    except (*FAULTS, CheckUnavailable):
        # What makes it stumble here does so where it is run, and is a finding there.
        return None
