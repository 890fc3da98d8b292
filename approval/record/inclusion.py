"""One entry's proof as a file (c2sp.org/tlog-proof): where it stands, the way to the root, and the signed checkpoint.

It can be verified with no connection to anybody, by the entry, the log's key and those of its witnesses.
"""

import base64
import binascii
import re
from dataclasses import dataclass

from approval.record.checkpoint import parse_checkpoint, parse_hash
from approval.record.note import Note, NoteInvalid, parse_note
from approval.record.tree import leaf_hash, verify_inclusion

FIRST_LINE = "c2sp.org/tlog-proof@v1"
# A path is at most as long as the bits of the largest log.
MOST_STEPS = 63
_INDEX = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True)
class InclusionProof:
    """`index` counts from 0, `path` goes from the leaf's sibling up; `extra` is what it needs besides, and unsigned."""

    index: int
    path: tuple[bytes, ...]
    checkpoint: Note
    extra: bytes = b""

    def __str__(self) -> str:
        lines = [FIRST_LINE]
        if self.extra:
            lines.append(f"extra {base64.b64encode(self.extra).decode()}")
        lines += [f"index {self.index}", *(base64.b64encode(step).decode() for step in self.path), ""]
        return "\n".join(lines) + f"\n{self.checkpoint}"

    def verify(self, entry: bytes) -> None:
        """Return if the entry's bytes stand where this says; ProofInvalid if not.

        Who signed the checkpoint is another question: ask `checkpoint.verified`.
        """
        head = parse_checkpoint(self.checkpoint.text)
        verify_inclusion(leaf_hash(entry), self.index, head.size, self.path, head.root)


def parse_inclusion_proof(data: bytes) -> InclusionProof:
    """Read a proof without trusting it. NoteInvalid for anything but the exact form."""
    head, blank, note = data.partition(b"\n\n")
    try:
        lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError:
        raise NoteInvalid("A proof's first lines are plain ASCII.") from None
    if not blank or lines.pop(0) != FIRST_LINE:
        raise NoteInvalid(f"This is no proof: it would begin with “{FIRST_LINE}”, and have a checkpoint at its end.")
    extra = b""
    if lines and lines[0].startswith("extra "):
        extra = _extra(lines.pop(0).removeprefix("extra "))
    word, _, index = lines.pop(0).partition(" ") if lines else ("", "", "")
    if word != "index" or not _INDEX.fullmatch(index) or len(lines) > MOST_STEPS:
        raise NoteInvalid("A proof says at which index the entry stands, and the way from there to the root.")
    checkpoint = parse_note(note)
    parse_checkpoint(checkpoint.text)
    return InclusionProof(int(index), tuple(map(parse_hash, lines)), checkpoint, extra)


def _extra(written: str) -> bytes:
    try:
        extra = base64.b64decode(written, validate=True)
    except (binascii.Error, ValueError):
        raise NoteInvalid("What stands behind “extra” is not base64.") from None
    if not extra or base64.b64encode(extra).decode() != written:
        raise NoteInvalid("What stands behind “extra” is not base64 as it has to be written.")
    return extra
