"""The shipped model is what the script makes of the text in the repository, and is as good on it as was reported."""

from collections import Counter
from pathlib import Path

import pytest

from workers.checks.tone.calibrate import ENOUGH, calibrate
from workers.checks.tone.cues import heard
from workers.checks.tone.features import features
from workers.checks.tone.model import Model, model
from workers.checks.tone.texts import Line, digest, lines
from workers.checks.tone.tokens import tokens
from workers.checks.tone.train import Lesson, proven, train

TONE = Path(__file__).parents[4] / "training" / "tone"
LEARN = lines(TONE / "learn")
FIT = lines(TONE / "fit")


def lessons(read: list[Line]) -> list[Lesson]:
    return [Lesson(features(line.text, line.parent), line.kind, line.unseen) for line in read]


def raised(read: list[Line], *kinds: str, by: Model | None = None) -> float:
    """The share of the lines of these kinds that reach the threshold."""
    own = [line for line in read if line.kind in kinds]
    return sum((by or model()).score(line.text, line.parent).value >= model().warn for line in own) / len(own)


def test_the_model_says_which_text_it_learned_from() -> None:
    said = "run scripts/train_tone.py after changing training/tone/learn or fit"
    assert model().digest == digest(TONE / "learn", TONE / "fit"), said


def test_the_script_makes_the_shipped_weights_of_this_text() -> None:
    made = train(lessons([*LEARN, *FIT]))
    shipped = model()
    assert set(made.words) == set(shipped.words)
    for name, weights in made.words.items():
        assert weights == pytest.approx(shipped.words[name], abs=0.002)
    for name, weights in made.shapes.items():
        assert weights == pytest.approx(shipped.shapes[name], abs=0.002)
    assert made.bias == pytest.approx(shipped.bias, abs=0.002)
    assert made.proven == shipped.proven


def test_a_hand_left_out_is_still_heard() -> None:
    unseen = [line for line in FIT if line.hand == "twelve"]
    by = train(lessons([*LEARN, *(line for line in FIT if line.hand != "twelve")]))
    assert raised(unseen, "firm", "plain", by=by) <= 0.02
    assert raised(unseen, "snark", by=by) >= 0.40
    assert raised(unseen, "attack", by=by) >= 0.60


def test_the_same_text_gives_the_same_model() -> None:
    assert train(lessons(FIT[:200])) == train(lessons(FIT[:200]))


def test_only_texts_that_no_author_of_cues_has_read_prove_a_phrase() -> None:
    assert proven(lessons(LEARN)) == {}
    shout, report = (
        Line("a", "attack", "Good riddance.", "", "fit"),
        Line("a", "firm", "She said good riddance.", "", "fit"),
    )
    (phrase,) = proven(lessons([shout]))
    assert phrase.startswith("order to be silent: ")
    assert proven(lessons([shout] * 9 + [report])) == {phrase: 9}
    assert proven(lessons([shout] * 8 + [report])) == {}


def test_no_sure_phrase_is_heard_too_often_in_civil_texts() -> None:
    """In none that the authors of cues have read, and in those they have not, in a tenth of what it is heard in."""
    rude, civil = Counter[str](), Counter[str]()
    for each in lessons(FIT):
        (rude if each.rude else civil).update({p for h in each.features.cues if h.sure for p in h.phrases})
    assert [phrase for phrase in civil if civil[phrase] > 0.1 * (rude[phrase] + civil[phrase])] == []
    read = [line.text for line in LEARN if not line.rude if any(h.sure for h in heard(tokens(line.text)))]
    assert read == []


def test_what_was_learned_is_known() -> None:
    read = [*LEARN, *FIT]
    assert raised(read, "firm", "plain", "ok") <= 0.005
    assert raised(read, "snark") >= 0.85
    assert raised(read, "attack") >= 0.90


def civil(count: int) -> list[tuple[str, str | None]]:
    return [(f"{line.text} ", line.parent or None) for line in LEARN if line.kind in ("firm", "plain")][:count]


def test_too_few_replies_conclude_nothing() -> None:
    found = calibrate(civil(ENOUGH - 1))
    assert (found.enough, found.count, found.warn) == (False, ENOUGH - 1, model().warn)
    assert "too few" in found.words
    assert calibrate([]).rate_now == 0.0


def test_thresholds_that_raise_few_enough_stay() -> None:
    found = calibrate(civil(400))
    assert found.enough
    assert (found.warn, found.escalate) == (model().warn, model().escalate)
    assert found.rate_now == found.rate_then <= 0.01


def test_a_city_that_is_raised_too_often_is_offered_higher_thresholds() -> None:
    mocking = [(line.text, line.parent or None) for line in LEARN if line.kind == "snark"][:40]
    found = calibrate([*civil(400), *mocking], allowed=0.02)
    assert found.rate_now > 0.02 >= found.rate_then
    assert found.escalate >= found.warn > model().warn
    assert f"warn = {found.warn:.2f}" in found.words


@pytest.mark.parametrize("allowed", [-0.1, 1.0])
def test_an_impossible_share_is_refused(allowed: float) -> None:
    with pytest.raises(ValueError, match="at least 0 and less than 1"):
        calibrate([], allowed)
