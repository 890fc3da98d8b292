"""REGRESSION ONLY: the figures that were reported once on the text kept aside (docs/tone.md) still hold.

Nothing is set, learned or chosen by these texts. Two bars of the order are missed: false alarms of at most 1 % (2.4 %)
and 45 % of snark (37.5 %). What is asked here is therefore what was reported, not what was hoped. Who changes cues or
model and finds these figures moved reports that beside the old ones; a fair report needs a new set.
"""

from pathlib import Path

import pytest

from workers.checks.tone.model import model
from workers.checks.tone.texts import lines

KEPT_ASIDE = lines(Path(__file__).parents[4] / "training" / "tone" / "kept_aside")


def rate(*kinds: str) -> float:
    own = [line for line in KEPT_ASIDE if line.kind in kinds]
    return sum(model().score(line.text, line.parent).value >= model().warn for line in own) / len(own)


@pytest.mark.parametrize(("kinds", "most"), [(("firm",), 0.05), (("firm", "plain"), 0.025)])
def test_false_alarms_are_no_more_than_reported(kinds: tuple[str, ...], most: float) -> None:
    assert rate(*kinds) <= most


@pytest.mark.parametrize(("kind", "least"), [("attack", 0.60), ("snark", 0.37)])
def test_as_much_is_raised_as_was_reported(kind: str, least: float) -> None:
    assert rate(kind) >= least
