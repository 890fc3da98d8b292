"""A bundle's folder is there whole or not at all, and never in the place of another."""

import hashlib
import os
from pathlib import Path

import pytest

from approval.record.bundle.asked import NotBundled
from approval.record.bundle.files import Files, Fingerprint, new_folder


def test_a_file_is_known_by_the_bytes_that_were_written(tmp_path: Path) -> None:
    files = Files(tmp_path)
    files.put("below/data", b"12345")
    with files.open_text("words") as out:
        out.write("é\r\n")
    assert files.written == {
        "below/data": Fingerprint(5, hashlib.sha256(b"12345").hexdigest()),
        "words": Fingerprint(4, hashlib.sha256("é\r\n".encode()).hexdigest()),
    }
    assert (tmp_path / "words").read_bytes() == "é\r\n".encode()


@pytest.mark.parametrize("what", ["file", "folder", "link"])
def test_what_is_there_already_is_not_replaced(tmp_path: Path, what: str) -> None:
    target = tmp_path / "bundle"
    if what == "file":
        target.write_text("kept")
    elif what == "folder":
        target.mkdir()
    else:
        target.symlink_to("nowhere")
    with pytest.raises(NotBundled, match="there already"), new_folder(target):
        raise AssertionError("must not begin")
    assert [path.name for path in tmp_path.iterdir()] == ["bundle"]


def test_the_name_appears_when_all_is_written(tmp_path: Path) -> None:
    target = tmp_path / "bundle"
    with new_folder(target) as folder:
        Files(folder).put("data", b"")
        assert not target.exists()
        assert folder.name.startswith("bundle.unfinished-")
    assert [path.name for path in target.iterdir()] == ["data"]
    assert [path.name for path in tmp_path.iterdir()] == ["bundle"]


def full_disk(target: Path) -> None:
    with new_folder(target) as folder:
        (folder / "policies").mkdir()
        # /dev/full takes every byte and keeps none, as a full disk does.
        with open("/dev/full", "wb", buffering=0) as disk:
            disk.write(b"leaves")


def test_a_full_disk_leaves_nothing_and_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(NotBundled, match=r"No space left on device.*Nothing of it was kept"):
        full_disk(tmp_path / "bundle")
    assert list(tmp_path.iterdir()) == []


def overtaken(target: Path) -> None:
    with new_folder(target):
        target.mkdir()
        (target / "kept").write_text("kept")


def test_a_folder_that_filled_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    with pytest.raises(NotBundled, match="cannot be written"):
        overtaken(tmp_path / "bundle")
    assert os.listdir(tmp_path) == ["bundle"]
    assert (tmp_path / "bundle" / "kept").read_text() == "kept"


def test_a_place_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotBundled, match="No such file"), new_folder(tmp_path / "nowhere" / "bundle"):
        raise AssertionError("must not begin")
