"""No sequence of acts loses what is held or not due, leaves what was erased, or moves the log's tree."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from erasure_walk import ErasureMachine, MortalStore
from factories import Clock, Roles, TestHouse, house_on
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from postgres_cluster import Cluster

from approval.bootstrap import build_house
from approval.store import open_engine
from approval.tables import metadata


def explore(fresh: Callable[[], TestHouse], examples: int) -> None:
    class Machine(ErasureMachine):
        pass

    Machine.fresh = staticmethod(fresh)
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=40,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.timeout(300)
def test_no_sequence_of_acts_erases_wrongly_on_sqlite(sqlite_template: Path) -> None:
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        path = Path(folder) / "countersign.db"

        def fresh() -> TestHouse:
            for old in Path(folder).iterdir():
                old.unlink()
            shutil.copy(sqlite_template, path)
            clock, roles = Clock(), Roles()
            store = MortalStore(open_engine(f"sqlite:///{path}"), clock)
            return TestHouse(store, clock, roles, build_house(store, roles))

        explore(fresh, examples=40)


@pytest.mark.timeout(300)
def test_no_sequence_of_acts_erases_wrongly_on_postgresql(postgres: Cluster, postgres_migrated: str) -> None:
    engine = open_engine(postgres.url(postgres_migrated).render_as_string())

    def fresh() -> TestHouse:
        with engine.begin() as connection:
            for table in reversed(metadata.sorted_tables):
                connection.execute(table.delete())
        return house_on(lambda clock: MortalStore(engine, clock))

    explore(fresh, examples=10)
    engine.dispose()
