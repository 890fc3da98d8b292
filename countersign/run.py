"""`countersign run`: prepares, starts everything, says where to look, and stops everything at Ctrl-C."""

import os
import signal
import threading
import time
from collections.abc import Callable, Mapping
from types import FrameType

import httpx
from dotenv import dotenv_values
from rich.console import Console

from approval import migrate
from approval.errors import Misconfigured
from approval.store import open_engine
from countersign import sandbox_policy, sandbox_setup
from countersign.kept import Kept
from countersign.places import Place
from countersign.processes import Process, processes, system_environment
from countersign.supervision import Supervision

# Measured: 6 s. A slow machine takes longer, and then it is shown what it waits for.
READY_SECONDS = 30.0
LOOK_SECONDS = 0.5


def run(place: Place, console: Console) -> int:
    """Run until a signal says stop; the exit code. Misconfigured where something has to be mended first."""
    supervision = Supervision(place)
    if supervision.is_running():
        raise Misconfigured(
            f"Countersign is already running here{_address_of(place)}. `countersign stop` stops it, "
            "`countersign status` shows how it is."
        )
    # What any process writes is for the one who runs it only; and relative paths in .env are the checkout's.
    os.umask(0o077)
    os.chdir(place.root)
    place.make()
    environment = real_environment(place, choose=True) if place.real else sandbox_setup.prepare(place)
    if not environment.get("SLACK_BOT_TOKEN"):
        raise Misconfigured(
            "SLACK_BOT_TOKEN is not set. Copy .env.example to .env and fill it in; `countersign doctor` helps."
        )
    started = the_processes(place, environment)
    console.print("• Database …", end=" ")
    engine = open_engine(environment["COUNTERSIGN_DATABASE_URL"])
    migrate.upgrade(engine)
    engine.dispose()
    console.print("ready")
    if not place.real:
        policy = sandbox_policy.establish(place, environment)
        console.print(f"• Policy: {policy.title}, {policy.name}", markup=False)

    stop = threading.Event()
    _on_signals(stop.set)
    supervision.write(started)
    names = ", ".join(process.name for process in started)
    console.print(f"• Starting {names} …")
    child = supervision.start()
    try:
        ready = page_is_ready(environment) if not place.real else _all_running(supervision)
        came_up = _wait_until(ready, stop, supervision, console, child.poll)
        if came_up:
            console.print(_welcome(place, environment), highlight=False)
        _watch(stop, supervision, console, child.poll)
    finally:
        if child.poll() is None:
            console.print("\n• Stopping …", end=" ")
            child.terminate()
        # 0 too where `countersign stop` was faster.
        code = child.wait()
        console.print("stopped. Everything is kept for the next start." if code == 0 else f"ended ({code})")
    return code


def real_environment(place: Place, choose: bool = False) -> dict[str, str]:
    """What .env and the environment say, with a queue of our own where they name none.

    `choose` picks that queue's port and password if need be, which only a start may do.
    """
    given = {**dotenv_values(place.root / ".env", interpolate=False), **os.environ}
    named = {name: value for name, value in given.items() if value}
    if "COUNTERSIGN_REDIS_URL" not in named:
        kept = Kept(place.kept, "Made by `countersign run --real`: the password and port of its own queue.")
        if choose:
            sandbox_setup.choose_redis(kept)
        named = sandbox_setup.redis_environment(place, kept.values()) | named
    else:
        # A folder would mean that the queue is ours to start.
        named.pop("COUNTERSIGN_REDIS_DIR", None)
    return {
        "COUNTERSIGN_DATABASE_URL": place.database_url,
        "COUNTERSIGN_ACCOUNTS": str(place.accounts),
        "COUNTERSIGN_PUBLISH_ENV": str(place.publish_env),
        **named,
    }


