"""The relay: the database decides what is sent, Redis only carries it."""

import logging
import statistics
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from factories import TestHouse
from redis import Redis
from redis_server import RunningRedis
from rq.job import Job as RqJob
from rq.serializers import JSONSerializer
from worker_processes import WholePath

from approval.jobs import Job, Task
from approval.proposal import State
from workers.connection import connect
from workers.relay import LEASE, Relay
from workers.settings import ClockSettings

LINE = "rq:queue:check"


@pytest.fixture
def database() -> str:
    """The relay's own rules are the same on both databases; those of the outbox are tested on both elsewhere."""
    return "sqlite"


@pytest.fixture
def settings(redis: RunningRedis) -> ClockSettings:
    return ClockSettings(redis_url=redis.url, _env_file=None)


@pytest.fixture
def relay(house: TestHouse, settings: ClockSettings) -> Iterator[Relay]:
    client = connect(settings)
    yield Relay(house.house, client, house.clock, settings)
    client.close()


def task(house: TestHouse) -> Task:
    """The one task for the check worker."""
    with house.store.read() as reading:
        (only,) = reading.tasks([Job.CHECK], datetime(2100, 1, 1, tzinfo=UTC))
    return only


def line(redis: RunningRedis) -> list[str]:
    return [name.decode() for name in redis.client.lrange(LINE, 0, -1)]


def pass_a_lease(house: TestHouse) -> None:
    house.clock.advance(seconds=LEASE.total_seconds() + 1)


def drop_the_line(redis: Redis) -> None:
    """As if a worker had taken the job and was gone."""
    redis.delete(LINE)


def test_what_is_due_is_in_line_within_100_ms(path: WholePath) -> None:
    path.processes.start("clock")
    path.wait_for(lambda: "clock started" in path.processes.said())
    waits = []
    for number in range(10):
        path.submit(f"Reply {number}")
        waits.append(path.wait_for(lambda number=number: path.redis.client.llen(LINE) > number))
    assert statistics.median(waits) < 0.1


def test_a_job_carries_the_proposal_id_and_nothing_else(house: TestHouse, redis: RunningRedis, relay: Relay) -> None:
    proposal = house.submit(text="The text stays in the database.")
    relay.tick()
    (name,) = line(redis)
    job = RqJob.fetch(name, redis.client, JSONSerializer)
    assert (job.func_name, job.args, job.kwargs) == ("workers.check.run", [proposal.id], {})
    assert "text stays" not in str(redis.client.hgetall(RqJob.key_for(name)))


def test_a_task_is_put_off_only_after_it_was_sent(house: TestHouse, redis: RunningRedis, relay: Relay) -> None:
    house.submit()
    before = task(house)
    redis.kill()
    for _ in range(3):
        assert relay.tick() == 0
    assert task(house) == before
    redis.start()
    time.sleep(0.6)
    assert relay.tick() == 1
    assert task(house).attempt == 1
    assert len(line(redis)) == 1


def test_a_lost_redis_is_one_line_in_the_log_and_its_return_another(
    house: TestHouse, redis: RunningRedis, relay: Relay, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    house.submit()
    redis.kill()
    end = time.monotonic() + 1.6
    while time.monotonic() < end:
        relay.tick()
        time.sleep(0.05)
    redis.start()
    time.sleep(0.6)
    relay.tick()
    said = [record.message for record in caplog.records if "redis" in record.message]
    assert said == ["redis is away, nothing is sent until it is back", "redis is back"]
    assert redis.password not in caplog.text


def test_what_was_sent_and_could_not_be_put_off_is_not_in_line_twice(
    house: TestHouse, redis: RunningRedis, relay: Relay, settings: ClockSettings
) -> None:
    house.submit()
    with house.store.begin(), pytest.raises(Exception, match="locked"):
        relay.tick()
    assert len(line(redis)) == 1
    relay.tick()
    assert len(line(redis)) == 1
    assert task(house).attempt == 1


def test_waiting_in_line_is_no_attempt(house: TestHouse, redis: RunningRedis, relay: Relay) -> None:
    house.submit()
    for _ in range(10):
        relay.tick()
        pass_a_lease(house)
    assert len(line(redis)) == 1
    assert task(house).attempt == 1


def test_what_redis_lost_is_sent_again(house: TestHouse, redis: RunningRedis, relay: Relay) -> None:
    house.submit()
    relay.tick()
    redis.client.flushall()
    relay.tick()
    assert line(redis) == []
    pass_a_lease(house)
    relay.tick()
    assert len(line(redis)) == 1


def test_what_a_killed_worker_began_is_sent_again_under_another_name(
    house: TestHouse, redis: RunningRedis, relay: Relay
) -> None:
    house.submit()
    relay.tick()
    (first,) = line(redis)
    drop_the_line(redis.client)
    redis.client.hset(RqJob.key_for(first), "started_at", datetime.now(UTC).isoformat())
    pass_a_lease(house)
    relay.tick()
    assert line(redis) == [], "a worker may still be at it"
    redis.client.hset(RqJob.key_for(first), "started_at", "2026-01-01T00:00:00.000000Z")
    pass_a_lease(house)
    relay.tick()
    (second,) = line(redis)
    assert second != first


def test_a_mark_that_a_stranger_wrote_does_not_stop_the_clock(
    house: TestHouse, redis: RunningRedis, relay: Relay
) -> None:
    house.submit()
    relay.tick()
    (first,) = line(redis)
    drop_the_line(redis.client)
    for mark in (b"\xff", "yesterday", "2026-01-01T00:00:00", "9999-01-01T00:00:00Z"):
        redis.client.hset(RqJob.key_for(first), "started_at", mark)
        pass_a_lease(house)
        assert relay.tick() == 1
    assert first not in line(redis)


def test_checks_that_never_finish_are_given_up_and_people_decide(
    house: TestHouse, redis: RunningRedis, relay: Relay, settings: ClockSettings
) -> None:
    proposal = house.submit()
    for _ in range(settings.check_attempts + 1):
        relay.tick()
        drop_the_line(redis.client)
        pass_a_lease(house)
    checked = house.see(proposal)
    assert checked.state is State.IN_REVIEW
    assert [finding.rule for finding in checked.findings] == ["check.unavailable"]
    assert checked.required == 2


def test_checks_that_wait_too_long_for_redis_are_given_up(
    house: TestHouse, redis: RunningRedis, settings: ClockSettings
) -> None:
    impatient = settings.model_copy(update={"check_seconds": 0.3})
    relay = Relay(house.house, connect(settings), house.clock, impatient)
    redis.kill()
    proposal = house.submit()
    relay.tick()
    assert house.state(proposal) is State.CHECKING
    time.sleep(0.6)
    relay.tick()
    assert house.state(proposal) is State.IN_REVIEW
