"""The kind `tone`: polite words that mock, and open hostility, raised to the approver with the cue and the place.

`tone`:
- `warn`, `escalate`: the scores from which a reply is raised (default: as the model was set; `countersign policy
  calibrate` proposes others on a city's own approved replies).
- `cues_off`: names of cues that this city does not want to hear of.

It only raises: at most as grave as the rule says, and never "block". It reads English; a few cues are Spanish.
"""

import string
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from pydantic import Field

from approval.finding import Finding, Severity
from workers.checks.check import Check, Draft
from workers.checks.kind import Context, Kind, Options
from workers.checks.scripts import distinct
from workers.checks.tone.cues import Heard, cues
from workers.checks.tone.explain import explain
from workers.checks.tone.model import Model, Score, model

# More remarks about one reply than these help nobody; the gravest place is named first.
MOST = 3
# English, and the Spanish of the cues, has some of these: what has none is nothing that was learned from.
_READ = frozenset(string.ascii_letters + string.digits + string.punctuation)


class ToneOptions(Options):
    warn: float | None = Field(default=None, allow_inf_nan=False)
    escalate: float | None = Field(default=None, allow_inf_nan=False)
    cues_off: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tone:
    """Raises a reply whose score reaches a threshold, with the cues heard in it or else the weightiest sentence."""

    context: Context
    warn: float
    escalate: float
    off: frozenset[str]
    reads_alt: ClassVar[bool] = True

    @property
    def rule(self) -> str:
        return self.context.rule.id

    def load(self) -> None:
        """Read model and phrasebook, so that each job need not."""
        model().score("We have filed it.")

    def __call__(self, draft: Draft) -> Iterator[Finding]:
        if _READ.isdisjoint(distinct(draft.text)):
            return
        learned = model()
        score = learned.score(draft.text, draft.parent.text if draft.parent else "", self.off)
        for each in [
            each for each in score.features.cues if each.cue.language != "en" and each.cue.name not in self.off
        ]:
            yield self._heard(draft.text, each, Severity.WARN)
        if score.value >= self.warn:
            severity = Severity.ESCALATE if score.value >= self.escalate else Severity.WARN
            yield from self._raised(draft.text, learned, score, severity)

    def _raised(self, text: str, learned: Model, score: Score, severity: Severity) -> Iterator[Finding]:
        named = [each for each in score.features.cues if each.cue.language == "en" and each.cue.name not in self.off]
        # A hint heard in a reply that scores high is named only where no sure phrase says it better.
        chosen = [each for each in named if each.sure][:MOST]
        if chosen:
            for each in chosen:
                yield self._heard(text, each, severity)
            return
        why = explain(learned, score, self.off)
        words = ", ".join(f"“{each}”" for each in why.words)
        said = f" What weighed most in it: {words}." if words else ""
        said += f" Perhaps {_small(why.cue.why)} ({why.cue.name})" if why.cue else " No single cue stands out"
        yield self.context.finding(
            f"This reads as mocking or hostile rather than civil, above all the sentence marked.{said}.",
            why.start,
            why.end,
            text,
            self._level(severity),
        )

    def _heard(self, text: str, each: Heard, severity: Severity) -> Finding:
        why = f"{each.cue.why} ({each.cue.name}: “{text[each.start : each.end]}”)"
        return self.context.finding(why, each.start, each.end, text, self._level(severity), each.cue.mend)

    def _level(self, wanted: Severity) -> Severity:
        """What the score asks for, and no more than the policy lets this check ask."""
        return min(wanted, self.context.severity, key=lambda severity: severity.rank)


def _small(sentence: str) -> str:
    """A sentence as the rest of another one."""
    return sentence[:1].lower() + sentence[1:].removesuffix(".")


def _build(options: ToneOptions, context: Context) -> Check:
    known = cues()
    for name in options.cues_off:
        if name not in known:
            raise ValueError(f"cues_off: there is no cue “{name}”. The cues are: {', '.join(known)}.")
    learned = model()
    warn = learned.warn if options.warn is None else options.warn
    escalate = max(learned.escalate, warn) if options.escalate is None else options.escalate
    if escalate < warn:
        raise ValueError(f"escalate ({escalate}) must not be less than warn ({warn}): the thresholds must rise.")
    return Tone(context, warn, escalate, frozenset(options.cues_off))


TONE = Kind(ToneOptions, _build)
