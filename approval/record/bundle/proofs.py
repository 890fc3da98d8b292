"""proofs.json: what joins the leaves of a bundle, and its seal, to the checkpoint."""

import base64
import json
from collections.abc import Iterable, Iterator

from approval.record.entry import Entry
from approval.stored_tree import TreeReading

# A checkpoint a minute for years would make the proofs longer than the record.
MOST_OLDER = 400


def before(reading: TreeReading, first: int) -> tuple[bytes, ...]:
    """The perfect subtrees of the entries before `first`, the largest first."""
    return tuple(reading.subtree(level, index) for level, index in _parts(0, first))


def after(reading: TreeReading, last: int, size: int) -> tuple[bytes, ...]:
    """Those that continue the tree from `last` to `size`: each the largest that begins there and ends no later."""
    return tuple(reading.subtree(level, index) for level, index in _parts(last, size))


def proofs(reading: TreeReading, first: int, last: int, seal: Entry, size: int, older: Iterable[int] = ()) -> bytes:
    """The file's bytes, for a checkpoint of `size` entries. `older` are sizes for which consistency is asked too."""
    kept = [each for each in reading.checkpoint_sizes() if 0 < each < size][-MOST_OLDER:]
    fields = {
        "before": _written(before(reading, first)),
        "after": _written(after(reading, last, size)),
        "seal": {
            "index": seal.seq,
            "leaf": seal.leaf.decode("ascii"),
            "path": _written(reading.inclusion_proof(seal.seq, size)),
        },
        "consistency": {str(each): _written(reading.consistency_proof(each, size)) for each in sorted({*kept, *older})},
    }
    return json.dumps(fields, ensure_ascii=True, separators=(",", ":")).encode("ascii") + b"\n"


def _parts(start: int, end: int) -> Iterator[tuple[int, int]]:
    """The subtrees (level, index) from `start` to `end`, one behind the other."""
    while start < end:
        level = (end - start).bit_length() - 1
        if start:
            level = min(level, (start & -start).bit_length() - 1)
        yield level, start >> level
        start += 1 << level


def _written(hashes: Iterable[bytes]) -> list[str]:
    return [base64.b64encode(each).decode("ascii") for each in hashes]
