"""`python -m workers redis | clock | check | publish`: one process of the house."""

import sys
from collections.abc import Callable, Mapping

from pydantic import ValidationError
from pydantic_settings import SettingsError
from redis.exceptions import RedisError

from approval.errors import Misconfigured
from workers.logs import write_logs

USAGE = "usage: python -m workers redis | clock | check | publish"


# Each process imports only what is its own: Redis has no use for the checks, nor the clock for a publisher.


def _redis() -> int:
    from workers.embedded_redis import main as become

    return become()


def _clock() -> int:
    from workers.clock_process import main as run

    return run()


def _check() -> int:
    from workers.check_process import main as run

    return run()


def _publish() -> int:
    from workers.publish_process import main as run

    return run()


PROCESSES: Mapping[str, Callable[[], int]] = {
    "redis": _redis,
    "clock": _clock,
    "check": _check,
    "publish": _publish,
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
    except Misconfigured as error:
        return _sorry(str(error))
    except RedisError as error:
        # What was under way is in the database; the process manager starts this again, and it waits for Redis.
        return _sorry(f"Redis went away ({type(error).__name__}).", 1)


def _plain(detail: Mapping[str, object]) -> str:
    where = detail.get("loc")
    name = ".".join(str(part) for part in where) if isinstance(where, tuple) else ""
    message = str(detail.get("msg", "")).removeprefix("Value error, ")
    if not name:
        return message
    variable = name if name.isupper() else f"COUNTERSIGN_{name.upper()}"
    return f"{variable} is not set; see .env.example" if detail.get("type") == "missing" else f"{variable}: {message}"


def _sorry(message: str, code: int = 2) -> int:
    print(f"countersign: {message}", file=sys.stderr)  # noqa: T201  # for the person who started it
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
