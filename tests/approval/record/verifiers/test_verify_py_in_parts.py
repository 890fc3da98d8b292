"""verify.py looks at a long log in parts, by several processes: what it says does not depend on where they begin."""

import io
import subprocess
import sys
from contextlib import redirect_stdout
from pathlib import Path

import pytest
from bundles import Files, make, put
from sample_log import TRUST, Item, one_reply

from approval.record.verifiers import verify

ROOT = Path(__file__).resolve().parents[4]
REPLIES = 250
# As where Python was built without what several processes share.
WITHOUT_PROCESSES = """
import sys
sys.modules["_multiprocessing"] = None
from pathlib import Path
from approval.record.verifiers import verify
folder = Path(sys.argv[1])
bundle = verify.Bundle(str(folder), None, None)
bundle.first, bundle.last = 0, (folder / "log.jsonl").read_bytes().count(b"\\n")
print(len(list(verify.looked_at(bundle.parts(), True))))
"""


def story() -> list[Item]:
    """More replies than one part has room for."""
    items: list[Item] = []
    for number in range(REPLIES):
        items += one_reply(len(items), f"p{number}", "01", ["02"])
    return items


@pytest.fixture(scope="module")
def files() -> Files:
    return make(story())


def parts_of(folder: Path, many: bool) -> list[object]:
    """The parts of all that a folder's log.jsonl has, each looked at."""
    bundle = verify.Bundle(str(folder), None, None)
    bundle.first, bundle.last = 0, (folder / "log.jsonl").read_bytes().count(b"\n")
    return list(verify.looked_at(bundle.parts(), many))


def begins(folder: Path) -> int:
    """The entry with which the second part begins."""
    first = getattr(parts_of(folder, many=False)[1], "first", 0)
    assert 0 < first < REPLIES * 5
    return int(first)


def said_of(files: Files, tmp_path: Path) -> tuple[int, str]:
    (tmp_path / "trust.txt").write_bytes(TRUST)
    said = io.StringIO()
    with redirect_stdout(said):
        code = verify.main([str(put(files, tmp_path / "bundle")), "--trust", str(tmp_path / "trust.txt")])
    return code, said.getvalue()


def test_a_log_of_several_parts_holds(files: Files, tmp_path: Path) -> None:
    code, said = said_of(files, tmp_path)
    assert code == 0, said
    assert f"{REPLIES * 5:,} entries, {REPLIES} replies released" in said
    assert "untrue when it was written down" in said
    assert "whether report.html and log.csv say what the entries say" in said


def test_several_processes_find_what_one_finds(files: Files, tmp_path: Path) -> None:
    folder = put(files, tmp_path / "bundle")
    lines = (folder / "disclosures.jsonl").read_bytes().splitlines(keepends=True)
    lines[-2:] = lines[:-3:-1]
    (folder / "disclosures.jsonl").write_bytes(b"".join(lines))
    alone, together = parts_of(folder, many=False), parts_of(folder, many=True)
    assert len(alone) > 1
    assert alone == together
    assert [bool(vars(part)["wrong"]) for part in alone] == [False] * (len(alone) - 1) + [True]


def test_where_no_processes_can_be_started_one_finds_all(files: Files, tmp_path: Path) -> None:
    folder = put(files, tmp_path / "bundle")
    alone = subprocess.run(
        [sys.executable, "-c", WITHOUT_PROCESSES, str(folder)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert alone.stdout.split() == [str(len(parts_of(folder, many=False)))]


def test_time_does_not_run_back_between_parts(files: Files, tmp_path: Path) -> None:
    at = begins(put(files, tmp_path / "whole"))
    items = story()
    items[at].plain["at"] = "2026-01-01T00:00:00.000000Z"
    items[at - 1].plain["at"] = "2026-11-23T12:00:00.000001Z"
    for item in items[: at - 1]:
        item.plain["at"] = "2026-11-23T12:00:00.000000Z"
    code, said = said_of(make(items), tmp_path)
    assert code == 1
    assert f"(entry {at}): The entry is from before the one before it." in said
    assert [line[:8] for line in said.splitlines() if line.startswith("FAILS")] == ["FAILS  2"], said


def test_whoever_speaks_alone_across_parts_is_seen(tmp_path: Path) -> None:
    items = story()
    good, alone = one_reply(0, "across", "03", ["04"]), one_reply(0, "alone", "05", ["05"])
    for reply in (good, alone):
        # Proposed and checked in the first part, approved and published in the last one.
        reply[2].plain["check"] = 1 if reply is good else 3
    items = [*good[:2], *alone[:2], *shifted(items, 4), *good[2:], *alone[2:]]
    code, said = said_of(make(items), tmp_path)
    assert code == 1
    assert [line[:8] for line in said.splitlines() if line.startswith("FAILS")] == ["FAILS  9"], said
    assert 'The reply "alone" goes out with too few approvals' in said
    assert "across" not in said


def shifted(items: list[Item], by: int) -> list[Item]:
    """The same entries, so many places later."""
    for item in items:
        if "check" in item.plain:
            item.plain["check"] += by
    return items


def test_an_erasure_is_looked_up_in_another_part(files: Files, tmp_path: Path) -> None:
    for named, holds in (("0-3", True), ("1 2-4", False)):
        items = story()
        items[0].erased = {"text": len(items), "source": len(items)}
        items[2].erased = {"name": len(items)}
        items.append(Item("record.erased", {"entries": named}, {"reason": "retention"}))
        (tmp_path / named).mkdir()
        code, said = said_of(make(items), tmp_path / named)
        assert (code == 0) == holds, said
        assert ("FAILS  6" in said) == (not holds)
