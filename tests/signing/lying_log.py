"""Logs for the tests of the witness: one key, as many pasts as it likes to tell."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field

from approval.record.checkpoint import Checkpoint
from approval.record.note import Kind, Note, Signer, new_signer
from approval.record.tree import CompactRange, consistency_proof, leaf_hash

ORIGIN = "city.example/log"


def tree_root(leaves: Sequence[bytes]) -> bytes:
    return CompactRange().append(leaves).root


@dataclass(frozen=True)
class LyingLog:
    """A log's key, and trees that it can sign. Past 0 is the one that it tells everybody."""

    signer: Signer = field(default_factory=lambda: new_signer(ORIGIN, Kind.ED25519))

    def leaves(self, size: int, past: int = 0, forked: int = 0) -> list[bytes]:
        """The first leaf hashes of a past; what comes before `forked` it has in common with the others."""
        return [leaf_hash(f"{past if at >= forked else 0} {at}".encode()) for at in range(size)]

    def note(self, size: int, past: int = 0, forked: int = 0, more: Sequence[Signer] = ()) -> Note:
        """A checkpoint, properly signed."""
        root = tree_root(self.leaves(size, past, forked))
        text = str(Checkpoint(self.signer.verifier.name, size, root))
        return Note(text, tuple(each.sign(text) for each in (self.signer, *more)))

    def proof(self, old: int, new: int, past: int = 0, forked: int = 0) -> tuple[bytes, ...]:
        """That past's own proof that it grew from `old` to `new`."""
        leaves = self.leaves(new, past, forked)
        return consistency_proof(old, new, lambda level, at: tree_root(leaves[at << level : (at + 1) << level]))

    def request(self, old: int, size: int, past: int = 0, forked: int = 0) -> bytes:
        """What an honest log would post to go from `old` to `size`."""
        return posted(old, self.proof(min(old, size), size, past, forked), self.note(size, past, forked))


def posted(old: int | str, proof: Sequence[bytes], note: object) -> bytes:
    """The body of a request."""
    steps = "".join(f"{base64.b64encode(step).decode()}\n" for step in proof)
    return f"old {old}\n{steps}\n{note}".encode()
