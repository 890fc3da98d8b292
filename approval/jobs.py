"""The jobs that wait in the outbox, and who takes them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Job(StrEnum):
    CHECK = "check"  # relay -> queue "check" -> check worker
    PUBLISH = "publish"  # relay -> queue "publish" -> publish worker
    CARD = "card"  # the bot, straight from the database: make the cards say what is so
    NOTICE = "notice"  # the bot, straight from the database: tell one person one thing
    CHECKPOINT = "checkpoint"  # the bot, straight from the database: show the oversight channel what was signed


QUEUED = frozenset({Job.CHECK, Job.PUBLISH})
DELIVERED_BY_BOT = frozenset({Job.CARD, Job.NOTICE, Job.CHECKPOINT})


@dataclass(frozen=True, slots=True)
class Task:
    """One row of the outbox. It stays until its work is committed, so that a lost queue loses nothing.

    `serial` changes whenever the row is written again: who finished an older one must not take the newer one away.
    """

    key: str
    job: Job
    proposal_id: str
    detail: Mapping[str, str]
    due_at: datetime
    attempt: int
    serial: int
