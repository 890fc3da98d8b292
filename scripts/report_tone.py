"""What the tone check finds and misses, as tables for docs/tone.md.

.venv/bin/python scripts/report_tone.py             on training/tone/fit, each hand by a model that has not seen it,
                                                    and examples from training/tone/learn, whose text may be read
.venv/bin/python scripts/report_tone.py kept_aside  on the fifth put aside: read once, when nothing changes any more
"""

import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from scripts.train_tone import FIT, LEARN, NOT_ASKED, left_out
from workers.checks.tone.features import features
from workers.checks.tone.model import FILE, model
from workers.checks.tone.texts import RUDE, Line, lines

KEPT_ASIDE = LEARN.with_name("kept_aside")
KINDS = ("firm", "plain", "snark", "attack")
BARS = {"firm": "at most 5 %", "plain": "", "snark": "at least 45 %", "attack": "at least 60 %"}


def main(which: str) -> int:
    if which == "kept_aside":
        read = lines(KEPT_ASIDE)
        scores = [model().score(line.text, line.parent).value for line in read]
    else:
        everything = lines(LEARN, FIT)
        pairs = [pair for pair in zip(everything, left_out(everything), strict=True) if pair[0].hand not in NOT_ASKED]
        # Nobody reads what stands in `fit`: of it only counts are told.
        told = [pair for pair in pairs if not pair[0].unseen]
        kept = [pair for pair in pairs if pair[0].unseen]
        read, scores = [line for line, _ in kept], [score for _, score in kept]
        print(by_kind([line for line, _ in told], [score for _, score in told]))
        print(examples([line for line, _ in told], [score for _, score in told]))
    print(by_kind(read, scores))
    print(by_hand(read, scores))
    print(by_cue(read, scores))
    print(speed(read))
    return 0


def by_kind(read: Sequence[Line], scores: Sequence[float]) -> str:
    learned = model()
    rows = ["| kind | texts | warn or more | escalate | rate | bar |", "|---|---|---|---|---|---|"]
    groups: list[tuple[str, tuple[str, ...], str]] = [(kind, (kind,), BARS[kind]) for kind in KINDS]
    groups.append(("firm and plain", ("firm", "plain"), "at most 1 %"))
    for name, kinds, bar in groups:
        own = [score for line, score in zip(read, scores, strict=True) if line.kind in kinds]
        raised = sum(score >= learned.warn for score in own)
        grave = sum(score >= learned.escalate for score in own)
        rows.append(f"| {name} | {len(own)} | {raised} | {grave} | {raised / len(own):.1%} | {bar} |")
    return "\n".join(rows) + "\n"


def by_hand(read: Sequence[Line], scores: Sequence[float]) -> str:
    learned = model()
    rows = ["| hand | " + " | ".join(KINDS) + " |", "|---|" + "---|" * len(KINDS)]
    for hand in sorted({line.hand for line in read}):
        cells = []
        for kind in KINDS:
            own = [s for line, s in zip(read, scores, strict=True) if (line.hand, line.kind) == (hand, kind)]
            cells.append(f"{sum(score >= learned.warn for score in own)} of {len(own)}")
        rows.append(f"| {hand} | " + " | ".join(cells) + " |")
    return "\n".join(rows) + "\n"


def by_cue(read: Sequence[Line], scores: Sequence[float]) -> str:
    """How many texts have each cue by a sure phrase, and how many of those are raised."""
    heard: Counter[tuple[str, bool]] = Counter()
    raised: Counter[tuple[str, bool]] = Counter()
    for line, score in zip(read, scores, strict=True):
        names = {each.cue.name for each in features(line.text, line.parent).cues if each.sure}
        for name in names or {"no cue"}:
            heard[name, line.kind in RUDE] += 1
            raised[name, line.kind in RUDE] += score >= model().warn
    rows = ["| cue | rude texts | of them raised | civil texts | of them raised |", "|---|---|---|---|---|"]
    for name in sorted({name for name, _ in heard}, key=lambda name: (name == "no cue", -heard[name, True])):
        cells = (heard[name, True], raised[name, True], heard[name, False], raised[name, False])
        rows.append(f"| {name} | " + " | ".join(map(str, cells)) + " |")
    return "\n".join(rows) + "\n"


def examples(read: Sequence[Line], scores: Sequence[float]) -> str:
    """The false alarms that scored highest and the misses that scored lowest, one a hand at a time."""
    ranked = sorted(zip(scores, read, strict=True), key=lambda each: each[0])
    alarms = [(s, line) for s, line in reversed(ranked) if not line.rude and s >= model().warn]
    misses: list[tuple[float, Line]] = []
    for score, line in ranked:
        if line.rude and score < model().warn and sum(line.hand == other.hand for _, other in misses) < 2:
            misses.append((score, line))
    told = ["False alarms:", *(_quoted(*each) for each in alarms[:10]), "", "Misses:", *(_quoted(*m) for m in misses)]
    return "\n".join(told) + "\n"


def speed(read: Sequence[Line]) -> str:
    """Time a text beside a yardstick of the same run."""
    model().score("Read the files first.")
    started = time.process_time()
    for line in read:
        model().score(f"{line.text} ", line.parent)
    ours = (time.process_time() - started) / len(read)
    started = time.process_time()
    for _ in range(20):
        sum(range(100_000))
    yardstick = (time.process_time() - started) / 20
    return (
        f"{ours * 1000:.2f} ms a text, {ours / yardstick:.2f} times the yardstick (adding up 100,000 numbers, "
        f"{yardstick * 1000:.2f} ms); model file {FILE.stat().st_size / 1e6:.2f} MB\n"
    )


def _quoted(score: float, line: Line) -> str:
    asked = f" — answering “{line.parent}”" if line.parent else ""
    return f"- ({score:.2f}, {line.kind}) “{line.text}”{asked}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "learn"))
