"""The signer as the process manager starts it: a real process, with the environment that it gets and nothing else."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from signing_desk import KEY

from approval.record.note import Note, parse_note
from approval.store import Store
from countersign.record.keys import keep

ROOT = Path(__file__).parents[2]


class RunningSigner:
    """`start`, then `kill` or `stop`; `log` is all that it said, also before it was started again."""

    def __init__(self, folder: Path, database_url: str, interval: float = 0.1, trust: str = "quorum none\n") -> None:
        self.folder = folder
        self.head = folder / "head.json"
        self.refused = folder / "head.json.refused"
        self.log = folder / "signer.log"
        if not (folder / "signer.key").exists():
            keep(KEY, folder / "signer.key")
        (folder / "trust.txt").write_text(f"log {KEY.verifier}\n{trust}")
        self.environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
            "COUNTERSIGN_DATABASE_URL": database_url,
            "COUNTERSIGN_SIGNER_HEAD": str(self.head),
            "COUNTERSIGN_SIGNER_INTERVAL": str(interval),
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, **more: str) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "signing"],
                env=self.environment | more,
                cwd=self.folder,
                stdout=log,
                stderr=log,
            )
        return self.process

    def ends(self, **more: str) -> tuple[int, str]:
        """Exit code and words of one that should not start."""
        before = len(self.said())
        return self.start(**more).wait(60), self.said()[before:]

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait(10)

    def stop(self) -> int:
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(20)

    def said(self) -> str:
        return self.log.read_text() if self.log.exists() else ""

    def shown(self, store: Store) -> list[Note]:
        """Every checkpoint that can be seen now: the newest in the database, and that of the head file."""
        with store.read() as reading:
            stored = reading.checkpoint()
        notes = [stored.note] if stored else []
        if self.head.exists():
            notes.append(parse_note(json.loads(self.head.read_text())["checkpoint"].encode()))
        return notes

    def wait_until_it_signs(self, store: Store) -> None:
        """Until there is one more checkpoint than now."""
        before = _count(store)
        self.wait_for(lambda: _count(store) > before)

    def wait_until_all_is_signed(self, store: Store) -> None:
        def done() -> bool:
            with store.read() as reading:
                stored = reading.checkpoint()
                return stored is not None and stored.size == reading.next_seq()

        self.wait_for(done)

    def wait_for(self, what, seconds: float = 30) -> None:
        end = time.monotonic() + seconds
        while not what():
            assert self.process is not None
            assert self.process.poll() is None, f"the signer ended\n{self.said()[-3000:]}"
            assert time.monotonic() < end, f"not within {seconds} s\n{self.said()[-3000:]}"
            time.sleep(0.01)


def _count(store: Store) -> int:
    with store.read() as reading:
        return len(reading.checkpoint_sizes())
