"""Builds what tests speak of; each names only what matters to it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from written_policy import pack

from approval import tables
from approval.accounts_file import parse_accounts
from approval.bootstrap import House, build_house
from approval.draft import Draft
from approval.finding import Finding, Severity
from approval.people import Accounts, Actor
from approval.policy.pack import Pack
from approval.proposal import Decision, Parent, Proposal, State, Via
from approval.store import Store

NADIA, TOMAS, TOMAS_TOO, RUTH, LENA, IRIS, OWEN = (
    Actor("U0NADIA"),
    Actor("U0TOMAS"),
    Actor("U0TOMAS2"),
    Actor("U0RUTH"),
    Actor("U0LENA"),
    Actor("U0IRIS"),
    Actor("U0OWEN"),
)

PEOPLE = """
[people.nadia]
name = "Nadia Begay"
slack = ["U0NADIA"]
[people.tomas]
name = "Tomás Aragón"
slack = ["U0TOMAS", "U0TOMAS2"]
[people.ruth]
name = "Ruth Okafor"
slack = ["U0RUTH"]
[people.lena]
name = "Lena Whitehorse"
slack = ["U0LENA"]
[people.iris]
name = "Iris Chavez"
slack = ["U0IRIS"]
"""

ACCOUNT = """
[accounts.{id}]
name = "Mesa Verde Springs Police"
platform = "square"
handle = "@mesaverdepd"
channel = "C0DESK"
proposers = ["U0NADIA", "U0TOMAS"]
approvers = {approvers}
auditors = ["U0IRIS"]
required_approvals = {required}
expires_after = "4h"
"""


def accounts_text(
    approvers: tuple[str, ...] = ("U0TOMAS", "U0RUTH", "U0LENA"), required: int = 1, account: str = "police"
) -> str:
    """accounts.toml of the sandbox's city, or a variant of it."""
    listed = "[" + ", ".join(f'"{approver}"' for approver in approvers) + "]"
    return PEOPLE + ACCOUNT.format(id=account, approvers=listed, required=required)


# A policy that asks nothing of anybody: what a test wants of a policy it says itself.
QUIET_PACK = pack(
    version="1.0",
    questions={},
    rules={"C99": ("No xyzzy", "We do not say xyzzy.")},
    title="How we answer",
    severity="warn",
)

# What stands in the log of `house_on` before anybody writes.
SETTING_UP = ["policy.adopted", "accounts.changed", *["policy.accepted"] * 5]


@dataclass
class Clock:
    """A clock that tests set: aware UTC, moving only when it is told to."""

    time: datetime = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def advance(self, **delta: float) -> None:
        self.time += timedelta(**delta)


@dataclass
class Roles:
    """accounts.toml as it stands now; tests exchange it under the running house."""

    accounts: Accounts = field(default_factory=lambda: parse_accounts(accounts_text()))

    def __call__(self) -> Accounts:
        return self.accounts

    def become(self, text: str) -> None:
        self.accounts = parse_accounts(text)


@dataclass
class TestHouse:
    """A house on a store, with a clock and roles in the test's hands, and short words for whole acts."""

    __test__ = False
    store: Store
    clock: Clock
    roles: Roles
    house: House
    _forms: int = 0

    @property
    def workflow(self):  # type: ignore[no-untyped-def]  # the house's own type is on `house`
        return self.house.workflow

    def form(self) -> str:
        """A key that no form had before."""
        self._forms += 1
        return f"form-{self._forms}"

    def submit(self, actor: Actor = NADIA, text: str = "The meeting moved to 5 p.m.", **more: object) -> Proposal:
        return self.house.workflow.submit(actor, draft(text=text, **more), self.form())

    def checked(self, *findings: Finding, actor: Actor = NADIA, **more: object) -> Proposal:
        """A proposal after its checks."""
        proposal = self.submit(actor, **more)
        self.house.checking.checked(proposal.id, 1, findings)
        return self.see(proposal)

    def approve(self, proposal: Proposal, actor: Actor = RUTH, reason: str = "", via: Via = Via.BUTTON) -> Proposal:
        return self.house.workflow.review(
            actor,
            proposal.id,
            proposal.revision.number,
            Decision.APPROVE,
            via,
            reason,
            self.form(),
            check=proposal.check,
        )

    def approved(self, actor: Actor = NADIA) -> Proposal:
        """A proposal with the approvals it needs."""
        return self.approve(self.checked(actor=actor))

    def see(self, proposal: Proposal) -> Proposal:
        """The proposal as the database has it now."""
        with self.store.read() as reading:
            return reading.proposal(proposal.id)

    def state(self, proposal: Proposal) -> State:
        return self.see(proposal).state

    def log(self, proposal: Proposal | None = None) -> list[str]:
        """The actions in the log, of one proposal or of all, without how the policy came into force."""
        with self.store.read() as reading:
            return [
                entry.action
                for entry in reading.entries(proposal_id=proposal.id if proposal else "")
                if entry.action not in ("policy.adopted", "policy.accepted")
            ]


def draft(text: str = "The meeting moved to 5 p.m.", account: str = "police", **more: object) -> Draft:
    return Draft(account=account, text=text, **more)  # type: ignore[arg-type]  # passed through by name


def parent(text: str = "Why was the meeting moved?", author: str = "@gloria_m") -> Parent:
    return Parent("http://127.0.0.1/square/posts/1", author, text)


def finding(severity: Severity = Severity.WARN, rule: str = "test.rule") -> Finding:
    return Finding(rule, severity, "Something is the matter.", "Mend it.", 0, 3, "The")


def house_on(store_of: Callable[[Clock], Store]) -> TestHouse:
    """A house under a policy that asks nothing, which everybody has accepted."""
    clock, roles = Clock(), Roles()
    store = store_of(clock)
    house = build_house(store, roles)
    under_policy(house)
    return TestHouse(store, clock, roles, house)


def before_any_policy(house: TestHouse) -> TestHouse:
    """The same people on the same database, with nothing in the log."""
    with house.store.engine.begin() as connection:
        for table in (tables.packs, tables.disclosures, tables.checkpoints, tables.subtrees, tables.entries):
            connection.execute(table.delete())
    return TestHouse(house.store, house.clock, house.roles, build_house(house.store, house.roles))


def under_policy(house: House, pack: Pack = QUIET_PACK) -> None:
    """The house under this policy, accepted by everybody whom accounts.toml names."""
    policy = house.policy()
    if policy is None or policy.digest != pack.digest:
        policy = house.adopting.adopt(pack, "a test").policy
    for person in house.accounts().people.values():
        house.workflow.accept_policy(Actor(person.slack_ids[0]), policy.digest)
