"""A sandbox for each test, a clock that can be moved, and real Slack clients that talk with it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from link_client import LinkClient
from movable_clock import MovableClock
from sandbox_server import RunningSandbox
from slack_sdk import WebClient
from wide_manifest import WIDE


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
def sandbox(tmp_path: Path, clock: MovableClock) -> Iterator[RunningSandbox]:
    with RunningSandbox(tmp_path, clock, manifest=WIDE, ack_seconds=0.6, retry_delays=(0.0, 0.2, 0.2)) as running:
        yield running


@pytest.fixture
def client(sandbox: RunningSandbox) -> WebClient:
    return WebClient(token=sandbox.settings.bot_token, base_url=sandbox.slack_url, retry_handlers=[])


@pytest.fixture
def link(sandbox: RunningSandbox) -> Iterator[LinkClient]:
    with LinkClient(sandbox) as connected:
        yield connected
