"""What all tests stand on: a house on a database of its own, once on SQLite and once on PostgreSQL."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from factories import TestHouse, house_on
from postgres_cluster import Cluster, cluster
from sqlalchemy import Engine, text

from approval import migrate
from approval.store import Store, open_engine
from approval.tables import metadata


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A PostgreSQL cluster; fails, saying what to install, where there is no PostgreSQL."""
    with cluster() as running:
        yield running


@pytest.fixture(scope="session")
def postgres_migrated(postgres: Cluster) -> str:
    """A migrated database."""
    name = postgres.create()
    engine = open_engine(postgres.url(name).render_as_string())
    migrate.upgrade(engine)
    engine.dispose()
    return name


@pytest.fixture(scope="session")
def postgres_engine(postgres: Cluster, postgres_migrated: str) -> Iterator[Engine]:
    """One pool of connections for all tests: setting up an engine costs more than most tests.

    Beside its tables stand copies (schema `as_new`) of what they hold when the policy of the factories is in force.
    """
    engine = open_engine(postgres.url(postgres_migrated).render_as_string())
    house_on(lambda clock: Store(engine, clock))
    with engine.begin() as connection:
        connection.execute(text("CREATE SCHEMA as_new"))
        for table in metadata.sorted_tables:
            connection.execute(text(f"CREATE TABLE as_new.{table.name} AS TABLE {table.name}"))
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy others from, with the policy of the factories in force."""
    path = tmp_path_factory.mktemp("template") / "countersign.db"
    engine = open_engine(f"sqlite:///{path}")
    migrate.upgrade(engine)
    house_on(lambda clock: Store(engine, clock))
    engine.dispose()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """Which database; the tests that use it run on both."""
    name: str = request.param
    return name


@pytest.fixture
def empty_url(database: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database with nothing in it."""
    if database == "sqlite":
        yield f"sqlite:///{tmp_path / 'countersign.db'}"
        return
    running: Cluster = request.getfixturevalue("postgres")
    name = running.create()
    yield running.url(name).render_as_string()
    running.drop(name)


@pytest.fixture
def database_url(database: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a migrated database under the policy of the factories.

    What changes its tables wants `own_database_url`.
    """
    if database == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "countersign.db")
        return f"sqlite:///{tmp_path / 'countersign.db'}"
    engine: Engine = request.getfixturevalue("postgres_engine")
    # Copying a database takes 300 ms and filling it anew a fraction of that, so all tests have the same.
    with engine.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
        for table in metadata.sorted_tables:
            connection.execute(text(f"INSERT INTO {table.name} SELECT * FROM as_new.{table.name}"))
    return engine.url.render_as_string()


@pytest.fixture
def own_database_url(empty_url: str) -> str:
    """The address of a migrated database that no other test uses, whose tables a test may change."""
    engine = open_engine(empty_url)
    migrate.upgrade(engine)
    engine.dispose()
    return empty_url


@pytest.fixture
def house(database: str, database_url: str, request: pytest.FixtureRequest) -> Iterator[TestHouse]:
    """A house on a database, with clock and roles in the test's hands."""
    if database == "postgresql":
        shared: Engine = request.getfixturevalue("postgres_engine")
        yield house_on(lambda clock: Store(shared, clock))
        return
    engine = open_engine(database_url)
    yield house_on(lambda clock: Store(engine, clock))
    engine.dispose()


@pytest.fixture
def own_house(own_database_url: str) -> Iterator[TestHouse]:
    """A house on a database whose tables a test may change."""
    engine = open_engine(own_database_url)
    yield house_on(lambda clock: Store(engine, clock))
    engine.dispose()
