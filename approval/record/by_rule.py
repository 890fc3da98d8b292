"""How each rule of the policy fares, read out of the log: what it found, what came of it, and what was called wrong."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from approval.finding import Severity
from approval.record.entry import APPROVED, CHECKED, DISPUTED, Entry


@dataclass(frozen=True, slots=True)
class RuleCount:
    """One rule under one version of the policy (`policy` is its digest), counted in revisions that were checked.

    `found` of them had a finding of the rule; `severities` says how grave the gravest one was, as far as the log still
    discloses it. Of those found, so many had all the approvals they needed all the same, were written anew, or were
    withdrawn; `wrong` were said by an approver to be no breach of the rule.
    """

    policy: str
    rule: str
    found: int
    severities: Mapping[Severity, int]
    approved: int
    changed: int
    withdrawn: int
    wrong: int

    @property
    def share_wrong(self) -> float:
        """How much of what the rule found was said to be wrong, from 0 to 1."""
        return self.wrong / self.found if self.found else 0.0


@dataclass(frozen=True, slots=True)
class ApprovalCount:
    """The approvals given under one version: how many, how many of them by a reaction, and how often each question was
    answered with yes (a reaction answers all of them)."""

    policy: str
    given: int
    by_reaction: int
    answers: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Counted:
    """What a period's checks and approvals add up to; `checks` is how many revisions were checked, by policy."""

    checks: Mapping[str, int]
    rules: tuple[RuleCount, ...]
    approvals: tuple[ApprovalCount, ...]


def count_by_rule(entries: Iterable[Entry], start: datetime | None = None, end: datetime | None = None) -> Counted:
    """Count what was checked and approved from `start` (included) to `end` (excluded), and what became of it until now.

    `entries` are the log from its beginning, in order: an approval counts under the policy of a check long before it.
    """
    checks: dict[tuple[str, int], list[_Check]] = {}
    approvals: dict[str, _Approvals] = {}
    for entry in entries:
        fields = entry.fields
        proposal, revision = str(fields.get("proposal", "")), fields.get("revision", 0)
        if not proposal or not isinstance(revision, int):
            continue
        inside = (start is None or entry.at >= start) and (end is None or entry.at < end)
        here = checks.setdefault((proposal, revision), [])
        if entry.action == CHECKED:
            policy = str(fields.get("policy", ""))
            # The same revision checked again under the same policy is no second finding.
            here[:] = [check for check in here if check.policy != policy]
            here.append(_Check(policy, inside, dict(_found(entry)), entry.seq))
            continue
        if entry.action == DISPUTED:
            _dispute(here, str(fields.get("rule", "")), str(fields.get("policy", "")))
            continue
        if entry.action == "revision.submitted":
            here = checks.get((proposal, revision - 1), [])
        latest = here[-1] if here else _Check("", False, {})
        if entry.action == APPROVED and fields.get("check") != latest.seq:
            # It is by another check than the last, and so approves nothing (`witnessed`).
            continue
        _follow(latest, entry)
        if entry.action == APPROVED and inside:
            approvals.setdefault(latest.policy, _Approvals()).add(entry)
    counted = [check for each in checks.values() for check in each if check.inside]
    return Counted(
        dict(sorted(Counter(check.policy for check in counted).items())),
        tuple(_rules(counted)),
        tuple(
            ApprovalCount(policy, each.given, each.by_reaction, dict(sorted(each.answers.items())))
            for policy, each in sorted(approvals.items())
        ),
    )


@dataclass(slots=True)
class _Check:
    """One check of one revision: the rules that found something, with the gravest severity of each, and what came."""

    policy: str
    inside: bool
    rules: dict[str, Severity | None]
    seq: int = 0
    fate: set[str] = field(default_factory=set)
    wrong: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Approvals:
    given: int = 0
    by_reaction: int = 0
    answers: Counter[str] = field(default_factory=Counter)

    def add(self, entry: Entry) -> None:
        fields = entry.fields
        self.given += 1
        self.by_reaction += fields.get("via") == "reaction"
        self.answers.update(_listed(fields.get("answers", "")))


def _follow(check: _Check, entry: Entry) -> None:
    """Note what happened to the wording that was checked."""
    match entry.action:
        case "review.approved" if entry.fields.get("missing") == 0:
            check.fate.add("approved")
        case "review.withdrawn" | "proposal.reopened":
            check.fate.discard("approved")
        case "revision.submitted":
            check.fate.add("changed")
        case "proposal.withdrawn":
            check.fate.add("withdrawn")


def _dispute(checks: list[_Check], rule: str, policy: str) -> None:
    for check in checks[::-1]:
        if rule in check.rules and check.policy == policy:
            check.wrong.add(rule)
            return


def _found(entry: Entry) -> Iterator[tuple[str, Severity | None]]:
    """The rules that found something; how grave it was stands beside the leaf, and may have been redacted."""
    severities: dict[str, Severity] = {}
    listed = entry.disclosed.get("findings", ())
    for finding in listed if isinstance(listed, list) else ():
        if isinstance(finding, dict):
            rule, severity = str(finding["rule"]), Severity(str(finding["severity"]))
            severities[rule] = max(severity, severities.get(rule, severity), key=lambda each: each.rank)
    for rule in sorted({*_listed(entry.fields.get("rules", "")), *severities}):
        yield rule, severities.get(rule)


def _rules(checks: list[_Check]) -> Iterator[RuleCount]:
    for policy, rule in sorted({(check.policy, rule) for check in checks for rule in check.rules}):
        hit = [check for check in checks if check.policy == policy and rule in check.rules]
        grave = Counter(severity for check in hit if (severity := check.rules[rule]))
        fates = Counter(fate for check in hit for fate in check.fate)
        yield RuleCount(
            policy,
            rule,
            len(hit),
            {severity: grave[severity] for severity in Severity},
            fates["approved"],
            fates["changed"],
            fates["withdrawn"],
            sum(rule in check.wrong for check in hit),
        )


def _listed(value: object) -> list[str]:
    """The names in a plain field: a leaf has them with commas between."""
    return [name for name in value.split(",") if name] if isinstance(value, str) else []
