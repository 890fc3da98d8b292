"""Who may do what to which proposal, now: each rule raises the Refusal that it is, or says nothing.

The order of a rule in a use case is the order in which a person is told: who before what, what before when.
"""

from collections.abc import Sequence
from datetime import datetime

from approval.errors import (
    AlreadyReviewed,
    Expired,
    NotPermitted,
    QuestionsUnanswered,
    ReasonMissing,
    StaleCheck,
    StaleRevision,
    WrongState,
)
from approval.people import Account, Accounts, Actor, Person, Role
from approval.policy.document import Question
from approval.proposal import Decision, Proposal, State, Via, spoken

# From here a new wording may be given; after `publishing` began, only where it has certainly failed.
EDITABLE = frozenset(
    {
        State.CHECKING,
        State.IN_REVIEW,
        State.BLOCKED,
        State.CHANGES_REQUESTED,
        State.APPROVED,
        State.EXPIRED,
        State.FAILED,
    }
)


def proposer(accounts: Accounts, actor: Actor, account: Account) -> Person:
    """The person who may propose for this account."""
    person = accounts.identify(actor)
    if not accounts.has(actor, Role.PROPOSER, account):
        raise NotPermitted(f"You are not on the list of those who may propose for {account.name}.", "not_proposer")
    if not account.open:
        raise NotPermitted(
            f"{account.name} has nobody who may approve, so nothing can go out on it. "
            "Ask an administrator to name approvers in accounts.toml.",
            "account_closed",
        )
    return person


def reviewer(accounts: Accounts, actor: Actor, account: Account, proposal: Proposal) -> Person:
    """The person who may decide on this proposal: a designated approver who wrote none of it."""
    person = accounts.identify(actor)
    if person.id in proposal.authors:
        raise NotPermitted(
            "You wrote this reply (or a revision of it), so another person must decide. That holds for every rank.",
            "own_proposal",
        )
    if not account.open:
        raise NotPermitted(f"{account.name} has nobody who may approve: it is closed.", "account_closed")
    if not accounts.has(actor, Role.APPROVER, account):
        raise NotPermitted(f"You are not a designated approver for {account.name}.", "not_reviewer")
    return person


def auditor(accounts: Accounts, actor: Actor) -> tuple[Person, tuple[Account, ...]]:
    """The person, and the accounts whose record they may read."""
    person = accounts.identify(actor)
    readable = accounts.accounts_for(actor, Role.AUDITOR)
    if not readable:
        raise NotPermitted("You are not an auditor of any account in accounts.toml.", "not_auditor")
    return person, readable


def current(proposal: Proposal, revision: int) -> None:
    """The act is about the newest wording."""
    if revision != proposal.current:
        raise StaleRevision(
            f"This is revision {revision}; the current one is revision {proposal.current}. "
            "Nothing was decided. Look at the newer card."
        )


def by_this_check(seen: int, counts: int) -> None:
    """The act is by the check that counts now. Each is named by the number of its entry in the log, 0 for none."""
    if seen != counts:
        raise StaleCheck(
            "This reply was checked again since the card that you saw was drawn, and other things may have been found. "
            "Nothing was decided. Please look at the card as it is now, then say it again."
        )


def in_review(proposal: Proposal, now: datetime) -> None:
    """It waits for review, and its time is not over."""
    if proposal.state is State.EXPIRED or (proposal.state is State.IN_REVIEW and proposal.expires_at <= now):
        raise Expired("The time for this reply is over; it cannot be approved late. Its author can propose it again.")
    if proposal.state is not State.IN_REVIEW:
        raise WrongState(f"This reply is {spoken(proposal.state)}; there is nothing to decide on it now.")


def not_reviewed_by(proposal: Proposal, person: Person) -> None:
    """This person has not spoken on this revision yet."""
    for review in proposal.reviews:
        if review.person == person.id:
            raise AlreadyReviewed("You have already reviewed this revision; one review a person counts.")


def answered(asked: Sequence[Question], via: Via, answers: frozenset[str]) -> None:
    """An approval answers each question with yes. A reaction does so by itself, as the card says."""
    open_ones = [question.title for question in asked if question.id not in answers]
    if open_ones and via is not Via.REACTION:
        raise QuestionsUnanswered(
            f"An approval answers each question with yes. Still open: {' '.join(open_ones)} "
            "Tick them on the card first. If the answer is no, reject the reply or request changes."
        )


def reasoned(grave: bool, decision: Decision, via: Via, reason: str) -> None:
    """Where a decision needs a written reason, it has one.

    A :x: reaction counts as a rejection without words; a form that asks for a reason must not come back without one.
    """
    if reason.strip():
        return
    if decision is Decision.APPROVE:
        if grave:
            raise ReasonMissing(
                "The checks raised something grave, so an approval needs a written reason. "
                "Nothing was decided yet: use the Approve button, which asks for it."
            )
    elif via is Via.BUTTON:
        raise ReasonMissing("Write the reason: the author needs it to do better, and the record keeps it.")


def editable(proposal: Proposal) -> None:
    """A new wording may still be given."""
    if proposal.state not in EDITABLE:
        raise WrongState(f"This reply is {spoken(proposal.state)} and can no longer be changed.")
