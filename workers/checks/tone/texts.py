"""The text that the model learns from: training/tone/learn and fit, one JSON object a line, one file a hand."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

RUDE = frozenset({"snark", "attack"})


@dataclass(frozen=True, slots=True)
class Line:
    """One reply of one hand; `kind` is firm, plain, ok, snark or attack, `folder` the name of the one it stands in."""

    hand: str
    kind: str
    text: str
    parent: str
    folder: str = "learn"

    @property
    def rude(self) -> bool:
        return self.kind in RUDE

    @property
    def unseen(self) -> bool:
        """Whether no author of cues has read it, so that it can tell what a cue is worth."""
        return self.folder == "fit"


def lines(*folders: Path) -> list[Line]:
    """Every line of these folders, in the order of their files' names."""
    return [
        Line(file.stem, entry["kind"], entry["text"], entry.get("parent") or "", folder.name)
        for folder in folders
        for file in sorted(folder.glob("*.jsonl"))
        for entry in map(json.loads, file.read_text("utf-8").splitlines())
    ]


def digest(*folders: Path) -> str:
    """SHA-256 over the folders' files, names and contents, so that a model says what it learned from."""
    sha = hashlib.sha256()
    for folder in folders:
        for file in sorted(folder.glob("*.jsonl")):
            content = hashlib.sha256(file.read_bytes()).hexdigest()
            sha.update(f"{folder.name}/{file.name} {content}\n".encode())
    return sha.hexdigest()
