"""The command line as it is installed."""

import os
import subprocess
import sys
from pathlib import Path

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
    for command in ("run", "status", "stop", "doctor", "migrate", "demo", "record", "clean-sandbox"):
        assert f"│ {command} " in told.stdout


def test_the_shell_completes_commands_and_options() -> None:
    def completed(words: str) -> str:
        number = str(len(words.split()) - 1)
        return countersign(_COUNTERSIGN_COMPLETE="complete_bash", COMP_WORDS=words, COMP_CWORD=number).stdout

    assert completed("countersign do").split() == ["doctor"]
    assert "--sandbox" in completed("countersign doctor --").split()


def test_an_error_is_a_sentence_and_no_traceback() -> None:
    told = countersign("doctor", "--reall")
    assert told.returncode == 2
    assert "No such option: --reall" in told.stderr
    assert "Traceback" not in told.stderr
