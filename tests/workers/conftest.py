"""The whole path behind Slack, and a Redis, for the tests of the workers."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from redis_server import RunningRedis
from worker_processes import WholePath


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RunningRedis]:
    """A real Redis."""
    with RunningRedis(tmp_path) as running:
        yield running


@pytest.fixture
def path(tmp_path: Path, sqlite_template: Path) -> Iterator[WholePath]:
    """Database, Redis and square; the test starts the processes that it wants."""
    with WholePath(tmp_path, sqlite_template) as running:
        yield running
