"""What can be asked of the database: rows in, frozen values out."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select

from approval import tables
from approval.errors import NotFound
from approval.finding import Finding, Severity
from approval.jobs import Job, Task
from approval.proposal import Card, Decision, Media, Parent, Proposal, Review, Revision, State, Via
from approval.record.entry import CHECKED, Disclosure, Entry
from approval.stored_erasure import ErasureReading
from approval.stored_policy import PolicyReading
from approval.stored_tree import TreeReading


@dataclass(frozen=True, slots=True)
class Period:
    """Which entries: from `start` (included) to `end` (excluded), of some accounts or of all (empty).

    Entries that belong to no account (a change of accounts.toml, an export) are always among them.
    """

    start: datetime | None = None
    end: datetime | None = None
    accounts: frozenset[str] = frozenset()


class Reading(PolicyReading, TreeReading, ErasureReading):
    """Lookups on one connection. NotFound where a thing is asked for by an id that does not exist."""

    def proposal(self, proposal_id: str, revision: int | None = None) -> Proposal:
        """A proposal with its current revision, or as it is seen through an earlier one."""
        row = self._one(select(tables.proposals).where(tables.proposals.c.id == proposal_id))
        if row is None:
            if erased := self.erased_at(proposal_id):
                raise NotFound(f"This reply was erased under the retention schedule on {erased:%Y-%m-%d}.")
            raise NotFound("There is no such reply. It may belong to another installation of Countersign.")
        number = revision or row.revision
        return Proposal(
            id=row.id,
            account=row.account,
            state=State(row.state),
            proposer=row.proposer,
            proposer_slack=row.proposer_slack,
            authors=frozenset(
                self._connection.scalars(
                    select(tables.revisions.c.author).where(tables.revisions.c.proposal == proposal_id)
                )
            ),
            revision=self._revision(proposal_id, number),
            findings=self._findings(proposal_id, number),
            reviews=self._reviews(proposal_id, number),
            required=row.required,
            created_at=row.created_at,
            expires_at=row.expires_at,
            checked_at=row.checked_at,
            claimed_at=row.claimed_at,
            post_url=row.post_url,
            note=row.note,
            attempts=row.attempts,
            current=row.revision,
            policy=row.policy,
            check=self._last_check(proposal_id),
        )

    def proposals_in(self, states: Iterable[State], limit: int = 50) -> list[Proposal]:
        """The newest proposals in any of these states."""
        query = (
            select(tables.proposals.c.id)
            .where(tables.proposals.c.state.in_([state.value for state in states]))
            .order_by(tables.proposals.c.created_at.desc())
            .limit(limit)
        )
        return [self.proposal(proposal_id) for proposal_id in self._connection.scalars(query).all()]

    def proposals_by(self, person: str, limit: int = 20) -> list[Proposal]:
        """A person's newest proposals."""
        query = (
            select(tables.proposals.c.id)
            .where(tables.proposals.c.proposer == person)
            .order_by(tables.proposals.c.created_at.desc())
            .limit(limit)
        )
        return [self.proposal(proposal_id) for proposal_id in self._connection.scalars(query).all()]

    def published_at(self, url: str) -> list[str]:
        """Ids of the replies whose post stands at this link; more than one only where somebody mistook it."""
        query = select(tables.proposals.c.id).where(tables.proposals.c.post_url == url).order_by(tables.proposals.c.id)
        return list(self._connection.scalars(query))

    def cards(self, proposal_id: str) -> list[Card]:
        """The cards of a proposal, the oldest revision first."""
        query = select(tables.cards).where(tables.cards.c.proposal == proposal_id).order_by(tables.cards.c.number)
        return [Card(row.number, row.channel, row.ts) for row in self._connection.execute(query)]

    def proposal_on_card(self, channel: str, ts: str) -> tuple[str, int] | None:
        """Proposal id and revision that a message shows; None if the message is no card."""
        query = select(tables.cards).where(tables.cards.c.channel == channel, tables.cards.c.ts == ts)
        row = self._one(query)
        return (row.proposal, row.number) if row else None

    def picture(self, sha256: str) -> bytes:
        """The bytes of a picture."""
        data: bytes | None = self._connection.scalar(
            select(tables.pictures.c.bytes).where(tables.pictures.c.sha256 == sha256)
        )
        if data is None:
            raise NotFound("That picture is not stored here.")
        return data

    def parent(self, parent_id: str) -> Parent | None:
        """A parent post as it was fetched; None if it never was, or if the row does not say any more what was."""
        row = self._one(select(tables.parents).where(tables.parents.c.id == parent_id))
        kept = Parent(row.url, row.author, row.text, row.pasted) if row else None
        return kept if kept and parent_digest(kept) == parent_id else None

    def seen(self, key: str) -> str | None:
        """The proposal that an event or a form led to before; None if it is new."""
        return self._connection.scalar(select(tables.seen.c.proposal).where(tables.seen.c.key == key))

    def tasks(self, jobs: Iterable[Job], due_by: datetime, limit: int = 100) -> list[Task]:
        """What the outbox holds for these jobs and is due, the longest due first."""
        query = (
            select(tables.outbox)
            .where(tables.outbox.c.job.in_([job.value for job in jobs]), tables.outbox.c.due_at <= due_by)
            .order_by(tables.outbox.c.due_at, tables.outbox.c.key)
            .limit(limit)
        )
        return [
            Task(row.key, Job(row.job), row.proposal, json.loads(row.detail), row.due_at, row.attempt, row.serial)
            for row in self._connection.execute(query)
        ]

    def serial(self, job: Job, proposal_id: str) -> int | None:
        """The serial of the task of this job that waits for a proposal; None if none does."""
        query = select(tables.outbox.c.serial).where(
            tables.outbox.c.job == job.value, tables.outbox.c.proposal == proposal_id
        )
        return self._connection.scalar(query)

    def due(self, states: Iterable[State], column: str, by: datetime) -> list[str]:
        """Ids of proposals in these states whose `expires_at` or `claimed_at` is not after `by`."""
        query = select(tables.proposals.c.id).where(
            tables.proposals.c.state.in_([state.value for state in states]), tables.proposals.c[column] <= by
        )
        return list(self._connection.scalars(query))

    def entries(
        self, period: Period | None = None, proposal_id: str = "", after: int = -1, action: str = ""
    ) -> Iterator[Entry]:
        """The log in order, streamed: memory stays flat however long it is."""
        columns = tables.entries.c
        query = select(tables.entries).where(columns.seq > after).order_by(columns.seq)
        if proposal_id:
            query = query.where(columns.proposal == proposal_id)
        if action:
            query = query.where(columns.action == action)
        query = _within(query, period or Period())
        for page in self._connection.execute(query, execution_options={"yield_per": 500}).partitions():
            beside = self._disclosures([row.seq for row in page])
            for row in page:
                yield Entry(row.seq, row.at, row.action, row.leaf, tuple(beside.get(row.seq, ())))

    def count_entries(self, period: Period | None = None) -> int:
        """How many entries `entries` would give."""
        return self._connection.scalar(_within(select(func.count(tables.entries.c.seq)), period or Period())) or 0

    def next_seq(self) -> int:
        """The number that the next entry takes; the log has no gaps."""
        last = self._connection.scalar(select(func.max(tables.entries.c.seq)))
        return 0 if last is None else last + 1

    def last_entry(self, action: str) -> Entry | None:
        """The latest entry of one action; None if there is none."""
        query = (
            select(tables.entries)
            .where(tables.entries.c.action == action)
            .order_by(tables.entries.c.seq.desc())
            .limit(1)
        )
        row = self._one(query)
        if row is None:
            return None
        return Entry(row.seq, row.at, row.action, row.leaf, tuple(self._disclosures([row.seq]).get(row.seq, ())))

    def person_number(self, person: str) -> int | None:
        """The number that stands for a person in the log; None if they never acted."""
        return self._connection.scalar(
            select(tables.person_numbers.c.number).where(tables.person_numbers.c.person == person)
        )

    def _last_check(self, proposal_id: str) -> int:
        # The log's number, so no row can say that a card shows another check than the one that was recorded.
        query = select(func.max(tables.entries.c.seq)).where(
            tables.entries.c.proposal == proposal_id, tables.entries.c.action == CHECKED
        )
        return self._connection.scalar(query) or 0

    def _one(self, query: Any) -> Row[Any] | None:
        return self._connection.execute(query).one_or_none()

    def _revision(self, proposal_id: str, number: int) -> Revision:
        row = self._one(
            select(tables.revisions).where(
                tables.revisions.c.proposal == proposal_id, tables.revisions.c.number == number
            )
        )
        if row is None:
            raise NotFound("There is no such revision of this reply.")
        media = self._rows(tables.revision_media, proposal_id, number, "position")
        return Revision(
            number=row.number,
            author=row.author,
            text=row.text,
            reason=row.reason,
            parent=parent_from_json(row.parent),
            media=tuple(Media(item.sha256, item.mime, item.name, item.alt, item.slack_file) for item in media),
            digest=row.digest,
            created_at=row.created_at,
        )

    def _findings(self, proposal_id: str, number: int) -> tuple[Finding, ...]:
        rows = self._rows(tables.findings, proposal_id, number, "position")
        return tuple(
            Finding(row.rule, Severity(row.severity), row.message, row.mend, row.start, row.end, row.span)
            for row in rows
        )

    def _reviews(self, proposal_id: str, number: int) -> tuple[Review, ...]:
        rows = self._rows(tables.reviews, proposal_id, number, "at")
        return tuple(
            Review(
                row.person,
                row.role,
                Decision(row.decision),
                Via(row.via),
                row.reason,
                row.digest,
                row.at,
                tuple(row.answers.split()),
            )
            for row in rows
        )

    def _rows(self, table: Any, proposal_id: str, number: int, order: str) -> list[Row[Any]]:
        query = select(table).where(table.c.proposal == proposal_id, table.c.number == number).order_by(table.c[order])
        return list(self._connection.execute(query).all())

    def _disclosures(self, seqs: list[int]) -> Mapping[int, list[Disclosure]]:
        found: dict[int, list[Disclosure]] = {}
        query = (
            select(tables.disclosures)
            .where(tables.disclosures.c.seq.in_(seqs))
            .order_by(tables.disclosures.c.seq, tables.disclosures.c.name)
        )
        for row in self._connection.execute(query):
            found.setdefault(row.seq, []).append(Disclosure(row.name, row.encoded))
        return found


def parent_digest(parent: Parent) -> str:
    """The id of a parent that is kept: the form carries it, so nobody exchanges the words while the form is open."""
    return hashlib.sha256(parent_to_json(parent).encode("ascii")).hexdigest()


def parent_to_json(parent: Parent | None) -> str:
    """A parent as the revisions table keeps it: "" for none."""
    if parent is None:
        return ""
    return json.dumps([parent.url, parent.author, parent.text, parent.pasted])


def parent_from_json(stored: str) -> Parent | None:
    """The inverse of `parent_to_json`."""
    return Parent(*json.loads(stored)) if stored else None


def _within(query: Any, period: Period) -> Any:
    if period.start is not None:
        query = query.where(tables.entries.c.at >= period.start)
    if period.end is not None:
        query = query.where(tables.entries.c.at < period.end)
    if period.accounts:
        query = query.where(tables.entries.c.account.in_([*sorted(period.accounts), ""]))
    return query
