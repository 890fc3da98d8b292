"""What a stranger who can write to Redis may have a worker do: nothing."""

import json
import pickle
import secrets
import signal
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from redis import Redis
from redis_server import RunningRedis
from rq.job import Job as RqJob
from rq.worker import SimpleWorker
from worker_processes import WholePath

from approval.proposal import State

LINE = "rq:queue:check"
PROPOSAL = "0123456789"
GOOD_NAME = f"check-{PROPOSAL}-abc-0"
GOOD_PAYLOAD = ["workers.check.run", None, [PROPOSAL], {}]


class Touch:
    """Makes a file when it is unpickled, and when it is called."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __reduce__(self) -> tuple[object, ...]:
        return (Path.touch, (self.file,))


@pytest.fixture(scope="module")
def worker(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[WholePath]:
    """One check worker for all of these tests: that it lives on is part of what they say."""
    with WholePath(tmp_path_factory.mktemp("forged"), sqlite_template) as path:
        path.processes.start("clock", "check")
        first = path.submit("The first reply.")
        path.wait_for(lambda: path.state(first) is State.IN_REVIEW, 60)
        yield path


@pytest.fixture
def canary(tmp_path: Path) -> Path:
    return tmp_path / "canary"


def push(redis: Redis, payload: object, name: str | bytes = GOOD_NAME, **fields: str | bytes) -> None:
    """Write a job as a stranger would: by hand."""
    data = payload if isinstance(payload, bytes) else zlib.compress(json.dumps(payload).encode())
    key = RqJob.redis_job_namespace_prefix.encode() + (name if isinstance(name, bytes) else name.encode())
    basic: dict[str, str | bytes] = {"data": data, "origin": "check", "status": "queued", "timeout": "30"}
    redis.hset(key, mapping=basic | fields)  # type: ignore[arg-type]  # redis-py's own type is narrower
    redis.rpush(LINE, name)


def payload_of(call: list[object]) -> Callable[[Redis, Path], None]:
    return lambda redis, canary: push(redis, json.loads(json.dumps(call).replace("CANARY", str(canary))))


def field(name: str, value: str) -> Callable[[Redis, Path], None]:
    return lambda redis, canary: push(redis, GOOD_PAYLOAD, **{name: value.replace("CANARY", str(canary))})


def wrong_type(redis: Redis, canary: Path) -> None:
    redis.set(f"rq:job:{GOOD_NAME}", "not a hash")
    redis.rpush(LINE, GOOD_NAME)


def enqueued_by_rq_with_pickle(redis: Redis, canary: Path) -> None:
    """The plainest way: RQ's own enqueue with its default serializer."""
    job = RqJob.create(
        "os.system", (f"touch {canary}",), connection=redis, id=GOOD_NAME, origin="check", meta={"more": Touch(canary)}
    )
    job.save()
    redis.rpush(LINE, GOOD_NAME)


FORGED: dict[str, Callable[[Redis, Path], None]] = {
    "a pickle": lambda redis, canary: push(redis, pickle.dumps(Touch(canary))),
    "a compressed pickle": lambda redis, canary: push(redis, zlib.compress(pickle.dumps(Touch(canary)))),
    "a job made by RQ with pickle": enqueued_by_rq_with_pickle,
    "os.system": payload_of(["os.system", None, ["touch CANARY"], {}]),
    "os.system under a known id": payload_of(["os.system", None, [PROPOSAL], {}]),
    "another function of ours": payload_of(["workers.publish.run", None, [PROPOSAL], {}]),
    "the process's own entry": payload_of(["workers.__main__.main", None, [["publish"]], {}]),
    "an instance method": payload_of(["touch", "CANARY", [], {}]),
    "no function": payload_of([None, None, [PROPOSAL], {}]),  # type: ignore[list-item]  # that is the point
    "a path for an id": payload_of(["workers.check.run", None, ["../../CANARY"], {}]),
    "an id of another alphabet": payload_of(["workers.check.run", None, ["012345678o"], {}]),
    "two arguments": payload_of(["workers.check.run", None, [PROPOSAL, PROPOSAL], {}]),
    "no argument": payload_of(["workers.check.run", None, [], {}]),
    "a keyword argument": payload_of(["workers.check.run", None, [PROPOSAL], {"checks": []}]),
    "a number for an id": payload_of(["workers.check.run", None, [1234567890], {}]),
    "an object for a payload": lambda redis, canary: push(redis, {"func": "os.system"}),
    "deep nesting": lambda redis, canary: push(redis, zlib.compress(b"[" * 400)),
    "a bomb": lambda redis, canary: push(redis, zlib.compress(b" " * 20_000_000)),
    "no payload": lambda redis, canary: push(redis, b""),
    "a success callback": field("success_callback_name", "os.system"),
    "a failure callback": field("failure_callback_name", "os.system"),
    "a stopped callback": field("stopped_callback_name", "os.system"),
    "a webhook": field("webhooks", '[{"url": "http://127.0.0.1:9/", "job_status": "finished"}]'),
    "a dependency": field("dependency_ids", '["other"]'),
    "retries": field("retries_left", "5"),
    "repeats": field("repeats_left", "5"),
    "a rate limit": field("rate_limit_key", "k"),
    "a group": field("group_id", "g"),
    "meta": field("meta", '{"job_class": "os.system"}'),
    "a result": lambda redis, canary: push(redis, GOOD_PAYLOAD, result=pickle.dumps(Touch(canary))),
    "an error": field("exc_info", "x"),
    "an unknown field": field("job_class", "subprocess.Popen"),
    "another queue's origin": field("origin", "publish"),
    "a state that there is not": field("status", "owned"),
    "a name that is not its proposal's": lambda redis, canary: push(redis, GOOD_PAYLOAD, "check-ZZZZZZZZZZ-abc-0"),
    "a name of the other queue": lambda redis, canary: push(redis, GOOD_PAYLOAD, f"publish-{PROPOSAL}-abc-0"),
    "a name with a path": lambda redis, canary: push(redis, GOOD_PAYLOAD, "../../etc/passwd"),
    "a name that is no text": lambda redis, canary: push(redis, GOOD_PAYLOAD, b"\xff\xfe\x00"),
    "a key of another type": wrong_type,
}


