"""The light linear model: weights for each word row, cue and shape, read from model.json.

It asks twice, each time with weights of its own: is this mockery, and is this an attack. The higher answer counts.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from workers.checks.tone.features import Features, Known, features

FILE = Path(__file__).with_name("model.json")
# What is asked, in the order of each pair of weights.
ASKED = ("snark", "attack")
# A short text has few words to be judged by; this many more are thought to be there that say nothing.
DAMPING = 20
# Shapes are few and words many, so shapes are told more quietly.
SHAPE = 0.5
# At most so many sure phrases count, each cue once.
MOST_SURE = 2


@dataclass(frozen=True, slots=True)
class Score:
    """How rude a reply sounds: the higher the ruder. `asked` is the question (its place in ASKED) answered louder."""

    value: float
    features: Features
    asked: int = 0


@dataclass(frozen=True)
class Model:
    """`words`, `shapes` and `bias` are pairs of weights, for snark and for attack.

    `sure` is added for each of up to two cues with a sure phrase, and `proof` for each of up to two with a `proven`
    one: a phrase ("cue: phrase") that was heard in so many rude texts which no author of cues had read.
    `warn` and `escalate` are the scores from which a reply is raised; `digest` is the SHA-256 of what it learned from.
    """

    words: Mapping[str, Sequence[float]]
    shapes: Mapping[str, Sequence[float]]
    bias: Sequence[float]
    sure: float
    proof: float
    proven: Mapping[str, int]
    warn: float
    escalate: float
    digest: str

    @cached_property
    def known(self) -> Known:
        """The words, ready to be looked for."""
        return Known(self.words)

    def score(self, text: str, parent: str = "", off: frozenset[str] = frozenset()) -> Score:
        """The score of a reply to a parent; cues named in `off` do not count."""
        found = features(text, parent, self.known)
        if not found.shape:
            return Score(-math.inf, found)
        known = [self.words[name] for name in found.present]
        damped = math.sqrt(len(known) + DAMPING)
        shaped = [(self.shapes[name], number) for name, number in found.shape.items() if name in self.shapes]
        values = [
            self.bias[asked]
            + sum(pair[asked] for pair in known) / damped
            + SHAPE * sum(pair[asked] * number for pair, number in shaped)
            for asked in range(len(ASKED))
        ]
        loudest = max(values)
        return Score(loudest + self._by_cues(found, off), found, values.index(loudest))

    def _by_cues(self, found: Features, off: frozenset[str]) -> float:
        heard = [each for each in found.cues if each.sure and each.cue.language == "en" and each.cue.name not in off]
        sure = {each.cue.name for each in heard}
        proven = {each.cue.name for each in heard if any(phrase in self.proven for phrase in each.phrases)}
        return self.sure * min(len(sure), MOST_SURE) + self.proof * min(len(proven), MOST_SURE)


@lru_cache(maxsize=1)
def model() -> Model:
    """The model that is shipped; train_tone.py makes it."""
    return Model(**json.loads(FILE.read_text("utf-8")))
