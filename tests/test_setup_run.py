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
from factories import accounts_text
from sandbox_server import RunningSandbox

from approval.record.note import Kind, new_signer
from countersign import sandbox_setup
from countersign.doctor.examine import examine
from countersign.doctor.finding import Health
from countersign.places import Place, write_secret
from countersign.record.keys import keep
from countersign.run import real_environment
from countersign.supervision import Supervision

ROOT = Path(__file__).resolve().parents[1]
CHECKOUT = (
    "Procfile", "constraints.txt", "pyproject.toml",
    "approval", "bot", "workers", "signing", "sandbox", "countersign", "policies",
)  # fmt: skip

PROGRAM = """
import sys
from pathlib import Path
from rich.console import Console
from approval.errors import Misconfigured
from countersign.places import Place
from countersign.run import run
try:
    sys.exit(run(Place(Path.cwd(), real="--real" in sys.argv), Console(soft_wrap=True)))
except Misconfigured as error:
    sys.exit(str(error))
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Iterator[Path]:
    """A checkout of its own, with a var/ of its own."""
    for name in CHECKOUT:
        (tmp_path / name).symlink_to(ROOT / name)
    yield tmp_path
    for real in (False, True):
        Supervision(Place(tmp_path, real)).stop()


class Run:
    """`countersign run` in a checkout, until Ctrl-C."""

    def __init__(self, checkout: Path, *options: str) -> None:
        self.output = checkout / "output"
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-c", PROGRAM, *options],
                cwd=checkout,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def address(self) -> str:
        """The address that it prints when everything is there."""
        return self.says(r"Open (http://127\.0\.0\.1:\d+)")[1]

    def says(self, pattern: str) -> re.Match[str]:
        """Wait until it prints something like that."""
        end = time.monotonic() + 90
        while not (found := re.search(pattern, self.output.read_text())):
            assert self.process.poll() is None, self.output.read_text()
            assert time.monotonic() < end, self.output.read_text()
            time.sleep(0.1)
        return found

    def ctrl_c(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(60)


def pids(checkout: Path) -> dict[str, int]:
    return {process.name: process.pid for process in Supervision(Place(checkout)).processes()}


def test_everything_starts_works_survives_and_stops(checkout: Path) -> None:
    first = Run(checkout)
    address = first.address()
    assert "Policy: How the city speaks in public, version 1.0" in first.output.read_text()
    assert 'id="B03"' in httpx.get(f"{address}/policy/", trust_env=False).text
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
    assert set(started) == {"redis", "clock", "check", "publish", "bot", "signer", "sandbox"}
    os.kill(started["publish"], signal.SIGKILL)
    first.says("publish ended and was started again")
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


def test_a_real_workspace_is_served_without_a_sandbox_of_our_own(checkout: Path, tmp_path: Path) -> None:
    with RunningSandbox(tmp_path / "slack", manifest=ROOT / "bot" / "manifest.yaml") as slack:
        env = {
            "SLACK_BOT_TOKEN": slack.settings.bot_token,
            "SLACK_APP_TOKEN": slack.settings.app_token,
            "SLACK_API_URL": slack.slack_url,
            "COUNTERSIGN_SQUARE_URL": slack.square_url,
        }
        write_secret(checkout / ".env", "".join(f"{name}={value}\n" for name, value in env.items()))
        write_secret(
            checkout / "publish.env", f"""COUNTERSIGN_ACCOUNT_KEYS='{{"police": "{slack.settings.square_key}"}}'"""
        )
        (checkout / "accounts.toml").write_text(accounts_text())
        key = new_signer("city.example/log", Kind.ED25519)
        keep(key, checkout / "signer.key")
        (checkout / "trust.txt").write_text(f"log {key.verifier}\nquorum none\n")
        run = Run(checkout, "--real")
        run.says("Countersign runs")
        slack.wait_for(slack.bot_connected, 30)
        place = Place(checkout, real=True)
        started = {process.name: process.state for process in Supervision(place).processes()}
        assert started == dict.fromkeys(("redis", "clock", "check", "publish", "bot", "signer"), "RUNNING")
        wrong = [found.what for found in examine(place, real_environment(place)) if found.health is Health.WRONG]
        assert wrong == [
            "there is no model for the toxicity check: every reply needs one approver more",
            "no policy is in force, so nobody can propose a reply",
            "COUNTERSIGN_POLICY_URL is not set: no rule on a card links to where the public reads it",
        ]
        assert run.ctrl_c() == 0
    assert not Place(checkout).folder.exists()


def test_a_real_start_without_settings_says_what_to_do(checkout: Path) -> None:
    run = Run(checkout, "--real")
    assert run.process.wait(60) == 1
    assert "Copy .env.example to .env" in run.output.read_text()
