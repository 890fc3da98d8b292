"""The worker: one queue, one function, sealed jobs. Of RQ it uses the queue, the fork, the time limits and heartbeats.

What RQ would do after a job is left out: results, callbacks, dependents, retries, webhooks, groups. The database knows
what is unfinished, and the clock sends it again.
"""

import logging
import traceback
from collections.abc import Callable
from typing import Any

from redis import Redis
from redis.client import Pipeline
from redis.exceptions import ResponseError
from rq.exceptions import NoSuchJobError
from rq.executions import Execution
from rq.intermediate_queue import IntermediateQueue
from rq.job import JOB_ID_PATTERN
from rq.job import Job as RqJob
from rq.queue import Queue
from rq.serializers import JSONSerializer
from rq.utils import now
from rq.worker import BaseWorker, SimpleWorker, Worker
from rq.worker_registration import REDIS_WORKER_KEYS, WORKERS_BY_QUEUE_KEY
from sqlalchemy.exc import OperationalError

from approval.jobs import Job
from workers.sealed_job import Forged, SealedJob, sealed

log = logging.getLogger(__name__)

# Seconds an idle worker is remembered for. It also bounds how long one blocking wait for a job lasts (15 s less).
WORKER_TTL = 25


class SealedQueue(Queue):
    """A queue from which a forged job is thrown away instead of run."""

    @classmethod
    def dequeue_any(  # type: ignore[override]  # RQ leaves these arguments without types
        cls, queues: list[Queue], timeout: int | None, connection: Redis, job_class: type[SealedJob], **_more: object
    ) -> tuple[RqJob, Queue] | None:
        """The next job of the one queue; None where there is none and `timeout` is None."""
        (queue,) = queues
        while True:
            moved = cls.lmove(connection, queue.key, timeout)
            if moved is None:
                return None
            name = bytes(moved[1])
            try:
                return _read(name, connection, job_class), queue
            except NoSuchJobError:
                connection.lrem(queue.intermediate_queue_key, 0, name)  # type: ignore[arg-type]  # takes bytes too
            except Forged as forged:
                _throw_away(queue, name)
                log.warning("forged job removed", extra={"queue": queue.name, "reason": str(forged)})


class OneFunction(BaseWorker):
    """What our two kinds of worker have in common; it stands before RQ's class in the order of methods."""

    max_connection_wait_time = 2.0
    log_result_lifespan = False

    def __init__(self, kind: Job, work: Callable[[str], None], connection: Redis) -> None:
        job_class = sealed(kind, work)
        queue = SealedQueue(kind.value, connection=connection, job_class=job_class, serializer=JSONSerializer)
        super().__init__(
            [queue],
            connection=connection,
            job_class=job_class,
            queue_class=SealedQueue,
            serializer=JSONSerializer,
            worker_ttl=WORKER_TTL,
            default_result_ttl=0,
            log_job_description=False,
        )

    def bootstrap(self, *arguments: Any, **named: Any) -> None:
        """Before the first job: forget what a worker that was killed left behind, so that it can be sent again."""
        _forget_the_dead(self.queues[0])
        super().bootstrap(*arguments, **named)

    def run(self) -> int:
        """Work until told to stop (0) or until Redis goes away (1); RedisError where that comes in the middle."""
        self.work(logging_level="WARNING")
        return 1 if self._shutdown_requested_date is None else 0

    def subscribe(self) -> None:
        """Take no commands from Redis (and have no second thread, which a fork would not carry over)."""

    def check_for_suspension(self, burst: bool) -> None:
        """Nor be put to sleep from there."""

    def run_maintenance_tasks(self) -> None:
        """RQ's registries decide nothing here, so there is nothing to keep in order."""
        self.last_cleaned_at = now()  # type: ignore[assignment]  # RQ's own type says None only

    def handle_job_success(self, job: RqJob, *_how: object, **how: Any) -> None:
        """A job that ended leaves nothing behind."""
        self._forget(job, how.get("execution"))

    def handle_job_failure(self, job: RqJob, *_how: object, **how: Any) -> None:
        """A job that failed leaves nothing behind either: the outbox still holds what it should have done."""
        self._forget(job, how.get("execution"))

    def handle_exception(self, job: RqJob, *exc_info: Any) -> None:
        """Say that it failed and where; never the error's own text, which may quote what was proposed."""
        kind, _, trace = exc_info
        where = "".join(traceback.format_tb(trace)) if trace else ""
        log.error("job failed: %s\n%s", kind.__name__, where, extra={"job": job.id, "error": kind.__name__})

    def handle_work_horse_killed(self, job: RqJob, *_how: object) -> None:
        log.error("job was killed", extra={"job": job.id})

    def _forget(self, job: RqJob, execution: Execution | None) -> None:
        with self.connection.pipeline() as pipeline:
            self.cleanup_execution(job, pipeline, execution)
            _delete(pipeline, self.queues[0], job.id.encode())
            pipeline.execute()


