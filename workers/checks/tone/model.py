"""The light linear model: a weight for each word row, cue and shape, read from model.json; explained word by word."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from workers.checks.tone.features import Features, features

FILE = Path(__file__).with_name("model.json")
# A short text has few words to be judged by; this many more are thought to be there that say nothing.
DAMPING = 20
# Shapes are few and words many, so shapes are told more quietly.
SHAPE = 0.5
# At most so many sure phrases count, each cue once.
MOST_SURE = 2


@dataclass(frozen=True, slots=True)
class Reason:
    """text[start:end] weighed so much in a score."""

    weight: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Score:
    """How rude a reply sounds to the model: the higher the ruder. `features` are what it was read from."""

    value: float
    features: Features


@dataclass(frozen=True, slots=True)
class Model:
    """`words` and `shapes` are weights by feature; `sure` is added for each of up to two cues with a sure phrase.

    `warn` and `escalate` are the scores from which a reply is raised; `digest` is the SHA-256 of what it learned from.
    """

    words: Mapping[str, float]
    shapes: Mapping[str, float]
    bias: float
    sure: float
    warn: float
    escalate: float
    digest: str

    def score(self, text: str, parent: str = "", off: frozenset[str] = frozenset()) -> Score:
        """The score of a reply to a parent; cues named in `off` do not count."""
        found = features(text, parent, self.words)
        if not found.shape:
            return Score(-math.inf, found)
        known = [self.words[name] for name in found.present]
        value = self.bias + sum(known) / math.sqrt(len(known) + DAMPING)
        value += SHAPE * sum(self.shapes.get(name, 0.0) * number for name, number in found.shape.items())
        return Score(value + self.sure * sure_cues(found, off), found)

    def reasons(self, found: Features, most: int = 3) -> tuple[Reason, ...]:
        """The places in the text that weighed most for rudeness, the heaviest first, none inside another."""
        heaviest = sorted(
            ((self.words[name], spans) for name, spans in found.present.items() if self.words.get(name, 0.0) > 0),
            key=lambda each: (-each[0], each[1]),
        )
        kept: list[Reason] = []
        for weight, spans in heaviest:
            start, end = spans[0]
            if all(end <= reason.start or start >= reason.end for reason in kept):
                kept.append(Reason(weight, start, end))
            if len(kept) == most:
                break
        return tuple(kept)


def sure_cues(found: Features, off: frozenset[str] = frozenset()) -> int:
    """How many cues were heard by a sure phrase, at most two."""
    names = {each.cue.name for each in found.cues if each.sure and each.cue.language == "en"}
    return min(len(names - off), MOST_SURE)


@lru_cache(maxsize=1)
def model() -> Model:
    """The model that is shipped; train_tone.py makes it."""
    return Model(**json.loads(FILE.read_text("utf-8")))
