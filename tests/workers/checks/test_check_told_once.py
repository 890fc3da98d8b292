"""What several checks of one rule say of one place is one finding, and nothing of it is lost."""

from collections.abc import Iterator
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from approval.finding import Finding, Severity
from workers.checks.check import Draft, run_checks

TEXT = "Wow, a pothole. We'll alert the media."
ANY = {"account": "police", "platform": "square"}


@dataclass(frozen=True)
class Finds:
    """A check that finds what it is told to."""

    findings: tuple[Finding, ...]
    rule: str = "B03"
    reads_alt: bool = False

    def __call__(self, draft: Draft) -> Iterator[Finding]:
        yield from self.findings


def found(start: int, end: int, why: str, rule: str = "B03", severity: Severity = Severity.ESCALATE) -> Finding:
    return Finding(rule, severity, why, "Say it plainly.", start, end, TEXT[start:end])


def told(*findings: Finding) -> list[tuple[str, str]]:
    checks = [Finds((finding,)) for finding in findings]
    return [(each.span, each.message) for each in run_checks(checks, Draft(text=TEXT, **ANY))]


def test_overlapping_places_are_one_with_all_that_is_said_of_them() -> None:
    assert told(found(16, 31, "On a list."), found(22, 37, "A dismissal."), found(16, 37, "On a list.")) == [
        ("We'll alert the media", "On a list. A dismissal.")
    ]


def test_places_apart_other_rules_and_other_severities_stay_apart() -> None:
    assert told(found(0, 3, "One."), found(16, 20, "Two.")) == [("Wow", "One."), ("We'l", "Two.")]
    assert len(told(found(0, 3, "One."), found(0, 3, "Two.", rule="B08"))) == 2
    assert len(told(found(0, 3, "One."), found(0, 3, "Two.", severity=Severity.WARN))) == 2
    assert len(told(found(0, 3, "One."), found(3, 5, "Two."))) == 2


def test_what_is_said_of_the_whole_text_stays_by_itself() -> None:
    assert len(told(found(0, 0, "No source."), found(0, 0, "No parent."), found(0, 3, "Wow."))) == 3


places = st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT))).map(sorted)


@given(st.lists(places, max_size=8))
def test_no_place_and_no_word_is_lost(spans: list[list[int]]) -> None:
    given_findings = [found(start, end, f"Reason {number}.") for number, (start, end) in enumerate(spans)]
    checks = [Finds(tuple(given_findings))]
    kept = run_checks(checks, Draft(text=TEXT, **ANY))
    assert all(each.span == TEXT[each.start : each.end] for each in kept)
    for finding in given_findings:
        assert any(
            finding.message in each.message and each.start <= finding.start and finding.end <= each.end for each in kept
        )


@dataclass(frozen=True)
class Stumbles:
    """A check that some text trips."""

    rule: str = "P03"
    reads_alt: bool = False

    def __call__(self, draft: Draft) -> Iterator[Finding]:
        yield found(0, 3, "Seen before the fall.")
        int("Ⅷ")


def test_a_check_that_stumbles_takes_nothing_along_of_what_others_find() -> None:
    checks = [Stumbles(), Finds((found(0, 3, "An insult.", severity=Severity.BLOCK),))]
    findings = run_checks(checks, Draft(text=TEXT, **ANY), when_a_check_cannot_run=Severity.WARN)
    assert [(each.rule, each.severity) for each in findings] == [
        ("B03", Severity.BLOCK),
        ("check.unavailable", Severity.ESCALATE),
    ]
    assert "P03" in findings[1].message
