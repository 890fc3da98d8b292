"""How the model learns: two linear support vector machines by dual coordinate descent, in the standard library.

One tells mockery from civil replies and one tells attacks from them. The order of the examples is fixed and so is
every sum, so that the same text gives the same weights on every machine.
"""

import math
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from workers.checks.tone.features import Features
from workers.checks.tone.model import ASKED, DAMPING, SHAPE, Model
from workers.checks.tone.texts import RUDE

# What a word row is worth learning from: it stands in two texts or more.
LEAST_TEXTS = 2
# How much an error costs against large weights, and how often all examples are gone through.
COST = 0.05
ROUNDS = 25
# What a sure phrase adds, and what one adds beside it that proved itself. Both were set on texts that no author of cues
# had read: on those that an author has read, the phrases look better than they are.
SURE = 0.15
PROOF = 0.5
# The share of civil texts among those with a phrase from which on it proves nothing.
MOST_CIVIL = 0.1

_Row = tuple[list[int], list[float], float]


@dataclass(frozen=True, slots=True)
class Lesson:
    """A reply to learn from: its features, its kind, and whether no author of cues has read it."""

    features: Features
    kind: str
    unseen: bool = False

    @property
    def rude(self) -> bool:
        return self.kind in RUDE


def train(lessons: Sequence[Lesson], digest: str = "", warn: float = 0.0, escalate: float = 0.0) -> Model:
    """The model that these lessons make."""
    texts = Counter(name for lesson in lessons for name in lesson.features.present)
    kept = {
        name: math.log((1 + len(lessons)) / (1 + count)) + 1 for name, count in texts.items() if count >= LEAST_TEXTS
    }
    names = sorted(kept)
    shapes = sorted({name for lesson in lessons for name in lesson.features.shape})
    at = {name: index for index, name in enumerate([*names, *(f"shape:{name}" for name in shapes)])}
    rows = [_row(lesson, kept, at) for lesson in lessons]
    learned: list[tuple[list[float], float]] = []
    for asked in ASKED:
        own = [row for row, each in zip(rows, lessons, strict=True) if each.kind == asked or not each.rude]
        learned.append(_descend(own, len(at)))
    return Model(
        {name: [round(weights[at[name]] * kept[name], 3) for weights, _ in learned] for name in names},
        {name: [round(weights[at[f"shape:{name}"]], 4) for weights, _ in learned] for name in shapes},
        [round(bias, 4) for _, bias in learned],
        SURE,
        PROOF,
        proven(lessons),
        warn,
        escalate,
        digest,
    )


def proven(lessons: Sequence[Lesson]) -> dict[str, int]:
    """The sure phrases that rude texts have which no author of cues had read, and hardly any such civil text."""
    rude: Counter[str] = Counter()
    civil: Counter[str] = Counter()
    for lesson in lessons:
        if lesson.unseen:
            sure = {phrase for each in lesson.features.cues if each.sure for phrase in each.phrases}
            (rude if lesson.rude else civil).update(sure)
    heard = rude + civil
    return {phrase: rude[phrase] for phrase in sorted(rude) if civil[phrase] <= MOST_CIVIL * heard[phrase]}


def _row(lesson: Lesson, kept: dict[str, float], at: dict[str, int]) -> _Row:
    present = [name for name in lesson.features.present if name in kept]
    damped = math.sqrt(len(present) + DAMPING)
    indexes = [at[name] for name in present]
    values = [kept[name] / damped for name in present]
    for name, number in lesson.features.shape.items():
        if number:
            indexes.append(at[f"shape:{name}"])
            values.append(SHAPE * number)
    return indexes, values, 1.0 if lesson.rude else -1.0


def _descend(rows: Sequence[_Row], size: int) -> tuple[list[float], float]:
    """Weights and bias of the machine with squared hinge loss (Hsieh and others, ICML 2008, algorithm 1)."""
    weights, bias = [0.0] * size, 0.0
    diagonal = 1 / (2 * COST)
    squares = [sum(value * value for value in values) + 1 + diagonal for _, values, _ in rows]
    alphas = [0.0] * len(rows)
    order = list(range(len(rows)))
    shuffled = random.Random(0)  # noqa: S311 -- an order, not a secret
    for _ in range(ROUNDS):
        shuffled.shuffle(order)
        for row in order:
            indexes, values, side = rows[row]
            score = bias
            for index, value in zip(indexes, values, strict=True):
                score += weights[index] * value
            gradient = side * score - 1 + diagonal * alphas[row]
            before = alphas[row]
            after = max(before - gradient / squares[row], 0.0)
            if after != before:
                alphas[row] = after
                step = (after - before) * side
                bias += step
                for index, value in zip(indexes, values, strict=True):
                    weights[index] += step * value
    return weights, bias
