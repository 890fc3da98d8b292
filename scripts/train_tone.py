"""Teach the tone model anew: .venv/bin/python scripts/train_tone.py

Reads training/tone/learn and fit, sets the thresholds by leaving hands out, learns from everything, and writes
workers/checks/tone/model.json. Takes a minute or two and the standard library; the same text gives the same file.
"""

import json
import math
import sys
from dataclasses import asdict, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from workers.checks.tone.features import features
from workers.checks.tone.model import FILE, Model
from workers.checks.tone.texts import Line, digest, lines
from workers.checks.tone.train import Lesson, train

ROOT = Path(__file__).resolve().parents[1]
LEARN = ROOT / "training" / "tone" / "learn"
# Texts that no author of cues has read: they tell what a cue is worth.
FIT = LEARN.with_name("fit")
# Whose texts are only learned from: whoever wrote the check wrote them, or they are single sentences.
NOT_ASKED = frozenset({"seven", "seeds"})
# How many civil texts may reach each threshold when their own hand was not learned from.
ALLOWED_WARN = 0.005
ALLOWED_ESCALATE = 0.0015


def main() -> int:
    read = lines(LEARN, FIT)
    scores = left_out(read)
    made = train([lesson(line) for line in read], digest(LEARN, FIT))
    warn, escalate = thresholds(read, scores)
    made = replace(made, warn=warn, escalate=escalate)
    FILE.write_text(written(made), "utf-8")
    print(f"{len(made.words)} words and rows, warn {made.warn}, escalate {made.escalate}: {FILE.relative_to(ROOT)}")
    return 0


def left_out(read: list[Line]) -> list[float]:
    """The score of each line by a model that has seen none of its hand's; of hands not asked, minus infinity.

    A hand of `fit` and one of `learn` are left out together, which halves the time.
    """
    lessons = [lesson(line) for line in read]
    scores = [-math.inf] * len(read)
    for away in _pairs(read):
        others = train([each for line, each in zip(read, lessons, strict=True) if line.hand not in away])
        for index, line in enumerate(read):
            if line.hand in away:
                scores[index] = others.score(line.text, line.parent).value
    return scores


def thresholds(read: list[Line], scores: list[float]) -> tuple[float, float]:
    """`warn` and `escalate`: the higher of what `fit` and what `learn` ask for."""
    groups = [
        sorted(
            (
                score
                for line, score in zip(read, scores, strict=True)
                if line.unseen is unseen and not line.rude and line.hand not in NOT_ASKED
            ),
            reverse=True,
        )
        for unseen in (True, False)
    ]
    return max(above(civil, ALLOWED_WARN) for civil in groups), max(above(civil, ALLOWED_ESCALATE) for civil in groups)


def lesson(line: Line) -> Lesson:
    return Lesson(features(line.text, line.parent), line.kind, line.unseen)


def above(civil: list[float], allowed: float) -> float:
    """The lowest score, in hundredths, that no more than this share of civil texts reaches."""
    return math.floor(civil[int(allowed * len(civil))] * 100 + 1) / 100


def written(made: Model) -> str:
    """The model as JSON with a word a line, so that two of them can be compared."""
    parts = []
    for name, value in sorted(asdict(made).items()):
        inside = json.dumps(value, ensure_ascii=False, sort_keys=True)
        if isinstance(value, dict):
            rows = (f"{json.dumps(key, ensure_ascii=False)}: {json.dumps(value[key])}" for key in sorted(value))
            inside = "{\n" + ",\n".join(rows) + "\n}"
        parts.append(f'"{name}": {inside}')
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _pairs(read: list[Line]) -> list[set[str]]:
    unseen = sorted({line.hand for line in read if line.unseen})
    seen = sorted({line.hand for line in read if not line.unseen} - NOT_ASKED)
    return [{*unseen[at : at + 1], *seen[at : at + 1]} for at in range(max(len(unseen), len(seen)))]


if __name__ == "__main__":
    sys.exit(main())
