"""The log's tree: known answers of RFC 6962's own implementation, every small tree, and whatever a forger may try."""

import hashlib
import itertools
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approval.record.tree import (
    EMPTY,
    CompactRange,
    ProofInvalid,
    completed,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root,
    verify_consistency,
    verify_inclusion,
    verify_subtree_consistency,
)

# The entries and the roots after each that the first implementation of RFC 6962 was tested with, and all since.
ENTRIES = [bytes.fromhex(entry) for entry in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657")] + [
    bytes(range(0x60, 0x70))
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
MOST = 40
LEAVES = [leaf_hash(str(number).encode()) for number in range(MOST + 1)]


def plain_part_proof(start: int, end: int, leaves: list[bytes], shown: bool) -> list[bytes]:
    """SUBTREE_SUBPROOF as draft-ietf-plants-merkle-tree-certs writes it."""
    size = len(leaves)
    if (start, end) == (0, size):
        return [] if shown else [plain_root(leaves)]
    split = 1 << (size - 1).bit_length() - 1
    left, right = leaves[:split], leaves[split:]
    if end <= split:
        return [*plain_part_proof(start, end, left, shown), plain_root(right)]
    if start >= split:
        return [*plain_part_proof(start - split, end - split, right, shown), plain_root(left)]
    return [*plain_part_proof(0, end - split, right, shown=False), plain_root(left)]


def plain_root(leaves: list[bytes]) -> bytes:
    """RFC 6962, 2.1, word for word."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(plain_root(leaves[:split]), plain_root(leaves[split:]))


def nodes_of(leaves: list[bytes]) -> Callable[[int, int], bytes]:
    """Perfect subtrees as they are kept: each appended once, and none but the full ones there."""
    kept: dict[tuple[int, int], bytes] = {}
    for index, leaf in enumerate(leaves):
        for level, at, whole in completed(index, leaf, lambda level, at: kept[level, at]):
            kept[level, at] = whole
    return lambda level, at: kept[level, at]


@pytest.mark.parametrize("size", range(1, 9))
def test_the_roots_are_those_that_every_log_has(size: int) -> None:
    leaves = [leaf_hash(entry) for entry in ENTRIES[:size]]
    assert root(size, nodes_of(leaves)).hex() == ROOTS[size - 1]
    assert CompactRange().append(leaves).root.hex() == ROOTS[size - 1]


def test_the_empty_tree_has_the_hash_of_nothing() -> None:
    assert root(0, nodes_of([])) == CompactRange().root == EMPTY == hashlib.sha256(b"").digest()


@pytest.mark.parametrize("size", range(MOST + 1))
def test_a_tree_is_the_same_however_it_was_reached(size: int) -> None:
    expected = plain_root(LEAVES[:size])
    assert root(size, nodes_of(LEAVES)) == expected
    for before in range(size + 1):
        assert CompactRange().append(LEAVES[:before]).append(LEAVES[before:size]).root == expected


@pytest.mark.parametrize("size", range(1, MOST + 1))
def test_every_entry_is_shown_and_at_no_other_place(size: int) -> None:
    nodes, whole = nodes_of(LEAVES), plain_root(LEAVES[:size])
    for index in range(size):
        proof = inclusion_proof(index, size, nodes)
        verify_inclusion(LEAVES[index], index, size, proof, whole)
        assert len(proof) <= (size - 1).bit_length()
        for other in {*range(size + 1)} - {index}:
            with pytest.raises(ProofInvalid):
                verify_inclusion(LEAVES[index], other, size, proof, whole)
        with pytest.raises(ProofInvalid):
            verify_inclusion(LEAVES[size], index, size, proof, whole)


@pytest.mark.parametrize("new", range(1, MOST + 1))
def test_every_tree_is_shown_to_begin_with_each_smaller_one(new: int) -> None:
    nodes, new_root = nodes_of(LEAVES), plain_root(LEAVES[:new])
    for old in range(1, new + 1):
        old_root = plain_root(LEAVES[:old])
        proof = consistency_proof(old, new, nodes)
        verify_consistency(old, old_root, new, new_root, proof)
        for forged in (leaf_hash(b"forged"), *(step for step in proof if step != old_root)):
            with pytest.raises(ProofInvalid):
                verify_consistency(old, forged, new, new_root, proof)
        if old != new:
            with pytest.raises(ProofInvalid):
                verify_consistency(old, old_root, new, leaf_hash(b"forged"), proof)


@given(size=st.integers(2, 300), data=st.data())
def test_no_changed_proof_shows_anything(size: int, data: st.DataObject) -> None:
    leaves = [leaf_hash(str(number).encode()) for number in range(size)]
    nodes, whole = nodes_of(leaves), plain_root(leaves)
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size - 1))
    shown, begun = inclusion_proof(index, size, nodes), consistency_proof(old, size, nodes)
    change = data.draw(st.sampled_from(("drop", "double", "flip", "swap", "add")))
    for proof, verify in (
        (shown, lambda steps: verify_inclusion(leaves[index], index, size, steps, whole)),
        (begun, lambda steps: verify_consistency(old, plain_root(leaves[:old]), size, whole, steps)),
    ):
        changed = _changed(list(proof), change, data.draw(st.integers(0, len(proof) - 1)))
        if changed != list(proof):
            with pytest.raises(ProofInvalid):
                verify(changed)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (-1, 3), (3, 3), (7, 3)])
def test_an_entry_that_is_not_there_has_no_proof(index: int, size: int) -> None:
    with pytest.raises(ValueError, match=f"A tree of {size} entries has none at {index}"):
        inclusion_proof(index, size, nodes_of(LEAVES))
    with pytest.raises(ProofInvalid):
        verify_inclusion(LEAVES[0], index, size, (), EMPTY)


@pytest.mark.parametrize(("old", "new"), [(3, 2), (-1, 2)])
def test_a_tree_does_not_begin_with_a_larger_one(old: int, new: int) -> None:
    with pytest.raises(ValueError, match="cannot begin"):
        consistency_proof(old, new, nodes_of(LEAVES))
    with pytest.raises(ProofInvalid):
        verify_consistency(old, EMPTY, new, EMPTY, ())


def test_that_a_tree_begins_with_an_empty_one_proves_nothing() -> None:
    assert consistency_proof(0, 3, nodes_of(LEAVES)) == ()
    with pytest.raises(ProofInvalid):
        verify_consistency(0, EMPTY, 3, plain_root(LEAVES[:3]), ())


@pytest.mark.parametrize("size", range(1, 18))
def test_every_part_of_a_tree_is_shown_to_be_in_it_and_nothing_else_is(size: int) -> None:
    whole = plain_root(LEAVES[:size])
    for start, end in itertools.combinations(range(size + 1), 2):
        part = plain_root(LEAVES[start:end])
        if start % (1 << (end - start - 1).bit_length()):
            with pytest.raises(ProofInvalid):
                verify_subtree_consistency(start, end, part, size, whole, ())
            continue
        proof = plain_part_proof(start, end, LEAVES[:size], shown=True)
        verify_subtree_consistency(start, end, part, size, whole, proof)
        for changed in (proof[1:], proof[:-1], [*proof, EMPTY]):
            if changed != proof:
                with pytest.raises(ProofInvalid):
                    verify_subtree_consistency(start, end, part, size, whole, changed)
        for of, into in ((EMPTY, whole), (part, EMPTY)):
            with pytest.raises(ProofInvalid):
                verify_subtree_consistency(start, end, of, size, into, proof)


def test_a_tree_is_not_continued_from_what_cannot_be_one() -> None:
    with pytest.raises(ValueError, match="3 entries does not have 1"):
        CompactRange(3, (EMPTY,))


@pytest.mark.parametrize("size", [2**20, 2**20 + 12345])
def test_work_grows_with_the_doublings_and_not_with_the_entries(size: int) -> None:
    asked: list[tuple[int, int]] = []

    def nodes(level: int, index: int) -> bytes:
        asked.append((level, index))
        assert (index + 1) << level <= size, "only full subtrees are kept"
        return EMPTY

    completed(size - 1, EMPTY, nodes)
    assert len(asked) <= size.bit_length()
    asked.clear()
    inclusion_proof(size // 3, size, nodes)
    consistency_proof(size // 3, size, nodes)
    assert len(asked) <= 4 * size.bit_length()


def _changed(proof: list[bytes], change: str, at: int) -> list[bytes]:
    match change:
        case "drop":
            return proof[:at] + proof[at + 1 :]
        case "double":
            return [*proof[: at + 1], *proof[at:]]
        case "flip":
            return [*proof[:at], bytes([proof[at][0] ^ 1]) + proof[at][1:], *proof[at + 1 :]]
        case "swap":
            return [*proof[:at], *reversed(proof[at : at + 2]), *proof[at + 2 :]]
        case _:
            return [*proof[:at], leaf_hash(b"one more"), *proof[at:]]
