"""A small model of what may happen to a reply, written from the plan of the house and not from its code.

It imports nothing of ours: states, decisions and codes are words. Each method answers what must follow. Where several
reasons stand against an act, any of them is a right answer; where none does, the act must succeed.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

EXPIRES = timedelta(hours=4)
STALLS = timedelta(seconds=60)
EDITABLE = {"checking", "in_review", "blocked", "changes_requested", "approved", "expired", "failed"}
WITHDRAWABLE = {"checking", "in_review", "blocked", "changes_requested", "approved", "expired"}
REVIEWED = {"approve": "review.approved", "reject": "review.rejected", "request_changes": "review.changes_requested"}
REPORTED = {
    "published": "publish.succeeded",
    "refused": "publish.failed",
    "unavailable": "publish.postponed",
    "uncertain": "publish.unconfirmed",
}


@dataclass(frozen=True)
class Who:
    """An actor: the person accounts.toml knows behind the Slack id, None for a stranger; in the approvers' group?"""

    person: str | None
    chief: bool = False


@dataclass(frozen=True)
class Refused:
    """Any of the reasons is a right answer; `action` must stand in the log, and nothing else may change."""

    action: str
    reasons: frozenset[str]


@dataclass(frozen=True)
class Done:
    """The act succeeds (or does nothing), and exactly these actions are added to the log."""

    actions: tuple[str, ...] = ()


@dataclass
class Attempt:
    """An attempt to publish: of which revision, and whether it really stands on the square, known or not."""

    revision: int
    posted: bool


@dataclass
class Reply:
    authors: set[str]
    required: int
    expires: datetime
    state: str = "checking"
    revision: int = 1
    escalated: bool = False
    tampered: bool = False
    votes: dict[str, tuple[str, str]] = field(default_factory=dict)
    attempts: list[Attempt] = field(default_factory=list)
    claimed: datetime | None = None
    carded: bool = False
    version: int = 0
    asked: bool = False
    checks: int = 0

    @property
    def approvers(self) -> set[str]:
        return {person for person, (decision, _via) in self.votes.items() if decision == "approve"}


