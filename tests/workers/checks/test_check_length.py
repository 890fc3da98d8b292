import pytest

from approval.finding import Finding, Severity
from workers.checks.check import Draft, run_checks
from workers.checks.length import Length


def look(text: str, platform: str = "square") -> tuple[Finding, ...]:
    return run_checks([Length()], Draft("apd", platform, text))


@pytest.mark.parametrize("character", ["a", "ñ", "n\u0303", "👨‍👩‍👧‍👦", "🇺🇸", "łį́".removeprefix("ł"), "\r\na"])
def test_what_a_person_calls_one_character_counts_as_one(character: str):
    most = 250 if "\n" in character else 500
    assert look(character * most) == ()
    (finding,) = look(character * most + "a")
    assert finding.rule == "length.over"


def test_the_overflow_is_counted_and_marked():
    text = "a" * 498 + "👨‍👩‍👧‍👦" * 5
    (finding,) = look(text)
    assert finding.severity is Severity.BLOCK
    assert "503 characters, 3 more than the 500" in finding.message
    assert finding.span == "👨‍👩‍👧‍👦" * 3
    assert text[finding.start : finding.end] == finding.span


@pytest.mark.parametrize("text", ["", " \n\t", "\u200b", "\u3164\u2800"[:1]])
def test_a_reply_without_words_blocks(text: str):
    (finding,) = look(text)
    assert (finding.rule, finding.severity) == ("length.empty", Severity.BLOCK)


def test_a_platform_that_nobody_taught_us_to_count_for_is_a_finding():
    (finding,) = look("Hello", platform="telegraph")
    assert finding.rule == "check.unavailable"
    assert "telegraph" in finding.message