def the_processes(place: Place, environment: Mapping[str, str]) -> list[Process]:
    """The Procfile's processes; in the real thing no sandbox, and no queue of our own where another is named."""
    try:
        procfile = (place.root / "Procfile").read_text(encoding="utf-8")
    except FileNotFoundError:
        raise Misconfigured(f"{place.root} has no Procfile, which says what to start.") from None
    without = set()
    if place.real:
        without.add("sandbox")
        if "COUNTERSIGN_REDIS_DIR" not in environment:
            without.add("redis")
    # The sandbox is told nothing that was meant for the real thing, such as a key in the environment.
    return processes(
        procfile, environment if place.real else {**system_environment(), **environment}, frozenset(without)
    )


def page_is_ready(environment: Mapping[str, str]) -> Callable[[], bool]:
    """Asks whether the sandbox answers and has the bot in it."""
    address = f"http://127.0.0.1:{environment['SANDBOX_PORT']}/page/api/workspace"

    def ready() -> bool:
        try:
            # trust_env: a proxy of the environment is not asked for what is on this machine.
            answer = httpx.get(address, timeout=2, trust_env=False)
            return answer.status_code == 200 and bool(answer.json().get("bot_connected"))
        except (httpx.HTTPError, ValueError):
            return False

    return ready


def _all_running(supervision: Supervision) -> Callable[[], bool]:
    def ready() -> bool:
        states = [process.state for process in supervision.processes()]
        return bool(states) and all(state == "RUNNING" for state in states)

    return ready


def _wait_until(
    ready: Callable[[], bool],
    stop: threading.Event,
    supervision: Supervision,
    console: Console,
    ended: Callable[[], int | None],
) -> bool:
    """Whether all is there; False where it is time to stop, or the process manager did not start."""
    deadline = time.monotonic() + READY_SECONDS
    while not stop.is_set() and ended() is None:
        if ready():
            return True
        if time.monotonic() > deadline:
            console.print(f"✗ Not ready after {READY_SECONDS:.0f} s; it goes on trying. What does not run:")
            for process in supervision.processes():
                if process.state != "RUNNING":
                    _show(f"{process.name} ({process.state.lower()})", process.name, supervision, console)
            deadline = float("inf")
        stop.wait(LOOK_SECONDS)
    if ended() is not None:
        _show("✗ The process manager did not start", supervision.OWN_LOG, supervision, console)
    return False


def _watch(stop: threading.Event, supervision: Supervision, console: Console, ended: Callable[[], int | None]) -> None:
    """Tell when a process had to be started again, until it is time to stop or the process manager has ended."""
    known = {process.name: process.pid for process in supervision.processes()}
    while not stop.wait(LOOK_SECONDS * 4):
        if ended() is not None:
            console.print(f"\n• The process manager has ended; its log: {supervision.log(supervision.OWN_LOG)}")
            return
        for process in supervision.processes():
            before = known.get(process.name)
            if process.pid and before and process.pid != before:
                console.print(f"• {process.name} ended and was started again; its log: {supervision.log(process.name)}")
            if process.pid:
                known[process.name] = process.pid


def _show(what: str, name: str, supervision: Supervision, console: Console) -> None:
    console.print(f"  {what}, log: {supervision.log(name)}")
    for line in supervision.last_lines(name):
        console.print(f"      {line}", markup=False, highlight=False)


def _welcome(place: Place, environment: Mapping[str, str]) -> str:
    if place.real:
        return "\n  Countersign runs. `countersign doctor` says how it is.\n\n  Ctrl-C stops everything.\n"
    return f"\n  Open http://127.0.0.1:{environment['SANDBOX_PORT']}\n\n  Ctrl-C stops everything.\n"


def _address_of(place: Place) -> str:
    port = dotenv_values(place.kept).get("SANDBOX_PORT") if place.kept.exists() else None
    return f" (http://127.0.0.1:{port})" if port else ""


def _on_signals(act: Callable[[], None]) -> None:
    def handler(_number: int, _frame: FrameType | None) -> None:
        act()

    # SIGHUP: the terminal was closed; nothing should run on that nobody sees.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, handler)
