"""Witnesses for the tests: one in this process, one behind a real server, and one that is a process of its own."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import uvicorn
from lying_log import LyingLog

from approval.record.note import Kind, Signer, Verifier, new_signer
from signing.witness import Witness
from signing.witness_app import create_app
from signing.witness_state import FILE, WitnessState, begin

NAME = "clerk.example/witness"
NOON = 1_790_000_000
ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Clerk:
    """The keeper of a witness: its key, its folder, its clock, and the logs that it watches."""

    folder: Path
    logs: Sequence[LyingLog]
    signer: Signer = field(default_factory=lambda: new_signer(NAME, Kind.COSIGNATURE))
    clock: float = NOON

    def __post_init__(self) -> None:
        if not (self.folder / FILE).exists():
            begin(self.folder)

    @property
    def keys(self) -> list[Verifier]:
        return [log.signer.verifier for log in self.logs]

    @contextmanager
    def witness(self) -> Iterator[Witness]:
        """The witness, started on its folder, and stopped."""
        state = WitnessState(self.folder, self.signer.verifier, self.keys)
        try:
            yield Witness(self.signer, self.keys, state, lambda: self.clock)
        finally:
            state.close()

    @contextmanager
    def serving(self, patience: float = 10.0) -> Iterator[str]:
        """The address of the witness behind a real server."""
        with self.witness() as witness:
            config = uvicorn.Config(create_app(witness, patience), port=0, log_level="critical", log_config=None)
            server = uvicorn.Server(config)
            thread = threading.Thread(target=server.run)
            thread.start()
            try:
                while not server.started:
                    thread.join(0.01)
                yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
            finally:
                server.should_exit = True
                thread.join()


@dataclass
class WitnessProcess:
    """`countersign record witness` in a folder of its own, with nothing in its environment.

    `begins` is how it is called: most tests have no use for the time that the other commands take to be imported.
    """

    folder: Path
    logs: Sequence[LyingLog]
    url: str = ""
    key: str = ""
    begins: Sequence[str] = (
        "-c",
        "import typer; from countersign.record.witnessing import witness_command; typer.run(witness_command)",
    )
    _process: subprocess.Popen[str] | None = None

    def command(self, *more: str) -> list[str]:
        keys = [word for log in self.logs for word in ("--log", str(log.signer.verifier))]
        return [
            *(sys.executable, *self.begins, *keys, "--listen", "127.0.0.1:0"),
            *("--key", str(self.folder / "key"), "--state", str(self.folder / "memory"), *more),
        ]

    def environment(self) -> dict[str, str]:
        return {"PATH": os.environ["PATH"], "HOME": str(self.folder), "PYTHONPATH": str(ROOT), "COLUMNS": "400"}

    def start(self) -> None:
        self._process = subprocess.Popen(
            self.command("--name", NAME),
            cwd=self.folder,
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._process.stdout is not None
        self.url = self._process.stdout.readline().strip().rpartition(" ")[2]
        self.key = self._process.stdout.readline().strip().rpartition(" ")[2]
        assert self.url.startswith("http://"), self.refused()

    def kill(self) -> None:
        """As a power cut would."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()

    def refused(self, *more: str) -> str:
        """What the command says when it does not want to run, in one line."""
        ended = subprocess.run(
            self.command(*more),
            cwd=self.folder,
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert ended.returncode == 1, ended
        return " ".join(ended.stderr.split())


def post(url: str, body: bytes) -> httpx.Response:
    # Without the certificates of the world, which take longer to read than the witness to answer.
    return httpx.post(f"{url}/add-checkpoint", content=body, trust_env=False, verify=False, timeout=30)
