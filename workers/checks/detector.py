"""Detoxify, loaded from files that are known, with no network and one thread."""

import hashlib
import logging
import math
import os
import pickle
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import regex

from workers.checks.check import CheckUnavailable

log = logging.getLogger(__name__)

_MAKE_MODEL = "Run `make model`, put the lines it prints into .env, and restart the check worker."
_BATCH = 16
# Words cut in two at a window's edge can become a token more; the next window begins this many tokens earlier.
_OVERLAP = 32
_LETTER = regex.compile(r"\p{L}")
_TRY_OUT = "Thank you for writing to us."


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """A checkpoint in Detoxify's format, the SHA-256 (hex) of its bytes, and the folder of its config and tokenizer."""

    checkpoint: Path
    sha256: str
    config: Path


def stay_offline() -> None:
    """Tell the model libraries, before they are imported, never to ask their hub and not to start threads."""
    os.environ.update(
        HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1", HF_HUB_DISABLE_TELEMETRY="1", TOKENIZERS_PARALLELISM="false"
    )


class Detector:
    """Scores texts by label. Load it before forking: a fork after torch has run with two threads hangs."""

    def __init__(self, files: ModelFiles) -> None:
        """Load the model; CheckUnavailable says why it cannot be, and nothing is unpickled before its hash is right."""
        stay_offline()
        try:
            self._detoxify = _load(files)
            self._tokenizer = self._detoxify.tokenizer
            longest = min(self._detoxify.model.config.max_position_embeddings, self._tokenizer.model_max_length)
            # Two positions are kept by some models for padding, two tokens for the marks at both ends.
            self._room = max(longest - 4, 8)
            self._tokenizer.model_max_length = self._room + 2
            self._try_out()
        except (
            ImportError, OSError, EOFError, ValueError, LookupError, TypeError, AttributeError, RuntimeError,
            pickle.UnpicklingError,
        ) as error:  # fmt: skip
            log.error("model not loaded", exc_info=error)
            raise CheckUnavailable(
                f"the model's files could not be loaded ({type(error).__name__}).", _MAKE_MODEL
            ) from error

    def scores(self, texts: Sequence[str]) -> list[Mapping[str, float]]:
        """For each text, its score from 0 to 1 under each label. Longer texts than `windows` gives are cut short."""
        found: dict[int, Mapping[str, float]] = {}
        for rows in _batches([len(text) for text in texts]):
            by_label: dict[str, Any] = self._detoxify.predict([_encodable(texts[row]) for row in rows])
            for label, column in by_label.items():
                # Detoxify answers one text with a number, and several with a list.
                for row, score in zip(rows, [column] if len(rows) == 1 else column, strict=True):
                    found[row] = {**found.get(row, {}), label: float(score)}
        if not all(math.isfinite(score) for scores in found.values() for score in scores.values()):
            raise CheckUnavailable("the model answered with something that is not a number.", _MAKE_MODEL)
        return [found[row] for row in range(len(texts))]

    def windows(self, text: str) -> Iterator[tuple[int, int]]:
        """Spans that cover the text, each short enough for the model to read whole."""
        tokens = [(start, end) for start, end, _ in self._tokens(text)]
        step = max(self._room - _OVERLAP, self._room // 2)
        for first in range(0, max(len(tokens), 1), step):
            window = tokens[first : first + self._room]
            # The first and last reach to the text's ends, so that nothing falls between.
            start = window[0][0] if first else 0
            last = first + self._room >= len(tokens)
            yield start, len(text) if last else window[-1][1]
            if last:
                return

    def unread(self, text: str) -> list[tuple[int, int]]:
        """Spans with letters that the model has no token for, and so does not read."""
        return [
            (start, end)
            for start, end, token in self._tokens(text)
            if token == self._tokenizer.unk_token_id and _LETTER.search(text, start, end)
        ]

    def _try_out(self) -> None:
        # Without its vocabulary a tokenizer is made up empty, without an error, and every text would read the same.
        if self.unread(_TRY_OUT) or len(self._tokenizer) > self._detoxify.model.config.vocab_size:
            raise ValueError("the tokenizer does not belong to the model")
        self.scores([_TRY_OUT])

    def _tokens(self, text: str) -> list[tuple[int, int, int]]:
        read = self._tokenizer(
            _encodable(text), add_special_tokens=False, return_offsets_mapping=True, truncation=False, verbose=False
        )
        return [(*span, token) for span, token in zip(read["offset_mapping"], read["input_ids"], strict=True)]


def _load(files: ModelFiles) -> Any:
    with files.checkpoint.open("rb") as file:
        # A checkpoint is a pickle: loading one runs what it says. What is loaded is the very file that was hashed.
        if hashlib.file_digest(file, "sha256").hexdigest() != files.sha256:
            raise CheckUnavailable(
                "the checkpoint's SHA-256 is not the one in DETOXIFY_SHA256, so it was not opened.", _MAKE_MODEL
            )
        if not files.config.is_dir():
            raise FileNotFoundError(files.config)
        # Imported here because it takes seconds, and after `stay_offline`, which these read when they are imported.
        import torch
        from detoxify import Detoxify
        from huggingface_hub import constants
        from transformers.utils import logging as transformers_logging

        if not constants.HF_HUB_OFFLINE:
            raise CheckUnavailable("the model's library was loaded before it was told to stay offline.", _MAKE_MODEL)
        torch.set_num_threads(1)
        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # transformers types little
        file.seek(0)
        names = set(torch.load(file, map_location="meta", weights_only=False)["state_dict"])
        file.seek(0)
        detoxify = Detoxify(checkpoint=file, huggingface_config_path=str(files.config))
    # A weight that is missing is made up at random without an error, and the check would then mean nothing.
    if set(detoxify.model.state_dict()) - names:
        raise ValueError("the checkpoint does not have all the weights that its config asks for")
    return detoxify


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Indexes in batches of like lengths: each text of a batch is padded, and costs as much, as the longest."""
    batch: list[int] = []
    for index in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and (len(batch) == _BATCH or lengths[index] > 1.5 * lengths[batch[0]] + 8):
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def _encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
