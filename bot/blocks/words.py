"""What the card and the notices call things: one line for each state, the same everywhere."""

from datetime import timedelta

from approval.people import Accounts
from approval.proposal import Decision, Proposal, Review, State, Via

HEADLINES = {
    State.CHECKING: "🔵  Being checked",
    State.IN_REVIEW: "🟡  Reply to review",
    State.BLOCKED: "🔴  Stopped by the rules",
    State.CHANGES_REQUESTED: "🟠  Changes requested",
    State.APPROVED: "🟢  Approved",
    State.REJECTED: "🔴  Rejected",
    State.EXPIRED: "⚪  Expired",
    State.WITHDRAWN: "⚪  Withdrawn",
    State.PUBLISHING: "🔵  Approved, being posted",
    State.PUBLISHED: "🟢  Published",
    State.FAILED: "🔴  Not posted",
    State.UNCONFIRMED: "🟠  Posted or not? Please look",
}
SUPERSEDED = "⚪  Superseded"

DECIDED = {
    Decision.APPROVE: "approved",
    Decision.REJECT: "rejected",
    Decision.REQUEST_CHANGES: "requested changes to",
}


def superseded(proposal: Proposal) -> bool:
    """Whether this is an earlier revision than the current one."""
    return proposal.revision.number != proposal.current


def headline(proposal: Proposal) -> str:
    """The state of this revision, for a headline."""
    return SUPERSEDED if superseded(proposal) else HEADLINES[proposal.state]


def counted(number: int, noun: str) -> str:
    """«1 approval», «2 approvals»."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def listed(names: list[str]) -> str:
    """«Ruth Okafor and Lena Whitehorse»."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def decision_words(review: Review, accounts: Accounts) -> str:
    """Who decided what, and how."""
    by_reaction = " by reaction" if review.via is Via.REACTION else ""
    return f"{accounts.name(review.person)} {DECIDED[review.decision]} this revision{by_reaction}"


def account_words(proposal: Proposal, accounts: Accounts) -> str:
    """The account's name and handle; its id where accounts.toml names it no more."""
    account = accounts.accounts.get(proposal.account)
    return f"{account.name} ({account.handle})" if account else proposal.account


def duration(time: timedelta) -> str:
    """A time as it is said: «4 hours», «30 minutes»."""
    minutes = round(time.total_seconds() / 60)
    if minutes % 60:
        return counted(minutes, "minute")
    return counted(minutes // 60, "hour") if minutes % 1440 else counted(minutes // 1440, "day")
