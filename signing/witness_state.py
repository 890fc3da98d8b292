"""What a witness has cosigned, in one file of its own folder: whole or not at all, and never forgotten.

The file is JSON: for each log's origin the note that was cosigned last, with the signatures under it. It is checked by
those signatures when it is read. A missing or damaged file is never taken for an empty one: a witness that forgets
could be led to cosign another past.
"""

import fcntl
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from approval.errors import Misconfigured
from approval.record.checkpoint import Checkpoint, parse_checkpoint
from approval.record.note import Note, NoteInvalid, Verifier, parse_note
from signing import durable

FORMAT = "countersign-witness/1"
FILE, LOCK = "cosigned.json", "lock"


@dataclass(frozen=True, slots=True)
class Cosigned:
    """The last checkpoint of a log that this witness vouches for, and when it said so, in seconds since 1970."""

    note: Note
    at: int

    @property
    def head(self) -> Checkpoint:
        return parse_checkpoint(self.note.text)


class WitnessState:
    """The folder of one witness. Nobody else may open it while this one has it."""

    def __init__(self, folder: Path, witness: Verifier, logs: Iterable[Verifier]) -> None:
        """Read what was cosigned. Misconfigured where that cannot be believed or another witness has the folder."""
        self._folder = folder
        self._held = _lock(folder)
        try:
            self._notes, self._contradictions = _read(folder / FILE)
            keys = list(logs)
            self._cosigned = {
                origin: _checked(folder / FILE, origin, self._notes[origin], witness, keys)
                for origin in dict.fromkeys(key.name for key in keys)
                if origin in self._notes
            }
        except Misconfigured:
            self.close()
            raise

    def close(self) -> None:
        """Let another witness have the folder."""
        os.close(self._held)

    def latest(self, origin: str) -> Cosigned | None:
        """What was cosigned last of this log; None if nothing ever was."""
        return self._cosigned.get(origin)

    def contradiction(self, origin: str) -> str | None:
        """The first checkpoint that this log signed against one of the same size that was cosigned; None if none."""
        return self._contradictions.get(origin)

    def keep(self, cosigned: Cosigned) -> None:
        """Have this on the disk when it returns; OSError, and nothing is changed here, where that is not certain."""
        origin = cosigned.head.origin
        notes = {**self._notes, origin: str(cosigned.note)}
        _write(self._folder, notes, self._contradictions)
        self._notes = notes
        self._cosigned = {**self._cosigned, origin: cosigned}

    def keep_contradiction(self, origin: str, note: Note) -> None:
        """Keep the log's own signature under a second past; the first one found is enough."""
        if origin not in self._contradictions:
            contradictions = {**self._contradictions, origin: str(note)}
            _write(self._folder, self._notes, contradictions)
            self._contradictions = contradictions


def begin(folder: Path) -> None:
    """Make the folder of a witness that has never cosigned anything; nothing if it stands there empty already.

    Misconfigured where it has cosigned something.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not (folder / FILE).exists():
        _write(folder, {}, {})
    elif any(_read(folder / FILE)):
        raise Misconfigured(
            f"{folder} remembers what a witness has cosigned, but its key is not where --key says. Put the key back; "
            "for a new witness, choose a new folder."
        )


def _lock(folder: Path) -> int:
    try:
        held = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise Misconfigured(
            f"{folder}, the memory of this witness, cannot be opened ({error.strerror}). If it was moved, say with "
            "--state where it is. If it is lost, this witness must not go on: make a new one, with --name, another "
            "--key and another --state, and have its key published instead of the old one."
        ) from None
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(held)
        raise Misconfigured(f"Another witness is running with {folder}. Stop that one first.") from None
    return held


def _read(path: Path) -> tuple[dict[str, str], dict[str, str]]:
    try:
        kept = json.loads(path.read_bytes())
    except OSError as error:
        raise _unbelievable(path, error.strerror or "it cannot be read") from None
    except ValueError:
        raise _unbelievable(path, "it is not what was written") from None
    if (
        not isinstance(kept, dict)
        or kept.keys() != {"format", "cosigned", "contradictions"}
        or kept["format"] != FORMAT
    ):
        raise _unbelievable(path, "it is not what was written")
    found = kept["cosigned"], kept["contradictions"]
    for part in found:
        if not isinstance(part, dict) or not all(isinstance(note, str) for note in part.values()):
            raise _unbelievable(path, "it is not what was written")
    return found


def _checked(path: Path, origin: str, written: str, witness: Verifier, logs: list[Verifier]) -> Cosigned:
    try:
        note = parse_note(written.encode())
        # By the log's key too: a witness whose key was exchanged still knows what it saw.
        signed = note.verified([witness, *(key for key in logs if key.name == origin)])
        if parse_checkpoint(note.text).origin != origin:
            raise NoteInvalid("It is another log's.")
    except (NoteInvalid, UnicodeEncodeError) as error:
        raise _unbelievable(path, f"what it says of {origin} does not hold: {error}") from None
    return Cosigned(note, max((each.at or 0 for each in signed), default=0))


def _unbelievable(path: Path, why: str) -> Misconfigured:
    return Misconfigured(
        f"{path} says what this witness has cosigned, and cannot be believed ({why}). Do not delete it, and do not put "
        "an older copy in its place: the witness would forget what it vouched for. Keep the file for whoever looks "
        "into this, and make a new witness, with --name, another --key and another --state; have its key published "
        "instead of the old one."
    )


def _write(folder: Path, cosigned: Mapping[str, str], contradictions: Mapping[str, str]) -> None:
    kept = {"format": FORMAT, "cosigned": cosigned, "contradictions": contradictions}
    durable.write(folder / FILE, json.dumps(kept, indent=1, sort_keys=True))
