"""The one builder of the checks."""

from workers.checks.check import Check, Loads
from workers.checks.gaps import Gaps
from workers.checks.hidden import HiddenCharacters
from workers.checks.length import Length
from workers.checks.links import Links
from workers.checks.look_alikes import LookAlikes
from workers.checks.personal import PersonalData
from workers.checks.settings import CheckSettings
from workers.checks.toxicity import Toxicity, model_files


def build_checks(settings: CheckSettings) -> tuple[Check, ...]:
    """Every check, quickly and without the model: `load_checks` brings that in."""
    return (
        Length(),
        HiddenCharacters(),
        Gaps(),
        LookAlikes(),
        Links(frozenset(domain.lower().strip(".") for domain in settings.allowed_domains)),
        PersonalData(
            frozenset(settings.published_phones),
            frozenset(settings.published_emails),
            frozenset(settings.published_addresses),
        ),
        Toxicity(model_files(settings), settings.toxicity_thresholds),
    )


def load_checks(checks: tuple[Check, ...]) -> None:
    """Bring the model into memory, once, before the worker forks. What cannot be loaded is told by a finding."""
    for check in checks:
        if isinstance(check, Loads):
            check.load()
