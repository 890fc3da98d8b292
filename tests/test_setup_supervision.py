"""The processes are really started, restarted and stopped by the process manager."""

import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from approval.errors import Misconfigured
from countersign.places import Place
from countersign.processes import Process, processes
from countersign.supervision import Supervision

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    place = Place(tmp_path)
    place.make()
    return place


@pytest.fixture
def start(place: Place) -> Iterator[Callable[..., Supervision]]:
    """Starts python programs under supervision: name=program text."""
    children = []

    def starting(secret: str = "", **programs: str) -> Supervision:
        supervision = Supervision(place)
        # The launcher is found through the checkout, where a real run has it as an installed package.
        environment = {"PATH": os.environ["PATH"], "SECRET": secret}
        supervision.write([Process(name, (sys.executable, "-c", text), environment) for name, text in programs.items()])
        conf = place.supervisord_conf
        conf.write_text(conf.read_text().replace(f"directory = {place.root}", f"directory = {ROOT}"))
        children.append(supervision.start())
        wait_for(lambda: all_are(supervision, "RUNNING"))
        return supervision

    yield starting
    for child in children:
        child.terminate()
        child.wait()


def all_are(supervision: Supervision, state: str) -> bool:
    found = supervision.processes()
    return bool(found) and all(process.state == state for process in found)


def wait_for(condition: Callable[[], object], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.1)


SLEEP = "import time; time.sleep(600)"


def test_a_killed_process_is_started_again(start: Callable[..., Supervision]) -> None:
    supervision = start(bot=SLEEP)
    (before,) = supervision.processes()
    os.kill(before.pid, signal.SIGKILL)
    wait_for(lambda: supervision.processes()[0].pid not in (0, before.pid))
    wait_for(lambda: all_are(supervision, "RUNNING"))


def test_a_process_has_exactly_the_environment_it_was_given(start: Callable[..., Supervision], place: Place) -> None:
    secret = """a"b'c %d $HOME, é"""
    program = f"import json, os, time; open({str(place.folder / 'seen')!r}, 'w').write(json.dumps(dict(os.environ)))"
    start(secret=secret, bot=f"{program}; time.sleep(600)")
    seen = json.loads((place.folder / "seen").read_text())
    # LC_CTYPE is Python's own doing (PEP 538).
    assert {name: value for name, value in seen.items() if name != "LC_CTYPE"} == {
        "PATH": os.environ["PATH"],
        "SECRET": secret,
    }


def test_no_secret_stands_in_a_command_line_or_in_a_file_for_others(
    start: Callable[..., Supervision], place: Place
) -> None:
    supervision = start(secret="s3cret-value", bot=SLEEP)
    (process,) = supervision.processes()
    assert b"s3cret-value" not in Path(f"/proc/{process.pid}/cmdline").read_bytes()
    for path in (path for path in place.folder.rglob("*") if path.is_file()):
        if b"s3cret-value" in path.read_bytes():
            assert path.stat().st_mode & 0o077 == 0


def test_stopping_ends_every_process_and_the_manager(start: Callable[..., Supervision]) -> None:
    supervision = start(redis=SLEEP, bot=SLEEP, clock=SLEEP)
    pids = [process.pid for process in supervision.processes()]
    supervision.stop()
    wait_for(lambda: not supervision.is_running())
    assert not [pid for pid in pids if Path(f"/proc/{pid}").exists()]


def test_only_the_owner_may_command_the_process_manager(start: Callable[..., Supervision], place: Place) -> None:
    start(bot=SLEEP)
    assert place.socket.stat().st_mode & 0o077 == 0


def test_a_process_that_nobody_described_is_not_started() -> None:
    with pytest.raises(Misconfigured, match="stranger"):
        processes("stranger: python -m stranger", {})
