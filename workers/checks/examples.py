"""A policy's examples, run: whether each rule flags what it says it flags, and lets pass what it says may pass."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from approval.finding import Finding
from approval.policy.document import Example, Policy, Rule
from approval.proposal import Media, Parent
from workers.checks.check import Check, CheckUnavailable, Draft, Loads, run_checks

BY_A_PERSON = "answered by a person"
NO_MODEL = "needs a model that is not set up on this machine"

# A Wednesday at noon, no holiday in any of the states, months away from elections.
USUALLY = datetime(2026, 3, 11, 12)  # noqa: DTZ001 - local to the policy's zone, whichever that is


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rule's own checks said of one of its examples. `not_run` says why where none was asked; "" otherwise."""

    rule: Rule
    example: Example
    right: bool
    findings: tuple[Finding, ...]
    not_run: str = ""


def run_examples(policy: Policy, checks: Sequence[Check], platform: str = "square") -> Iterator[Outcome]:
    """Each rule's examples in order, against the checks of that rule alone.

    A check that waits for a model is left out where the model is not there; one that cannot run for another reason is
    an example gone wrong.
    """
    for rule in policy.rules:
        own = [check for check in checks if check.rule == rule.id]
        ready = [check for check in own if _is_ready(check)]
        reason = BY_A_PERSON if not own else NO_MODEL if not ready else ""
        for example in rule.examples:
            if reason:
                yield Outcome(rule, example, True, (), reason)
                continue
            findings = run_checks(ready, draft_of(example, policy, platform), policy=policy)
            unable = any(finding.rule == "check.unavailable" for finding in findings)
            yield Outcome(rule, example, bool(findings) == example.flag and not unable, findings)


def draft_of(example: Example, policy: Policy, platform: str = "square") -> Draft:
    """The example as the checks see a reply."""
    zone = ZoneInfo(policy.zone)
    answered = Parent(example.link, example.author, example.parent)
    return Draft(
        account="",
        platform=platform,
        text=example.text,
        parent=answered if example.link or example.author or example.parent else None,
        media=tuple(_picture(number, alt) for number, alt in enumerate(example.pictures, start=1)),
        reason=example.reason,
        at=_aware(example.at or USUALLY, zone),
        earlier=tuple(sorted(_aware(moment, zone) for moment in example.earlier)),
        approved=example.approved,
    )


def _is_ready(check: Check) -> bool:
    if not isinstance(check, Loads):
        return True
    try:
        list(check(Draft("", "square", "Good morning.")))
    except CheckUnavailable:
        return False
    return True


def _picture(number: int, alt: str) -> Media:
    name = f"picture-{number}.png"
    return Media(hashlib.sha256(name.encode()).hexdigest(), "image/png", name, alt)


def _aware(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)
