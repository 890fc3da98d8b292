"""No rule of the packs can be lost, turned round, weakened or emptied without its own examples noticing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pytest
from pack_desk import PACKS, Desk, alone, lists_of, policy

from approval.finding import Finding, Severity
from approval.policy.document import Example, Policy, Rule
from workers.checks.check import Check, Draft
from workers.checks.examples import run_examples

# An entry that no reply has: a list may not be empty.
NOTHING = ("zzqqxxyy",)
RULES = [pytest.param(pack, rule.id, id=f"{pack}-{rule.id}") for pack in PACKS for rule in policy(pack).rules]
CHECKS = [
    pytest.param(pack, rule.id, number, id=f"{pack}-{rule.id}-check-{number + 1}-{check.kind}")
    for pack in PACKS
    for rule in policy(pack).rules
    for number, check in enumerate(rule.checks)
]
LISTS = [
    pytest.param(pack, rule.id, name, id=f"{pack}-{rule.id}-{name}")
    for pack in PACKS
    for rule in policy(pack).rules
    for name in sorted({name for check in rule.checks for name in lists_of(check.options, policy(pack))})
]


@dataclass(frozen=True)
class Inverted:
    """A check that finds something exactly where the real one finds nothing."""

    checks: Sequence[Check]
    rule: str
    reads_alt = False

    def __call__(self, draft: Draft) -> Iterator[Finding]:
        if not any(list(check(draft)) for check in self.checks):
            yield Finding(self.rule, Severity.BLOCK, "Nothing was found.", "Nothing.")


def one(pack: str, rule_id: str) -> tuple[Policy, Rule]:
    written = policy(pack)
    rule = written.rule(rule_id)
    assert rule
    rule = replace(rule, examples=(*rule.examples, *slurs(written, rule)))
    return alone(written, rule), rule


def slurs(written: Policy, rule: Rule) -> Iterator[Example]:
    """A slur from each list of them that the rule has: the policy itself quotes none."""
    for check in rule.checks:
        for name in sorted(lists_of(check.options, written)):
            if name.startswith("slurs"):
                yield Example(f"Nobody wants a {written.lists[name][0].lstrip('=')} here.", flag=True)


def wrong(desk: Desk, written: Policy, checks: Sequence[Check] | None = None) -> list[str]:
    """The examples that do not fare as their rule says."""
    ran = run_examples(written, desk.checks(written) if checks is None else checks)
    return [outcome.example.text for outcome in ran if not outcome.right or outcome.not_run]


@pytest.mark.parametrize(("pack", "rule_id"), RULES)
def test_a_rule_as_it_is_has_nothing_wrong(desk: Desk, pack: str, rule_id: str) -> None:
    written, _ = one(pack, rule_id)
    assert wrong(desk, written) == []


@pytest.mark.parametrize(("pack", "rule_id"), RULES)
def test_a_rule_without_its_checks_is_noticed(desk: Desk, pack: str, rule_id: str) -> None:
    written, rule = one(pack, rule_id)
    assert wrong(desk, replace(written, rules=(replace(rule, checks=()),)))


@pytest.mark.parametrize(("pack", "rule_id"), RULES)
def test_every_example_notices_that_flag_and_pass_were_exchanged(desk: Desk, pack: str, rule_id: str) -> None:
    written, rule = one(pack, rule_id)
    exchanged = replace(rule, examples=tuple(replace(each, flag=not each.flag) for each in rule.examples))
    assert wrong(desk, replace(written, rules=(exchanged,))) == [example.text for example in rule.examples]


@pytest.mark.parametrize(("pack", "rule_id"), RULES)
def test_every_example_notices_that_the_checks_find_the_opposite(desk: Desk, pack: str, rule_id: str) -> None:
    written, rule = one(pack, rule_id)
    inverted = Inverted(desk.checks(written), rule_id)
    assert wrong(desk, written, [inverted]) == [example.text for example in rule.examples]


@pytest.mark.parametrize(("pack", "rule_id", "number"), CHECKS)
def test_each_check_of_a_rule_finds_what_no_other_of_it_does(desk: Desk, pack: str, rule_id: str, number: int) -> None:
    written, rule = one(pack, rule_id)
    weaker = replace(rule, checks=(*rule.checks[:number], *rule.checks[number + 1 :]))
    missed = wrong(desk, replace(written, rules=(weaker,)))
    assert set(missed) & {example.text for example in rule.examples if example.flag}


@pytest.mark.parametrize(("pack", "rule_id", "name"), LISTS)
def test_each_word_list_of_a_rule_is_missed_when_it_is_emptied(desk: Desk, pack: str, rule_id: str, name: str) -> None:
    written, _ = one(pack, rule_id)
    assert wrong(desk, replace(written, lists={**written.lists, name: NOTHING}))
