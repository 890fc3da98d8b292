"""Who may propose, review and audit: accounts.toml as frozen values, and the lookups on them.

Countersign counts people, so it must know people. A Slack id that accounts.toml does not name (under `people` or in a
role list) may not act even where a user group contains it: two Slack accounts of one person would else be two people.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType

from approval.errors import AccountGone, NotPermitted


class Role(StrEnum):
    PROPOSER = "proposer"
    APPROVER = "approver"
    AUDITOR = "auditor"


@dataclass(frozen=True, slots=True)
class Person:
    """One human being. `slack_ids` are all Slack accounts that are known to be theirs."""

    id: str
    name: str
    slack_ids: tuple[str, ...]


# What Slack may say of an account that bars it from acting, whatever accounts.toml says; the key is the refusal's code.
BARRED: Mapping[str, str] = MappingProxyType(
    {
        "bot": "An app or bot may not act here; a person must.",
        "deactivated": "This Slack account is deactivated, so it may not act here.",
        "guest": "Guests of this Slack workspace may not act here, whatever list they are on.",
        "other_team": "This Slack account belongs to another organisation, so it may not act here.",
        "unknown_user": "Slack does not know this account, so it may not act here.",
    }
)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, as Slack says it at that moment: a user id, and the user groups that contain it now.

    `barred` is a key of `BARRED` where Slack says something of the account that bars it from acting; "" where not.
    """

    slack_id: str
    groups: frozenset[str] = frozenset()
    barred: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """An official account: where it lives, where its cards go, who may do what.

    `roles` maps a role to Slack user ids and user group ids, as they stand in the file. `unchecked` says what a check
    that could not run asks for: "warn" or "escalate".
    """

    id: str
    name: str
    platform: str
    handle: str
    channel: str
    roles: Mapping[Role, frozenset[str]]
    required_approvals: int = 1
    expires_after: timedelta = timedelta(hours=4)
    unchecked: str = "escalate"
    links: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()

    @property
    def open(self) -> bool:
        """An account that nobody may approve for is closed, not open."""
        return bool(self.roles[Role.APPROVER])

    @property
    def groups(self) -> frozenset[str]:
        """The user groups that any role of this account names."""
        return frozenset(member for members in self.roles.values() for member in members if member.startswith("S"))


@dataclass(frozen=True, slots=True)
class Accounts:
    """The whole of accounts.toml. `digest` is the SHA-256 (hex) of the file; the log names it when it changes.

    `oversight` is the channel where the log's checkpoints are shown; "" for none.
    """

    accounts: Mapping[str, Account]
    people: Mapping[str, Person]
    digest: str
    oversight: str = ""

    def account(self, account_id: str) -> Account:
        """The account of that id; AccountGone says which there are."""
        try:
            return self.accounts[account_id]
        except KeyError:
            known = ", ".join(sorted(self.accounts)) or "none"
            raise AccountGone(f"There is no account «{account_id}» in accounts.toml (there is: {known}).") from None

    @property
    def groups(self) -> frozenset[str]:
        """Every user group that any account names: what has to be asked of Slack before somebody acts."""
        return frozenset[str]().union(*(account.groups for account in self.accounts.values()))

    def person(self, slack_id: str) -> Person | None:
        """The person behind a Slack id; None if accounts.toml does not name it."""
        for person in self.people.values():
            if slack_id in person.slack_ids:
                return person
        return None

    def name(self, person_id: str) -> str:
        """A person's name as accounts.toml gives it now; the id of somebody who is no longer in it."""
        person = self.people.get(person_id)
        return person.name if person else person_id

    def has(self, actor: Actor, role: Role, account: Account) -> bool:
        """Whether the actor holds a role for an account, through any of their Slack ids or a user group.

        Deliberately wide for people and strict for ids: a role given to one Slack id of a person is the person's.
        """
        person = self.person(actor.slack_id)
        if person is None or actor.barred:
            return False
        held = account.roles[role]
        return any(slack_id in held for slack_id in person.slack_ids) or bool(actor.groups & held)

    def identify(self, actor: Actor) -> Person:
        """The person who acts; NotPermitted tells a barred one why, and an unnamed one (unknown_person) what to ask."""
        if actor.barred:
            raise NotPermitted(BARRED[actor.barred], actor.barred)
        person = self.person(actor.slack_id)
        if person is None:
            raise NotPermitted(
                "Countersign does not know you: your Slack account is not named in accounts.toml. "
                "If you should be able to do this, ask an administrator to add you there by name.",
                "unknown_person",
            )
        return person

    def accounts_for(self, actor: Actor, role: Role) -> tuple[Account, ...]:
        """The accounts for which the actor holds a role, in the file's order."""
        return tuple(account for account in self.accounts.values() if self.has(actor, role, account))
