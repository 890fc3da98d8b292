"""`countersign run`, as a person starts it: everything comes up, survives, and stops."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from countersign import sandbox_setup
from countersign.doctor.examine import examine
from countersign.doctor.finding import Health
from countersign.places import Place
from countersign.supervision import Supervision

ROOT = Path(__file__).resolve().parents[1]
CHECKOUT = ("Procfile", "constraints.txt", "pyproject.toml", "approval", "bot", "workers", "sandbox", "countersign")

PROGRAM = """
import sys
from pathlib import Path
from rich.console import Console
from approval.errors import Misconfigured
from countersign.places import Place
from countersign.run import run
try:
    sys.exit(run(Place(Path.cwd()), Console(soft_wrap=True)))
except Misconfigured as error:
    sys.exit(str(error))
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Iterator[Path]:
    """A checkout of its own, with a var/ of its own."""
    for name in CHECKOUT:
        (tmp_path / name).symlink_to(ROOT / name)
    yield tmp_path
    Supervision(Place(tmp_path)).stop()


class Run:
    """`countersign run` in a checkout, until Ctrl-C."""

    def __init__(self, checkout: Path) -> None:
        self.output = checkout / "output"
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-c", PROGRAM], cwd=checkout, stdout=output, stderr=subprocess.STDOUT, text=True
            )

    def address(self) -> str:
        """The address that it prints when everything is there."""
        end = time.monotonic() + 90
        while not (found := re.search(r"Open (http://127\.0\.0\.1:\d+)", self.output.read_text())):
            assert self.process.poll() is None, self.output.read_text()
            assert time.monotonic() < end, self.output.read_text()
            time.sleep(0.1)
        return found[1]

    def ctrl_c(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(60)


def pids(checkout: Path) -> dict[str, int]:
    return {process.name: process.pid for process in Supervision(Place(checkout)).processes()}


def test_everything_starts_works_survives_and_stops(checkout: Path) -> None:
    first = Run(checkout)
    address = first.address()
    posted = httpx.post(
        f"{address}/page/api/square/post",
        json={"handle": "gloria_m", "text": "Still there tomorrow?"},
        headers={"x-sandbox-page": "1"},
        trust_env=False,
    )
    assert posted.is_success

    place = Place(checkout)
    wrong = [finding for finding in examine(place, sandbox_setup.environment(place)) if finding.health is Health.WRONG]
    assert wrong == []

    second = subprocess.run([sys.executable, "-c", PROGRAM], cwd=checkout, capture_output=True, text=True, timeout=60)
    assert second.returncode == 1
    assert f"already running here ({address})" in second.stderr

    started = pids(checkout)
    assert set(started) == {"redis", "clock", "check", "publish", "bot", "sandbox"}
    os.kill(started["publish"], signal.SIGKILL)
    end = time.monotonic() + 30
    while "publish ended and was started again" not in first.output.read_text():
        assert time.monotonic() < end, first.output.read_text()
        time.sleep(0.2)
    started |= pids(checkout)

    assert first.ctrl_c() == 0
    assert not [name for name, pid in started.items() if Path(f"/proc/{pid}").exists()]

    again = Run(checkout)
    assert again.address() == address
    posts = httpx.get(f"{address}/square/api/posts", trust_env=False).json()["posts"]
    assert posts[0]["text"] == "Still there tomorrow?"
    assert again.ctrl_c() == 0


def test_nothing_starts_where_the_procfile_is_missing_and_it_says_so(checkout: Path) -> None:
    (checkout / "Procfile").unlink()
    run = Run(checkout)
    assert run.process.wait(60) == 1
    assert "has no Procfile" in run.output.read_text()
