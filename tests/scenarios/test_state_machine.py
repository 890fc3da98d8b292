"""Hypothesis drives the house through whatever may happen to replies, beside a model of what must follow."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cast import Databases, MortalStore
from episodes import ReplyMachine
from factories import Clock
from hypothesis import HealthCheck, Phase, settings
from hypothesis import seed as seeded
from hypothesis.stateful import run_state_machine_as_test
from postgres_cluster import Cluster

from approval.store import open_engine
from approval.tables import metadata


def explore(databases: Databases, examples: int, steps: int = 40, shrink: bool = True, seed: int | None = None) -> None:
    """Walk the house through so many days, the same each time; raises where house and model part."""

    class Machine(ReplyMachine):
        pass

    Machine.databases = databases
    if seed is not None:
        seeded(seed)(Machine)
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate, Phase.shrink] if shrink else [Phase.generate],
            report_multiple_bugs=False,
        ),
    )


@contextmanager
def on_sqlite(template: Path) -> Iterator[Databases]:
    """A copy of a migrated file for each example, in memory where the machine has such a folder."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        path = Path(folder) / "countersign.db"

        def fresh(clock: Clock) -> MortalStore:
            for old in Path(folder).iterdir():
                old.unlink()
            shutil.copy(template, path)
            return MortalStore(open_engine(f"sqlite:///{path}"), clock)

        yield Databases(fresh)


@pytest.mark.timeout(300)
def test_the_house_does_what_the_plan_says_on_sqlite(sqlite_template: Path) -> None:
    with on_sqlite(sqlite_template) as databases:
        explore(databases, examples=60)


@pytest.mark.timeout(300)
def test_the_house_does_what_the_plan_says_on_postgresql(postgres: Cluster, postgres_migrated: str) -> None:
    def fresh(clock: Clock) -> MortalStore:
        engine = open_engine(postgres.url(postgres_migrated).render_as_string())
        with engine.begin() as connection:
            for table in reversed(metadata.sorted_tables):
                connection.execute(table.delete())
        return MortalStore(engine, clock)

    explore(Databases(fresh), examples=20)
