"""When the signer may not go on: why, and the file that keeps it from signing until a person has acted."""

from datetime import datetime
from pathlib import Path

from approval.errors import CountersignError
from approval.record.entry import written
from signing.durable import remove, write


class Refused(CountersignError):
    """What is in the database does not extend what was signed. The message says what is wrong and what to do."""

    code = "signer_refused"


class RefusalFile:
    """Stands beside the head file for as long as nothing may be signed."""

    def __init__(self, head: Path) -> None:
        self.path = head.with_name(head.name + ".refused")

    def read(self) -> str | None:
        """Why nothing is signed; None where nothing stands in the way."""
        try:
            return self.path.read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return None

    def write(self, why: str, at: datetime) -> None:
        """Sign nothing from now on, also after a restart."""
        write(self.path, f"{written(at)} {why}\n{self.advice}\n")

    def remove(self) -> None:
        """What a person does who has looked into it."""
        remove(self.path)

    @property
    def advice(self) -> str:
        return (
            "Nothing is signed until a person has acted. Keep a copy of the database, the head file and the log's "
            "checkpoints as they are now, and tell whoever oversees the record. Once the database again holds all "
            f"that was signed, delete {self.path}: the signer then reads the whole log anew."
        )
