"""REGRESSION ONLY: the figures that were reported once on the text kept aside (docs/tone.md) still hold.

Nothing is set, learned or chosen by these texts. All four bars were met: false alarms at most 1 % (0.75 %), firm texts
at most 5 % (0.9 %), 45 % of snark (55.5 %), 60 % of attacks (79.2 %). Who changes cues or model and finds these figures
moved reports that beside the old ones; a fair report needs a new set. Of the first round's set, on which two bars were
missed, the text is learned from now.
"""

from pathlib import Path

import pytest

from workers.checks.tone.model import model
from workers.checks.tone.texts import Line, lines

TONE = Path(__file__).parents[4] / "training" / "tone"
KEPT_ASIDE = lines(TONE / "kept_aside")


def rate(*kinds: str, level: float) -> float:
    own = [line for line in KEPT_ASIDE if line.kind in kinds]
    return sum(model().score(line.text, line.parent).value >= level for line in own) / len(own)


@pytest.mark.parametrize(("kinds", "most"), [(("firm",), 0.01), (("firm", "plain"), 0.008)])
def test_false_alarms_are_no_more_than_reported(kinds: tuple[str, ...], most: float) -> None:
    assert rate(*kinds, level=model().warn) <= most
    assert rate(*kinds, level=model().escalate) <= 0.0025


@pytest.mark.parametrize(("kind", "least"), [("snark", 0.55), ("attack", 0.79)])
def test_as_much_is_raised_as_was_reported(kind: str, least: float) -> None:
    assert rate(kind, level=model().warn) >= least


def test_what_is_kept_aside_is_not_learned_from() -> None:
    def texts(read: list[Line]) -> set[str]:
        return {line.text for line in read}

    assert not texts(KEPT_ASIDE) & texts(lines(TONE / "learn", TONE / "fit"))
