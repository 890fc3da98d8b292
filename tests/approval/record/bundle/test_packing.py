"""A packed bundle is the same bytes whenever and wherever it is packed, and the same files when it is unpacked."""

import io
import os
import zipfile
from pathlib import Path

from approval.record.bundle.packing import pack


def packed(folder: Path) -> bytes:
    out = io.BytesIO()
    pack(folder, out)
    return out.getvalue()


def written(folder: Path, names: list[str], time: int) -> Path:
    (folder / "policies").mkdir(parents=True)
    for name in names:
        (folder / name).write_bytes(name.encode() * 1000)
        os.utime(folder / name, (time, time))
    return folder


def test_the_same_files_are_the_same_zip_whatever_their_times_and_order(tmp_path: Path) -> None:
    names = ["log.jsonl", "policies/b.json", "manifest.json", "policies/a.json"]
    one = packed(written(tmp_path / "one" / "bundle", names, 1))
    assert one == packed(written(tmp_path / "two" / "bundle", names[::-1], 10**9))
    with zipfile.ZipFile(io.BytesIO(one)) as archive:
        assert archive.namelist() == [f"bundle/{name}" for name in sorted(names)]
        assert archive.read("bundle/policies/a.json") == b"policies/a.json" * 1000
