"""`countersign demo`: the story, in the sandbox that runs here, else in one that lives as long as the story."""

import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from dotenv import dotenv_values
from rich.console import Console

from approval import migrate
from approval.errors import Misconfigured
from approval.store import open_engine
from countersign import sandbox_policy, sandbox_setup
from countersign.places import Place
from countersign.run import page_is_ready, the_processes
from countersign.supervision import Supervision

READY_SECONDS = 90.0
LOOK_SECONDS = 0.3


def play(place: Place, options: Sequence[str], console: Console) -> int:
    """Play it; the story's exit code. `options` are those of `python -m sandbox.story`."""
    if Supervision(place).is_running():
        return _story(f"http://127.0.0.1:{dotenv_values(place.kept)['SANDBOX_PORT']}", options, place)
    with tempfile.TemporaryDirectory(prefix="countersign-demo-") as folder:
        passing = Place(place.root, elsewhere=Path(folder))
        with _running(passing, console) as address:
            return _story(address, options, passing)


def _story(address: str, options: Sequence[str], place: Place) -> int:
    command = [sys.executable, "-m", "sandbox.story", "--url", address, *options]
    # Our own module and its options, as a list and without a shell.
    return subprocess.run(command, cwd=place.root, check=False).returncode  # noqa: S603


@contextmanager
def _running(place: Place, console: Console) -> Iterator[str]:
    """Everything that `countersign run` starts, until the block ends; the page's address."""
    place.make()
    environment = sandbox_setup.prepare(place)
    engine = open_engine(environment["COUNTERSIGN_DATABASE_URL"])
    migrate.upgrade(engine)
    engine.dispose()
    sandbox_policy.establish(place, environment)
    supervision = Supervision(place)
    supervision.write(the_processes(place, environment))
    for number in (signal.SIGTERM, signal.SIGHUP):
        # As Ctrl-C does, so that what was started is stopped.
        signal.signal(number, signal.default_int_handler)
    console.print("Starting a sandbox for the story …")
    child = supervision.start()
    try:
        ready, end = page_is_ready(environment), time.monotonic() + READY_SECONDS
        while not ready():
            if child.poll() is not None or time.monotonic() > end:
                raise Misconfigured("The sandbox did not start. `countersign run` shows why.")
            time.sleep(LOOK_SECONDS)
        yield f"http://127.0.0.1:{environment['SANDBOX_PORT']}"
    finally:
        console.print("\nStopping the sandbox …", end=" ")
        child.terminate()
        child.wait()
        console.print("stopped.")
