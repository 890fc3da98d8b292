"""The head file: what was signed last, whole on the disk, in one signer's hands."""

import base64
import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lying_log import LyingLog

from approval.errors import Misconfigured
from approval.record.note import Note
from approval.record.tree import CompactRange
from signing.head import Head, HeadFile
from signing.refusal import RefusalFile, Refused

LOG = LyingLog()


def head(size: int) -> tuple[CompactRange, Note]:
    return CompactRange().append(LOG.leaves(size)), LOG.note(size)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "head.json"


@pytest.mark.parametrize("size", [0, 1, 7, 64, 1000])
def test_what_is_written_is_read_again(path: Path, size: int):
    HeadFile(path).advance(*head(size))
    assert HeadFile(path).load() == Head(*head(size))
    assert path.stat().st_mode & 0o777 == 0o600


def test_there_is_none_before_anything_was_signed(path: Path):
    assert HeadFile(path).load() is None


def test_what_each_witness_has_seen_stays_beside_what_is_signed_next(path: Path):
    file = HeadFile(path)
    file.advance(*head(3))
    file.witnessed("a", 3)
    file.advance(*head(5))
    file.witnessed("b", 5)
    again = HeadFile(path)
    assert again.size_of("a") == 0, "nothing is known before it is read"
    again.load()
    assert {name: again.size_of(name) for name in ("a", "b", "c")} == {"a": 3, "b": 5, "c": 0}


def test_what_a_killed_signer_left_half_written_is_not_the_head(path: Path):
    file = HeadFile(path)
    file.advance(*head(3))
    path.with_name("head.json.new").write_text('{"size": 4, "ha')
    assert HeadFile(path).load() == Head(*head(3))
    file.advance(*head(4))
    assert HeadFile(path).load() == Head(*head(4))
    assert os.listdir(path.parent) == ["head.json"]


def spoilt(**change: object) -> str:
    grown, note = head(5)
    hashes = [base64.b64encode(each).decode() for each in grown.hashes]
    return json.dumps({"size": 5, "hashes": hashes, "checkpoint": str(note), "witnesses": {}, **change})


def test_the_file_that_is_spoilt_below_is_sound(path: Path):
    path.write_text(spoilt())
    assert HeadFile(path).load() == Head(*head(5))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "{}",
        spoilt(hashes=[]),
        spoilt(hashes=5),
        spoilt(hashes=["not base64", "at all"]),
        spoilt(witnesses=[]),
        spoilt(checkpoint=5),
        spoilt(checkpoint="no note"),
        spoilt(size=4),
        spoilt(size=6),
        spoilt(checkpoint=str(LOG.note(5, past=1))),
        "\udcff",
    ],
)
def test_a_damaged_head_file_is_no_reason_to_begin_anew(path: Path, text: str):
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(Refused, match="is damaged"):
        HeadFile(path).load()


def test_one_log_has_one_signer(path: Path):
    HeadFile(path).hold()
    with pytest.raises(Misconfigured, match="Another signer runs"):
        HeadFile(path).hold()


def test_a_refusal_says_what_to_do_and_stands_until_it_is_removed(path: Path):
    refusal = RefusalFile(path)
    assert refusal.read() is None
    refusal.write("Entries are missing.", datetime(2026, 11, 23, 12, tzinfo=UTC))
    said = RefusalFile(path).read()
    assert said is not None
    assert said.startswith("2026-11-23T12:00:00.000000Z Entries are missing.\n")
    assert f"delete {refusal.path}" in said
    refusal.remove()
    assert refusal.read() is None
