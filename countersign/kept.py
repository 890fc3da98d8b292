"""What is chosen once and kept from start to start: random secrets, and ports that were free."""

import secrets
import socket
from collections.abc import Callable, Mapping
from pathlib import Path

from dotenv import dotenv_values

from approval.errors import Misconfigured
from countersign.places import write_secret

PORTS_TRIED = 50


class Kept:
    """Lines NAME=value in a file that only its owner may read."""

    def __init__(self, path: Path, heading: str) -> None:
        self._path = path
        self._heading = heading
        found = dotenv_values(path, interpolate=False) if path.exists() else {}
        self._values = {name: value for name, value in found.items() if value}

    def secret(self, name: str, prefix: str = "") -> str:
        """A random secret with 256 bits; the same one at every start."""
        return self._keep(name, lambda: prefix + secrets.token_hex(32))

    def port(self, name: str, preferred: int) -> int:
        """A free port on loopback: the one of last time, else the preferred one, else the next free one after it."""
        remembered = self._values.get(name, "")
        if remembered.isdigit() and is_free(int(remembered)):
            return int(remembered)
        return int(self._keep(name, lambda: str(next_free(preferred)), again=True))

    def values(self) -> Mapping[str, str]:
        """What is kept now, without choosing anything."""
        return self._values

    def _keep(self, name: str, make: Callable[[], str], again: bool = False) -> str:
        if again or name not in self._values:
            self._values[name] = make()
            lines = [f"# {self._heading}", *(f"{key}={value}" for key, value in sorted(self._values.items()))]
            write_secret(self._path, "\n".join(lines) + "\n")
        return self._values[name]


def next_free(first: int) -> int:
    """The first free port from `first` on; Misconfigured where there is none near it."""
    for port in range(first, first + PORTS_TRIED):
        if is_free(port):
            return port
    raise Misconfigured(f"No port from {first} to {first + PORTS_TRIED - 1} is free on this machine.")


def is_free(port: int) -> bool:
    """Whether a server could listen on that port of loopback now."""
    with socket.socket() as probe:
        # As servers do: a port whose last connections linger in TIME_WAIT is free for them.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
