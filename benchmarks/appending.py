"""How many acts a second are committed with their entry of the log and its tree, beside a bare write and fsync.

    .venv/bin/python -m benchmarks.appending [1000]

Both databases, and the file that is the yardstick, lie in one new folder; they take turns, a few acts each, so that
whatever else the machine does meets all of them alike. PostgreSQL is as it comes, and not as the tests run it: what it
answers for is on the disk.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from approval import migrate
from approval.accounts_file import parse_accounts
from approval.bootstrap import House, build_house
from approval.draft import Draft
from approval.people import Actor
from approval.policy.pack import read_pack
from approval.store import Store, open_engine
from benchmarks.figures import Row, show
from tests.postgres_cluster import cluster

ROOT = Path(__file__).parent.parent
NADIA = Actor("U0NADIA")
ACCOUNTS = """
[people.nadia]
name = "Nadia Begay"
slack = ["U0NADIA"]
[people.ruth]
name = "Ruth Okafor"
slack = ["U0RUTH"]
[accounts.police]
name = "Mesa Verde Springs Police"
platform = "square"
handle = "@mesaverdepd"
channel = "C0DESK"
proposers = ["U0NADIA"]
approvers = ["U0RUTH"]
required_approvals = 1
expires_after = "4h"
"""
# How many acts of one kind follow each other before the next kind has its turn.
TURN = 10


def open_house(url: str) -> House:
    """A house on a new database, under the full policy, which the proposer has accepted."""
    engine = open_engine(url)
    migrate.upgrade(engine)
    accounts = parse_accounts(ACCOUNTS)
    house = build_house(Store(engine, lambda: datetime.now(UTC)), lambda: accounts)
    policy = house.adopting.adopt(read_pack(ROOT / "policies" / "mesa-verde-springs"), "a benchmark").policy
    house.workflow.accept_policy(NADIA, policy.digest)
    return house


def propose(house: House) -> Callable[[int], None]:
    """A whole act: the proposal's rows, the next job, its entry, what stands beside that, and its part of the tree."""

    def act(number: int) -> None:
        text = f"The meeting of the board moved to 5 p.m.; its agenda, number {number}, is on the city's web site."
        house.workflow.submit(NADIA, Draft("police", text), f"form-{number}")

    return act


def log(house: House) -> Callable[[int], None]:
    """An entry with two values beside it, and its part of the tree."""

    def act(number: int) -> None:
        with house.store.begin() as tx:
            tx.log("export.requested", plain={"role": "operator"}, private={"name": "a clerk", "purpose": f"{number}"})

    return act


def write(file: int, data: bytes) -> Callable[[int], None]:
    def act(_: int) -> None:
        os.write(file, data)
        os.fsync(file)

    return act


def size_of_last(house: House) -> int:
    """How many bytes the log grew by with the last entry: leaf, disclosures, and one hash."""
    with house.store.read() as reading:
        last = list(reading.entries(after=reading.next_seq() - 2))[-1]
    return len(last.leaf) + sum(len(each.encoded) for each in last.disclosures) + 32


def taking_turns(acts: dict[str, Callable[[int], None]], times: int) -> dict[str, float]:
    """How often a second each can be done, by the median."""
    took: dict[str, list[float]] = {name: [] for name in acts}
    for start in range(0, times, TURN):
        for name, act in acts.items():
            for number in range(start, start + TURN):
                began = time.perf_counter()
                act(number)
                took[name].append(time.perf_counter() - began)
    return {name: 1 / statistics.median(some) for name, some in took.items()}


def rows(times: int = 1000) -> list[Row]:
    """What is committed a second, each beside the fsync of as many bytes."""
    with tempfile.TemporaryDirectory(prefix="countersign-bench-") as name:
        folder = Path(name)
        # PostgreSQL may run as another user than this.
        folder.chmod(0o755)
        file = os.open(folder / "yardstick", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with cluster(folder) as postgres:
            urls = {
                "SQLite": f"sqlite:///{folder / 'countersign.db'}",
                "PostgreSQL": postgres.url(postgres.create()).render_as_string(),
            }
            houses = {database: open_house(url) for database, url in urls.items()}
            first = houses["SQLite"]
            propose(first)(-1)
            many = size_of_last(first)
            log(first)(-1)
            few = size_of_last(first)
            acts = {"write": write(file, b"x" * many), "write few": write(file, b"x" * few)}
            acts |= {f"propose {database}": propose(house) for database, house in houses.items()}
            acts |= {f"log {database}": log(house) for database, house in houses.items()}
            rate = taking_turns(acts, times)
            for house in houses.values():
                house.store.engine.dispose()
        os.close(file)
    beside = "write and fsync of {} bytes in the same folder".format
    return [
        *(
            Row(f"proposals committed, {each}", rate[f"propose {each}"], rate["write"], "/s", beside(many))
            for each in urls
        ),
        *(Row(f"entries alone, {each}", rate[f"log {each}"], rate["write few"], "/s", beside(few)) for each in urls),
    ]


if __name__ == "__main__":
    show(rows(*map(int, sys.argv[1:])), Console(width=160))