class ForkingWorker(OneFunction, Worker):
    """Forks for each job, so that what was loaded before is shared and a job that dies takes nothing with it.

    `prepare` is called before each fork: what it brings up to date is made once and not in every child.
    """

    def __init__(
        self,
        kind: Job,
        work: Callable[[str], None],
        connection: Redis,
        prepare: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(kind, work, connection)
        self._prepare = prepare

    def fork_work_horse(self, job: RqJob, queue: Queue) -> None:
        """Prepare, then fork."""
        try:
            self._prepare()
        except OperationalError as error:
            # The child meets the same database, and its job is sent again.
            log.warning("not prepared for the job", extra={"job": job.id, "error": type(error).__name__})
        super().fork_work_horse(job, queue)


class SingleWorker(OneFunction, SimpleWorker):
    """Does each job itself: when this process is gone, nobody is at it any more."""


def _read(name: bytes, connection: Redis, job_class: type[SealedJob]) -> RqJob:
    try:
        job_id = name.decode("ascii")
        if not JOB_ID_PATTERN.fullmatch(job_id):
            raise Forged("its name is none that a job can have")
        job = job_class.fetch(job_id, connection=connection, serializer=JSONSerializer)
    except UnicodeDecodeError:
        raise Forged("its name is none that a job can have") from None
    except ResponseError:
        raise Forged("what stands under its name is not a job") from None
    return job


def _throw_away(queue: Queue, name: bytes) -> None:
    with queue.connection.pipeline() as pipeline:
        _delete(pipeline, queue, name)
        pipeline.execute()


def _delete(pipeline: Pipeline, queue: Queue, name: bytes) -> None:
    prefix = RqJob.redis_job_namespace_prefix.encode()
    pipeline.delete(prefix + name, prefix + name + b":dependents", prefix + b":" + name + b":dependencies")
    pipeline.lrem(queue.intermediate_queue_key, 0, name)  # type: ignore[arg-type]  # takes bytes too


def _forget_the_dead(queue: Queue) -> None:
    """Where another worker of this queue is alive, its job only loses its name: the work goes on, and is done once."""
    connection = queue.connection
    intermediate = IntermediateQueue.get_intermediate_queue_key(queue.key)
    started = queue.started_job_registry.key
    workers, all_workers = WORKERS_BY_QUEUE_KEY % queue.name, REDIS_WORKER_KEYS
    dead = [worker for worker in connection.smembers(workers) if not connection.exists(worker)]
    left: list[Any] = [*connection.lrange(intermediate, 0, -1), *connection.zrange(started, 0, -1)]
    with connection.pipeline() as pipeline:
        for name in left:
            # A started job is noted with the id of its execution behind a colon.
            _delete(pipeline, queue, name.partition(b":")[0])
        pipeline.delete(intermediate, started)
        for worker in dead:
            pipeline.srem(workers, worker)
            pipeline.srem(all_workers, worker)
        pipeline.execute()
    if left:
        log.info("what a killed worker left was cleared", extra={"queue": queue.name, "jobs": len(left)})
