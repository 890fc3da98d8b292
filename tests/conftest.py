"""What all tests stand on: a house on a database of its own, once on SQLite and once on PostgreSQL."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from factories import TestHouse, house_on
from postgres_cluster import Cluster, cluster

from approval import migrate
from approval.store import Store, open_engine


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A PostgreSQL cluster; fails, saying what to install, where there is no PostgreSQL."""
    with cluster() as running:
        yield running


@pytest.fixture(scope="session")
def postgres_template(postgres: Cluster) -> str:
    """A migrated database to copy others from: migrating each would take longer than most tests."""
    name = postgres.create()
    engine = open_engine(postgres.url(name).render_as_string())
    migrate.upgrade(engine)
    engine.dispose()
    return name


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy others from."""
    path = tmp_path_factory.mktemp("template") / "countersign.db"
    engine = open_engine(f"sqlite:///{path}")
    migrate.upgrade(engine)
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
def database_url(database: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a migrated database that no other test uses."""
    if database == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "countersign.db")
        yield f"sqlite:///{tmp_path / 'countersign.db'}"
        return
    running: Cluster = request.getfixturevalue("postgres")
    name = running.create(request.getfixturevalue("postgres_template"))
    yield running.url(name).render_as_string()
    running.drop(name)


@pytest.fixture
def house(database_url: str) -> Iterator[TestHouse]:
    """A house on a database, with clock and roles in the test's hands."""
    engine = open_engine(database_url)
    yield house_on(lambda clock: Store(engine, clock))
    engine.dispose()
