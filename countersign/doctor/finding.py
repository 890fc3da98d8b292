"""One line of what the doctor has to say."""

from dataclasses import dataclass
from enum import StrEnum


class Health(StrEnum):
    OK = "ok"
    WRONG = "wrong"
    NOT_NEEDED = "not needed"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at and found, in a sentence; `mend` says what to do where something is wrong."""

    health: Health
    what: str
    mend: str = ""


def ok(what: str) -> Finding:
    return Finding(Health.OK, what)


def wrong(what: str, mend: str) -> Finding:
    return Finding(Health.WRONG, what, mend)


def not_needed(what: str) -> Finding:
    return Finding(Health.NOT_NEEDED, what)
