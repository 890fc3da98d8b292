"""The command line as it is installed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from countersign import sandbox_setup
from countersign.places import Place

ROOT = Path(__file__).resolve().parents[1]
COUNTERSIGN = Path(sys.executable).with_name("countersign")


def countersign(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [COUNTERSIGN, *arguments],
        env={**os.environ, "COLUMNS": "100", **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_help_names_every_command_with_what_it_does() -> None:
    told = countersign("--help")
    assert told.returncode == 0
    for command in ("run", "status", "stop", "doctor", "migrate", "demo", "record", "policy", "clean-sandbox"):
        assert f"│ {command} " in told.stdout


def test_the_shell_completes_commands_and_options() -> None:
    def completed(words: str) -> str:
        number = str(len(words.split()) - 1)
        return countersign(_COUNTERSIGN_COMPLETE="complete_bash", COMP_WORDS=words, COMP_CWORD=number).stdout

    assert completed("countersign do").split() == ["doctor"]
    assert completed("countersign policy t").split() == ["try"]
    assert "--sandbox" in completed("countersign doctor --").split()


def test_an_error_is_a_sentence_and_no_traceback() -> None:
    told = countersign("doctor", "--reall")
    assert told.returncode == 2
    assert "No such option: --reall" in told.stderr
    assert "Traceback" not in told.stderr


def test_what_is_asked_of_the_real_thing_is_never_answered_from_the_sandbox(tmp_path: Path) -> None:
    for package in ("approval", "bot", "workers", "signing", "countersign"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("Procfile", "constraints.txt", "pyproject.toml"):
        shutil.copy(ROOT / file, tmp_path)
    place = Place(tmp_path)
    place.make()
    sandbox_setup.prepare(place)
    command = [sys.executable, "-m", "countersign", "doctor"]
    environment = {"PATH": os.environ["PATH"], "COLUMNS": "200"}

    def told(option: str) -> str:
        return subprocess.run(
            [*command, option], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60, check=False
        ).stdout

    assert "accounts.toml names 1 account(s)" in told("--sandbox")
    real = told("--real")
    assert "Looking at the real thing" in real
    assert "accounts.toml names" not in real
    assert "var/sandbox" not in real
