"""Makes a bundle: writes its files, has them sealed by an entry, waits for a checkpoint of it, adds what proves it."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.resources import files as resources
from pathlib import Path
from typing import TextIO

from approval.record.bundle.asked import Asked, NotBundled, Say, bounds, whole_tree
from approval.record.bundle.disclosing import check_redactions
from approval.record.bundle.explanation import explanation
from approval.record.bundle.files import Files, new_folder
from approval.record.bundle.manifest import Manifest
from approval.record.bundle.proofs import proofs
from approval.record.bundle.trusting import Trusted, older_size
from approval.record.bundle.writing import Entries, write_entries
from approval.record.checkpoint import parse_checkpoint
from approval.record.entry import Entry, Plain
from approval.record.note import NoteInvalid
from approval.store import Store
from approval.stored_tree import StoredCheckpoint

# Writes the entry `export.sealed` with what its leaf says.
Seal = Callable[[Mapping[str, Plain]], Entry]

PATIENCE = 90.0
BETWEEN_LOOKS = 0.5
VERIFIERS = ("verify.py", "verify.html")


@dataclass(frozen=True, slots=True)
class Bundle:
    """What was made: how many entries stand in it, the number of its seal, the size of its checkpoint."""

    entries: int
    seal: int
    size: int


@dataclass(frozen=True, slots=True)
class Maker:
    """What bundles are made with. `patience` is how many seconds it waits for a checkpoint.

    `report` writes report.html from the entries as they are told; without it the bundle has none.
    """

    store: Store
    trusted: Trusted
    say: Say
    patience: float = PATIENCE
    report: Callable[[Entries, TextIO], None] | None = None

    def make(self, target: Path, asked: Asked, seal: Seal, older: tuple[Path, ...] = ()) -> Bundle:
        """The folder `target`, whole or not at all. NotBundled says why not, and what to do."""
        with new_folder(target) as folder, whole_tree():
            files = Files(folder)
            manifest, sizes = self._write(files, asked, older)
            entry = seal(manifest.seal(files.put("manifest.json", manifest.to_json()).sha256))
            checkpoint = self._awaited(entry.seq + 1)
            self._prove(files, manifest, entry, checkpoint, sizes)
            for name in VERIFIERS:
                verifier = resources("approval.record").joinpath("verifiers", name)
                if verifier.is_file():
                    files.put(name, verifier.read_bytes())
            return Bundle(manifest.last - manifest.first, entry.seq, checkpoint.size)

    def _write(self, files: Files, asked: Asked, older: tuple[Path, ...]) -> tuple[Manifest, tuple[int, ...]]:
        with self.store.read() as reading:
            head = reading.checkpoint()
            if head is None:
                raise NotBundled(
                    "No checkpoint of this log was ever signed, so nothing could vouch for a bundle. "
                    "Is the signer running? `countersign doctor` says."
                )
            sizes = tuple(older_size(reading, path) for path in older)
            first, last = bounds(reading, asked.period)
            check_redactions(reading, asked, first, last)
            entries = write_entries(reading, files, asked, first, last, self.say)
            if self.report:
                self.say("Writing the report", 0, last - first)
                with files.open_text("report.html") as out:
                    self.report(entries, out)
            files.put("README.txt", explanation(asked, first, last))
            files.put("trust.txt", self.trusted.text)
            origin, made = parse_checkpoint(head.note.text).origin, self.store.now()
            return Manifest(origin, made, asked, first, last, dict(files.written)), sizes

    def _awaited(self, size: int) -> StoredCheckpoint:
        """A checkpoint of at least this size that the trust policy accepts."""
        began, why = time.monotonic(), ""
        while True:
            with self.store.read() as reading:
                found = reading.checkpoint(at_least=size)
            if found:
                try:
                    self.trusted.policy.check(found.note)
                    return found
                except NoteInvalid as error:
                    why = f" The last one would not be believed: {error}"
            waited = time.monotonic() - began
            if waited >= self.patience:
                raise NotBundled(
                    f"No checkpoint that covers this export came in {self.patience:.0f} seconds, so it could not be "
                    f"verified and was not kept; the record keeps that it was made.{why} Is the signer running? "
                    "`countersign doctor` says. Then export again."
                )
            self.say("Waiting for a checkpoint, in seconds", int(waited), int(self.patience))
            time.sleep(min(BETWEEN_LOOKS, self.patience))

    def _prove(
        self, files: Files, manifest: Manifest, seal: Entry, stored: StoredCheckpoint, older: tuple[int, ...]
    ) -> None:
        checkpoint = parse_checkpoint(stored.note.text)
        with self.store.read() as reading:
            if (checkpoint.size, checkpoint.root) != (stored.size, reading.root(stored.size)):
                raise NotBundled("The newest checkpoint is not of this log: its database was changed by another hand.")
            if checkpoint.origin != manifest.origin:
                raise NotBundled("The log got another name while this was written. Export again.")
            proved = proofs(reading, manifest.first, manifest.last, seal, stored.size, older)
        files.put("checkpoint.txt", str(stored.note).encode())
        if stored.stamp is not None:
            files.put("checkpoint.tsr", stored.stamp)
        files.put("proofs.json", proved)
