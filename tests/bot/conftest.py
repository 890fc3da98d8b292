"""A whole city for each test that needs one: sandbox, database, bot."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from delivery_desk import Desk, delivery_desk
from running_bot import City, running_city


@pytest.fixture
def city(tmp_path: Path, sqlite_template: Path) -> Iterator[City]:
    """The bot linked by a socket."""
    shutil.copy(sqlite_template, tmp_path / "countersign.db")
    with running_city(tmp_path) as city:
        yield city


@pytest.fixture
def city_over_http(tmp_path: Path, sqlite_template: Path) -> Iterator[City]:
    """The bot behind its request URL."""
    shutil.copy(sqlite_template, tmp_path / "countersign.db")
    with running_city(tmp_path, "http") as city:
        yield city


@pytest.fixture
def desk(tmp_path: Path, sqlite_template: Path) -> Iterator[Desk]:
    """The postman alone, without the listeners."""
    with delivery_desk(tmp_path, sqlite_template) as desk:
        yield desk