@dataclass
class City:
    """The account as accounts.toml has it now, and all its replies."""

    now: datetime
    approvers: frozenset[str]
    chiefs: bool
    required: int
    proposers: frozenset[str] = frozenset({"nadia", "tomas"})
    replies: list[Reply] = field(default_factory=list)
    version: int = 1
    asks: bool = False
    accepted: set[str] = field(default_factory=lambda: {"nadia", "tomas", "ruth", "lena", "iris"})

    @property
    def closed(self) -> bool:
        return not self.approvers and not self.chiefs

    def adopt(self, asks: bool) -> Done:
        """Each version has one rule more, so what is open is checked again, and everybody has to accept it anew."""
        self.version, self.asks, self.accepted = self.version + 1, asks, set()
        reopened = [reply for reply in self.replies if reply.state in ("in_review", "approved")]
        for reply in reopened:
            self._reopen(reply)
        return Done(("policy.adopted", *["proposal.reopened"] * len(reopened)))

    def accept(self, who: Who) -> Refused | Done:
        if who.person is None:
            return Refused("acceptance.refused", frozenset({"unknown_person"}))
        new = who.person not in self.accepted
        self.accepted.add(who.person)
        return Done(("policy.accepted",) if new else ())

    def _reopen(self, reply: Reply) -> None:
        reply.state, reply.votes, reply.carded = "checking", {}, True

    def submit(self, who: Who) -> Refused | Done:
        if against := self._against_proposer(who):
            return Refused("proposal.refused", frozenset(against))
        assert who.person
        self.replies.append(Reply({who.person}, self.required, self.now + EXPIRES))
        return Done(("proposal.submitted",))

    def revise(self, who: Who, reply: Reply, base: int) -> Refused | Done:
        against = self._against_proposer(who)
        if base != reply.revision:
            against.add("stale_revision")
        if reply.state not in EDITABLE:
            against.add("wrong_state")
        if against:
            return Refused("revision.refused", frozenset(against))
        assert who.person
        reply.authors.add(who.person)
        reply.state, reply.revision, reply.votes, reply.escalated = "checking", reply.revision + 1, {}, False
        reply.required, reply.expires, reply.tampered, reply.carded = self.required, self.now + EXPIRES, False, True
        return Done(("revision.submitted",))

    def withdraw(self, who: Who, reply: Reply) -> Refused | Done:
        against = set() if who.person else {"unknown_person"}
        if who.person not in reply.authors:
            against.add("not_author")
        if reply.state not in WITHDRAWABLE:
            against.add("wrong_state")
        if against:
            return Refused("withdrawal.refused", frozenset(against))
        reply.state, reply.carded = "withdrawn", True
        return Done(("proposal.withdrawn",))

    def checked(self, reply: Reply, revision: int, severity: str) -> Done:
        if reply.state != "checking" or revision != reply.revision:
            return Done()
        reply.escalated = severity == "escalate"
        reply.required = self.required + reply.escalated
        reply.state, reply.carded = ("blocked" if severity == "block" else "in_review"), True
        reply.version, reply.asked, reply.checks = self.version, self.asks, reply.checks + 1
        return Done(("revision.checked",))

    def review(
        self,
        who: Who,
        reply: Reply,
        revision: int,
        decision: str,
        via: str,
        reasoned: bool,
        answered: bool = True,
        looked: int = 0,
    ) -> Refused | Done:
        """`looked` says how many checks ago their card was drawn."""
        against = self._against_reviewer(who, reply, revision)
        if decision == "approve" and looked:
            against.add("stale_check")
        if reply.state == "expired" or (reply.state == "in_review" and self.now >= reply.expires):
            against.add("expired")
        if reply.state != "in_review":
            against.add("wrong_state")
        if who.person in reply.votes or (reply.state == "approved" and decision == "approve"):
            against.add("already_reviewed")
        if not reasoned and (reply.escalated if decision == "approve" else via == "button"):
            against.add("reason_missing")
        if decision == "approve" and via == "button" and reply.asked and not answered:
            against.add("questions_unanswered")
        if against:
            return Refused("review.refused", frozenset(against))
        assert who.person
        reply.votes[who.person] = (decision, via)
        match decision:
            case "reject":
                reply.state = "rejected"
            case "request_changes":
                reply.state = "changes_requested"
            case _ if len(reply.approvers) >= reply.required:
                reply.state = "approved"
        return Done((REVIEWED[decision],))

    def take_back(self, who: Who, reply: Reply, revision: int, decision: str) -> Refused | Done:
        if revision != reply.revision or reply.votes.get(who.person or "") != (decision, "reaction"):
            return Done()
        if reply.state not in ("in_review", "approved", "failed"):
            return Refused("withdrawal.refused", frozenset({"wrong_state"}))
        del reply.votes[who.person or ""]
        if len(reply.approvers) < reply.required and reply.state == "approved":
            reply.state = "in_review"
        return Done(("review.withdrawn",))

    def claim(self, reply: Reply, posted: bool) -> Done:
        if reply.state != "approved":
            return Done()
        if self.now >= reply.expires:
            reply.state = "expired"
            return Done(("proposal.expired",))
        if reply.version < self.version:
            self._reopen(reply)
            return Done(("proposal.reopened",))
        if self.closed or reply.tampered:
            reply.state = "in_review" if self.closed else "blocked"
            return Done(("publish.refused",))
        if len(reply.approvers) < reply.required:
            reply.state = "in_review"
            return Done(("publish.refused",))
        # What the whole house is for.
        assert len(reply.approvers - reply.authors) >= max(1, reply.required)
        reply.state, reply.claimed = "publishing", self.now
        reply.attempts.append(Attempt(reply.revision, posted))
        return Done(("publish.started",))

    def report(self, reply: Reply, attempt: int, outcome: str) -> Done:
        latest = attempt == len(reply.attempts)
        if latest and reply.state in ("publishing", "unconfirmed"):
            after = {"published": "published", "unavailable": "approved", "uncertain": "unconfirmed"}
            # Refused when it was unconfirmed: certainly not there, so it is tried again, and refused as ever.
            after["refused"] = "failed" if reply.state == "publishing" else "approved"
            reply.state = after[outcome]
            return Done((REPORTED[outcome],))
        same_words = reply.attempts[attempt - 1].revision == reply.revision
        if latest and reply.state == "approved" and outcome == "published" and same_words:
            reply.state = "published"
            return Done((REPORTED[outcome],))
        return Done(("publish.reported_late",))

    def confirm(self, who: Who, reply: Reply, revision: int, attempt: int) -> Refused | Done:
        """People are honest here: they say what really stood on the square when they looked, after that attempt."""
        against = self._against_reviewer(who, reply, revision)
        if reply.state != "unconfirmed" or attempt != len(reply.attempts):
            against.add("wrong_state")
        if against:
            return Refused("publish.refused", frozenset(against))
        posted = reply.attempts[-1].posted
        reply.state = "published" if posted else "approved"
        return Done(("publish.confirmed", "publish.succeeded") if posted else ("publish.denied",))

    def retry(self, who: Who, reply: Reply, revision: int, attempt: int) -> Refused | Done:
        against = self._against_reviewer(who, reply, revision)
        if reply.state != "failed" or attempt != len(reply.attempts):
            against.add("wrong_state")
        if against:
            return Refused("publish.refused", frozenset(against))
        reply.state = "approved"
        return Done(("publish.retried",))

    def expire(self) -> Done:
        late = [one for one in self.replies if one.state in ("in_review", "approved") and self.now >= one.expires]
        for reply in late:
            reply.state = "expired"
        return Done(("proposal.expired",) * len(late))

    def stall(self) -> Done:
        stalled = [
            one
            for one in self.replies
            if one.state == "publishing" and one.claimed and self.now >= one.claimed + STALLS
        ]
        for reply in stalled:
            reply.state = "unconfirmed"
        return Done(("publish.unconfirmed",) * len(stalled))

    def _against_proposer(self, who: Who) -> set[str]:
        against = set() if who.person else {"unknown_person"}
        if who.person not in self.proposers:
            against.add("not_proposer")
        if who.person not in self.accepted:
            against.add("policy_not_accepted")
        return against | ({"account_closed"} if self.closed else set())

    def _against_reviewer(self, who: Who, reply: Reply, revision: int) -> set[str]:
        against = set() if who.person else {"unknown_person"}
        if who.person in reply.authors:
            against.add("own_proposal")
        if who.person not in self.approvers and not (who.chief and self.chiefs):
            against.add("not_reviewer")
        if revision != reply.revision:
            against.add("stale_revision")
        return against | ({"account_closed"} if self.closed else set())
