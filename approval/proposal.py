"""A proposed reply and all that may follow: pure values, no clock, no database."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from approval.errors import WrongState
from approval.finding import Finding, Severity, gravest


class State(StrEnum):
    """Where a proposal stands. (A *status* is a Mastodon post; this is a state.)"""

    CHECKING = "checking"
    IN_REVIEW = "in_review"
    BLOCKED = "blocked"
    CHANGES_REQUESTED = "changes_requested"
    APPROVED = "approved"
    REJECTED = "rejected"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    PUBLISHING = "publishing"
    PUBLISHED = "published"
    FAILED = "failed"
    UNCONFIRMED = "unconfirmed"


# A new revision returns to CHECKING; that is the only way to change what is approved. APPROVED goes back to
# IN_REVIEW when a review is taken back before release or the record no longer carries enough of them, and to BLOCKED
# when what is stored is no longer what was approved.
TRANSITIONS: Mapping[State, frozenset[State]] = MappingProxyType(
    {
        State.CHECKING: frozenset({State.CHECKING, State.IN_REVIEW, State.BLOCKED, State.WITHDRAWN}),
        State.IN_REVIEW: frozenset(
            {
                State.APPROVED,
                State.REJECTED,
                State.CHANGES_REQUESTED,
                State.EXPIRED,
                State.CHECKING,
                State.WITHDRAWN,
            }
        ),
        State.BLOCKED: frozenset({State.CHECKING, State.WITHDRAWN}),
        State.CHANGES_REQUESTED: frozenset({State.CHECKING, State.WITHDRAWN}),
        State.APPROVED: frozenset(
            {
                State.PUBLISHING,
                State.EXPIRED,
                State.IN_REVIEW,
                State.BLOCKED,
                State.CHECKING,
                State.WITHDRAWN,
            }
        ),
        State.REJECTED: frozenset(),
        State.EXPIRED: frozenset({State.CHECKING, State.WITHDRAWN}),
        State.WITHDRAWN: frozenset(),
        State.PUBLISHING: frozenset({State.PUBLISHED, State.APPROVED, State.FAILED, State.UNCONFIRMED}),
        State.PUBLISHED: frozenset(),
        State.FAILED: frozenset({State.APPROVED, State.CHECKING}),
        State.UNCONFIRMED: frozenset({State.PUBLISHED, State.APPROVED}),
    }
)


class Decision(StrEnum):
    APPROVE = "approve"
    REJECT = "reject"
    REQUEST_CHANGES = "request_changes"


class Via(StrEnum):
    """How a reviewer said it."""

    BUTTON = "button"
    REACTION = "reaction"


@dataclass(frozen=True, slots=True)
class Parent:
    """The post that is answered, as it was when the reply was proposed. `url` is empty where it has none.

    `pasted` says that a person typed author and text in, because they could not be fetched.
    """

    url: str
    author: str
    text: str
    pasted: bool = False


@dataclass(frozen=True, slots=True)
class Media:
    """A picture that goes with the reply: `sha256` (hex) of its bytes, which the store keeps beside it."""

    sha256: str
    mime: str
    name: str
    alt: str
    slack_file: str = ""


@dataclass(frozen=True, slots=True)
class Revision:
    """One exact wording of a proposal. `author` is the person who wrote or edited it; `digest` names the content."""

    number: int
    author: str
    text: str
    reason: str
    parent: Parent | None
    media: tuple[Media, ...]
    digest: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Review:
    """One person's decision on one revision; `digest` is what they saw. One a person and revision, a primary key.

    `answers` are the ids of the policy's questions that they answered with yes.
    """

    person: str
    role: str
    decision: Decision
    via: Via
    reason: str
    digest: str
    at: datetime
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """The Slack message that shows one revision for review."""

    revision: int
    channel: str
    ts: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A reply that somebody wants the city to give. `authors` are all who wrote any revision of it.

    `proposer_slack` is the Slack account they proposed from, where they are told of what follows. `findings` and
    `reviews` are those of `revision`; `current` is the number of the newest revision, so `revision` is superseded where
    the two differ. `required` counts people; `claimed_at` is when the publish worker took it; `post_url` is where it
    can be read once published; `note` is the last thing that a person needs to know about its state (why the platform
    refused it, say). `policy` is the digest of the policy that `revision` was checked under; "" before the check.
    `check` is the number of the log's entry about the last check of any revision; 0 before the first.
    """

    id: str
    account: str
    state: State
    proposer: str
    proposer_slack: str
    authors: frozenset[str]
    revision: Revision
    findings: tuple[Finding, ...]
    reviews: tuple[Review, ...]
    required: int
    created_at: datetime
    expires_at: datetime
    checked_at: datetime | None = None
    claimed_at: datetime | None = None
    post_url: str = ""
    note: str = ""
    attempts: int = 0
    current: int = 1
    policy: str = ""
    check: int = 0

    def move(self, state: State) -> "Proposal":
        """The proposal in another state; WrongState if `TRANSITIONS` does not allow it."""
        if state not in TRANSITIONS[self.state]:
            raise WrongState(f"A reply that is {spoken(self.state)} cannot become {spoken(state)}.")
        return replace(self, state=state)

    @property
    def severity(self) -> Severity | None:
        """The gravest severity among the current findings."""
        return gravest(self.findings)

    @property
    def approvals(self) -> tuple[Review, ...]:
        """The approvals of exactly this content, one a person, none by anybody who wrote any of it."""
        counted = {
            review.person: review
            for review in self.reviews
            if review.decision is Decision.APPROVE
            and review.digest == self.revision.digest
            and review.person not in self.authors
        }
        return tuple(counted.values())

    @property
    def missing(self) -> int:
        """How many approvals are still needed."""
        return max(0, self.required - len(self.approvals))


def spoken(state: State) -> str:
    """The state as a person says it: «in review», not «in_review»."""
    return state.value.replace("_", " ")


def content_digest(account: str, parent: Parent | None, text: str, media: tuple[Media, ...]) -> str:
    """SHA-256 (hex) over account, parent post, text and media with alt text: what an approval is an approval of.

    The parts are written as one JSON array, so that no two different contents have the same bytes.
    """
    parts = [
        "countersign-content-v1",
        account,
        [parent.url, parent.author, parent.text, parent.pasted] if parent else [],
        text,
        [[item.sha256, item.mime, item.name, item.alt] for item in media],
    ]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=True, separators=(",", ":")).encode("ascii")).hexdigest()
