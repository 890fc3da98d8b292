"""Who and what takes part in the walk: people under all their names, versions of accounts.toml, a mortal store."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from factories import LENA, NADIA, RUTH, TOMAS, TOMAS_TOO, Clock, accounts_text
from hypothesis import strategies as st
from reply_model import Who

from approval.accounts_file import parse_accounts
from approval.outcome import Outcome, Published, Refused, Unavailable, Uncertain
from approval.people import Actor
from approval.store import Store
from approval.transaction import Transaction

CHIEFS = frozenset({"S0CHIEFS"})
ACTORS: dict[str, tuple[Actor, Who]] = {
    "nadia": (NADIA, Who("nadia")),
    "tomas": (TOMAS, Who("tomas")),
    "tomas's second account": (TOMAS_TOO, Who("tomas")),
    "ruth": (RUTH, Who("ruth")),
    "lena": (LENA, Who("lena")),
    "iris": (Actor("U0IRIS"), Who("iris")),
    "iris, a chief": (Actor("U0IRIS", CHIEFS), Who("iris", chief=True)),
    "a stranger in the chiefs' group": (Actor("U0MASK", CHIEFS), Who(None, chief=True)),
}
# accounts.toml's list of approvers and number required; the people that makes, and whether the chiefs are on it.
VERSIONS: list[tuple[tuple[str, ...], int, frozenset[str], bool]] = [
    (("U0TOMAS", "U0RUTH", "U0LENA"), 1, frozenset({"tomas", "ruth", "lena"}), False),
    (("U0TOMAS", "U0RUTH", "U0LENA"), 2, frozenset({"tomas", "ruth", "lena"}), False),
    (("U0TOMAS2", "U0LENA"), 1, frozenset({"tomas", "lena"}), False),
    (("S0CHIEFS", "U0RUTH"), 1, frozenset({"ruth"}), True),
    ((), 1, frozenset(), False),
]
ACCOUNTS = [parse_accounts(accounts_text(approvers, required)) for approvers, required, _people, _chiefs in VERSIONS]
OUTCOMES: dict[str, Outcome] = {
    "published": Published("1", "https://square.example/1"),
    "refused": Refused("No."),
    "unavailable": Unavailable("Busy.", 0),
    "uncertain": Uncertain("Who knows."),
}

FINAL = ("published", "rejected", "withdrawn")
# Which reply: mostly the newest that can still go somewhere, sometimes another, also one that is over.
replies = st.sampled_from(["newest", "newest", "newest", "oldest", "over"])
who = st.sampled_from(sorted(ACTORS))
back = st.sampled_from([0, 0, 0, 1])

# Whether a reviewer answers the policy's question with yes.
ANSWERS = {True: frozenset({"true"}), False: frozenset[str]()}


class PowerCut(Exception):
    """The process died before its commit."""


class MortalStore(Store):
    """A store whose process dies just before a commit, when it is told to."""

    dies = False

    @contextmanager
    def begin(self) -> Iterator[Transaction]:
        with super().begin() as tx:
            yield tx
            if self.dies:
                self.dies = False
                raise PowerCut


@dataclass(frozen=True)
class Databases:
    """Gives a fresh store, with the clock that it gets, for each example."""

    open: Callable[[Clock], MortalStore]


def check_seen(store: Store, proposal_id: str, looked: int) -> int:
    """The check that a card showed so many checks ago; 0 from before the first."""
    with store.read() as reading:
        checks = [entry.seq for entry in reading.entries(proposal_id=proposal_id, action="revision.checked")]
    return [0, 0, *checks][-1 - looked]
