"""Teach the tone model anew: .venv/bin/python scripts/train_tone.py

Reads training/tone/learn, sets the thresholds by leaving out one hand at a time, learns from everything, and writes
workers/checks/tone/model.json. Takes about a minute and the standard library; the same text gives the same file.
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
# Whose civil texts do not set the thresholds: whoever wrote the check wrote them to be mistaken for rude ones.
NOT_ASKED = frozenset({"seven"})
# How many civil texts may reach each threshold when their own hand was not learned from.
ALLOWED_WARN = 0.007
ALLOWED_ESCALATE = 0.001


def main() -> int:
    read = lines(LEARN)
    scores = left_out(read)
    asked = [(line, score) for line, score in zip(read, scores, strict=True) if line.hand not in NOT_ASKED]
    civil = sorted((score for line, score in asked if not line.rude), reverse=True)
    made = train([lesson(line) for line in read], digest(LEARN))
    made = replace(made, warn=above(civil, ALLOWED_WARN), escalate=above(civil, ALLOWED_ESCALATE))
    FILE.write_text(written(made), "utf-8")
    print(f"{len(made.words)} words and rows, warn {made.warn}, escalate {made.escalate}: {FILE.relative_to(ROOT)}")
    return 0


def left_out(read: list[Line]) -> list[float]:
    """The score of each line by a model that has seen none of its hand's."""
    lessons = [lesson(line) for line in read]
    scores = [0.0] * len(read)
    for hand in sorted({line.hand for line in read}):
        others = train([each for line, each in zip(read, lessons, strict=True) if line.hand != hand])
        for index, line in enumerate(read):
            if line.hand == hand:
                scores[index] = others.score(line.text, line.parent).value
    return scores


def lesson(line: Line) -> Lesson:
    return Lesson(features(line.text, line.parent), line.rude)


def above(civil: list[float], allowed: float) -> float:
    """The lowest score, in hundredths, that no more than this share of civil texts reaches."""
    return math.floor(civil[int(allowed * len(civil))] * 100 + 1) / 100


def written(made: Model) -> str:
    """The model as JSON with one weight a line, so that two of them can be compared."""
    return json.dumps(asdict(made), ensure_ascii=False, indent=0, sort_keys=True) + "\n"


if __name__ == "__main__":
    sys.exit(main())
