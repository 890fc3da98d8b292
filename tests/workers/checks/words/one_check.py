"""One check of the kinds that look for words, asked about a text."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from approval.finding import Finding, Severity
from approval.policy.document import Option, Policy, Rule, RuleCheck, Section
from approval.proposal import Parent
from workers.checks.check import Draft, run_checks
from workers.checks.policy_checks import build_policy_checks
from workers.checks.settings import CheckSettings

SETTINGS = CheckSettings(_env_file=None)
LISTS: dict[str, tuple[str, ...]] = {
    "insults.en": ("clown", "=mean", "piece of work", "who do you ... think you are"),
    "insults.es": ("payaso",),
    "quoting.en": ("wrote",),
    "grave.en": ("kill", "crash"),
    "places.en": ("Old Town",),
}


class OneCheck:
    """A kind with its options: called with a text (and the post that it answers), it says what was found."""

    def __init__(self, kind: str, words: Mapping[str, Sequence[str]] = LISTS, /, **options: Option) -> None:
        checks = (RuleCheck(kind, Severity.ESCALATE, options),)
        rule = Rule("B01", Section.BEHAVIOUR, Severity.BLOCK, "Kind", "Be kind.", "Say it kindly.", (), checks, ())
        policy = Policy(
            city="Mesa Verde Springs",
            title="Replies",
            version="1",
            effective=date(2026, 1, 1),
            adopted_by="City Council",
            zone="America/Denver",
            languages=("en", "es"),
            introduction={},
            contact={},
            questions=(),
            rules=(rule,),
            lists={name: tuple(entries) for name, entries in words.items()},
            digest="0" * 64,
        )
        self._checks = build_policy_checks(policy, SETTINGS)

    def __call__(self, text: str, parent: str = "", author: str = "@doug_s") -> tuple[Finding, ...]:
        draft = Draft("police", "square", text)
        return run_checks(self._checks, replace(draft, parent=Parent("", author, parent)) if parent else draft)

    def spans(self, text: str, parent: str = "") -> list[str]:
        """What the findings point at, in the order of the text."""
        return [finding.span for finding in self(text, parent)]
