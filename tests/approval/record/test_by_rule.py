"""What is counted for each rule, out of entries as the house writes them."""

from datetime import UTC, datetime, timedelta

import pytest

from approval.finding import Severity
from approval.record.by_rule import Counted, RuleCount, count_by_rule
from approval.record.entry import Disclosable, Entry, Plain, compose

START = datetime(2026, 11, 1, tzinfo=UTC)
NEW, OLD = "b" * 64, "a" * 64


class Log:
    """Entries a day apart, of proposal A unless another is named."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def add(self, action: str, revision: int = 1, proposal: str = "A", **plain: Plain) -> "Log":
        if action == "review.approved":
            plain = {"check": self.last_check(proposal), **plain}
        return self.disclosing(action, {}, proposal=proposal, revision=revision, **plain)

    def checked(self, revision: int = 1, proposal: str = "A", policy: str = OLD, **found: str) -> "Log":
        findings = [{"rule": rule, "severity": severity} for rule, severity in found.items()]
        plain: dict[str, Plain] = {"policy": policy, "rules": ",".join(sorted(found))}
        return self.disclosing(
            "revision.checked", {"findings": findings}, proposal=proposal, revision=revision, **plain
        )

    def last_check(self, proposal: str = "A") -> int:
        checks = [entry for entry in self.entries if entry.action == "revision.checked"]
        return max(entry.seq for entry in checks if entry.fields["proposal"] == proposal)

    def disclosing(self, action: str, private: dict[str, Disclosable], **plain: Plain) -> "Log":
        seq = len(self.entries)
        self.entries.append(compose(seq, START + timedelta(days=seq), action, plain, private))
        return self

    def counted(self, start: datetime | None = None, end: datetime | None = None) -> Counted:
        return count_by_rule(self.entries, start, end)

    def rule(self, name: str = "B03", policy: str = OLD) -> RuleCount:
        (found,) = [rule for rule in self.counted().rules if (rule.rule, rule.policy) == (name, policy)]
        return found


def test_a_rule_is_counted_once_for_each_revision_with_the_gravest_of_its_findings() -> None:
    log = Log().checked(B03="warn", C08="block").checked(proposal="B", B03="escalate").checked(proposal="C")
    assert log.rule("B03").found == 2
    assert log.rule("B03").severities == {Severity.WARN: 1, Severity.ESCALATE: 1, Severity.BLOCK: 0}
    assert log.rule("C08").severities[Severity.BLOCK] == 1
    assert log.counted().checks == {OLD: 3}


def test_the_gravest_of_several_findings_of_one_rule_counts() -> None:
    findings = [{"rule": "B03", "severity": severity} for severity in ("warn", "block", "escalate")]
    log = Log().disclosing(
        "revision.checked", {"findings": findings}, proposal="A", revision=1, policy=OLD, rules="B03"
    )
    assert log.rule().severities == {Severity.WARN: 0, Severity.ESCALATE: 0, Severity.BLOCK: 1}


def test_a_finding_whose_disclosure_was_redacted_is_still_counted_as_found() -> None:
    log = Log().add("revision.checked", policy=OLD, rules="B03,C08")
    assert [(rule.rule, rule.found, sum(rule.severities.values())) for rule in log.counted().rules] == [
        ("B03", 1, 0),
        ("C08", 1, 0),
    ]


@pytest.mark.parametrize(
    ("after", "approved", "changed", "withdrawn"),
    [
        ([("review.approved", 1, {"missing": 0})], 1, 0, 0),
        ([("review.approved", 1, {"missing": 1})], 0, 0, 0),
        ([("review.approved", 1, {"missing": 0}), ("review.withdrawn", 1, {})], 0, 0, 0),
        ([("review.approved", 1, {"missing": 0}), ("proposal.reopened", 1, {})], 0, 0, 0),
        ([("revision.submitted", 2, {})], 0, 1, 0),
        ([("proposal.withdrawn", 1, {})], 0, 0, 1),
        ([("revision.submitted", 2, {}), ("proposal.withdrawn", 2, {})], 0, 1, 0),
        ([("review.rejected", 1, {})], 0, 0, 0),
    ],
)
def test_what_came_of_a_finding_is_told(
    after: list[tuple[str, int, dict[str, Plain]]], approved: int, changed: int, withdrawn: int
) -> None:
    log = Log().checked(B03="warn")
    for action, revision, plain in after:
        log.add(action, revision, **plain)
    assert (log.rule().approved, log.rule().changed, log.rule().withdrawn) == (approved, changed, withdrawn)


def test_wrong_findings_are_counted_by_revision_and_as_a_share() -> None:
    log = Log().checked(B03="warn", C08="warn").checked(proposal="B", B03="warn")
    for _ in range(2):
        log.add("finding.disputed", rule="B03", policy=OLD, severity="warn")
    assert (log.rule().wrong, log.rule().share_wrong) == (1, 0.5)
    assert (log.rule("C08").wrong, log.rule("C08").share_wrong) == (0, 0.0)


def test_each_version_of_the_policy_is_counted_by_itself() -> None:
    log = Log().checked(B03="warn").add("review.approved", missing=0).checked(policy=NEW, B03="block")
    log.add("finding.disputed", rule="B03", policy=NEW).add("revision.submitted", 2)
    assert (log.rule().approved, log.rule().changed, log.rule().wrong) == (1, 0, 0)
    newer = log.rule(policy=NEW)
    assert (newer.approved, newer.changed, newer.wrong) == (0, 1, 1)


def test_a_check_that_is_run_again_under_the_same_policy_finds_nothing_twice() -> None:
    assert Log().checked(B03="warn").checked(B03="warn").rule().found == 1


def test_a_period_counts_what_was_checked_in_it_and_what_became_of_that_later() -> None:
    log = Log().checked(B03="warn").checked(proposal="B", B03="warn").add("proposal.withdrawn", proposal="B")
    (rule,) = log.counted(START + timedelta(days=1), START + timedelta(days=2)).rules
    assert (rule.found, rule.withdrawn) == (1, 1)


def test_approvals_are_counted_with_the_questions_that_were_answered() -> None:
    log = Log().checked()
    log.add("review.approved", via="button", missing=1, answers="respectful,true")
    log.add("review.approved", via="reaction", missing=0, answers="true")
    (approvals,) = log.counted().approvals
    assert (approvals.policy, approvals.given, approvals.by_reaction) == (OLD, 2, 1)
    assert approvals.answers == {"respectful": 1, "true": 2}


def test_an_approval_of_an_earlier_check_is_none_here_either() -> None:
    log = Log().checked(B03="warn")
    first = log.last_check()
    log.checked(policy=NEW, B03="block").add("review.approved", missing=0, via="button", check=first)
    assert log.counted().approvals == ()
    assert (log.rule().approved, log.rule(policy=NEW).approved) == (0, 0)


def test_an_approval_counts_under_the_policy_of_a_check_before_the_period() -> None:
    log = Log().checked().add("review.approved", missing=0)
    counted = log.counted(START + timedelta(days=1))
    assert counted.checks == {}
    assert [approvals.policy for approvals in counted.approvals] == [OLD]
