"""The model, asked by rules: each its own labels, the house the rest, and the model once."""

import pytest
from one_rule import asks, policy, rule
from tiny_bert import Tiny

from approval.finding import Severity
from approval.policy.document import Example
from workers.checks.build import build_checks, load_checks
from workers.checks.check import Draft, run_checks
from workers.checks.examples import run_examples
from workers.checks.policy_checks import build_policy_checks
from workers.checks.scorer import shared_scorer
from workers.checks.settings import CheckSettings
from workers.checks.toxicity import model_files

INSULTS = {"insult": {"warn": 0.3, "block": 0.6}}


@pytest.fixture(scope="module")
def settings(tiny: Tiny) -> CheckSettings:
    files = tiny.files
    return CheckSettings.model_validate(
        {"DETOXIFY_CHECKPOINT": files.checkpoint, "DETOXIFY_CONFIG": files.config, "DETOXIFY_SHA256": files.sha256}
    )


def found(settings: CheckSettings, text: str, severity: Severity, **options: object) -> list[tuple[str, str, str]]:
    checks = build_checks(settings, policy(rule(asks("toxicity", severity, **options), id="B01", severity=severity)))
    load_checks(checks)
    draft = Draft("apd", "square", text)
    return [(finding.rule, finding.severity.value, finding.span) for finding in run_checks(checks, draft)]


def test_a_rule_takes_its_labels_and_leaves_the_others_to_the_house(settings: CheckSettings):
    assert found(settings, "You are stupid. Thank you for the report.", Severity.BLOCK, thresholds=INSULTS) == [
        ("B01", "block", "You are stupid."),
        ("toxicity.toxicity", "escalate", "You are stupid."),
    ]


def test_a_rule_without_thresholds_takes_all_labels_as_the_installation_says(settings: CheckSettings):
    assert set(found(settings, "You are stupid.", Severity.BLOCK)) == {("B01", "escalate", "You are stupid.")}


def test_no_label_asks_for_more_than_its_rule(settings: CheckSettings):
    assert found(settings, "We will kill you.", Severity.WARN) == [("B01", "warn", "We will kill you.")]


def test_what_the_model_cannot_read_is_told_once_by_the_house(settings: CheckSettings):
    assert [rule_id for rule_id, _, _ in found(settings, "警察は何もしなかった。" * 4, Severity.BLOCK)] == [
        "toxicity.unread"
    ]


def test_rules_and_the_house_share_one_model(settings: CheckSettings):
    checks = build_checks(
        settings,
        policy(
            rule(asks("toxicity", thresholds=INSULTS), id="B01"),
            rule(asks("toxicity", thresholds={"threat": {"block": 0.8}}), id="B14"),
        ),
    )
    load_checks(checks)
    scorer = shared_scorer(model_files(settings))
    before = scorer.asked
    run_checks(checks, Draft("apd", "square", "A text that nobody has asked about."))
    assert scorer.asked == before + 1


def test_examples_are_asked_of_the_model_where_it_is_there(settings: CheckSettings):
    examples = [Example("You are stupid.", True), Example("Thank you, we will report it.", False)]
    ours = policy(rule(asks("toxicity"), examples=examples))
    outcomes = list(run_examples(ours, build_policy_checks(ours, settings)))
    assert [(each.right, each.not_run) for each in outcomes] == [(True, ""), (True, "")]
    assert outcomes[0].findings
