"""Gathers what the Home tab shows to a person now."""

from approval.people import Accounts, Actor, Role
from approval.proposal import Proposal, State
from approval.reading import Reading
from bot.blocks.home import Desk, Entry, home
from bot.reference import Reference

# What a reviewer can do something about.
OPEN = (State.IN_REVIEW, State.UNCONFIRMED, State.FAILED)
MOST_WAITING = 50


class Home:
    """`workspace_url` is the workspace's own address, as auth.test gives it: links to cards begin with it."""

    def __init__(self, reference: Reference, workspace_url: str) -> None:
        self._house = reference.house
        self._reference = reference
        self._workspace_url = workspace_url.rstrip("/")

    def view(self, actor: Actor) -> dict[str, object]:
        """The view for views.publish. `actor` as Slack knows them now, with their user groups."""
        accounts = self._house.accounts()
        printed, accepted = self._reference.in_force(), self._accepted(accounts, actor)
        with self._house.store.read() as reading:
            desk = Desk(
                printed,
                accepted,
                self._waiting(reading, accounts, actor),
                self._mine(reading, accounts, actor),
                accounts.accounts_for(actor, Role.AUDITOR),
            )
        return home(desk, accounts)

    def _accepted(self, accounts: Accounts, actor: Actor) -> bool | None:
        """Whether they have accepted the policy in force; None where nobody asks it of them."""
        if accounts.person(actor.slack_id) is None or not accounts.accounts_for(actor, Role.PROPOSER):
            return None
        return self._house.workflow.policy_to_accept(actor) is None

    def _waiting(self, reading: Reading, accounts: Accounts, actor: Actor) -> list[Entry] | None:
        """The longest waiting first: what one may decide on, wrote no word of and has not decided on yet."""
        person = accounts.person(actor.slack_id)
        mine = {account.id for account in accounts.accounts_for(actor, Role.APPROVER)}
        if person is None or not mine:
            return None
        found = [
            proposal
            for proposal in reading.proposals_in(OPEN, MOST_WAITING)
            if proposal.account in mine and person.id not in proposal.authors and not _answered(proposal, person.id)
        ]
        return [self._entry(reading, proposal) for proposal in sorted(found, key=lambda each: each.expires_at)]

    def _mine(self, reading: Reading, accounts: Accounts, actor: Actor) -> list[Entry] | None:
        person = accounts.person(actor.slack_id)
        if person is None or not accounts.accounts_for(actor, Role.PROPOSER):
            return None
        return [self._entry(reading, proposal) for proposal in reading.proposals_by(person.id)]

    def _entry(self, reading: Reading, proposal: Proposal) -> Entry:
        for card in reading.cards(proposal.id):
            if card.revision == proposal.current:
                # What chat.getPermalink answers, without a call for each.
                return Entry(proposal, f"{self._workspace_url}/archives/{card.channel}/p{card.ts.replace('.', '')}")
        return Entry(proposal)


def _answered(proposal: Proposal, person: str) -> bool:
    return proposal.state is State.IN_REVIEW and any(review.person == person for review in proposal.reviews)
