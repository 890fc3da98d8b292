"""The one builder of the checks."""

from workers.checks.check import Check, Loads
from workers.checks.settings import CheckSettings


def build_checks(settings: CheckSettings) -> tuple[Check, ...]:  # noqa: ARG001
    """Every check, quickly and without the model: `load_checks` brings that in."""
    return ()


def load_checks(checks: tuple[Check, ...]) -> None:
    """Bring the model into memory, once, before the worker forks. What cannot be loaded is told by a finding."""
    for check in checks:
        if isinstance(check, Loads):
            check.load()
