"""The clock: what is due is done, and an idle house is left alone."""

import logging
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from factories import TestHouse
from redis_server import RunningRedis

from approval.acting import REMEMBERED
from approval.proposal import State
from workers.clock import Clock
from workers.connection import connect
from workers.relay import Relay
from workers.settings import ClockSettings


@pytest.fixture
def clock(house: TestHouse) -> Iterator[Clock]:
    """A clock with nobody at the other end of its Redis."""
    settings = ClockSettings(redis_url="redis://:pw@127.0.0.1:1/0", _env_file=None)
    client = connect(settings)
    yield Clock(house.house, Relay(house.house, client, house.clock, settings), house.clock)
    client.close()


def later(house: TestHouse, clock: Clock, **delta: float) -> None:
    """Time passes, also as much of it as the clock leaves between two looks."""
    house.clock.advance(**delta)
    time.sleep(1.05)
    assert clock.tick()


def test_without_redis_proposals_expire_all_the_same(house: TestHouse, clock: Clock) -> None:
    proposal = house.checked()
    assert clock.tick()
    assert house.state(proposal) is State.IN_REVIEW
    later(house, clock, hours=4)
    assert house.state(proposal) is State.EXPIRED


def test_publishing_that_stopped_in_the_middle_becomes_unconfirmed(house: TestHouse, clock: Clock) -> None:
    proposal = house.approved()
    house.house.release.claim(proposal.id)
    later(house, clock, seconds=50)
    assert house.state(proposal) is State.PUBLISHING
    later(house, clock, seconds=11)
    assert house.state(proposal) is State.UNCONFIRMED


def test_what_slack_cannot_deliver_again_is_forgotten(house: TestHouse, clock: Clock) -> None:
    house.submit()
    house.clock.advance(seconds=(REMEMBERED + timedelta(hours=1)).total_seconds())
    clock.tick()
    with house.store.read() as reading:
        assert reading.seen("form-1") is None


def test_an_idle_tick_needs_no_write_lock(house: TestHouse, clock: Clock) -> None:
    house.checked()
    clock.tick()
    with house.store.begin():
        time.sleep(1.05)
        begun = time.monotonic()
        assert clock.tick()
    assert time.monotonic() - begun < 1


class TestOnSqlite:
    @pytest.fixture
    def database(self) -> str:
        return "sqlite"

    def test_a_busy_database_is_one_line_in_the_log_and_its_return_another(
        self, house: TestHouse, clock: Clock, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.INFO)
        proposal = house.checked()
        house.clock.advance(hours=5)
        with house.store.begin():
            assert not clock.tick()
            assert not clock.tick()
        time.sleep(1.05)
        assert clock.tick()
        assert house.state(proposal) is State.EXPIRED
        said = [record.message for record in caplog.records if "database" in record.message]
        assert said == ["the database cannot be asked now", "the database is back"]


def test_the_file_that_redis_starts_from_is_closed_to_others(redis: RunningRedis) -> None:
    file = redis.folder / "redis.conf"
    assert file.stat().st_mode & 0o077 == 0
    arguments = Path(f"/proc/{redis.pid}/cmdline").read_bytes()
    assert redis.password.encode() not in arguments
    assert b"valkey-server" in arguments


def test_redis_keeps_the_queue_through_kill_9(redis: RunningRedis) -> None:
    redis.client.rpush("line", *range(250))
    time.sleep(1.2)
    redis.kill()
    redis.start()
    assert redis.client.llen("line") == 250
    assert redis.client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
