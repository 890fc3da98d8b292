"""Whatever is typed: the checks end, do not fail, and point at what they mean."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from approval.finding import Finding, Severity
from approval.proposal import Media
from workers.checks.build import build_checks
from workers.checks.check import CheckUnavailable, Draft, run_checks
from workers.checks.settings import CheckSettings, Thresholds

CHECKS = build_checks(CheckSettings.model_validate({"allowed_domains": ["cabq.gov"]}))[:-1]
TRICKS = (
    "https:// http:// xn-- cabq.gov @ : / \\ ( ) [ ] . .. - 505-768-1234 4111 1111 123-45-6789 1234 Main St born 0x7f "
    "%2e \u200b \u200d \u202e \ufe0f \U000e0067 👨‍👩‍👧 🏴 а ο α ． 。 İ ſ ℡"
)
PARTS = st.one_of(st.text(st.characters(), max_size=40), st.sampled_from(TRICKS.split(" ")))


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(st.characters(), max_size=5000), st.lists(PARTS, max_size=60).map("".join)))
def test_no_text_breaks_a_check_and_every_span_is_its_text(text: str):
    for finding in run_checks(CHECKS, Draft("apd", "square", text, media=(Media("0", "image/png", "a", text),))):
        assert text[finding.start : finding.end] == finding.span
        assert finding.message
        assert finding.mend


class Says:
    """A check that says what it was given to say."""

    rule = "says"
    reads_alt = False

    def __init__(self, *findings: Finding | Exception) -> None:
        self.findings = findings

    def __call__(self, draft: Draft) -> Iterator[Finding]:
        for finding in self.findings:
            if isinstance(finding, Exception):
                raise finding
            yield finding


def found(severity: Severity, start: int, rule: str = "says") -> Finding:
    return Finding(rule, severity, "m", "n", start, start + 1, "x")


def test_the_gravest_finding_comes_first_and_then_the_order_of_the_text():
    check = Says(
        found(Severity.WARN, 1), found(Severity.BLOCK, 9), found(Severity.ESCALATE, 2), found(Severity.BLOCK, 3)
    )
    findings = run_checks([check], Draft("apd", "square", "x" * 20))
    assert [(finding.severity.value, finding.start) for finding in findings] == [
        ("block", 3),
        ("block", 9),
        ("escalate", 2),
        ("warn", 1),
    ]


def test_a_check_that_cannot_run_says_why_and_what_to_do_and_the_others_still_run():
    broken, other = Says(CheckUnavailable("no file.", "Run `make model`.")), Says(found(Severity.WARN, 0))
    first, second = run_checks([broken, other], Draft("apd", "square", "x"))
    assert (first.rule, first.severity, first.mend) == ("check.unavailable", Severity.ESCALATE, "Run `make model`.")
    assert "“says”" in first.message
    assert "no file." in first.message
    assert second.severity is Severity.WARN


def test_no_other_error_is_taken_for_a_pass():
    with pytest.raises(OSError, match="disk"):
        run_checks([Says(OSError("disk"))], Draft("apd", "square", "x"))


@pytest.mark.parametrize(
    ("score", "severity"), [(0.49, None), (0.5, Severity.WARN), (0.8, Severity.ESCALATE), (1.0, Severity.ESCALATE)]
)
def test_a_score_that_reaches_a_threshold_has_its_severity(score: float, severity: Severity | None):
    assert Thresholds(warn=0.5, escalate=0.8).severity(score) is severity


def test_thresholds_that_do_not_rise_are_refused():
    with pytest.raises(ValueError, match="must rise"):
        Thresholds(warn=0.9, block=0.8)


def test_setting_the_threshold_of_an_insult_does_not_let_a_threat_through():
    given = CheckSettings.model_validate({"toxicity_thresholds": {"insult": {"block": 0.9}}}).toxicity_thresholds
    assert given["insult"].severity(0.95) is Severity.BLOCK
    assert given["threat"].severity(0.95) is Severity.BLOCK
