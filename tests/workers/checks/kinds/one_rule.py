"""A policy of one rule with one check, and what it finds."""

from collections.abc import Mapping, Sequence
from datetime import date

from approval.finding import Finding, Severity
from approval.policy.document import Example, Option, Policy, Rule, RuleCheck, Section
from workers.checks.check import Draft, run_checks
from workers.checks.policy_checks import build_policy_checks
from workers.checks.settings import CheckSettings

SETTINGS = CheckSettings(_env_file=None)


def rule(
    *checks: RuleCheck, id: str = "X01", severity: Severity = Severity.BLOCK, examples: Sequence[Example] = ()
) -> Rule:
    return Rule(id, Section.CONTENT, severity, "A rule", "What it says.", "Mend it.", (), checks, tuple(examples))


def asks(kind: str, severity: Severity = Severity.BLOCK, **options: Option) -> RuleCheck:
    return RuleCheck(kind, severity, options)


def policy(
    *rules: Rule,
    lists: Mapping[str, Sequence[str]] | None = None,
    languages: tuple[str, ...] = ("en", "es"),
    zone: str = "America/Denver",
) -> Policy:
    return Policy(
        city="Mesa Verde Springs",
        title="Replies",
        version="1",
        effective=date(2026, 1, 1),
        adopted_by="City Council",
        zone=zone,
        languages=languages,
        introduction={},
        contact={},
        questions=(),
        rules=rules,
        lists={name: tuple(words) for name, words in (lists or {}).items()},
        digest="0" * 64,
    )


class OneCheck:
    """A kind with its options and lists: called with a text (or a draft), it answers what the rule X01 finds."""

    def __init__(
        self,
        kind: str,
        words: Mapping[str, Sequence[str]] | None = None,
        severity: Severity = Severity.BLOCK,
        languages: tuple[str, ...] = ("en", "es"),
        /,
        **options: Option,
    ) -> None:
        one = rule(asks(kind, severity, **options), severity=severity)
        self.checks = build_policy_checks(policy(one, lists=words, languages=languages), SETTINGS)

    def __call__(self, text: str | Draft) -> tuple[Finding, ...]:
        draft = text if isinstance(text, Draft) else Draft("apd", "square", text)
        found = run_checks(self.checks, draft)
        for finding in found:
            assert finding.rule == "X01"
            assert draft.text[finding.start : finding.end] == finding.span
        return found

    def spans(self, text: str) -> list[str]:
        return [finding.span for finding in sorted(self(text), key=lambda finding: finding.start)]
