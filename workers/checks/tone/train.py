"""How the model learns: a linear support vector machine by dual coordinate descent, in the standard library.

The order of the examples is fixed and so is every sum, so that the same text gives the same weights on every machine.
"""

import math
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from workers.checks.tone.features import Features
from workers.checks.tone.model import DAMPING, SHAPE, Model

# What a word row is worth learning from: it stands in two texts or more.
LEAST_TEXTS = 2
# How much an error costs against large weights, and how often all examples are gone through.
COST = 0.1
ROUNDS = 40
# What a sure phrase adds. It is set, not learned: the phrases were written by somebody who had read the text that is
# learned from, so there they look better than they are.
SURE = 0.7


@dataclass(frozen=True, slots=True)
class Lesson:
    """A reply to learn from: its features and whether it is rude."""

    features: Features
    rude: bool


def train(lessons: Sequence[Lesson], digest: str = "", warn: float = 0.0, escalate: float = 0.0) -> Model:
    """The model that these lessons make."""
    texts = Counter(name for lesson in lessons for name in lesson.features.present)
    kept = {
        name: math.log((1 + len(lessons)) / (1 + count)) + 1 for name, count in texts.items() if count >= LEAST_TEXTS
    }
    names = sorted(kept)
    shapes = sorted({name for lesson in lessons for name in lesson.features.shape})
    at = {name: index for index, name in enumerate([*names, *(f"shape:{name}" for name in shapes)])}
    rows: list[tuple[list[int], list[float], float]] = []
    for lesson in lessons:
        present = [name for name in lesson.features.present if name in kept]
        damped = math.sqrt(len(present) + DAMPING)
        indexes = [at[name] for name in present]
        values = [kept[name] / damped for name in present]
        for name, number in lesson.features.shape.items():
            if number:
                indexes.append(at[f"shape:{name}"])
                values.append(SHAPE * number)
        rows.append((indexes, values, 1.0 if lesson.rude else -1.0))
    weights, bias = _descend(rows, len(at))
    words = {name: round(weights[at[name]] * kept[name], 3) for name in names}
    return Model(
        words,
        {name: round(weights[at[f"shape:{name}"]], 4) for name in shapes},
        round(bias, 4),
        SURE,
        warn,
        escalate,
        digest,
    )


def _descend(rows: Sequence[tuple[list[int], list[float], float]], size: int) -> tuple[list[float], float]:
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
