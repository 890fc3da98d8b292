"""`countersign record key`: a key for a log, and none for a witness, which makes its own."""

import os
import stat
import subprocess
import sys
from pathlib import Path

from approval.record.note import Kind, parse_signer, parse_verifier


def key(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "countersign", "record", "key", *words],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(Path(__file__).parents[1]), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_secret_half_goes_into_the_file_and_the_public_one_is_printed(tmp_path: Path) -> None:
    made = key("city.example/log", "--to", "a.key", folder=tmp_path)
    assert made.returncode == 0, made.stderr
    signer = parse_signer((tmp_path / "a.key").read_text().strip())
    assert signer.verifier == parse_verifier(made.stdout.strip())
    assert (signer.verifier.name, signer.verifier.kind) == ("city.example/log", Kind.ED25519)
    assert stat.S_IMODE((tmp_path / "a.key").stat().st_mode) == 0o600
    assert signer.secret() not in made.stdout + made.stderr


def test_a_key_is_never_replaced_and_a_name_that_is_none_makes_no_file(tmp_path: Path) -> None:
    key("city.example/log", "--to", "a.key", folder=tmp_path)
    before = (tmp_path / "a.key").read_text()
    again = key("city.example/log", "--to", "a.key", folder=tmp_path)
    assert (again.returncode, again.stdout) == (1, "")
    assert "is there already" in again.stderr
    assert (tmp_path / "a.key").read_text() == before
    nameless = key("the city's log", "--to", "b.key", folder=tmp_path)
    assert nameless.returncode == 1
    assert "no name for a key" in nameless.stderr
    assert not (tmp_path / "b.key").exists()


def test_no_key_is_made_for_a_witness_which_would_have_no_memory_and_refuse_it(tmp_path: Path) -> None:
    made = key("clerk.city.example/witness", "--to", "a.key", "--witness", folder=tmp_path)
    assert made.returncode == 2
    assert not (tmp_path / "a.key").exists()
    assert "record witness --name" in " ".join(key("--help", folder=tmp_path).stdout.split())
