"""What whoever watches a log does with its tiles: read from c2sp.org/tlog-tiles, and from nothing else."""

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from approval.record.tree import inclusion_proof, verify_inclusion

# The bytes at a path; None where there is nothing.
Fetch = Callable[[str], bytes | None]


def from_folder(folder: Path) -> Fetch:
    return lambda name: (folder / name).read_bytes() if (folder / name).is_file() else None


@dataclass(frozen=True)
class Watcher:
    """A log as it is served; `fetch` is all that it has."""

    fetch: Fetch

    def head(self) -> tuple[int, bytes]:
        """Size and root, as the checkpoint says them."""
        note = self.fetch("checkpoint")
        assert note is not None
        _, size, root, *_ = note.decode().split("\n")
        return int(size), base64.b64decode(root)

    def watch(self, size: int, whole: bytes) -> list[bytes]:
        """All leaves, once they were found to make this root, as every hash in every tile says too."""
        leaves = [leaf for index in range(-(-size // 256)) for leaf in self.entries(index, size)]
        assert len(leaves) == size
        level, hashes = 0, [hashlib.sha256(b"\x00" + leaf).digest() for leaf in leaves]
        row, edge = hashes, list[bytes]()
        while row:
            served = [each for index in range(-(-len(row) // 256)) for each in self.tile(level, index, size)]
            assert served == row
            # What is no full tile is not hashed into the level above.
            full = len(row) // 256 * 256
            edge = _perfect(row[full:]) + edge
            row = [_root(row[at : at + 256]) for at in range(0, full, 256)]
            level += 1
        # The edge's perfect subtrees, from the largest on, are those of the whole tree.
        found = edge.pop()
        while edge:
            found = _node(edge.pop(), found)
        assert found == whole == _root(hashes)
        return leaves

    def prove(self, index: int, size: int, whole: bytes, leaf: bytes) -> None:
        """An inclusion proof, computed of tiles alone."""
        path = inclusion_proof(index, size, partial(self._node_at, size))
        verify_inclusion(hashlib.sha256(b"\x00" + leaf).digest(), index, size, path, whole)

    def tile(self, level: int, index: int, size: int) -> list[bytes]:
        width = min(256, (size >> 8 * level) - 256 * index)
        data = self._tile(str(level), index, width)[: 32 * width]
        assert len(data) == 32 * width
        return [data[at : at + 32] for at in range(0, len(data), 32)]

    def entries(self, index: int, size: int) -> list[bytes]:
        width = min(256, size - 256 * index)
        data, found = self._tile("entries", index, width), list[bytes]()
        while data and len(found) < width:
            length = int.from_bytes(data[:2], "big")
            assert len(data) >= 2 + length
            found.append(data[2 : 2 + length])
            data = data[2 + length :]
        return found

    def _tile(self, level: str, index: int, width: int) -> bytes:
        """The partial tile; or the full one, "in case the partial tile is not available anymore"."""
        name = f"tile/{level}/{path_of(index)}"
        data = self.fetch(f"{name}.p/{width}") if width < 256 else self.fetch(name)
        if data is None and width < 256:
            data = self.fetch(name)
        assert data is not None, name
        return data

    def _node_at(self, size: int, level: int, index: int) -> bytes:
        """The hash over 2**level leaves: of so many neighbours in one tile."""
        many = 1 << level % 8
        tile = self.tile(level // 8, index * many // 256, size)
        return _root(tile[index * many % 256 :][:many])


def path_of(index: int) -> str:
    """zero-padded 3-digit path elements, of which all but the last begin with x."""
    if index < 1000:
        return f"{index:03}"
    above = path_of(index // 1000).split("/")
    return "/".join([*(f"x{each.removeprefix('x')}" for each in above), f"{index % 1000:03}"])


def _perfect(row: list[bytes]) -> list[bytes]:
    found, at = list[bytes](), 0
    while at < len(row):
        size = 1 << (len(row) - at).bit_length() - 1
        found.append(_root(row[at : at + size]))
        at += size
    return found


def _root(row: list[bytes]) -> bytes:
    if len(row) == 1:
        return row[0]
    half = 1 << (len(row) - 1).bit_length() - 1
    return _node(_root(row[:half]), _root(row[half:]))


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()
