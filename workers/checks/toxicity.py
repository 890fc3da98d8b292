"""How a reply would sound: toxicity, insult, threat and their kin, scored by Detoxify."""

import math
from collections.abc import Collection, Iterator, Mapping
from typing import ClassVar

import regex

from approval.finding import Finding, Severity
from workers.checks.check import CheckUnavailable, Draft
from workers.checks.detector import ModelFiles
from workers.checks.scorer import Scorer
from workers.checks.settings import ORDINARY, CheckSettings, Thresholds

_LONGEST_UNREAD = 30
_LETTER = regex.compile(r"\p{L}")


class Toxicity:
    """Scores the whole text and each sentence; `load` once before the worker forks.

    `files` is None where no model is set up; `thresholds` are by label, those of other labels the ordinary ones.
    Labels `not_here` are left to others, and what the model cannot read without `unread`. Checks that share a `scorer`
    score a text once.
    """

    rule: ClassVar[str] = "toxicity"
    reads_alt: ClassVar[bool] = True

    def __init__(
        self,
        files: ModelFiles | None,
        thresholds: Mapping[str, Thresholds],
        not_here: Collection[str] = (),
        scorer: Scorer | None = None,
        *,
        unread: bool = True,
        told_by_others: bool = False,
    ) -> None:
        self._thresholds = thresholds
        self._not_here = frozenset(not_here)
        self._scorer = scorer or Scorer(files)
        self._unread = unread
        self._told_by_others = told_by_others

    def load(self) -> None:
        """Bring the model into memory. Why it could not be is kept, and told by the check itself."""
        self._scorer.load()

    def __call__(self, draft: Draft) -> Iterator[Finding]:
        try:
            scored = self._scorer.scored(draft.text)
        except CheckUnavailable:
            if self._told_by_others:
                return
            raise
        for label, scores in scored.labels.items():
            if label not in self._not_here:
                yield from self._label(draft.text, label, scores)
        if self._unread:
            yield from _unread(draft.text, scored.unread)

    def _label(self, text: str, label: str, scored: tuple[tuple[float, tuple[int, int]], ...]) -> Iterator[Finding]:
        score, (start, end) = max(scored, key=lambda each: (each[0], -(each[1][1] - each[1][0])))
        severity = self._thresholds.get(label, ORDINARY).severity(score)
        if severity is None:
            return
        start, end = _tight(text, start, end)
        yield Finding(
            f"toxicity.{label}",
            severity,
            # Rounded down, so that a score just below a threshold does not read as if it had reached it.
            f"This reads as {_spoken(label)}, {math.floor(score * 1000) / 10:.1f}% sure.",
            "Say what is the matter without words against a person or a group, or leave the sentence out.",
            start,
            end,
            text[start:end],
        )


def model_files(settings: CheckSettings) -> ModelFiles | None:
    """The files that the settings name; None unless checkpoint, config folder and hash are all there."""
    if settings.detoxify_checkpoint and settings.detoxify_config and settings.detoxify_sha256:
        return ModelFiles(settings.detoxify_checkpoint, settings.detoxify_sha256, settings.detoxify_config)
    return None


def _unread(text: str, spans: tuple[tuple[int, int], ...]) -> Iterator[Finding]:
    """What the model has no tokens for it has not judged, and somebody must know that."""
    letters = len(_LETTER.findall(text))
    unread = tuple(span for span in spans if span[1] - span[0] >= _LONGEST_UNREAD)
    if not unread and 2 * sum(end - start for start, end in spans) > letters:
        unread = spans[:1]
    for start, end in unread:
        yield Finding(
            "toxicity.unread",
            Severity.ESCALATE,
            "The model cannot read this, so it has not been checked for insults and threats.",
            "Write ordinary words with spaces between them, or have somebody who reads the language look at it.",
            start,
            end,
            text[start:end],
        )


def _tight(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without the spaces at its ends."""
    span = text[start:end]
    return start + len(span) - len(span.lstrip()), start + len(span.rstrip())


def _spoken(label: str) -> str:
    return {
        "toxicity": "hostile (toxicity)",
        "severe_toxicity": "very hostile (severe toxicity)",
        "obscene": "obscene",
        "threat": "a threat",
        "insult": "an insult",
        "identity_attack": "an attack on who people are (identity attack)",
        "sexual_explicit": "sexually explicit",
    }.get(label, label.replace("_", " "))
