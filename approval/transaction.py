"""What can be written, under the one write lock: state, log and outbox together."""

import hashlib
import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import Connection, Table, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from approval import tables
from approval.finding import Finding
from approval.jobs import Job, Task
from approval.proposal import Card, Parent, Proposal, Review, Revision
from approval.reading import Reading, parent_digest, parent_to_json
from approval.record.entry import Disclosable, Entry, Plain, compose
from approval.stored_erasure import ErasureWriting
from approval.stored_policy import PolicyWriting, addressed
from approval.stored_tree import TreeWriting


class Transaction(Reading, PolicyWriting, TreeWriting, ErasureWriting):
    """A reading that may also write. `now` is the time of the whole transaction."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        super().__init__(connection)
        self.now = now

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """What is written inside is undone if the block raises; the transaction lives on."""
        with self._connection.begin_nested():
            yield

    def add_proposal(self, proposal: Proposal) -> None:
        """A new proposal with its first revision."""
        self._connection.execute(
            insert(tables.proposals).values(
                id=proposal.id,
                account=proposal.account,
                proposer=proposal.proposer,
                proposer_slack=proposal.proposer_slack,
                created_at=proposal.created_at,
                **_changing(proposal),
            )
        )
        self.add_revision(proposal.id, proposal.revision)

    def add_revision(self, proposal_id: str, revision: Revision) -> None:
        """A new wording. Its pictures must be stored already."""
        self._connection.execute(
            insert(tables.revisions).values(
                proposal=proposal_id,
                number=revision.number,
                author=revision.author,
                text=revision.text,
                reason=revision.reason,
                parent=parent_to_json(revision.parent),
                digest=revision.digest,
                created_at=revision.created_at,
                addressee=addressed(revision.parent.author) if revision.parent else "",
            )
        )
        for position, item in enumerate(revision.media):
            self._connection.execute(
                insert(tables.revision_media).values(
                    proposal=proposal_id,
                    number=revision.number,
                    position=position,
                    sha256=item.sha256,
                    mime=item.mime,
                    name=item.name,
                    alt=item.alt,
                    slack_file=item.slack_file,
                )
            )

    def save(self, proposal: Proposal) -> None:
        """The proposal's own row: state, required approvals, times, outcome. Revisions never change."""
        self._connection.execute(
            update(tables.proposals).where(tables.proposals.c.id == proposal.id).values(**_changing(proposal))
        )

    def set_findings(self, proposal_id: str, number: int, findings: Sequence[Finding]) -> None:
        """The findings of one revision, in place of any earlier ones."""
        where = (tables.findings.c.proposal == proposal_id, tables.findings.c.number == number)
        self._connection.execute(delete(tables.findings).where(*where))
        for position, finding in enumerate(findings):
            self._connection.execute(
                insert(tables.findings).values(
                    proposal=proposal_id,
                    number=number,
                    position=position,
                    rule=finding.rule,
                    severity=finding.severity.value,
                    message=finding.message,
                    mend=finding.mend,
                    start=finding.start,
                    end=finding.end,
                    span=finding.span,
                )
            )

    def add_review(self, proposal_id: str, number: int, review: Review) -> None:
        """One person's review; the database refuses a second one of the same person and revision."""
        self._connection.execute(
            insert(tables.reviews).values(
                proposal=proposal_id,
                number=number,
                person=review.person,
                role=review.role,
                decision=review.decision.value,
                via=review.via.value,
                reason=review.reason,
                digest=review.digest,
                at=review.at,
                answers=" ".join(review.answers),
            )
        )

    def remove_review(self, proposal_id: str, number: int, person: str) -> None:
        """A review that its author took back. The log keeps both acts."""
        self._connection.execute(
            delete(tables.reviews).where(
                tables.reviews.c.proposal == proposal_id,
                tables.reviews.c.number == number,
                tables.reviews.c.person == person,
            )
        )

    def add_card(self, proposal_id: str, card: Card) -> None:
        """Which message shows this revision; the newest message where it was posted again."""
        where = (tables.cards.c.proposal == proposal_id, tables.cards.c.number == card.revision)
        self._connection.execute(delete(tables.cards).where(*where))
        self._connection.execute(
            insert(tables.cards).values(proposal=proposal_id, number=card.revision, channel=card.channel, ts=card.ts)
        )

    def add_picture(self, data: bytes) -> str:
        """Keep a picture's bytes; answers their SHA-256 (hex)."""
        digest = hashlib.sha256(data).hexdigest()
        self._insert_once(tables.pictures, {"sha256": digest, "bytes": data})
        return digest

    def add_parent(self, parent: Parent) -> str:
        """Keep a parent post as it was seen now; answers an id for the form to carry."""
        parent_id = parent_digest(parent)
        values = {"url": parent.url, "author": parent.author, "text": parent.text, "pasted": parent.pasted}
        where = tables.parents.c.id == parent_id
        self._connection.execute(delete(tables.parents).where(where))
        self._connection.execute(insert(tables.parents).values(id=parent_id, fetched_at=self.now, **values))
        return parent_id

    def remember(self, key: str, proposal_id: str) -> None:
        """An event or form, and the proposal it led to, for when Slack delivers it again."""
        self._insert_once(tables.seen, {"key": key, "proposal": proposal_id, "at": self.now})

    def forget(self, age: timedelta) -> None:
        """Drop what was remembered longer ago than Slack ever delivers again."""
        self._connection.execute(delete(tables.seen).where(tables.seen.c.at < self.now - age))

    def log(
        self,
        action: str,
        account: str = "",
        proposal_id: str = "",
        plain: Mapping[str, Plain] | None = None,
        private: Mapping[str, Disclosable] | None = None,
    ) -> Entry:
        """The next entry of the log. `plain` may never hold what the law could ask to redact; `private` may."""
        seq, at = self._place()
        entry = compose(
            seq,
            at,
            action,
            {"account": account, "proposal": proposal_id, **(plain or {})},
            private or {},
        )
        self._connection.execute(
            insert(tables.entries).values(
                seq=entry.seq,
                leaf=entry.leaf,
                at=entry.at,
                action=action,
                account=account,
                proposal=proposal_id,
            )
        )
        self.grow(entry.seq, entry.leaf)
        for disclosure in entry.disclosures:
            self._connection.execute(
                insert(tables.disclosures).values(seq=entry.seq, name=disclosure.name, encoded=disclosure.encoded)
            )
        return entry

    def number_person(self, person: str) -> int:
        """The number that stands for a person in the log, given at their first act and never again to another."""
        known = self.person_number(person)
        if known is not None:
            return known
        last: int | None = self._connection.scalar(select(func.max(tables.person_numbers.c.number)))
        number = (last or 0) + 1
        self._connection.execute(insert(tables.person_numbers).values(person=person, number=number))
        return number

    def enqueue(
        self,
        job: Job,
        proposal_id: str,
        detail: Mapping[str, str] | None = None,
        delay: timedelta = timedelta(0),
        tag: str = "",
    ) -> None:
        """Ask for a job in this commit. The same job of the same proposal (and `tag`) is asked for only once."""
        key = ":".join(part for part in (job.value, proposal_id, tag) if part)
        self._connection.execute(delete(tables.outbox).where(tables.outbox.c.key == key))
        self._connection.execute(
            insert(tables.outbox).values(
                key=key,
                job=job.value,
                proposal=proposal_id,
                detail=json.dumps(dict(detail or {})),
                due_at=self.now + delay,
                attempt=0,
                serial=secrets.randbits(62),
            )
        )

    def postpone(self, task: Task, until: datetime, counted: bool = True) -> bool:
        """Take a task by hiding it until a time; False if another took it first or it is no longer as it was read.

        Not `counted` as an attempt is only looking after one that is still under way.
        """
        result = self._connection.execute(
            update(tables.outbox)
            .where(
                tables.outbox.c.key == task.key,
                tables.outbox.c.serial == task.serial,
                tables.outbox.c.attempt == task.attempt,
                tables.outbox.c.due_at == task.due_at,
            )
            .values(due_at=until, attempt=task.attempt + (1 if counted else 0))
        )
        return result.rowcount == 1

    def done(self, task: Task) -> None:
        """Take a task out of the outbox, unless it was asked for anew since it was read."""
        self._connection.execute(
            delete(tables.outbox).where(tables.outbox.c.key == task.key, tables.outbox.c.serial == task.serial)
        )

    def settle(self, job: Job, proposal_id: str) -> None:
        """Take a job of a proposal out of the outbox: this transaction does its work, or ends the need for it."""
        self._connection.execute(
            delete(tables.outbox).where(tables.outbox.c.job == job.value, tables.outbox.c.proposal == proposal_id)
        )

    def _place(self) -> tuple[int, datetime]:
        """The next entry's number and time."""
        columns = tables.entries.c
        last = self._connection.execute(
            select(columns.seq, columns.at).order_by(columns.seq.desc()).limit(1)
        ).one_or_none()
        # Clocks are set back, and those of two machines differ; the log's times never run backwards all the same.
        return (0, self.now) if last is None else (last.seq + 1, max(self.now, last.at))

    def _insert_once(self, table: Table, values: Mapping[str, object]) -> None:
        dialect = postgresql if self._connection.dialect.name == "postgresql" else sqlite
        self._connection.execute(dialect.insert(table).values(**values).on_conflict_do_nothing())


def _changing(proposal: Proposal) -> dict[str, object]:
    return {
        "state": proposal.state.value,
        "revision": proposal.current,
        "required": proposal.required,
        "expires_at": proposal.expires_at,
        "checked_at": proposal.checked_at,
        "claimed_at": proposal.claimed_at,
        "post_url": proposal.post_url,
        "note": proposal.note,
        "attempts": proposal.attempts,
        "policy": proposal.policy,
    }
