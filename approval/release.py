"""What the publish worker and the clock do to an approved proposal. Nobody releases a text that is not on record."""

import hashlib
import math
from dataclasses import replace
from datetime import timedelta
from typing import assert_never

from approval.acting import Acting
from approval.finding import Severity
from approval.jobs import Job
from approval.outcome import Outcome, Published, Refused, Unavailable, Uncertain
from approval.people import Accounts
from approval.proposal import Proposal, State, content_digest
from approval.recognition import now, recognise
from approval.record.entry import RELEASED
from approval.record.released import named, release_of
from approval.record.witnessed import Witnessed
from approval.transaction import Transaction

# How long a publish may be under way before nobody can know: above the job's own time limit, which is above the
# HTTP time limit, so that whoever began it is certainly no longer at it.
STALLED = timedelta(seconds=60)

# The longest that a platform can ask us to wait before the next attempt, in seconds.
LONGEST_WAIT = 3600.0


class Release(Acting):
    """The last gate and what comes of it."""

    def claim(self, proposal_id: str) -> Proposal | None:
        """Take an approved proposal for publishing; None if there is nothing to publish.

        Everything that the approval rests on is checked again, from the bytes: the content's digest, the reviews, and
        that each stands in the log. What does not hold is sent back and logged, never published.
        """
        accounts = self.accounts()
        with self.store.begin() as tx:
            before = tx.proposal(proposal_id)
            tx.settle(Job.PUBLISH, proposal_id)
            if before.state is not State.APPROVED:
                return None
            self.note_roles(tx, accounts)
            policy, record = self.policies.in_force(tx), self.witnessed(tx, before)
            if recognise(accounts, before, record).expires_at <= tx.now:
                self._expire(tx, before)
                return None
            if policy and record.required is not None and self.outdated(tx, record.policy, policy):
                self.reopen(tx, before, policy)
                return None
            if policy and record.until and record.until <= tx.now:
                self.reopen(tx, before, policy, "A rule asks for more at this hour")
                return None
            if fault := self._fault(tx, accounts, before):
                self._send_back(tx, accounts, before, *fault)
                return None
            after = replace(before.move(State.PUBLISHING), claimed_at=tx.now, attempts=before.attempts + 1, note="")
            tx.save(after)
            tx.enqueue(Job.CARD, proposal_id)
            self.log_step(tx, RELEASED, after, {"attempt": after.attempts, **self._named(tx, accounts, before)})
            return after

    def finish(self, proposal_id: str, attempt: int, outcome: Outcome) -> Proposal | None:
        """What the platform answered to one attempt; None if a person or a later attempt has settled it since."""
        with self.store.begin() as tx:
            before = self._found_posted(tx, tx.proposal(proposal_id), attempt, outcome)
            if before.state not in (State.PUBLISHING, State.UNCONFIRMED) or before.attempts != attempt:
                self.log_step(tx, "publish.reported_late", before, {"attempt": attempt}, _private(outcome))
                return None
            after = self._settle(tx, before, outcome)
            tx.save(after)
            tx.enqueue(Job.CARD, proposal_id)
            if isinstance(outcome, Published):
                self.log_published(tx, after, _private(outcome), {})
            else:
                self.log_step(tx, _ACTIONS[type(outcome)], after, {"attempt": attempt}, _private(outcome))
            return after

    def stall(self) -> list[str]:
        """Publishing that began too long ago becomes unconfirmed; answers which."""
        with self.store.begin() as tx:
            stalled = tx.due([State.PUBLISHING], "claimed_at", tx.now - STALLED)
            for proposal_id in stalled:
                before = tx.proposal(proposal_id)
                outcome = Uncertain("The publish worker stopped in the middle of it.")
                after = self._settle(tx, before, outcome)
                tx.save(after)
                tx.enqueue(Job.CARD, proposal_id)
                self.log_step(tx, "publish.unconfirmed", after, {"attempt": before.attempts}, _private(outcome))
        return stalled

    def expire(self) -> list[str]:
        """What was not decided or not released in time is over; answers which."""
        with self.store.begin() as tx:
            late = tx.due([State.IN_REVIEW, State.APPROVED], "expires_at", tx.now)
            for proposal_id in late:
                self._expire(tx, tx.proposal(proposal_id))
        return late

    def _expire(self, tx: Transaction, before: Proposal) -> None:
        after = before.move(State.EXPIRED)
        tx.save(after)
        tx.settle(Job.PUBLISH, before.id)
        tx.enqueue(Job.CARD, before.id)
        self.tell(tx, after, "expired")
        self.log_step(tx, "proposal.expired", after)

    def _fault(self, tx: Transaction, accounts: Accounts, proposal: Proposal) -> tuple[State, str, str] | None:
        """Why this must not go out: the state to send it back to, a code for the log, words for the card."""
        account = accounts.accounts.get(proposal.account)
        if account is None or not account.open:
            return State.IN_REVIEW, "account_closed", "Nobody may approve for this account any more, so it is closed."
        revision = proposal.revision
        digest = content_digest(proposal.account, revision.parent, revision.text, revision.media)
        if digest != revision.digest or not _pictures_hold(tx, proposal):
            return State.BLOCKED, "content_changed", "What is stored is not what was approved. Nothing was published."
        record = self.witnessed(tx, proposal)
        if record.required is None:
            return State.BLOCKED, "never_checked", "The record knows no check of this text. Nothing was published."
        if record.ended:
            return State.BLOCKED, "ended", "The record says that this revision was ended before. Nothing was published."
        if Severity.BLOCK in (proposal.severity, record.severity):
            return State.BLOCKED, "blocked", "A rule forbids this text. Nothing was published."
        if len(self._standing(accounts, proposal, record)) < _required(proposal, record):
            return State.IN_REVIEW, "approvals_missing", "The record does not carry the approvals that are needed."
        return None

    def _standing(self, accounts: Accounts, proposal: Proposal, record: Witnessed) -> frozenset[str]:
        """The people whose approval stands both as a row and on record, as accounts.toml knows them now."""
        known = recognise(accounts, proposal, record)
        on_record = {now(accounts, given) for given in record.approvals}
        return frozenset(review.person for review in known.approvals) & on_record

    def _named(self, tx: Transaction, accounts: Accounts, proposal: Proposal) -> dict[str, str]:
        """Who wrote any of it, and by whose approval it goes out: of a person who has two numbers, the first."""
        record = self.witnessed(tx, proposal)
        standing = self._standing(accounts, proposal, record)
        by = {now(accounts, given): given.number for given in reversed(record.approvals)}
        return named((author.number for author in record.authors), (by[person] for person in standing))

    def _send_back(
        self, tx: Transaction, accounts: Accounts, before: Proposal, state: State, code: str, note: str
    ) -> None:
        after = replace(before.move(state), note=note)
        if code == "approvals_missing":
            after = self._as_on_record(tx, accounts, after)
        tx.save(after)
        tx.enqueue(Job.CARD, before.id)
        self.tell(tx, after, "stopped", {"reason": note})
        self.log_step(tx, "publish.refused", after, {"code": code})

    def _as_on_record(self, tx: Transaction, accounts: Accounts, proposal: Proposal) -> Proposal:
        """Without the reviews that the record does not carry: those people must be able to speak for themselves."""
        record = self.witnessed(tx, proposal)
        standing = self._standing(accounts, proposal, record)
        known = recognise(accounts, proposal, record)
        kept = []
        for stored, review in zip(proposal.reviews, known.reviews, strict=True):
            if review.person in standing:
                kept.append(stored)
            else:
                tx.remove_review(proposal.id, proposal.current, stored.person)
        return replace(proposal, reviews=tuple(kept), required=_required(proposal, record))

    def _found_posted(self, tx: Transaction, before: Proposal, attempt: int, outcome: Outcome) -> Proposal:
        """The proposal as under way, where the platform confirms late what a person said was not there.

        It waits to be posted again then, and must not be: the same words would stand there twice.
        """
        if before.state is not State.APPROVED or before.attempts != attempt or not isinstance(outcome, Published):
            return before
        if release_of(tx.entries(proposal_id=before.id), before, attempt) is None:
            return before
        tx.settle(Job.PUBLISH, before.id)
        return before.move(State.PUBLISHING)

    def _settle(self, tx: Transaction, before: Proposal, outcome: Outcome) -> Proposal:
        match outcome:
            case Published(url=url):
                after = replace(before.move(State.PUBLISHED), post_url=url, note="")
                self.tell(tx, after, "published", {"url": url})
            case Refused(reason=reason):
                if before.state is State.UNCONFIRMED:
                    # It is certain now that nothing was posted; the next attempt is refused in the ordinary way.
                    return self._again(tx, before, reason, 0)
                after = replace(before.move(State.FAILED), note=reason)
                self.tell(tx, after, "failed", {"reason": reason})
            case Unavailable(reason=reason, retry_after=seconds):
                return self._again(tx, before, reason, seconds)
            case Uncertain(reason=reason):
                if before.state is State.UNCONFIRMED:
                    return before
                after = replace(before.move(State.UNCONFIRMED), note=reason)
                self.tell(tx, after, "unconfirmed", {"reason": reason})
            case _:
                assert_never(outcome)
        return after

    def _again(self, tx: Transaction, before: Proposal, reason: str, seconds: float) -> Proposal:
        after = replace(before.move(State.APPROVED), claimed_at=None, note=reason)
        # What a platform says of its own recovery is not believed blindly: not for ever, and not a number that is none.
        wait = min(max(seconds, 0.0), LONGEST_WAIT) if math.isfinite(seconds) else LONGEST_WAIT
        tx.enqueue(Job.PUBLISH, before.id, delay=timedelta(seconds=wait))
        return after


def _required(proposal: Proposal, record: Witnessed) -> int:
    """How many people it takes: what the record says, or more; never nobody."""
    return max(1, proposal.required, record.required or 0)


def _pictures_hold(tx: Transaction, proposal: Proposal) -> bool:
    return all(hashlib.sha256(tx.picture(item.sha256)).hexdigest() == item.sha256 for item in proposal.revision.media)


_ACTIONS: dict[type[Outcome], str] = {
    Refused: "publish.failed",
    Unavailable: "publish.postponed",
    Uncertain: "publish.unconfirmed",
}


def _private(outcome: Outcome) -> dict[str, str]:
    match outcome:
        case Published(post_id=post_id, url=url):
            return {"post_id": post_id, "url": url}
        case Refused(reason=reason) | Unavailable(reason=reason) | Uncertain(reason=reason):
            return {"reason": reason}
        case _:
            assert_never(outcome)
