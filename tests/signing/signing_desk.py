"""A log, its signer, and what each of them has, in the hands of a test."""

from dataclasses import dataclass, field
from pathlib import Path

from factories import TestHouse
from sqlalchemy import text

from approval.jobs import Job
from approval.record.checkpoint import Checkpoint, parse_checkpoint
from approval.record.note import Kind, Signer, new_signer
from approval.stored_tree import StoredCheckpoint
from signing.head import HeadFile
from signing.signer import LogSigner

NAME = "city.example/log"
KEY = new_signer(NAME, Kind.ED25519)
NEW_KEY = new_signer(NAME, Kind.ED25519)


@dataclass
class Desk:
    """The house, and a signer with a head file of its own; `restart` makes a new one that knows only the file."""

    house: TestHouse
    path: Path
    keys: tuple[Signer, ...] = (KEY,)
    signer: LogSigner = field(init=False)
    file: HeadFile = field(init=False)

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> LogSigner:
        self.file = HeadFile(self.path)
        self.signer = LogSigner(self.house.store, self.keys, self.file)
        return self.signer

    def signed(self) -> list[Checkpoint]:
        """What a restarted signer starts from and signs, if there is anything."""
        self.restart()
        found = [self.signer.start(), self.signer.sign()]
        return [parse_checkpoint(each.note.text) for each in found if each is not None]

    def grow(self, entries: int = 1) -> int:
        """So many more entries; the log's size."""
        with self.house.store.begin() as tx:
            for _ in range(entries):
                tx.log("export.made", private={"why": "a test"})
            return tx.next_seq()

    def stored(self) -> StoredCheckpoint | None:
        with self.house.store.read() as reading:
            return reading.checkpoint()

    def sizes(self) -> list[int]:
        with self.house.store.read() as reading:
            return reading.checkpoint_sizes()

    def root(self, size: int) -> bytes:
        with self.house.store.read() as reading:
            return reading.root(size)

    def told(self) -> list[str]:
        """The alarms that wait for the bot."""
        with self.house.store.read() as reading:
            tasks = reading.tasks([Job.CHECKPOINT], self.house.clock())
            return [task.detail["alarm"] for task in tasks if "alarm" in task.detail]

    def sql(self, statement: str, **values: object) -> None:
        """What somebody does who writes to the database past Countersign."""
        with self.house.store.engine.begin() as connection:
            connection.execute(text(statement), values)
