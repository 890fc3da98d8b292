"""The log as static files that any web server can serve to whoever watches it (c2sp.org/tlog-tiles).

Leaves, their hashes and a checkpoint, and never a disclosure: what may have to be redacted does not get here.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path

from approval.errors import CountersignError
from approval.reading import Reading
from approval.record.bundle.asked import Say, whole_tree
from approval.record.bundle.files import settle
from approval.record.bundle.trusting import Trusted, older_size
from approval.record.checkpoint import parse_checkpoint
from approval.record.note import NoteInvalid
from approval.record.tree import CompactRange, leaf_hash
from approval.store import Store
from approval.stored_tree import StoredCheckpoint

# How many hashes a full tile has, and how many doublings those are.
WIDTH, HEIGHT = 256, 8
# An entry's length is two bytes in the format.
LONGEST = 0xFFFF
CHECKPOINT, TILES = "checkpoint", "tile"
# How far back a checkpoint is looked for that the trust policy accepts.
MOST_LOOKED_AT = 1000


class NotTiled(CountersignError):
    """The tiles were not written; the message says why, and what to do. What was served before still is."""


@dataclass(frozen=True, slots=True)
class Tiled:
    """How many entries the folder serves now, and how many it did before."""

    size: int
    before: int


def tile_name(index: int, width: int = WIDTH) -> str:
    """Where a tile stands in its level: x001/x234/067, and x001/x234/067.p/112 while it has so many hashes only."""
    digits = str(index)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    *above, last = (digits[at : at + 3] for at in range(0, len(digits), 3))
    whole = "".join(f"x{each}/" for each in above) + last
    return whole if width == WIDTH else f"{whole}.p/{width}"


def write_tiles(store: Store, trusted: Trusted, target: Path, say: Say) -> Tiled:
    """Bring the folder to the newest checkpoint that the trust policy accepts; NotTiled, NotBundled say why not.

    Only what is new is read and written. A kill between any two lines leaves what was served before, and the next call
    goes on. Memory stays flat however long the log is.
    """
    try:
        with _Folder(target).held() as folder, store.read() as reading, whole_tree():
            return _brought(folder, reading, trusted, say)
    except OSError as error:
        raise NotTiled(f"{target} cannot be written: {error.strerror}. What was served before still is.") from error


def _brought(folder: "_Folder", reading: Reading, trusted: Trusted, say: Say) -> Tiled:
    stored = _newest(reading, trusted)
    path = folder.path / CHECKPOINT
    before = older_size(reading, path) if path.exists() else 0
    if before > stored.size:
        return Tiled(before, before)
    if before < stored.size:
        edge = _Edge(folder, reading, before // WIDTH * WIDTH, stored.size)
        signed = {size for size in reading.checkpoint_sizes() if before < size <= stored.size}
        for index, leaf in islice(reading.leaves(edge.size - 1), stored.size - edge.size):
            edge.add(index, leaf)
            if edge.size in signed:
                edge.put_partial()
            if edge.size % WIDTH == 0:
                say("Writing the tiles", edge.size - before, stored.size - before)
        head = parse_checkpoint(stored.note.text)
        if (edge.size, edge.root) != (head.size, head.root):
            raise NotTiled(
                f"The first {stored.size} entries are not those that were signed: the database was changed by another "
                "hand. Bring it back from a copy, and tell whoever answers for the record."
            )
        folder.settle()
        edge.drop_partial(before)
    folder.put(CHECKPOINT, str(stored.note).encode())
    folder.settle()
    return Tiled(stored.size, before)


def _newest(reading: Reading, trusted: Trusted) -> StoredCheckpoint:
    """The newest checkpoint that the trust policy accepts: one that was signed just now has no cosignatures yet."""
    why = "none was ever signed"
    for stored in islice(reading.checkpoints(), MOST_LOOKED_AT):
        try:
            trusted.policy.check(stored.note)
            return stored
        except NoteInvalid as error:
            why = str(error)
    raise NotTiled(
        f"There is no checkpoint of this log that whoever watches it would believe: {why} Is the signer running? "
        "`countersign doctor` says."
    )


class _Edge:
    """The tree's right edge: a tile that is full goes to its file, and of each level one that is not yet is kept."""

    def __init__(self, folder: "_Folder", reading: Reading, size: int, final: int) -> None:
        """Continue a tree of `size` entries, which fill their tiles of level 0, up to one of `final`."""
        self._folder = folder
        self.size = size
        self._final = final
        self._entries = bytearray()
        self._tiles: list[list[bytes]] = []
        for level in count():
            full = size >> HEIGHT * level
            if not full:
                break
            places = range(full // WIDTH * WIDTH, full)
            self._tiles.append([reading.subtree(HEIGHT * level, index) for index in places])
        # Each width of a partial tile has a name of its own, and is written once.
        self._partial: set[tuple[int, int]] = set()

    def add(self, index: int, leaf: bytes) -> None:
        if index != self.size:
            raise NotTiled(f"The log has no entry {self.size}. Its database was changed by another hand.")
        if len(leaf) > LONGEST:
            raise NotTiled(
                f"Entry {index} has {len(leaf):,} bytes, and this layout has room for {LONGEST:,}. Export a bundle: "
                "it has no such limit."
            )
        self._entries += len(leaf).to_bytes(2, "big") + leaf
        self.size += 1
        self._push(0, leaf_hash(leaf))

    @property
    def root(self) -> bytes:
        """The tree's root, made of what stands in the tiles at its edge."""
        perfect = (each for tile in reversed(self._tiles) for each in CompactRange().append(tile).hashes)
        return CompactRange(self.size, tuple(perfect)).root

    def put_partial(self) -> None:
        """Write what a reader of this very size needs, as far as no full tile takes its place in the end."""
        for level, tile in enumerate(self._tiles):
            index = self.size >> HEIGHT * (level + 1)
            if tile and index == self._final >> HEIGHT * (level + 1) and (level, len(tile)) not in self._partial:
                self._put(level, tile_name(index, len(tile)))
                self._partial.add((level, len(tile)))

    def drop_partial(self, before: int) -> None:
        """Remove the partial tiles that were written since the folder served `before`, and are full by now."""
        for level in range(len(self._tiles)):
            for index in range(before >> HEIGHT * (level + 1), self._final >> HEIGHT * (level + 1)):
                self._folder.drop(f"{TILES}/{level}/{tile_name(index)}.p")
                if level == 0:
                    self._folder.drop(f"{TILES}/entries/{tile_name(index)}.p")

    def _push(self, level: int, hashed: bytes) -> None:
        if level == len(self._tiles):
            self._tiles.append([])
        tile = self._tiles[level]
        tile.append(hashed)
        if len(tile) == WIDTH:
            self._put(level, tile_name((self.size >> HEIGHT * (level + 1)) - 1))
            self._tiles[level] = []
            if level == 0:
                self._entries.clear()
            self._push(level + 1, CompactRange().append(tile).root)

    def _put(self, level: int, name: str) -> None:
        self._folder.put(f"{TILES}/{level}/{name}", b"".join(self._tiles[level]))
        if level == 0:
            self._folder.put(f"{TILES}/entries/{name}", bytes(self._entries))


class _Folder:
    """Files under their final names: whole or not there. Only one process at a time writes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._new = path / ".new"
        self._touched: set[Path] = set()

    @contextmanager
    def held(self) -> Iterator["_Folder"]:
        """Hold the folder, and make it if it is not there."""
        if self.path.is_dir() and any(self.path.iterdir()) and not self._is_ours():
            raise NotTiled(f"{self.path} holds something else. Name a folder that is empty, or not there yet.")
        self.path.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.path / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise NotTiled(
                    f"Somebody else is writing to {self.path} just now. Try again when they are done."
                ) from None
            yield self
        finally:
            os.close(descriptor)

    def _is_ours(self) -> bool:
        return any((self.path / name).exists() for name in (CHECKPOINT, TILES, ".lock"))

    def put(self, name: str, data: bytes) -> None:
        """Have a file of these bytes, unless there is one."""
        path = self.path / name
        try:
            if path.read_bytes() == data:
                return
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)
        with self._new.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        self._new.replace(path)
        self._touched |= {each for each in path.parents if each.is_relative_to(self.path)}

    def drop(self, name: str) -> None:
        """Remove a folder, if it is there."""
        path = self.path / name
        if path.is_dir():
            shutil.rmtree(path)

    def settle(self) -> None:
        """Have the names of all that was put on the disk, so that a power cut does not undo them."""
        for folder in sorted(self._touched):
            settle(folder)
        self._touched.clear()
