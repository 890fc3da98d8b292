"""manifest.json: what a bundle is of, and the size and SHA-256 of each of its files."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from approval.record.bundle.asked import Asked
from approval.record.bundle.files import Fingerprint
from approval.record.entry import Plain, written

FORMAT = "countersign-bundle/1"


@dataclass(frozen=True, slots=True)
class Manifest:
    """`first` and `last` are the numbers of the first entry in it and of the one after its last."""

    origin: str
    made: datetime
    asked: Asked
    first: int
    last: int
    files: Mapping[str, Fingerprint]

    @property
    def start(self) -> str:
        return written(self.asked.period.start) if self.asked.period.start else ""

    @property
    def end(self) -> str:
        return written(self.asked.period.end) if self.asked.period.end else ""

    def to_json(self) -> bytes:
        """The exact bytes of the file: their SHA-256 is what the seal names."""
        fields = {
            "format": FORMAT,
            "origin": self.origin,
            "made": written(self.made),
            "audience": self.asked.audience.value,
            "why": self.asked.why,
            "from": self.start,
            "to": self.end,
            "accounts": sorted(self.asked.period.accounts),
            "first": self.first,
            "last": self.last,
            "files": {name: {"bytes": each.bytes, "sha256": each.sha256} for name, each in self.files.items()},
        }
        return json.dumps(fields, sort_keys=True, ensure_ascii=True, separators=(",", ":")).encode("ascii") + b"\n"

    def seal(self, sha256: str) -> dict[str, Plain]:
        """What the leaf of the entry `export.sealed` says of it."""
        return {
            "manifest": sha256,
            "audience": self.asked.audience.value,
            "from": self.start,
            "to": self.end,
            "first": self.first,
            "last": self.last,
            "accounts": " ".join(sorted(self.asked.period.accounts)),
        }
