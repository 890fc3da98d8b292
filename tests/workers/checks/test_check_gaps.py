"""No words are put where a reviewer does not look."""

import pytest

from approval.finding import Severity
from approval.proposal import Media
from workers.checks.check import Draft, run_checks
from workers.checks.gaps import Gaps


@pytest.mark.parametrize(
    ("gap", "said"),
    [("\n" * 6, "5 empty lines"), (" \n\t" * 300, "299 empty lines"), (" " * 20, "20 blanks"), ("\u00a0" * 99, "99")],
)
def test_words_behind_a_gap_are_blocked(gap: str, said: str) -> None:
    (found,) = run_checks([Gaps()], Draft("police", "square", f"We are sorry.{gap}Not at all."))
    assert (found.rule, found.severity, found.span) == ("characters.gap", Severity.BLOCK, gap)
    assert said in found.message


@pytest.mark.parametrize(
    "text", ["One.\n\nTwo.\n\n\nThree.", "One.  Two.", "One." + "\n" * 50, "• a\n• b\n• c\n• d\n• e\n• f"]
)
def test_paragraphs_and_lists_are_writing(text: str) -> None:
    assert run_checks([Gaps()], Draft("police", "square", text)) == ()


def test_a_gap_before_all_words_and_in_a_description_is_one_too() -> None:
    assert run_checks([Gaps()], Draft("police", "square", "\n" * 9 + "x"))
    picture = Media("0" * 64, "image/png", "map.png", "A map." + " " * 200 + "You fools.")
    assert run_checks([Gaps()], Draft("police", "square", "x", media=(picture,)))
