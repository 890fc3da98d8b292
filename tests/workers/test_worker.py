"""The worker around a job: what dies takes nothing with it, and what was said is no more than an id."""

import logging
import os
import signal
from collections.abc import Callable, Iterator

import pytest
from redis_server import RunningRedis
from rq.queue import Queue
from rq.serializers import JSONSerializer
from worker_processes import WholePath

from approval.jobs import Job
from approval.proposal import State
from workers.worker import ForkingWorker, OneFunction, SingleWorker

PROPOSAL = "0123456789"
TEXT = "The text of the reply stands in this error."


@pytest.fixture(autouse=True)
def signals() -> Iterator[None]:
    """A worker sets handlers; they are set back."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def ask(redis: RunningRedis, kind: Job = Job.CHECK) -> None:
    """A job as the relay sends it."""
    queue = Queue(kind.value, connection=redis.client, serializer=JSONSerializer)
    queue.enqueue_call(f"workers.{kind.value}.run", args=(PROPOSAL,), job_id=f"{kind.value}-{PROPOSAL}-1-0")


def fail(proposal_id: str) -> None:
    raise ValueError(TEXT)


def die(proposal_id: str) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def leave(proposal_id: str) -> None:
    raise SystemExit(3)


@pytest.mark.parametrize("work", [fail, die, leave])
def test_a_job_that_dies_in_its_fork_leaves_nothing_and_the_next_one_is_done(
    redis: RunningRedis, work: Callable[[str], None], caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(2):
        ask(redis)
        ForkingWorker(Job.CHECK, work, redis.client).work(burst=True, logging_level="WARNING")
        assert redis.client.keys("rq:job:*") == []
        assert redis.client.keys("rq:wip:*") == []
        assert redis.client.llen("rq:queue:check:intermediate") == 0
    done = redis.folder / "done"
    ask(redis)
    ForkingWorker(Job.CHECK, lambda proposal_id: done.write_text(proposal_id) and None, redis.client).work(burst=True)
    assert done.read_text() == PROPOSAL


def test_a_job_that_fails_says_where_and_not_what(redis: RunningRedis, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "workers")
    ask(redis, Job.PUBLISH)
    SingleWorker(Job.PUBLISH, fail, redis.client).work(burst=True, logging_level="WARNING")
    assert "job failed: ValueError" in caplog.text
    assert "in fail" in caplog.text
    assert TEXT not in caplog.text


@pytest.mark.parametrize("worker_class", [ForkingWorker, SingleWorker])
def test_a_job_is_done_once_with_its_id_alone(redis: RunningRedis, worker_class: type[OneFunction]) -> None:
    done = redis.folder / "done"

    def work(*given: object, **named: object) -> None:
        with done.open("a") as file:
            file.write(f"{given}{named}")

    ask(redis)
    worker_class(Job.CHECK, work, redis.client).work(burst=True)
    assert done.read_text() == f"('{PROPOSAL}',){{}}"


def test_a_worker_that_is_told_to_stop_finishes_what_it_began(path: WholePath) -> None:
    path.processes.start("clock", "check", "publish")
    proposal = path.submit("A slow post.")
    path.wait_for(lambda: path.state(proposal) is State.IN_REVIEW, 60)
    path.sandbox.faults({"kind": "delay", "seconds": 2})
    path.approve_by_as_many_as_needed(proposal)
    path.wait_for(lambda: path.state(proposal) is State.PUBLISHING, 30)
    assert path.processes.stop("publish", signal.SIGTERM) == 0
    assert path.state(proposal) is State.PUBLISHED
    for name in ("clock", "check"):
        assert path.processes.stop(name, signal.SIGTERM) == 0


def test_a_redis_that_goes_away_while_a_post_is_made_changes_nothing_for_the_post(path: WholePath) -> None:
    path.processes.start("clock", "check", "publish")
    proposal = path.submit("A slow post.")
    path.wait_for(lambda: path.state(proposal) is State.IN_REVIEW, 60)
    path.sandbox.faults({"kind": "delay", "seconds": 1})
    path.approve_by_as_many_as_needed(proposal)
    path.wait_for(lambda: path.state(proposal) is State.PUBLISHING, 30)
    path.redis.kill()
    path.wait_for(lambda: path.state(proposal) is State.PUBLISHED)
    deaths = path.processes.deaths
    path.wait_for(lambda: path.processes.deaths > deaths or "waiting for redis" in path.processes.said())
    path.redis.start()
    again = path.submit("The next reply.")
    path.wait_for(lambda: path.state(again) is State.IN_REVIEW, 60)
    assert path.redis.password not in path.processes.said()
