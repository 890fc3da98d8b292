"""The model's opinion of a text, asked once for all checks that read it."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import regex

from workers.checks.check import CheckUnavailable
from workers.checks.detector import Detector, ModelFiles

# At most this many pieces of a text are scored beside the whole, so that a text of full stops costs no more.
_MOST_PIECES = 64
_SHORTEST_PIECE = 12
# A text of more tokens than this many windows is too long for every platform: it is scored whole, not by sentence, so
# that the time of a job is enough for it.
_MOST_WINDOWS = 3
_SENTENCE = regex.compile(r"[^.!?…。！？\n]*+[.!?…。！？\n]*+")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Scored:
    """By label the score (0 to 1) of each place that was scored; and what the model has no tokens for."""

    labels: Mapping[str, tuple[tuple[float, Span], ...]]
    unread: tuple[Span, ...]


class Scorer:
    """`load` once before the worker forks. `files` is None where no model is set up."""

    def __init__(self, files: ModelFiles | None) -> None:
        self._files = files
        self._detector: Detector | CheckUnavailable | None = None
        # A reply and the descriptions of its pictures.
        self._kept = lru_cache(maxsize=8)(self._score)

    def load(self) -> None:
        """Bring the model into memory, once. Why it could not be is kept."""
        if isinstance(self._detector, Detector):
            return
        try:
            self._detector = self._open()
        except CheckUnavailable as unavailable:
            self._detector = unavailable

    @property
    def asked(self) -> int:
        """Of how many texts the model has been asked."""
        return self._kept.cache_info().misses

    def scored(self, text: str) -> Scored:
        """What the model thinks of the text and of each sentence. CheckUnavailable where there is no model."""
        if self._detector is None:
            self.load()
        if not isinstance(self._detector, Detector):
            raise self._detector or CheckUnavailable("the model was not loaded.", "Restart the check worker.")
        return self._kept(text)

    def _score(self, text: str) -> Scored:
        if not text.strip() or not isinstance(self._detector, Detector):
            return Scored({}, ())
        detector = self._detector
        windows = list(detector.windows(text))
        pieces = [
            (start + inner, start + end)
            for start, stop in (_pieces(text) if len(windows) <= _MOST_WINDOWS else ())
            for inner, end in detector.windows(text[start:stop])
        ]
        spans = [span for span in dict.fromkeys(windows + pieces) if text[slice(*span)].strip()]
        scores = detector.scores([text[start:end] for start, end in spans])
        labels = {
            label: tuple((found[label], span) for found, span in zip(scores, spans, strict=True)) for label in scores[0]
        }
        return Scored(labels, tuple(detector.unread(text)))

    def _open(self) -> Detector:
        if self._files is None:
            raise CheckUnavailable(
                "its model is not set up on this machine.",
                "An administrator runs make model, puts the three lines that it prints into .env, and starts again.",
            )
        return _loaded(self._files)


@lru_cache(maxsize=4)
def shared_scorer(files: ModelFiles | None) -> Scorer:
    """The one scorer of these files in this process, so that several rules ask the model once about one text."""
    return Scorer(files)


@lru_cache(maxsize=1)
def _loaded(files: ModelFiles) -> Detector:
    """The same model once in a process, also when the checks are built again for another policy."""
    return Detector(files)


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """The sentences of the text, very short ones together with the next."""
    shortest = max(_SHORTEST_PIECE, math.ceil(len(text) / _MOST_PIECES))
    start = 0
    for match in _SENTENCE.finditer(text):
        if match.end() - start >= shortest or match.end() == len(text):
            if match.end() > start:
                yield start, match.end()
            start = match.end()
