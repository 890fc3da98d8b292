"""The checks under whichever policy is in force, made once for each."""

from collections.abc import Sequence

from approval.policy.document import Policy
from workers.checks.build import build_checks, load_checks
from workers.checks.check import Check
from workers.checks.settings import CheckSettings


class ChecksUnder:
    """Checks by policy. The last one's are kept, with the model in memory: adoptions are rare, and checks are not."""

    def __init__(self, settings: CheckSettings) -> None:
        self._settings = settings
        self._digest: str | None = None
        self._checks: tuple[Check, ...] = ()

    def __call__(self, policy: Policy | None) -> Sequence[Check]:
        """The checks of the house and of this policy; those of the house alone where there is none."""
        digest = policy.digest if policy else ""
        if digest != self._digest:
            self._checks = build_checks(self._settings, policy)
            load_checks(self._checks)
            self._digest = digest
        return self._checks
