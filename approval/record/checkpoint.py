"""Checkpoints (c2sp.org/tlog-checkpoint): how large the log is and what its root is, as the text of a signed note."""

import base64
import binascii
import re
from dataclasses import dataclass

from approval.record.note import NoteInvalid

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")
HASH_BYTES = 32


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A tree's head. `origin` names the log, `root` is 32 bytes; `extensions` are more lines, which nobody audits."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __str__(self) -> str:
        lines = (self.origin, str(self.size), base64.b64encode(self.root).decode(), *self.extensions)
        return "".join(f"{line}\n" for line in lines)


def parse_checkpoint(text: str) -> Checkpoint:
    """Read the text of a note as a checkpoint. NoteInvalid for anything but the exact form."""
    if not text.endswith("\n"):
        raise NoteInvalid("A checkpoint's lines each end with a newline.")
    lines = text[:-1].split("\n")
    if len(lines) < 3 or not all(lines):
        raise NoteInvalid("A checkpoint has at least three lines, none of them empty: origin, size, root.")
    origin, size, root, *extensions = lines
    if not _SIZE.fullmatch(size):
        raise NoteInvalid("The size of a checkpoint is a number without leading zeroes.")
    return Checkpoint(origin, int(size), parse_hash(root), tuple(extensions))


def parse_hash(written: str) -> bytes:
    """32 bytes from base64 as it has to be written. NoteInvalid for anything else."""
    try:
        hashed = base64.b64decode(written, validate=True)
    except (binascii.Error, ValueError):
        raise NoteInvalid("A hash is not base64.") from None
    if len(hashed) != HASH_BYTES or base64.b64encode(hashed).decode() != written:
        raise NoteInvalid(f"A hash is {HASH_BYTES} bytes of base64.")
    return hashed
