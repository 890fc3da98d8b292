"""Where no sure cue stands, a finding marks the sentence that weighs most, and says which words in it did."""

from pathlib import Path

import pytest

from approval.finding import Finding, Severity
from tests.workers.checks.kinds.one_rule import OneCheck
from workers.checks.tone.cues import cues
from workers.checks.tone.explain import MOST_WORDS, explain
from workers.checks.tone.model import model
from workers.checks.tone.texts import lines

LEARN = lines(Path(__file__).parents[4] / "training" / "tone" / "learn")
GLAD = "The lot opens at 9. So glad that the trail you never walk has finally disappointed you. Parking is free."
ASSURED = "Rest assured that no officer enjoyed ticketing a vehicle that nice. One or two may have smiled."


def found(text: str, **options: object) -> Finding:
    check = OneCheck("tone", None, Severity.BLOCK, warn=-9.0, escalate=9.0, **options)  # type: ignore[arg-type]
    (finding,) = check(text)
    return finding


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (GLAD, "So glad that the trail you never walk has finally disappointed you."),
        (ASSURED, "Rest assured that no officer enjoyed ticketing a vehicle that nice."),
        ("You park like you raise your kids: badly.", "You park like you raise your kids: badly."),
    ],
)
def test_the_whole_sentence_that_weighs_most_is_marked(text: str, sentence: str) -> None:
    assert found(text).span == sentence


def test_what_weighed_most_in_it_is_quoted() -> None:
    assert "What weighed most in it: “walk”, “finally”." in found(GLAD).message


def test_one_cue_is_spoken_of_and_only_where_it_is_clearly_ahead() -> None:
    assert found(ASSURED).message.endswith("Perhaps this sounds sweet and is not meant so (false sweetness).")
    assert found(GLAD).message.endswith("No single cue stands out.")


def test_a_cue_that_the_city_turned_off_is_not_spoken_of() -> None:
    assert found(ASSURED, cues_off=["false sweetness"]).message.endswith("No single cue stands out.")


@pytest.mark.parametrize("text", ["Go.", "You.", "There, there.", "...", "Ok!"])
def test_small_words_and_bare_marks_are_no_explanation(text: str) -> None:
    finding = found(text)
    assert "weighed most" not in finding.message
    assert finding.span == text


def test_whatever_is_raised_is_explained_by_few_whole_words_of_the_sentence() -> None:
    for line in LEARN:
        score = model().score(line.text, line.parent)
        if score.value >= model().warn:
            why = explain(model(), score)
            marked = line.text[why.start : why.end]
            assert len(why.words) <= MOST_WORDS
            for words in why.words:
                assert words in marked
                assert words[0].isalnum()
                assert words[-1].isalnum()
                assert len(words) > 1
            assert len({words.lower() for words in why.words}) == len(why.words)


def test_each_cue_can_be_told_as_the_rest_of_a_sentence() -> None:
    assert [cue.name for cue in cues().values() if not cue.why.startswith("This ")] == []