BITING = ("a pickle", "a compressed pickle", "a job made by RQ with pickle", "a result")


@pytest.mark.parametrize("kind", BITING)
def test_the_forged_jobs_do_bite_a_worker_of_rq(redis: RunningRedis, canary: Path, kind: str) -> None:
    """Else the rules below would hold for want of teeth."""
    FORGED[kind](redis.client, canary)
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    SimpleWorker(["check"], connection=redis.client).work(burst=True)
    for number, handler in before.items():
        signal.signal(number, handler)
    assert canary.exists()


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED.keys())
def test_a_forged_job_runs_nothing_is_removed_and_the_worker_lives_on(
    worker: WholePath, canary: Path, forge: Callable[[Redis, Path], None]
) -> None:
    redis = worker.redis.client
    pid = worker.processes.pid("check")
    before = worker.processes.said().count("forged job removed")
    forge(redis, canary)
    worker.wait_for(lambda: worker.processes.said().count("forged job removed") > before)
    honest = worker.submit(f"An honest reply {secrets.token_hex(4)}.")
    worker.wait_for(lambda: worker.state(honest) is State.IN_REVIEW)
    assert not canary.exists()
    assert (worker.processes.pid("check"), worker.processes.deaths) == (pid, 0)
    worker.wait_for(lambda: not redis.keys("rq:job:*"))
    assert redis.lrange("rq:queue:check:intermediate", 0, -1) == []
    assert str(canary) not in worker.processes.said()


def test_a_well_formed_job_of_a_stranger_does_only_what_the_database_waits_for(worker: WholePath) -> None:
    redis = worker.redis.client
    checked = worker.submit("Already checked.")
    worker.wait_for(lambda: worker.state(checked) is State.IN_REVIEW)
    before = worker.see(checked)
    for proposal in (checked, "ZZZZZZZZZZ"):
        push(redis, ["workers.check.run", None, [proposal], {}], f"check-{proposal}-1-0")
    worker.wait_for(lambda: not redis.keys("rq:job:*"))
    assert worker.see(checked) == before
    assert worker.processes.deaths == 0


def test_a_worker_takes_no_commands_from_redis(worker: WholePath) -> None:
    redis = worker.redis.client
    assert redis.pubsub_channels("*") == []
    redis.set("rq:suspended", 1)
    reply = worker.submit("Not suspended.")
    worker.wait_for(lambda: worker.state(reply) is State.IN_REVIEW)
    redis.delete("rq:suspended")


def test_a_registry_that_a_stranger_filled_does_not_stop_a_worker_from_starting(worker: WholePath) -> None:
    redis = worker.redis.client
    redis.zadd("rq:wip:check", {"../../x:y": 0, b"\xff": 1, "no-colon": 2})
    redis.rpush("rq:queue:check:intermediate", b"\xfe", "a:b:c")
    deaths = worker.processes.deaths
    worker.processes.kill("check")
    worker.wait_for(lambda: worker.processes.deaths == deaths + 1)
    reply = worker.submit("After the restart.")
    worker.wait_for(lambda: worker.state(reply) is State.IN_REVIEW, 60)
    time.sleep(0.2)
    assert worker.processes.deaths == deaths + 1
