"""The only builder: opens the database and the list of roles, and puts the use cases on top of them."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from approval import migrate
from approval.accounts_file import AccountsFile
from approval.adopting import Adopting
from approval.checking import Checking
from approval.people import Accounts
from approval.policies import Policies
from approval.policy.document import Policy
from approval.release import Release
from approval.settings import ApprovalSettings
from approval.store import Store, open_engine
from approval.workflow import Workflow

# Without the letters and digits that people mix up when they read an id aloud (Crockford's alphabet).
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True, slots=True)
class House:
    """The use cases, on one store."""

    store: Store
    accounts: Callable[[], Accounts]
    workflow: Workflow
    checking: Checking
    release: Release
    adopting: Adopting
    policies: Policies

    def policy(self) -> Policy | None:
        """The policy in force; None where none was adopted yet."""
        with self.store.read() as reading:
            return self.policies.in_force(reading)


def new_proposal_id() -> str:
    """An opaque id, short enough to say on the telephone: 50 random bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(10))


def utc_now() -> datetime:
    return datetime.now(UTC)


def build_house(store: Store, accounts: Callable[[], Accounts], new_id: Callable[[], str] = new_proposal_id) -> House:
    """The use cases on parts that are given: what tests with a clock of their own call."""
    policies = Policies()
    return House(
        store,
        accounts,
        Workflow(store, accounts, new_id, policies),
        Checking(store, accounts, new_id, policies),
        Release(store, accounts, new_id, policies),
        Adopting(store, accounts, new_id, policies),
        policies,
    )


def open_house(settings: ApprovalSettings) -> House:
    """The use cases as the settings say. Misconfigured where the database or accounts.toml is not ready."""
    engine = open_engine(settings.database_url)
    migrate.check(engine)
    file = AccountsFile(settings.accounts)
    file.current()
    return build_house(Store(engine, utc_now), file.current)
