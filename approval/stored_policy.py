"""What the database keeps of the policy: adopted packs, who accepted which, drafts that somebody tries out."""

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

    def accepted(self, people: Iterable[str], digest: str) -> bool:
        """Whether any of these ids of one person stands under an acceptance of exactly this policy."""
        found = select(tables.acceptances.c.person).where(
            tables.acceptances.c.digest == digest, tables.acceptances.c.person.in_(list(people))
        )
        return self._connection.execute(found).first() is not None

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

    def add_acceptance(self, person: str, digest: str) -> None:
        """Somebody has accepted a policy; once is enough."""
        if not self.accepted([person], digest):
            self._connection.execute(insert(tables.acceptances).values(person=person, digest=digest, at=self.now))

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
