"""The one builder of the checks."""

import gc

from approval.policy.document import Policy
from workers.checks.check import Check, Loads
from workers.checks.house import house_checks
from workers.checks.policy_checks import build_policy_checks
from workers.checks.settings import CheckSettings


def build_checks(settings: CheckSettings, policy: Policy | None = None) -> tuple[Check, ...]:
    """Every check, quickly and without the model: `load_checks` brings that in.

    Those of the policy's rules come first; then the house's own, under their own names, for what no rule asks for.
    What cannot be made of a policy in force becomes a finding, so that the worker goes on.
    """
    if policy is None:
        return house_checks(settings)
    return (*build_policy_checks(policy, settings, missing="finding"), *house_checks(settings, policy))


def load_checks(checks: tuple[Check, ...]) -> None:
    """Bring the model into memory, once, before the worker forks. What cannot be loaded is told by a finding."""
    for check in checks:
        if isinstance(check, Loads):
            check.load()
    # What was built stays, so the collector need not look through it again and again, nor copy it in each fork.
    gc.collect()
    gc.freeze()
