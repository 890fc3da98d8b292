"""What the database keeps of the policy: adopted packs, whom replies answer, drafts that somebody tries out."""

import json
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, select, update

from approval import tables
from approval.finding import Finding, Severity


@dataclass(frozen=True, slots=True)
class Trial:
    """A draft that somebody has checked for themselves. `findings` is None until it is; `policy` a digest or ""."""

    id: str
    slack_id: str
    text: str
    parent: str
    policy: str
    findings: tuple[Finding, ...] | None


class PolicyReading:
    """Lookups about the policy on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def pack(self, digest: str) -> str | None:
        """An adopted pack as `Pack.to_json` wrote it; None if none of that digest was adopted."""
        return self._connection.scalar(select(tables.packs.c.pack).where(tables.packs.c.digest == digest))

    def packs_of(self, version: str) -> frozenset[str]:
        """The digests of the adopted packs that call themselves by this version."""
        return frozenset(
            self._connection.scalars(select(tables.packs.c.digest).where(tables.packs.c.version == version))
        )

    def earlier(self, addressee: str, since: datetime, but: str = "") -> tuple[datetime, ...]:
        """When replies to a person (`addressee` as `addressed` gives it) were released, the oldest first; not `but`."""
        if not addressee:
            return ()
        answered = (
            select(tables.proposals.c.claimed_at)
            .join(
                tables.revisions,
                (tables.revisions.c.proposal == tables.proposals.c.id)
                & (tables.revisions.c.number == tables.proposals.c.revision),
            )
            .where(
                tables.revisions.c.addressee == addressee,
                tables.proposals.c.state.in_(["published", "publishing", "unconfirmed"]),
                tables.proposals.c.claimed_at >= since,
                tables.proposals.c.id != but,
            )
            .order_by(tables.proposals.c.claimed_at)
        )
        return tuple(self._connection.scalars(answered))

    def under_way(self, addressee: str, since: datetime, proposal_id: str) -> tuple[datetime, ...]:
        """When open replies to a person got their wording, of those that had it before this proposal got its own.

        Of two that are proposed side by side the later wording sees the earlier one, whichever is checked first: one of
        them is found, and never both. What needs another wording to go out is not open: that one is checked anew.
        """
        if not addressee:
            return ()
        written = tables.revisions.c.created_at
        current = (tables.revisions.c.proposal == tables.proposals.c.id) & (
            tables.revisions.c.number == tables.proposals.c.revision
        )
        rows = select(tables.proposals.c.id, written).join(tables.revisions, current)
        mine = self._connection.execute(rows.where(tables.proposals.c.id == proposal_id)).one()
        others = rows.where(
            tables.revisions.c.addressee == addressee,
            tables.proposals.c.state.in_(["checking", "in_review", "approved", "failed"]),
            written >= since,
            written <= mine.created_at,
            tables.proposals.c.id != proposal_id,
        )
        found = sorted((row.created_at, row.id) for row in self._connection.execute(others))
        return tuple(moment for moment, other in found if (moment, other) < (mine.created_at, proposal_id))

    def trial(self, trial_id: str) -> Trial | None:
        """A draft that is tried out; None if there is none of that id, or none any more."""
        row = self._connection.execute(select(tables.trials).where(tables.trials.c.id == trial_id)).one_or_none()
        if row is None:
            return None
        findings = None
        if row.findings:
            findings = tuple(
                Finding(**{**item, "severity": Severity(item["severity"])}) for item in json.loads(row.findings)
            )
        return Trial(row.id, row.slack_id, row.text, row.parent, row.policy, findings)

    def waiting_trials(self, slack_id: str) -> int:
        """How many drafts of this account wait to be checked."""
        waiting = select(func.count(tables.trials.c.id)).where(
            tables.trials.c.slack_id == slack_id, tables.trials.c.findings == ""
        )
        return self._connection.scalar(waiting) or 0


class PolicyWriting(PolicyReading):
    """The same, and what can be written about it in one transaction."""

    now: datetime

    def add_pack(self, digest: str, version: str, pack: str) -> None:
        """Keep an adopted pack; the same one again is the same row."""
        if self.pack(digest) is None:
            row = {"digest": digest, "version": version, "pack": pack, "at": self.now}
            self._connection.execute(insert(tables.packs).values(**row))

    def add_trial(self, trial: Trial) -> None:
        """Keep a draft until it is checked and told of."""
        row = {"id": trial.id, "slack_id": trial.slack_id, "text": trial.text, "parent": trial.parent}
        self._connection.execute(insert(tables.trials).values(**row, policy=trial.policy, findings="", at=self.now))

    def set_trial(self, trial_id: str, policy: str, findings: Iterable[Finding]) -> None:
        """What the checks found in a draft that is tried out."""
        written = json.dumps([{name: getattr(each, name) for name in Finding.__slots__} for each in findings])
        where = tables.trials.c.id == trial_id
        self._connection.execute(update(tables.trials).where(where).values(policy=policy, findings=written))

    def forget_trials(self, age: timedelta) -> None:
        """Drop drafts that were tried out longer ago than this."""
        self._connection.execute(delete(tables.trials).where(tables.trials.c.at < self.now - age))


def addressed(author: str) -> str:
    """One spelling of a person's handle, by which replies to the same person are counted: «@Gloria_M » is gloria_m.

    The same handle on another server, or as the end of a link, is taken for the same person: rather one too many.
    """
    folded = unicodedata.normalize("NFKC", author).casefold()
    seen = "".join(letter for letter in folded if letter.isprintable() and not letter.isspace())
    return seen.rstrip("/.").rpartition("/")[2].lstrip("@").partition("@")[0]
