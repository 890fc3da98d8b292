"""Every example of the packs that ship: what a rule says it flags it flags, and what it says may pass passes."""

import pytest
from pack_desk import PACKS, Desk, policy

from workers.checks.check import Check
from workers.checks.examples import Outcome, draft_of

EXAMPLES = [
    pytest.param(pack, rule.id, number, id=f"{pack}-{rule.id}-{'flag' if example.flag else 'pass'}-{number + 1}")
    for pack in PACKS
    for rule in policy(pack).rules
    for number, example in enumerate(rule.examples)
]
# What they find is missing or was counted, and so stands nowhere in the text.
WITHOUT_A_PLACE = {"parent_required", "repeat_target", "off_hours", "alt_text", "short_answer", "unaltered"}


@pytest.fixture(scope="module")
def ran(desk: Desk) -> dict[tuple[str, str, int], Outcome]:
    found: dict[tuple[str, str, int], Outcome] = {}
    for pack in PACKS:
        number: dict[str, int] = {}
        for outcome in desk.outcomes(policy(pack)):
            at = number[outcome.rule.id] = number.get(outcome.rule.id, -1) + 1
            found[pack, outcome.rule.id, at] = outcome
    return found


@pytest.mark.parametrize(("pack", "rule_id", "number"), EXAMPLES)
def test_an_example_fares_as_its_rule_says(
    ran: dict[tuple[str, str, int], Outcome], pack: str, rule_id: str, number: int
) -> None:
    outcome = ran[pack, rule_id, number]
    assert outcome.not_run == ""
    assert outcome.right, [finding.message for finding in outcome.findings]
    rule, example = outcome.rule, outcome.example
    for finding in outcome.findings:
        assert finding.rule == rule_id
        assert finding.mend
        assert finding.severity.rank <= rule.severity.rank
        assert finding.span == example.text[finding.start : finding.end]
        assert finding.span or {check.kind for check in rule.checks} & WITHOUT_A_PLACE


@pytest.mark.parametrize("pack", PACKS)
def test_a_civil_example_of_one_rule_is_stopped_by_no_other(desk: Desk, pack: str) -> None:
    written = policy(pack)
    # The examples carry no post, which the rules about records want of every reply.
    checks = [check for check in desk.checks(written) if not check.rule.startswith("R")]
    stopped = [
        (rule.id, example.text, finding.rule, finding.message)
        for rule in written.rules
        for example in rule.examples
        if not example.flag
        for finding in _blocking(checks, desk, example, written)
    ]
    assert stopped == []


def _blocking(checks: list[Check], desk: Desk, example, written):
    draft = draft_of(example, written)
    return [finding for check in checks for finding in check(draft) if finding.severity == "block"]
