"""Real worker processes on a real database, Redis and square; whatever dies is started again, as in production."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from factories import accounts_text, draft
from redis_server import RunningRedis
from sandbox_server import RunningSandbox

from approval.bootstrap import House, build_house, open_house, utc_now
from approval.people import Actor
from approval.proposal import Decision, Proposal, State, Via
from approval.release import STALLED
from approval.settings import ApprovalSettings
from approval.store import Store
from workers.publishers.square import PATIENCE

ROOT = Path(__file__).parents[1]


class Processes:
    """`clock`, `check` and `publish` as the process manager would run them; `log` is what all of them said."""

    def __init__(self, folder: Path, redis_url: str, square_url: str, key: str, database_url: str) -> None:
        self._folder = folder
        accounts = folder / "accounts.toml"
        accounts.write_text(accounts_text())
        self.shared = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
            "COUNTERSIGN_DATABASE_URL": database_url,
            "COUNTERSIGN_ACCOUNTS": str(accounts),
            "COUNTERSIGN_REDIS_URL": redis_url,
            "COUNTERSIGN_CLOCK_CHECK_ATTEMPTS": "50",
        }
        self.secret = {"COUNTERSIGN_ACCOUNT_KEYS": json.dumps({"police": key}), "COUNTERSIGN_SQUARE_URL": square_url}
        self.log = folder / "processes.log"
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._wanted: set[str] = set()
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self.deaths = 0

    def __enter__(self) -> Self:
        self._watcher.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._watcher.join(10)
        for process in self._running.values():
            process.kill()
            process.wait(10)

    def start(self, *names: str) -> None:
        """Start these, and start each again when it dies."""
        with self._lock:
            for name in names:
                self._wanted.add(name)
                self._running[name] = self.spawn(name)

    def stop(self, name: str, number: signal.Signals = signal.SIGTERM) -> int:
        """Have one end, for good; answers its exit code."""
        with self._lock:
            self._wanted.discard(name)
            process = self._running.pop(name)
        process.send_signal(number)
        return process.wait(45)

    def kill(self, name: str) -> None:
        """kill -9; it will be started again."""
        with self._lock:
            self._running[name].kill()

    def pid(self, name: str) -> int:
        return self._running[name].pid

    def spawn(self, name: str, environment: dict[str, str] | None = None) -> subprocess.Popen[bytes]:
        """One process with exactly the environment that it has in production."""
        told = self.shared | (self.secret if name == "publish" else {})
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "workers", name],
                env=told if environment is None else environment,
                cwd=self._folder,
                stdout=log,
                stderr=log,
            )

    def said(self) -> str:
        return self.log.read_text() if self.log.exists() else ""

    def _watch(self) -> None:
        while not self._ended.wait(0.1):
            with self._lock:
                for name in self._wanted:
                    if self._running[name].poll() is not None:
                        self.deaths += 1
                        self._running[name] = self.spawn(name)


class _Leaping:
    """Two hours pass for the square each time it looks.

    It refuses a second copy of a post within an hour, which would hide from us that we sent one.
    """

    def __init__(self) -> None:
        self._looks = 0

    def __call__(self) -> float:
        self._looks += 1
        return time.time() + 7200.0 * self._looks


class WholePath:
    """Everything from a database to the square, without Slack: proposals are made and approved by direct calls."""

    def __init__(self, folder: Path, template: Path) -> None:
        shutil.copy(template, folder / "countersign.db")
        url = f"sqlite:///{folder / 'countersign.db'}"
        self.sandbox = RunningSandbox(folder / "sandbox", clock=_Leaping())
        self.redis = RunningRedis(folder)
        settings = self.sandbox.settings
        self.processes = Processes(folder, self.redis.url, self.sandbox.square_url, settings.square_key, url)
        accounts = folder / "accounts.toml"
        self.house: House = open_house(ApprovalSettings(database_url=url, accounts=accounts))
        self._forms = 0

    def __enter__(self) -> Self:
        self.sandbox.__enter__()
        self.redis.__enter__()
        self.processes.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.processes.__exit__(kind, error, trace)
        self.redis.__exit__(kind, error, trace)
        self.sandbox.__exit__(kind, error, trace)
        self.house.store.engine.dispose()

    def form(self) -> str:
        """A key that no form had before."""
        self._forms += 1
        return f"form-{self._forms}"

    def submit(self, text: str) -> str:
        """Nadia proposes; the proposal's id."""
        return self.house.workflow.submit(Actor("U0NADIA"), draft(text=text), self.form()).id

    def approve(self, proposal_id: str, person: str = "U0RUTH") -> None:
        """Ruth (or another) approves the current revision, giving a reason in case one is needed."""
        proposal = self.see(proposal_id)
        self.house.workflow.review(
            Actor(person),
            proposal_id,
            proposal.current,
            Decision.APPROVE,
            Via.BUTTON,
            "It is right.",
            self.form(),
            check=proposal.check,
        )

    def approve_by_as_many_as_needed(self, proposal_id: str) -> None:
        """Ruth, and Lena where the checks ask for one more (the model is not there in most tests)."""
        self.approve(proposal_id)
        if self.state(proposal_id) is State.IN_REVIEW:
            self.approve(proposal_id, "U0LENA")

    def see(self, proposal_id: str) -> Proposal:
        with self.house.store.read() as reading:
            return reading.proposal(proposal_id)

    def state(self, proposal_id: str) -> State:
        return self.see(proposal_id).state

    def wait_for(self, what: Callable[[], bool], seconds: float = 20) -> float:
        """Wait until it is so; answers how long that took. AssertionError with the processes' log when time is up."""
        begun = time.monotonic()
        while not what():
            assert time.monotonic() - begun < seconds, f"not within {seconds} s\n{self.processes.said()[-6000:]}"
            time.sleep(0.01)
        return time.monotonic() - begun

    def settle_what_stopped_in_the_middle(self, after: float = PATIENCE + 2) -> list[str]:
        """A minute passes for the clock, and then Lena looks at the square for each reply that nobody is sure of.

        A minute, less `after` seconds that must really have passed, so that nobody is still at it. Answers which
        replies those were.
        """
        later = Store(self.house.store.engine, lambda: utc_now() + STALLED - timedelta(seconds=after))
        build_house(later, self.house.accounts).release.stall()
        with self.house.store.read() as reading:
            unsure = reading.proposals_in([State.UNCONFIRMED], limit=1000)
        for proposal in unsure:
            found = [
                post for post in self.sandbox.square_posts("mesaverdepd") if post["text"] == proposal.revision.text
            ]
            self.house.workflow.confirm(
                Actor("U0LENA"), proposal.id, proposal.current, bool(found), str(found[0]["url"]) if found else ""
            )
        return [proposal.id for proposal in unsure]

    def posts(self) -> list[str]:
        """The texts that the official account has on the square."""
        return [post["text"] for post in self.sandbox.square_posts("mesaverdepd")]
