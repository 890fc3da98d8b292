"""A bundle as one file: a zip whose bytes follow from the bundle's alone."""

import shutil
import zipfile
from pathlib import Path
from typing import BinaryIO

# Zip has no years before this one; the files' own times are nobody's business.
NO_TIME = (1980, 1, 1, 0, 0, 0)
PIECE = 1 << 18


def pack(folder: Path, out: BinaryIO) -> None:
    """Write the folder, under its own name, in the order of its paths and in pieces: memory stays flat."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(each for each in folder.rglob("*") if each.is_file()):
            info = zipfile.ZipInfo(f"{folder.name}/{path.relative_to(folder).as_posix()}", NO_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            info.file_size = path.stat().st_size  # so that it knows which files are larger than an old zip can hold
            with path.open("rb") as source, archive.open(info, "w") as target:
                shutil.copyfileobj(source, target, PIECE)
