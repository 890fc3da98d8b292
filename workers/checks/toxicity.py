"""How a reply would sound: toxicity, insult, threat and their kin, scored by Detoxify."""

import math
from collections.abc import Iterator, Mapping
from typing import ClassVar

import regex

from approval.finding import Finding, Severity
from workers.checks.check import CheckUnavailable, Draft
from workers.checks.detector import Detector, ModelFiles
from workers.checks.settings import ORDINARY, CheckSettings, Thresholds

# At most this many pieces of a text are scored beside the whole, so that a text of full stops costs no more.
_MOST_PIECES = 64
_SHORTEST_PIECE = 12
# A text of more tokens than this many windows is too long for every platform: it is scored whole, not by sentence, so
# that the time of a job is enough for it.
_MOST_WINDOWS = 3
_SENTENCE = regex.compile(r"[^.!?…。！？\n]*+[.!?…。！？\n]*+")
_LONGEST_UNREAD = 30
_LETTER = regex.compile(r"\p{L}")


class Toxicity:
    """Scores the whole text and each sentence; `load` once before the worker forks.

    `files` is None where no model is set up; `thresholds` are by label, those of other labels the ordinary ones.
    """

    rule: ClassVar[str] = "toxicity"
    reads_alt: ClassVar[bool] = True

    def __init__(self, files: ModelFiles | None, thresholds: Mapping[str, Thresholds]) -> None:
        self._files = files
        self._thresholds = thresholds
        self._detector: Detector | CheckUnavailable | None = None

    def load(self) -> None:
        """Bring the model into memory. Why it could not be is kept, and told by the check itself."""
        try:
            self._detector = self._open()
        except CheckUnavailable as unavailable:
            self._detector = unavailable

    def __call__(self, draft: Draft) -> Iterator[Finding]:
        if self._detector is None:
            self.load()
        if not isinstance(self._detector, Detector):
            raise self._detector or CheckUnavailable("the model was not loaded.", "Restart the check worker.")
        if not draft.text.strip():
            return
        text, detector = draft.text, self._detector
        windows = list(detector.windows(text))
        pieces = [
            (start + inner, start + end)
            for start, stop in (_pieces(text) if len(windows) <= _MOST_WINDOWS else ())
            for inner, end in detector.windows(text[start:stop])
        ]
        spans = [span for span in dict.fromkeys(windows + pieces) if text[slice(*span)].strip()]
        scores = detector.scores([text[start:end] for start, end in spans])
        for label in scores[0]:
            yield from self._label(
                text, label, [(found[label], span) for found, span in zip(scores, spans, strict=True)]
            )
        yield from _unread(text, detector.unread(text))

    def _open(self) -> Detector:
        if self._files is None:
            raise CheckUnavailable(
                "its model is not set up on this machine.",
                "An administrator runs make model, puts the three lines that it prints into .env, and starts again.",
            )
        return Detector(self._files)

    def _label(self, text: str, label: str, scored: list[tuple[float, tuple[int, int]]]) -> Iterator[Finding]:
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


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """The sentences of the text, very short ones together with the next."""
    shortest = max(_SHORTEST_PIECE, math.ceil(len(text) / _MOST_PIECES))
    start = 0
    for match in _SENTENCE.finditer(text):
        if match.end() - start >= shortest or match.end() == len(text):
            if match.end() > start:
                yield start, match.end()
            start = match.end()


def _unread(text: str, spans: list[tuple[int, int]]) -> Iterator[Finding]:
    """What the model has no tokens for it has not judged, and somebody must know that."""
    letters = len(_LETTER.findall(text))
    unread = [span for span in spans if span[1] - span[0] >= _LONGEST_UNREAD]
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
