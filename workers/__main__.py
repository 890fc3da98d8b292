"""`python -m workers redis | clock | check | publish`: one process of the house."""

import functools
import os
import signal
import sys
from collections.abc import Callable, Mapping
from threading import Event

from pydantic import ValidationError
from pydantic_settings import SettingsError
from redis.exceptions import RedisError

from approval.bootstrap import House, open_house, utc_now
from approval.errors import Misconfigured
from approval.jobs import Job
from approval.people import Account
from approval.settings import ApprovalSettings
from workers import check, publish
from workers.checks.build import build_checks, load_checks
from workers.checks.settings import CheckSettings
from workers.clock import Clock
from workers.connection import connect, wait_for
from workers.embedded_redis import become_redis
from workers.logs import write_logs
from workers.publishers import Publisher
from workers.publishers.square import Square
from workers.relay import Relay
from workers.settings import CheckWorkerSettings, ClockSettings, PublishSettings, RedisSettings, publish_settings
from workers.worker import ForkingWorker, OneFunction, SingleWorker

USAGE = "usage: python -m workers redis | clock | check | publish"


def redis() -> int:
    """The embedded Redis; does not return."""
    become_redis(RedisSettings())
    return 0


def clock() -> int:
    """The relay, expiry and stalled releases, until SIGTERM."""
    settings = ClockSettings()
    house = open_house(ApprovalSettings())
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    Clock(house, Relay(house, connect(settings), utc_now, settings), utc_now).run(stop)
    return 0


def check_worker() -> int:
    """The checks, each in a fork of a process that has the model."""
    settings = CheckWorkerSettings()
    house = open_house(ApprovalSettings())
    checks = build_checks(CheckSettings())
    # The tokenizer's own threads would be lost in a fork, and it warns of that at every one.
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    load_checks(checks)
    connection = connect(settings)
    wait_for(connection)
    return _work(ForkingWorker(Job.CHECK, functools.partial(check.run, house, checks), connection), house)


def publish_worker() -> int:
    """Publishing, with the accounts' keys, in this one process."""
    settings = publish_settings()
    house = open_house(ApprovalSettings())
    connection = connect(settings)
    wait_for(connection)
    work = functools.partial(publish.run, house, publishers(settings))
    return _work(SingleWorker(Job.PUBLISH, work, connection), house)


def publishers(settings: PublishSettings) -> Callable[[Account], Publisher | None]:
    """From an account to the publisher that has its key; None for an account without one."""

    def publisher_of(account: Account) -> Publisher | None:
        key = settings.account_keys.get(account.id)
        return Square(settings.square_url, account, key.get_secret_value()) if key else None

    return publisher_of


PROCESSES: Mapping[str, Callable[[], int]] = {
    "redis": redis,
    "clock": clock,
    "check": check_worker,
    "publish": publish_worker,
}


def main(arguments: list[str]) -> int:
    """Run one process; 2 and one line of what to do where something is missing or wrong."""
    if len(arguments) != 1 or arguments[0] not in PROCESSES:
        print(USAGE, file=sys.stderr)  # noqa: T201  # this is the command's answer
        return 2
    write_logs(arguments[0])
    try:
        return PROCESSES[arguments[0]]()
    except ValidationError as error:
        return _sorry("; ".join(_plain(detail) for detail in error.errors(include_input=False, include_url=False)))
    except SettingsError as error:
        return _sorry(f"{error}. It must be written as JSON.")
    except (Misconfigured, ValueError) as error:
        return _sorry(str(error))
    except RedisError as error:
        # What was under way is in the database; the process manager starts this again, and it waits for Redis.
        return _sorry(f"Redis went away ({type(error).__name__}).", 1)


def _work(worker: OneFunction, house: House) -> int:
    # No connection may be open when the worker forks: a child would share it.
    house.store.engine.dispose()
    worker.work(logging_level="WARNING")
    return 0 if worker.asked_to_stop else 1


def _plain(detail: Mapping[str, object]) -> str:
    where = detail.get("loc")
    name = ".".join(str(part) for part in where) if isinstance(where, tuple) else ""
    message = str(detail.get("msg", "")).removeprefix("Value error, ")
    if not name:
        return message
    variable = name if name.isupper() else f"COUNTERSIGN_{name.upper()}"
    return f"{variable} is not set" if detail.get("type") == "missing" else f"{variable}: {message}"


def _sorry(message: str, code: int = 2) -> int:
    print(f"countersign: {message}", file=sys.stderr)  # noqa: T201  # for the person who started it
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
