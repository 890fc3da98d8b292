"""Which thresholds suit a city: proposed on replies that it approved itself, where every alarm would be a false one."""

from collections.abc import Iterable
from dataclasses import dataclass

from workers.checks.tone.model import model

# Of fewer replies, one alarm more or less says nothing about the next hundred.
ENOUGH = 200


@dataclass(frozen=True, slots=True)
class Calibration:
    """What is proposed: `warn` and `escalate`; of `count` replies `rate_now` are raised now and `rate_then` would be.

    `enough` is False where there were too few replies to conclude anything; then the thresholds are those of now.
    `words` says all of it in sentences.
    """

    warn: float
    escalate: float
    rate_now: float
    rate_then: float
    count: int
    enough: bool
    words: str


def calibrate(texts: Iterable[tuple[str, str | None]], allowed: float = 0.01) -> Calibration:
    """Thresholds that raise at most this share of approved replies (text and parent); never lower than those of now."""
    if not 0 <= allowed < 1:
        raise ValueError(f"The share of false alarms must be at least 0 and less than 1, not {allowed}.")
    learned = model()
    scores = sorted((learned.score(text, parent or "").value for text, parent in texts), reverse=True)
    count = len(scores)
    now = _rate(scores, learned.warn)
    if count < ENOUGH:
        too_few = "One approved reply is" if count == 1 else f"{count} approved replies are"
        words = f"{too_few} too few to conclude anything: it takes {ENOUGH} or more. The thresholds "
        words += f"stay as they are (warn {learned.warn:.2f}, escalate {learned.escalate:.2f})."
        return Calibration(learned.warn, learned.escalate, now, now, count, False, words)
    # The first score that may not be raised: what is proposed is just above it.
    highest = scores[int(allowed * count)]
    warn = max(learned.warn, round(highest + 0.005, 2)) if highest >= learned.warn else learned.warn
    escalate = max(learned.escalate, warn)
    then = _rate(scores, warn)
    words = f"Of {count} approved replies {now:.1%} are raised now"
    if warn == learned.warn:
        words += f", which is within the {allowed:.1%} that are allowed. The thresholds can stay as they are."
    else:
        words += f"; with warn = {warn:.2f} and escalate = {escalate:.2f} it would be {then:.1%}."
    return Calibration(warn, escalate, now, then, count, True, words)


def _rate(scores: list[float], threshold: float) -> float:
    return sum(score >= threshold for score in scores) / len(scores) if scores else 0.0
