"""Sees one person behind two names: accounts.toml may name somebody anew between an act and the next one.

People are stored by their id in accounts.toml. When an administrator names a Slack id under `people`, or renames the
person, the id changes, and the author of a reply would be a stranger to it who may approve. So what the log has of
each act, the Slack id, is looked up in the file as it is now.
"""

from dataclasses import replace

from approval.people import Accounts
from approval.proposal import Proposal
from approval.record.witnessed import Signatory, Witnessed


def recognise(accounts: Accounts, proposal: Proposal, record: Witnessed) -> Proposal:
    """The proposal as the record knows it: authors and reviewers under the names that they have now (authors: under the
    old too), and no more time than they were given."""
    authors = {now(accounts, author) for author in record.authors} | {author.person for author in record.authors}
    names = {given.person: now(accounts, given) for given in record.approvals}
    return replace(
        proposal,
        authors=proposal.authors | (authors - {""}),
        reviews=tuple(replace(review, person=names.get(review.person, review.person)) for review in proposal.reviews),
        expires_at=min(proposal.expires_at, record.expires or proposal.expires_at),
    )


def now(accounts: Accounts, signatory: Signatory) -> str:
    """The id of the person whom accounts.toml now gives the Slack id to; else the id they acted under."""
    person = accounts.person(signatory.slack_id)
    return person.id if person else signatory.person
