"""The database: which there may be, and that one history brings both to the shape of the tables."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from factories import NADIA, accounts_text, draft, house_on, under_policy
from sqlalchemy import inspect, text
from sqlalchemy.exc import OperationalError

from approval import migrate
from approval.bootstrap import open_house
from approval.errors import AccountsInvalid, Misconfigured
from approval.proposal import State
from approval.settings import ApprovalSettings
from approval.store import Store, open_engine
from approval.tables import metadata


@pytest.mark.parametrize(
    "url",
    [
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///file::memory:?cache=shared&uri=true",
        "sqlite:///file:house?mode=memory&uri=true",
        "mysql://root@localhost/house",
        "mysql+pymysql://root:SECRET@localhost/house",
        "oracle://localhost/house",
        "not a url SECRET",
        "",
    ],
)
def test_a_database_that_forgets_or_that_nobody_tested_is_refused(url: str) -> None:
    with pytest.raises(Misconfigured) as error:
        open_engine(url)
    assert "SECRET" not in str(error.value)


def test_the_migrations_make_what_the_tables_say(empty_url: str) -> None:
    engine = open_engine(empty_url)
    with pytest.raises(Misconfigured, match="is empty"):
        migrate.check(engine)
    migrate.upgrade(engine)
    migrate.check(engine)
    assert migrate.differences(engine) == []
    assert set(inspect(engine).get_table_names()) == set(metadata.tables) | {"alembic_version"}
    migrate.upgrade(engine)
    engine.dispose()


def test_the_history_goes_back_and_forth(empty_url: str) -> None:
    engine = open_engine(empty_url)
    migrate.upgrade(engine)
    with engine.connect() as connection, connection.begin():
        config = migrate._config(connection)
        command.downgrade(config, "base")
    assert set(inspect(engine).get_table_names()) == {"alembic_version"}
    migrate.upgrade(engine)
    assert migrate.differences(engine) == []
    engine.dispose()


def test_processes_that_migrate_at_once_wait_for_each_other(empty_url: str) -> None:
    program = (
        "import sys; from approval import migrate; from approval.store import open_engine;"
        "migrate.upgrade(open_engine(sys.argv[1]))"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", program, empty_url], cwd=Path(__file__).parents[2], env={"PATH": ""})
        for _ in range(3)
    ]
    assert [process.wait(timeout=60) for process in started] == [0, 0, 0]
    engine = open_engine(empty_url)
    migrate.check(engine)
    engine.dispose()


def test_a_database_of_another_version_is_refused_with_what_to_run(own_database_url: str) -> None:
    engine = open_engine(own_database_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    with pytest.raises(Misconfigured, match="countersign migrate"):
        migrate.check(engine)
    engine.dispose()


def test_a_house_opens_on_a_migrated_database_and_an_accounts_file(database_url: str, tmp_path: Path) -> None:
    path = tmp_path / "accounts.toml"
    settings = ApprovalSettings(database_url=database_url, accounts=path)
    with pytest.raises(AccountsInvalid, match="missing"):
        open_house(settings)
    path.write_text(accounts_text(), encoding="utf-8")
    house = open_house(settings)
    under_policy(house)
    proposal = house.workflow.submit(NADIA, draft(), "V1")
    assert proposal.state is State.CHECKING
    assert proposal.created_at.tzinfo
    house.store.engine.dispose()


def test_what_is_written_is_on_the_disk_before_it_is_answered(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'countersign.db'}")
    with engine.connect() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    engine.dispose()


def test_nothing_is_taken_into_a_file_that_was_removed(tmp_path: Path, sqlite_template: Path) -> None:
    path = tmp_path / "countersign.db"
    shutil.copy(sqlite_template, path)
    house = house_on(lambda clock: Store(open_engine(f"sqlite:///{path}"), clock))
    house.submit()
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    with pytest.raises(OperationalError):
        house.submit()
    # A backup that is put in its place is what counts from then on.
    restored = tmp_path / "backup.db"
    shutil.copy(sqlite_template, restored)
    restored.replace(path)
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    proposal = house.submit()
    house.store.engine.dispose()
    engine = open_engine(f"sqlite:///{path}")
    with Store(engine, house.clock).read() as reading:
        assert reading.proposal(proposal.id).state is State.CHECKING
    engine.dispose()
