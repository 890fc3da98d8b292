"""No sequence of acts, of the house or of a dishonest operator, yields an export that verifies and lies."""

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from factories import Clock, Roles, TestHouse, house_on
from hypothesis import HealthCheck, Phase, settings
from hypothesis import seed as seeded
from hypothesis.stateful import run_state_machine_as_test
from postgres_cluster import Cluster
from record_operator import OperatorMachine

from approval.bootstrap import build_house
from approval.store import Store, open_engine
from approval.tables import metadata

Fresh = Callable[[], tuple[TestHouse, Path]]


def explore(fresh: Fresh, seed: int, examples: int = 8, shrink: bool = True) -> Counter[str]:
    """Walk a few times from a start, the same each time; how often which answer was given."""

    class Machine(OperatorMachine):
        pass

    Machine.fresh = staticmethod(fresh)
    Machine.seen = Counter()
    seeded(seed)(Machine)
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=8,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate, Phase.shrink] if shrink else [Phase.generate],
            report_multiple_bugs=False,
        ),
    )
    return Machine.seen


@contextmanager
def on_sqlite(template: Path) -> Iterator[Fresh]:
    """A copy of a migrated file for each example, in memory where the machine has such a folder."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        here = Path(folder) / "here"

        def fresh() -> tuple[TestHouse, Path]:
            shutil.rmtree(here, ignore_errors=True)
            here.mkdir()
            shutil.copy(template, here / "countersign.db")
            clock, roles = Clock(), Roles()
            store = Store(open_engine(f"sqlite:///{here / 'countersign.db'}"), clock)
            return TestHouse(store, clock, roles, build_house(store, roles)), here

        yield fresh


@pytest.mark.timeout(300)
def test_no_export_that_verifies_says_what_did_not_happen_on_sqlite(sqlite_template: Path) -> None:
    with on_sqlite(sqlite_template) as fresh:
        seen = sum((explore(fresh, seed) for seed in range(6)), Counter[str]())
    # A walk in which nothing is believed, or nothing refused, would show nothing.
    assert min(seen["the verifier believed"], seen["the verifier refused"]) >= 20, seen
    for each in ("the witness refused", "no bundle was made", "erased", "and rightly, after a dishonest act"):
        assert seen[each] >= 5, seen
    assert seen["the signer refused"], seen


@pytest.mark.timeout(300)
def test_no_export_that_verifies_says_what_did_not_happen_on_postgresql(
    postgres: Cluster, postgres_migrated: str, tmp_path: Path
) -> None:
    engine = open_engine(postgres.url(postgres_migrated).render_as_string())
    walks = iter(range(1000))

    def fresh() -> tuple[TestHouse, Path]:
        with engine.begin() as connection:
            for table in reversed(metadata.sorted_tables):
                connection.execute(table.delete())
        here = tmp_path / f"{next(walks)}"
        here.mkdir()
        return house_on(lambda clock: Store(engine, clock)), here

    assert explore(fresh, seed=0)["the verifier believed"]
    engine.dispose()
