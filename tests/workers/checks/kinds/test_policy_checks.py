"""How a policy's rules become checks, and its examples are run."""

from datetime import UTC, datetime

import pytest
from one_rule import SETTINGS, asks, policy, rule

from approval.errors import PolicyInvalid
from approval.finding import Severity
from approval.policy.document import Example, RuleCheck
from workers.checks.build import build_checks
from workers.checks.check import Draft, run_checks
from workers.checks.examples import BY_A_PERSON, NO_MODEL, draft_of, run_examples
from workers.checks.policy_checks import build_policy_checks
from workers.checks.registry import kinds

local = datetime.fromisoformat


def test_everything_that_is_wrong_is_told_at_once():
    wrong = policy(
        rule(asks("emoji", most=-1), asks("emojis"), id="A04"),
        rule(asks("named_near", lists=["gone.en"], within=900), id="P02"),
        rule(
            asks("off_hours", Severity.ESCALATE, hours=["late"]),
            asks("links", Severity.BLOCK),
            id="R02",
            severity=Severity.ESCALATE,
        ),
    )
    with pytest.raises(PolicyInvalid) as invalid:
        build_policy_checks(wrong, SETTINGS)
    lines = str(invalid.value).splitlines()
    assert [line.split(": ")[0] for line in lines] == [
        "rules.A04.checks[1].most",
        "rules.A04.checks[2].kind",
        "rules.P02.checks[1].within",
        "rules.R02.checks[1].hours",
        "rules.R02.checks[2].severity",
    ]
    assert ", ".join(sorted(kinds())) in lines[1]
    assert "graver than the rule's own “escalate”" in lines[4]


def test_an_unknown_word_list_is_named_with_those_that_there_are():
    wrong = policy(rule(asks("named_near", lists=["gone.en"]), id="P02"), lists={"victims.en": ["victim"]})
    with pytest.raises(PolicyInvalid) as invalid:
        build_policy_checks(wrong, SETTINGS)
    assert str(invalid.value) == (
        "rules.P02.checks[1].lists: there is no word list “gone.en” in words/. The policy has: victims.en."
    )


def test_every_pattern_that_is_broken_is_told_at_once():
    wrong = policy(rule(asks("pattern", patterns=["(a", "b", "c++"], unless=["[d"]), id="C10"))
    with pytest.raises(PolicyInvalid) as invalid:
        build_policy_checks(wrong, SETTINGS)
    assert [line.split(": ")[0] for line in str(invalid.value).splitlines()] == [
        "rules.C10.checks[1].patterns[1]",
        "rules.C10.checks[1].patterns[3]",
        "rules.C10.checks[1].unless[1]",
    ]


def test_a_check_may_be_milder_than_its_rule():
    checks = build_policy_checks(policy(rule(asks("emoji", Severity.WARN, most=0), id="A04")), SETTINGS)
    (finding,) = run_checks(checks, Draft("apd", "square", "Thanks! 🎈"))
    assert (finding.rule, finding.severity) == ("A04", Severity.WARN)


def test_a_policy_in_force_with_a_kind_that_is_gone_does_not_stop_the_worker():
    adopted = policy(rule(asks("river"), asks("emoji", most=0), id="X01"), rule(asks("gaps", deep=1), id="X02"))
    checks = build_checks(SETTINGS, adopted)
    found = run_checks(checks[:3], Draft("apd", "square", "Thanks! 🎈"))
    assert [(finding.rule, finding.severity.value) for finding in found] == [
        ("X01", "block"),
        ("check.unavailable", "escalate"),
        ("check.unavailable", "escalate"),
    ]
    assert "there is no check “river”" in found[1].message
    assert "The check “X01” could not run" in found[1].message
    (_, named, _) = run_checks(checks[:3], Draft("apd", "square", "Thanks! 🎈"), policy=adopted)
    assert "The check X01 “A rule” could not run" in named.message
    assert "An administrator installs the package" in found[1].mend
    assert "no such option" in found[2].message


def test_lists_that_cannot_be_read_are_an_error_once_and_leave_no_check_to_be_trusted():
    broken = policy(rule(asks("emoji"), id="A04"), rule(asks("gaps"), id="A06"), lists={"bad.en": ["victim", "=..."]})
    with pytest.raises(PolicyInvalid, match=r"^words/bad\.en\.txt: [^\n]+$"):
        build_policy_checks(broken, SETTINGS)
    found = run_checks(build_policy_checks(broken, SETTINGS, missing="finding"), Draft("apd", "square", "Hello."))
    assert [finding.rule for finding in found] == ["check.unavailable"] * 2


def test_examples_are_run_against_their_own_rule_alone():
    ours = policy(
        rule(asks("emoji", most=0), id="A04", examples=[Example("Thanks! 🎈", True), Example("THANKS!!!", False)]),
        rule(asks("shouting"), id="A03", examples=[Example("Thanks! 🎈", True), Example("Hello.", False)]),
        rule(id="B06", examples=[Example("Nice house.", True)]),
    )
    outcomes = list(run_examples(ours, build_policy_checks(ours, SETTINGS)))
    assert [(each.rule.id, each.example.text, each.right, each.not_run) for each in outcomes] == [
        ("A04", "Thanks! 🎈", True, ""),
        ("A04", "THANKS!!!", True, ""),
        ("A03", "Thanks! 🎈", False, ""),
        ("A03", "Hello.", True, ""),
        ("B06", "Nice house.", True, BY_A_PERSON),
    ]
    assert outcomes[0].findings[0].span == "🎈"


def test_examples_that_wait_for_a_model_are_told_apart():
    examples = [Example("You clown. 🎈", True), Example("Hello.", False)]
    alone = policy(rule(asks("toxicity"), examples=examples))
    assert [each.not_run for each in run_examples(alone, build_policy_checks(alone, SETTINGS))] == [NO_MODEL] * 2
    beside = policy(rule(asks("toxicity"), asks("emoji", most=0), examples=examples))
    outcomes = list(run_examples(beside, build_policy_checks(beside, SETTINGS)))
    assert [(each.right, each.not_run) for each in outcomes] == [(True, ""), (True, "")]


def test_a_check_that_cannot_run_is_an_example_gone_wrong():
    ours = policy(rule(RuleCheck("river", Severity.BLOCK), examples=[Example("a", True), Example("b", False)]))
    checks = build_policy_checks(ours, SETTINGS, missing="finding")
    assert [each.right for each in run_examples(ours, checks)] == [False, False]


def test_an_example_is_seen_as_the_worker_would_see_a_reply():
    ours = policy()
    example = Example(
        "Hello.", True, parent="When?", author="@doug", link="https://square.example/1", reason="Report",
        at=local("2026-07-04T22:30"), earlier=(local("2026-07-03T09:00"), local("2026-07-01T09:00")),
        pictures=("A map", ""), approved="Hullo.",
    )  # fmt: skip
    draft = draft_of(example, ours)
    assert draft.parent is not None
    assert (draft.parent.url, draft.parent.author, draft.parent.text) == (example.link, "@doug", "When?")
    assert draft.at == datetime(2026, 7, 5, 4, 30, tzinfo=UTC)
    assert [moment.day for moment in draft.earlier] == [1, 3]
    assert [item.alt for item in draft.media] == ["A map", ""]
    assert (draft.reason, draft.approved) == ("Report", "Hullo.")
    usual = draft_of(Example("Hello.", False), ours)
    assert usual.parent is None
    assert usual.at is not None
    assert usual.at.astimezone(UTC) == datetime(2026, 3, 11, 18, tzinfo=UTC)
