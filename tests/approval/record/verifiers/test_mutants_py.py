"""Thousands of bundles that were tampered with: verify.py refuses each, in a sentence."""

import io
import shutil
import subprocess
import sys
from contextlib import redirect_stdout
from pathlib import Path

import pytest
from bundles import Files, older_checkpoint, put
from forged_logs import whole
from mutants import PARTS, mutants
from sample_log import TRUST

from approval.record.verifiers import verify

# How many there are at least of each part, so that none is lost unseen.
LEAST = {
    "bits": 1000, "lines": 400, "cuts": 90, "disclosures": 600, "heads": 40, "files": 40, "proofs": 115,
    "manifests": 45, "thieves": 250, "liars": 15,
}  # fmt: skip


def test_there_are_two_thousand_of_them() -> None:
    assert LEAST.keys() == PARTS.keys()
    assert sum(LEAST.values()) >= 2000


@pytest.mark.timeout(300)
@pytest.mark.parametrize("part", PARTS)
def test_every_mutant_is_refused(part: str, tmp_path: Path) -> None:
    base, seen = whole(), set[bytes]()
    trusted, older = kept(tmp_path)
    accepted, count = [], 0
    for number, mutant in enumerate(mutants(part)):
        assert mutant.files != base, f"{mutant.name} is no change"
        folder = tmp_path / "bundle"
        put(mutant.files, folder)
        said = io.StringIO()
        with redirect_stdout(said):
            code = verify.main([str(folder), "--trust", trusted, "--older", older])
        if code != 1 or "FAILS" not in said.getvalue():
            accepted.append((number, mutant.name, code, said.getvalue()))
        shutil.rmtree(folder)
        count += 1
        seen.add(verify.sha256(repr(sorted(mutant.files.items())).encode()).digest())
    assert accepted == []
    assert len(seen) >= LEAST[part], f"{count} mutants, of which {len(seen)} differ from each other"


def test_a_process_of_its_own_says_the_same_of_some(tmp_path: Path) -> None:
    trusted, older = kept(tmp_path)
    some: dict[str, Files] = {"whole": whole()}
    for part in PARTS:
        some |= {mutant.name: mutant.files for mutant, _ in zip(mutants(part, seed=2), range(3), strict=False)}
    for number, (name, files) in enumerate(some.items()):
        folder = put(files, tmp_path / str(number))
        command = [sys.executable, "-I", verify.__file__, str(folder), "--trust", trusted, "--older", older]
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (ended.returncode, ended.stderr) == (0 if name == "whole" else 1, ""), (name, ended.stdout)


def kept(folder: Path) -> tuple[str, str]:
    """The trust policy and the older checkpoint that somebody has kept."""
    (folder / "trust.txt").write_bytes(TRUST)
    (folder / "older.txt").write_bytes(older_checkpoint())
    return str(folder / "trust.txt"), str(folder / "older.txt")
