"""The log's tree: hashes, proofs and how they are verified (RFC 6962, 2.1; RFC 9162, 2.1; c2sp.org/merkle-tree).

A tree of n entries is known by its perfect subtrees: `nodes(level, index)` is the hash over the 2**level entries from
index * 2**level on. Those never change once they are full, so whoever keeps them can append, and prove anything, by
looking at no more than a few for each doubling of the log. Hashes are 32 bytes of SHA-256.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

Nodes = Callable[[int, int], bytes]

EMPTY = hashlib.sha256(b"").digest()


class ProofInvalid(ValueError):
    """What was to be proved does not follow from the proof."""


def leaf_hash(entry: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class CompactRange:
    """The least that a tree can be continued from: its size, and its perfect subtrees from the largest to the last."""

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if self.size < 0 or len(self.hashes) != self.size.bit_count():
            raise ValueError(f"A tree of {self.size} entries does not have {len(self.hashes)} perfect subtrees.")

    def append(self, leaves: Iterable[bytes]) -> "CompactRange":
        """The range with these leaf hashes behind it."""
        size, hashes = self.size, list(self.hashes)
        for leaf in leaves:
            at, whole = size, leaf
            while at & 1:
                whole = node_hash(hashes.pop(), whole)
                at >>= 1
            hashes.append(whole)
            size += 1
        return CompactRange(size, tuple(hashes))

    @property
    def root(self) -> bytes:
        if not self.hashes:
            return EMPTY
        *before, root = self.hashes
        for left in reversed(before):
            root = node_hash(left, root)
        return root


def completed(index: int, leaf: bytes, nodes: Nodes) -> list[tuple[int, int, bytes]]:
    """The subtrees, as (level, index, hash), that are full once this leaf hash stands at `index`; the leaf is one.

    `nodes` is asked only for what stands left of it.
    """
    full = [(0, index, leaf)]
    level, at, whole = full[0]
    while at & 1:
        level, at, whole = level + 1, at >> 1, node_hash(nodes(level, at - 1), whole)
        full.append((level, at, whole))
    return full


def root(size: int, nodes: Nodes) -> bytes:
    """The hash of the tree of the first `size` entries."""
    return _hash(0, size, nodes) if size else EMPTY


def inclusion_proof(index: int, size: int, nodes: Nodes) -> tuple[bytes, ...]:
    """The hashes which show that an entry stands at `index` of the tree of `size` entries, from the leaf to the root.

    ValueError where there is no such entry.
    """
    if not 0 <= index < size:
        raise ValueError(f"A tree of {size} entries has none at {index}.")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(_hash(middle, end, nodes))
            end = middle
        else:
            path.append(_hash(start, middle, nodes))
            start = middle
    return tuple(reversed(path))


def consistency_proof(old: int, new: int, nodes: Nodes) -> tuple[bytes, ...]:
    """The hashes which show that the tree of `old` entries is how the tree of `new` entries begins.

    Nothing needs to be shown of an empty tree, or of the same one. ValueError where `old` is the larger.
    """
    if not 0 <= old <= new:
        raise ValueError(f"A tree of {new} entries cannot begin with one of {old}.")
    if old in (0, new):
        return ()
    path: list[bytes] = []
    start, end = 0, new
    while end != old:
        middle = start + _split(end - start)
        if old <= middle:
            path.append(_hash(middle, end, nodes))
            end = middle
        else:
            path.append(_hash(start, middle, nodes))
            start = middle
    if start:
        path.append(_hash(start, end, nodes))
    return tuple(reversed(path))


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Return if the proof shows this leaf hash at `index` of the tree with this root; ProofInvalid if not.

    RFC 9162, 2.1.3.2.
    """
    if not 0 <= index < size:
        raise ProofInvalid(f"A tree of {size} entries has none at {index}.")
    if len(leaf) != len(EMPTY):
        raise ProofInvalid(f"A hash has {len(EMPTY)} bytes, and that of the entry {len(leaf)}.")
    at, last, found = index, size - 1, leaf
    for step in proof:
        if last == 0:
            raise ProofInvalid("The proof is longer than the path to the root.")
        if at & 1 or at == last:
            found = node_hash(step, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, step)
        at, last = at >> 1, last >> 1
    if last:
        raise ProofInvalid("The proof is shorter than the path to the root.")
    if found != root:
        raise ProofInvalid("The entry does not lead to this root.")


def verify_consistency(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> None:
    """Return if the proof shows that the tree of `new` entries begins with that of `old`; ProofInvalid if not.

    RFC 9162, 2.1.4.2. Every tree begins with an empty one, so of `old` = 0 there is nothing that could be shown.
    """
    if old == 0:
        raise ProofInvalid("Every tree begins with an empty one: that proves nothing.")
    verify_subtree_consistency(0, old, old_root, new, new_root, proof)


def verify_subtree_consistency(
    start: int, end: int, part: bytes, size: int, root: bytes, proof: Sequence[bytes]
) -> None:
    """Return if the proof shows that the entries from `start` to `end`, with this hash, are part of a larger tree.

    ProofInvalid if not, and where the range is none that a tree is split into.
    draft-ietf-plants-merkle-tree-certs, "Verifying a Subtree Consistency Proof".
    """
    check_part(start, end)
    if end > size:
        raise ProofInvalid(f"A tree of {size} entries cannot hold those up to {end}.")
    if start == end:
        if proof or part != EMPTY:
            raise ProofInvalid("Of no entries there is nothing to prove, and their hash is that of the empty tree.")
        return
    first, at, last = start, end - 1, size - 1
    # The part's last perfect subtree: what lies below it, the proof does not show.
    while first != at and (at & 1 or end == size):
        first, at, last = first >> 1, at >> 1, last >> 1
    steps = list(proof)
    if first != at and not steps:
        raise ProofInvalid("The proof is empty.")
    found_part = found = part if first == at else steps.pop(0)
    for step in steps:
        if last == 0:
            raise ProofInvalid("The proof is longer than the path to the root.")
        if at & 1 or at == last:
            if first < at:
                found_part = node_hash(step, found_part)
            found = node_hash(step, found)
            while not at & 1 and at:
                first, at, last = first >> 1, at >> 1, last >> 1
        else:
            found = node_hash(found, step)
        first, at, last = first >> 1, at >> 1, last >> 1
    if last:
        raise ProofInvalid("The proof is shorter than the path to the root.")
    if found_part != part:
        raise ProofInvalid("The proof does not lead to the old root.")
    if found != root:
        raise ProofInvalid("The proof does not lead to the new root.")


def check_part(start: int, end: int) -> None:
    """Return if some tree is split into exactly these entries; ProofInvalid if none is."""
    if not 0 <= start <= end or (end > start and start % (1 << (end - start - 1).bit_length())):
        raise ProofInvalid(f"No tree has the entries from {start} to {end} as a part of its own.")


def _split(size: int) -> int:
    """The largest power of two that is smaller than a size of two or more."""
    return 1 << (size - 1).bit_length() - 1


def _hash(start: int, end: int, nodes: Nodes) -> bytes:
    """The hash of the entries from `start` to `end`, a range that some tree is split into."""
    size = end - start
    if size & (size - 1) == 0:
        level = size.bit_length() - 1
        return nodes(level, start >> level)
    middle = start + _split(size)
    return node_hash(_hash(start, middle, nodes), _hash(middle, end, nodes))
