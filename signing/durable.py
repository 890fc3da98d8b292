"""Files that are whole and on the disk when the call returns, or as they were before."""

import os
from pathlib import Path


def write(path: Path, text: str) -> None:
    """Exchange the file for one with this text, which only its owner may read."""
    new = path.with_name(path.name + ".new")
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    _sync(path.parent)


def remove(path: Path) -> None:
    """Take the file away for good."""
    path.unlink(missing_ok=True)
    _sync(path.parent)


def _sync(folder: Path) -> None:
    # The name is in the folder: without this a power cut could bring the old file back.
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
