"""The signer's own memory: what it signed last, in a file of its own that the database's writers cannot reach."""

import base64
import binascii
import fcntl
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock

from approval.errors import Misconfigured
from approval.record.checkpoint import Checkpoint, parse_checkpoint
from approval.record.note import Note, parse_note
from approval.record.tree import CompactRange
from signing.durable import write
from signing.refusal import Refused


@dataclass(frozen=True, slots=True)
class Head:
    """The last checkpoint that was signed, what its tree can be continued from, and what each witness has seen.

    `witnesses` maps a witness's public key, as it is written, to the size that it cosigned last.
    """

    range: CompactRange
    note: Note
    witnesses: Mapping[str, int] = field(default_factory=dict)

    @property
    def checkpoint(self) -> Checkpoint:
        return parse_checkpoint(self.note.text)


class HeadFile:
    """Each change is on the disk before the call returns. One process has it at a time, with any number of threads."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = Lock()
        self._head: Head | None = None

    def hold(self) -> None:
        """Keep every other process away until this one ends; Misconfigured where another one has it."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        held = os.open(self.path.with_name(self.path.name + ".lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(held)
            raise Misconfigured(f"Another signer runs with {self.path}. One log has one signer: stop it.") from None

    def load(self) -> Head | None:
        """What was signed last; None where the file is not there. Refused where it cannot be read."""
        with self._lock:
            try:
                self._head = _parse(self.path.read_text(encoding="utf-8"))
            except FileNotFoundError:
                self._head = None
            except (AttributeError, KeyError, TypeError, ValueError) as error:
                raise Refused(
                    f"The head file {self.path} is damaged ({type(error).__name__}). Bring it back from a copy. If "
                    "there is none, move it away: the signer then goes on from the newest checkpoint in the database, "
                    "if the log still holds all that it covers."
                ) from None
            return self._head

    def advance(self, grown: CompactRange, note: Note) -> None:
        """This is what was signed last from now on."""
        with self._lock:
            self._write(Head(grown, note, self._head.witnesses if self._head else {}))

    def witnessed(self, witness: str, size: int) -> None:
        """The witness cosigned that size."""
        with self._lock:
            if self._head is not None and self._head.witnesses.get(witness) != size:
                self._write(replace(self._head, witnesses={**self._head.witnesses, witness: size}))

    def size_of(self, witness: str) -> int:
        """The size that this witness cosigned last, as far as is known here."""
        with self._lock:
            return self._head.witnesses.get(witness, 0) if self._head else 0

    def _write(self, head: Head) -> None:
        content = {
            "size": head.range.size,
            "hashes": [base64.b64encode(each).decode() for each in head.range.hashes],
            "checkpoint": str(head.note),
            "witnesses": dict(head.witnesses),
        }
        write(self.path, json.dumps(content, indent=1, ensure_ascii=False) + "\n")
        self._head = head


def _parse(text: str) -> Head:
    read = json.loads(text)
    try:
        hashes = tuple(base64.b64decode(each, validate=True) for each in read["hashes"])
    except binascii.Error as error:
        raise ValueError("a hash is not base64") from error
    witnesses = {str(witness): int(size) for witness, size in read["witnesses"].items()}
    head = Head(CompactRange(int(read["size"]), hashes), parse_note(read["checkpoint"].encode()), witnesses)
    if (head.checkpoint.size, head.checkpoint.root) != (head.range.size, head.range.root):
        raise ValueError("the checkpoint is of another tree")
    return head
