"""A real Redis: the wheel's server, as the product starts it, on a free port in a folder of the test's own."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from redis import Redis
from redis.exceptions import ConnectionError

ROOT = Path(__file__).parents[1]


class RunningRedis:
    """`with RunningRedis(tmp_path) as redis:` serves until the block ends. `url` holds its password."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "redis"
        self.port = _free_port()
        self.password = secrets.token_hex(8)
        self.url = f"redis://:{self.password}@127.0.0.1:{self.port}/0"
        self.client = Redis.from_url(self.url, socket_timeout=5)
        self._log = folder / "redis.log"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
        self.client.close()

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start it on its port and data, and wait until it answers."""
        told = {"COUNTERSIGN_REDIS_URL": self.url, "COUNTERSIGN_REDIS_DIR": str(self.folder), "PYTHONPATH": str(ROOT)}
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "workers", "redis"], env=os.environ | told, stdout=log, stderr=log
            )
        end = time.monotonic() + 30
        while True:
            try:
                self.client.ping()
            except ConnectionError:
                assert self._process.poll() is None, f"redis ended at once\n{self._log.read_text()}"
                assert time.monotonic() < end, f"redis did not start\n{self._log.read_text()}"
                time.sleep(0.02)
            else:
                return

    def kill(self) -> None:
        """kill -9."""
        assert self._process is not None
        if self._process.poll() is None:
            os.kill(self._process.pid, signal.SIGKILL)
        self._process.wait(10)

    def lose_everything(self) -> None:
        """kill -9, and its disk is empty when it comes back."""
        self.kill()
        shutil.rmtree(self.folder)
        self.start()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
