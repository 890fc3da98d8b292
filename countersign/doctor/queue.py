"""The queue: reachable, and set up not to lose or drop jobs."""

from collections.abc import Iterator

from redis import Redis
from redis.exceptions import AuthenticationError, RedisError, ResponseError

from countersign.doctor.finding import Finding, not_needed, ok, wrong

SECONDS = 3


def examine(url: str, own: bool) -> Iterator[Finding]:
    """What the Redis of that URL is like; `own` is the one that `countersign run` starts."""
    if not url:
        yield not_needed("queue: `countersign run` starts its own when it is first run")
        return
    start = "start it: countersign run" if own else "is it running, and is COUNTERSIGN_REDIS_URL right?"
    try:
        redis = Redis.from_url(url, socket_timeout=SECONDS, socket_connect_timeout=SECONDS)
        redis.ping()
    except ValueError:
        yield wrong("COUNTERSIGN_REDIS_URL is no address of a Redis", "write redis://:password@127.0.0.1:6390/0")
        return
    except AuthenticationError:
        yield wrong("the queue refuses the password", "mend the password in COUNTERSIGN_REDIS_URL")
        return
    except RedisError as error:
        yield wrong(f"the queue does not answer ({type(error).__name__})", start)
        return
    yield ok("the queue answers")
    yield from _settings(redis)


def _settings(redis: "Redis") -> Iterator[Finding]:
    try:
        config = redis.config_get("appendonly", "maxmemory-policy")
    except ResponseError:
        # Hosted ones do not let themselves be asked.
        yield not_needed("the queue does not tell its settings; it should have AOF on and the policy noeviction")
        return
    if config.get("appendonly") == "yes":
        yield ok("the queue keeps its jobs on disk (AOF)")
    else:
        yield wrong(
            "the queue forgets its jobs when it ends", "set appendonly yes; nothing is lost, but all is sent again"
        )
    if config.get("maxmemory-policy") == "noeviction":
        yield ok("the queue never drops jobs to make room (noeviction)")
    else:
        yield wrong(
            f"the queue drops jobs when it is full ({config.get('maxmemory-policy')})",
            "set maxmemory-policy noeviction",
        )
