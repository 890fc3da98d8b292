"""The checks of the house, where a rule of the policy names them and where none does."""

import pytest
from one_rule import SETTINGS, OneCheck, asks, policy, rule

from approval.finding import Severity
from workers.checks.build import build_checks
from workers.checks.check import Draft, run_checks


@pytest.mark.parametrize(
    ("kind", "options", "text", "spans"),
    [
        ("length", {"most": 10}, "Ten are too few.", ["o few."]),
        ("length", {}, "a" * 501, ["a"]),
        ("length", {"most": 900}, "a" * 501, ["a"]),
        ("length", {"most": 10}, "Ten, ten.", []),
        ("hidden_characters", {}, "What a c\u200blown take.", ["\u200b"]),
        ("hidden_characters", {}, "Yá’át’ééh! The library on Unser opens at 10 a.m. today.", []),
        ("gaps", {}, "Yes." + "\n" * 9 + "No.", ["\n" * 9]),
        ("look_alikes", {}, "The сity", ["сity"]),
        ("look_alikes", {}, "La niña y el pingüino", []),
        ("links", {}, "bit.ly/3xYzAbC", ["bit.ly/3xYzAbC"]),
        ("links", {"allow": ["cabq.gov"]}, "The policy is at cabq.gov and www.cabq.gov/police.", []),
        ("links", {"allow": ["cabq.gov"]}, "The policy is at cabq.example.com.", ["cabq.example.com"]),
        ("links", {"shorteners": ["go.example.org"]}, "go.example.org/1", ["go.example.org/1"]),
        ("personal_data", {}, "Call 505-555-0143.", ["505-555-0143"]),
        ("personal_data", {"kinds": ["email"]}, "Call 505-555-0143.", []),
        ("personal_data", {"published_phones": ["505-555-0143"]}, "Call 505-555-0143.", []),
        ("personal_data", {}, "Write to jane@cabq.gov.", ["jane@cabq.gov"]),
        ("personal_data", {"published_domains": ["cabq.gov"]}, "Write to jane@records.cabq.gov.", []),
        ("personal_data", {"published_domains": ["cabq.gov"]}, "Write to jane@notcabq.gov.", ["jane@notcabq.gov"]),
    ],
)
def test_the_checks_of_the_house_are_kinds_too(kind: str, options: dict[str, object], text: str, spans: list[str]):
    assert OneCheck(kind, **options).spans(text) == spans


def test_their_findings_carry_the_rules_id_severity_and_mend():
    (finding,) = OneCheck("hidden_characters", None, Severity.WARN)("c\u200blown")
    assert (finding.rule, finding.severity, finding.mend) == ("X01", Severity.WARN, "Mend it.")
    # What the house would have asked for names the place, so it is not lost.
    assert "Delete what stands between “c” and “lown”" in finding.message


def test_how_a_link_is_written_keeps_its_milder_severity():
    found = OneCheck("links", allow=["cabq.gov"])("http://cabq.gov and http://other.example.org")
    assert [(finding.span, finding.severity.value) for finding in found] == [
        ("http://other.example.org", "block"),
        ("http://cabq.gov", "warn"),
        ("http://other.example.org", "warn"),
    ]


def test_what_no_rule_names_stays_with_the_house():
    assert [check.rule for check in build_checks(SETTINGS)] == [
        "length", "characters", "characters.gap", "look-alikes", "links", "personal-data", "toxicity",
    ]  # fmt: skip
    named = policy(rule(asks("links"), asks("length"), id="C08"))
    assert [check.rule for check in build_checks(SETTINGS, named)] == [
        "C08", "C08", "characters", "characters.gap", "look-alikes", "personal-data", "toxicity",
    ]  # fmt: skip


def test_a_rule_about_some_personal_data_leaves_the_rest_to_the_house():
    checks = build_checks(SETTINGS, policy(rule(asks("personal_data", kinds=["phone"]), id="P01")))
    found = run_checks(checks[:-1], Draft("apd", "square", "505-555-0143, 123-45-6789"))
    assert [(finding.rule, finding.span) for finding in found] == [
        ("P01", "505-555-0143"),
        ("personal-data.ssn", "123-45-6789"),
    ]


def test_a_rule_about_all_personal_data_leaves_none():
    checks = build_checks(SETTINGS, policy(rule(asks("personal_data"), id="P01")))
    found = run_checks(checks[:-1], Draft("apd", "square", "505-555-0143, 123-45-6789"))
    assert {finding.rule for finding in found} == {"P01"}
