"""The whole of Countersign as `make run` starts it, in a folder that is gone afterwards; and a bare Bolt bot."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from approval import migrate
from approval.bootstrap import House, open_house
from approval.settings import ApprovalSettings
from approval.store import open_engine
from countersign import sandbox_setup
from countersign.places import Place, here
from countersign.run import the_processes
from countersign.supervision import Supervision

READY_SECONDS = 90.0


@dataclass(frozen=True, slots=True)
class City:
    """A running sandbox and what is connected to it. `page` acts as people."""

    environment: Mapping[str, str]
    page: httpx.Client

    def house(self) -> House:
        """The same database, from here."""
        return open_house(
            ApprovalSettings(
                database_url=self.environment["COUNTERSIGN_DATABASE_URL"],
                accounts=Path(self.environment["COUNTERSIGN_ACCOUNTS"]),
            )
        )


@contextmanager
def whole_city() -> Iterator[City]:
    """Every process of the Procfile under the process manager, until the block ends."""
    with _place() as place:
        environment = sandbox_setup.prepare(place)
        engine = open_engine(environment["COUNTERSIGN_DATABASE_URL"])
        migrate.upgrade(engine)
        engine.dispose()
        supervision = Supervision(place)
        # A flood of commands is what is measured here.
        supervision.write(the_processes(place, {**environment, "SANDBOX_RATE_LIMITS": "false"}))
        child = supervision.start()
        try:
            with _page(environment) as page:
                _until(lambda: bool(_connected(page)))
                yield City(environment, page)
        finally:
            child.terminate()
            child.wait()


@contextmanager
def bare_city() -> Iterator[City]:
    """A sandbox and a Bolt bot that does nothing but acknowledge."""
    with _place() as place:
        environment = sandbox_setup.prepare(place)
        told = {**os.environ, **environment, "SANDBOX_RATE_LIMITS": "false"}
        with _process("sandbox", told), _page(environment) as page:
            _until(lambda: _connected(page) is not None)
            with _process("benchmarks.bare_bot", told):
                _until(lambda: bool(_connected(page)))
                yield City(environment, page)


@contextmanager
def _process(module: str, environment: Mapping[str, str]) -> Iterator[None]:
    quiet = subprocess.DEVNULL
    process = subprocess.Popen([sys.executable, "-m", module], env=environment, stdout=quiet, stderr=quiet)  # noqa: S603
    try:
        yield
    finally:
        process.terminate()
        process.wait()


@contextmanager
def _place() -> Iterator[Place]:
    with tempfile.TemporaryDirectory(prefix="countersign-bench-") as folder:
        root = Path(folder)
        for name in ("Procfile", "bot"):
            (root / name).symlink_to(here() / name)
        place = Place(root)
        place.make()
        yield place


def _page(environment: Mapping[str, str]) -> httpx.Client:
    return httpx.Client(
        base_url=f"http://127.0.0.1:{environment['SANDBOX_PORT']}",
        headers={"x-sandbox-page": "1"},
        timeout=30,
        trust_env=False,
        limits=httpx.Limits(max_connections=100, max_keepalive_connections=100),
    )


def _connected(page: httpx.Client) -> bool | None:
    """Whether a bot is connected; None while the sandbox does not answer."""
    try:
        return bool(page.get("/page/api/workspace").json().get("bot_connected"))
    except httpx.HTTPError:
        return None


def _until(ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while not ready():
        if time.monotonic() > deadline:
            raise TimeoutError(f"not ready after {READY_SECONDS:.0f} s")
        time.sleep(0.2)
