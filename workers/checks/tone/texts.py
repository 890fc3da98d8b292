"""The text that the model learns from: training/tone/learn, one JSON object a line, one file a hand."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

RUDE = frozenset({"snark", "attack"})


@dataclass(frozen=True, slots=True)
class Line:
    """One reply of one hand; `kind` is firm, plain, ok, snark or attack."""

    hand: str
    kind: str
    text: str
    parent: str

    @property
    def rude(self) -> bool:
        return self.kind in RUDE


def lines(folder: Path) -> list[Line]:
    """Every line of a folder, in the order of its files' names."""
    return [
        Line(file.stem, entry["kind"], entry["text"], entry.get("parent") or "")
        for file in sorted(folder.glob("*.jsonl"))
        for entry in map(json.loads, file.read_text("utf-8").splitlines())
    ]


def digest(folder: Path) -> str:
    """SHA-256 over the folder's files, names and contents, so that a model says what it learned from."""
    sha = hashlib.sha256()
    for file in sorted(folder.glob("*.jsonl")):
        sha.update(f"{file.name} {hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    return sha.hexdigest()
