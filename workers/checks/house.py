"""The checks of the house: what every reply is looked through for, whatever the policy says."""

from approval.policy.document import Policy
from workers.checks.check import Check
from workers.checks.gaps import Gaps
from workers.checks.hidden import HiddenCharacters
from workers.checks.kinds.house import LABELS, data_named, labels_named
from workers.checks.length import Length
from workers.checks.links import Links
from workers.checks.look_alikes import LookAlikes
from workers.checks.personal import PersonalData
from workers.checks.scorer import Scorer, shared_scorer
from workers.checks.settings import CheckSettings
from workers.checks.toxicity import Toxicity, model_files


def house_checks(settings: CheckSettings, policy: Policy | None = None) -> tuple[Check, ...]:
    """All of them; with a policy, those that no rule of it names. The one that reads with the model is the last.

    A rule that names some kinds of personal data, or some labels of the model, leaves the others to the house.
    """
    named = [check for rule in policy.rules for check in rule.checks] if policy else []
    kinds = {check.kind for check in named}
    always: dict[str, Check] = {
        "length": Length(),
        "hidden_characters": HiddenCharacters(),
        "gaps": Gaps(),
        "look_alikes": LookAlikes(),
        "links": Links(frozenset(domain.lower().strip(".") for domain in settings.allowed_domains)),
    }
    personal = PersonalData(
        frozenset(settings.published_phones),
        frozenset(settings.published_emails),
        frozenset(settings.published_addresses),
        not_here=data_named(named),
    )
    files = model_files(settings)
    scorer = shared_scorer(files) if "toxicity" in kinds else Scorer(files)
    labels = labels_named(named)
    # Where rules name every label, they say themselves that the model is missing: once is enough.
    toxicity = Toxicity(files, settings.toxicity_thresholds, labels, scorer, told_by_others=labels >= frozenset(LABELS))
    return (*(check for kind, check in always.items() if kind not in kinds), personal, toxicity)
