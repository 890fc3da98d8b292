"""How many checks a second: the rules alone, with a model of the real size, and through the queue."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import phonenumbers
from redis import Redis
from rq import Queue, Worker
from rq.serializers import JSONSerializer

from approval.draft import Draft as Wording
from approval.people import Actor
from approval.proposal import State
from benchmarks.figures import Row
from benchmarks.model import write_model
from benchmarks.stack import City
from workers.checks.build import build_checks, load_checks
from workers.checks.check import Check, Draft, run_checks
from workers.checks.settings import CheckSettings

REPLY = (
    "Thank you for writing to us. We looked into what happened on Central Avenue on Tuesday evening: two cars met at "
    "the corner, nobody was hurt, and the road is open again. The desk is at 505-555-0142, the report on "
    "mesaverdesprings.example/reports."
)
SECONDS = 3.0
QUEUED = 60


def rows(city: City) -> list[Row]:
    """Checks a second in three settings, each beside what could not be left out of it."""
    return [_rules(), _with_model(), _through_the_queue(city)]


def nothing() -> None:
    """The job of the yardstick."""


def _rules() -> Row:
    checks = build_checks(CheckSettings(_env_file=None))[:-1]
    alone = _rate(lambda: list(phonenumbers.PhoneNumberMatcher(REPLY, "US")))
    return Row(
        "checks a second, the rules on a reply of 240 characters",
        _rate(lambda: run_checks(checks, Draft("police", "square", REPLY))),
        alone,
        "/s",
        "the search for phone numbers alone",
    )


def _with_model() -> Row:
    with tempfile.TemporaryDirectory(prefix="countersign-bench-") as folder:
        files = write_model(Path(folder))
        settings = CheckSettings(
            _env_file=None,
            detoxify_checkpoint=files.checkpoint,
            detoxify_config=files.config,
            detoxify_sha256=files.sha256,
        )
        checks: tuple[Check, ...] = build_checks(settings)
        load_checks(checks)
        from detoxify import Detoxify

        bare = Detoxify(checkpoint=str(files.checkpoint), huggingface_config_path=str(files.config))
        return Row(
            "checks a second, rules and a model of the real size",
            _rate(lambda: run_checks(checks, Draft("police", "square", REPLY))),
            _rate(lambda: bare.predict(REPLY)),
            "/s",
            "Detoxify.predict on the whole text alone",
        )


def _through_the_queue(city: City) -> Row:
    house = city.house()
    began = time.perf_counter()
    waiting = {
        house.workflow.submit(Actor("U0TOMAS", frozenset({"S0COMMS"})), Wording("police", REPLY), f"bench-{number}").id
        for number in range(QUEUED)
    }
    while waiting:
        with house.store.read() as reading:
            waiting = {one for one in waiting if reading.proposal(one).state is State.CHECKING}
        time.sleep(0.05)
    measured = QUEUED / (time.perf_counter() - began)
    redis = Redis.from_url(city.environment["COUNTERSIGN_REDIS_URL"])
    queue = Queue("yardstick", connection=redis, serializer=JSONSerializer)
    for _ in range(QUEUED):
        queue.enqueue("benchmarks.checks.nothing")
    began = time.perf_counter()
    Worker([queue], connection=redis, serializer=JSONSerializer).work(burst=True, logging_level="ERROR")
    return Row(
        "proposals a second, from commit to findings, without the model",
        measured,
        QUEUED / (time.perf_counter() - began),
        "/s",
        "jobs that do nothing, on RQ's own worker",
    )


def _rate(act: Callable[[], object]) -> float:
    """How often a second, over a few seconds; the better of two tries."""
    act()
    best = 0.0
    for _ in range(2):
        began, count = time.perf_counter(), 0
        while time.perf_counter() - began < SECONDS:
            act()
            count += 1
        best = max(best, count / (time.perf_counter() - began))
    return best
