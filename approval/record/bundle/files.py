"""The files of a bundle: each is hashed while it is written; the folder gets its name when it is whole."""

import hashlib
import io
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TextIO, cast

from approval.record.bundle.asked import NotBundled


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """How long a file is, and its SHA-256 (hex)."""

    bytes: int
    sha256: str


class Files:
    """Writes files into one folder and keeps the fingerprint of each, by its path with "/"."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.written: dict[str, Fingerprint] = {}

    @contextmanager
    def open(self, name: str) -> Iterator[BinaryIO]:
        """A new file for bytes; it is on the disk when the block ends."""
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        with path.open("xb") as file:
            hashing = _Hashing(file)
            with io.BufferedWriter(hashing, 1 << 18) as buffered:
                yield cast(BinaryIO, buffered)
                buffered.flush()
                file.flush()
                os.fsync(file.fileno())
                self.written[name] = Fingerprint(hashing.count, hashing.sha256.hexdigest())

    @contextmanager
    def open_text(self, name: str) -> Iterator[TextIO]:
        """A new file for UTF-8 text, in which newlines are written as they are."""
        with self.open(name) as file:
            text = io.TextIOWrapper(file, encoding="utf-8", newline="")
            yield text
            text.flush()
            text.detach()

    def put(self, name: str, data: bytes) -> Fingerprint:
        """A new file of these bytes."""
        with self.open(name) as file:
            file.write(data)
        return self.written[name]


class _Hashing(io.RawIOBase):
    """Passes bytes on, and hashes them."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.sha256 = hashlib.sha256()
        self.count = 0

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        view = memoryview(data)  # type: ignore[arg-type]  # BufferedWriter gives what a memoryview takes
        self._file.write(view)
        self.sha256.update(view)
        self.count += len(view)
        return len(view)


@contextmanager
def new_folder(target: Path) -> Iterator[Path]:
    """A folder beside `target` that takes its name when the block ends well; NotBundled where it cannot.

    What is left behind when the machine goes down in the middle says in its name that it is unfinished.
    """
    if target.exists() or target.is_symlink():
        raise NotBundled(f"{target} is there already. Choose another name: an export replaces nothing.")
    try:
        folder = Path(tempfile.mkdtemp(prefix=f"{target.name}.unfinished-", dir=target.parent))
    except OSError as error:
        raise NotBundled(f"{target} cannot be made: {error.strerror}.") from None
    try:
        yield folder
        settle(folder)
        # A folder that came into being meanwhile and holds anything is not replaced by this.
        folder.rename(target)
        settle(target.parent)
    except OSError as error:
        raise NotBundled(f"{target} cannot be written: {error.strerror}. Nothing of it was kept.") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def settle(folder: Path) -> None:
    """Have the names in a folder on the disk, so that a power cut does not undo them."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
