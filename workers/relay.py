"""Moves due CHECK and PUBLISH tasks from the outbox to RQ. The queue is only a hint: what is lost is sent again."""

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from redis import Redis
from redis.exceptions import RedisError
from rq.exceptions import DuplicateJobError
from rq.job import Job as RqJob
from rq.queue import Queue
from rq.serializers import JSONSerializer

from approval.bootstrap import House
from approval.errors import Misconfigured, NotFound
from approval.jobs import QUEUED, Job, Task
from workers.jobs import FUNCTIONS, TIMEOUTS, job_id
from workers.settings import ClockSettings

log = logging.getLogger(__name__)

# After this long a task that was sent is looked after: is it still in line, or under way, or gone? A lost Redis costs
# no more than this.
LEASE = timedelta(seconds=5)

# A proposal whose checks cannot even be given up (its account is no longer in accounts.toml, say) is looked at again.
LATER = timedelta(minutes=1)

# While Redis is away, how often it is tried again (seconds); the clock has other things to do.
PAUSE = 0.5

_LONGEST = {job: timedelta(seconds=seconds + 5) for job, seconds in TIMEOUTS.items()}


class Relay:
    """Sends first and postpones the task afterwards, so that a task is never postponed that nobody has."""

    def __init__(self, house: House, redis: Redis, now: Callable[[], datetime], settings: ClockSettings) -> None:
        self._house = house
        self._redis = redis
        self._now = now
        self._settings = settings
        self._queues = {job: Queue(job.value, connection=redis, serializer=JSONSerializer) for job in QUEUED}
        self._first_seen: dict[int, float] = {}
        self._lost = False
        self._again_at = 0.0

    def tick(self) -> int:
        """Take care of what is due; answers how many tasks that were. While Redis is away nothing is put off."""
        if time.monotonic() < self._again_at:
            return 0
        with self._house.store.read() as reading:
            due = reading.tasks(QUEUED, self._now())
        if not due:
            return 0
        spent = {task.key for task in due if self._patience_is_over(task)}
        try:
            # True where an attempt was made, False where an earlier one is still in line or under way.
            sent = {task.key: self._send(task) for task in due if task.key not in spent and not self._spent(task)}
        except RedisError as error:
            self._gone(error)
            sent = {}
        else:
            self._back()
            spent = {task.key for task in due} - sent.keys()
        for task in due:
            if task.key in spent:
                self._give_up(task)
        if sent:
            with self._house.store.begin() as tx:
                for task in due:
                    if task.key in sent:
                        tx.postpone(task, tx.now + LEASE, counted=sent[task.key])
        return len(sent)

    def _send(self, task: Task) -> bool:
        if self._under_way(task):
            return False
        try:
            self._queues[task.job].enqueue_call(
                FUNCTIONS[task.job],
                args=(task.proposal_id,),
                job_id=job_id(task),
                description=job_id(task),
                timeout=TIMEOUTS[task.job],
                result_ttl=0,
                failure_ttl=0,
                unique=True,
            )
        except DuplicateJobError:
            # It was sent before and could not be postponed then; it is in line all the same.
            return True
        log.info("%s sent", task.job.value, extra={"proposal": task.proposal_id, "attempt": task.attempt + 1})
        return True

    def _under_way(self, task: Task) -> bool:
        """Whether the attempt before this one is still in line, or a worker is at it."""
        if task.attempt == 0:
            return False
        earlier = job_id(task, task.attempt - 1)
        if self._redis.lpos(self._queues[task.job].key, earlier) is not None:
            return True
        started = _instant(self._redis.hget(RqJob.key_for(earlier), "started_at"))
        # A worker that was killed leaves this mark behind; a job's time limit says how long it can be true.
        return started is not None and timedelta(0) <= datetime.now(UTC) - started < _LONGEST[task.job]

    def _spent(self, task: Task) -> bool:
        """Whether a check has been started as often as it may be."""
        return task.job is Job.CHECK and task.attempt >= self._settings.check_attempts and not self._under_way(task)

    def _patience_is_over(self, task: Task) -> bool:
        """Whether a check has waited too long, for want of a worker or of Redis, since this clock first saw it."""
        now = time.monotonic()
        patience = self._settings.check_seconds
        first = self._first_seen.setdefault(task.serial, now)
        if len(self._first_seen) > 1000:
            self._first_seen = {serial: at for serial, at in self._first_seen.items() if now - at < 2 * patience}
        return task.job is Job.CHECK and now - first > patience

    def _give_up(self, task: Task) -> None:
        try:
            self._house.checking.give_up(task.proposal_id, task.attempt, task.serial)
            log.error("checks given up", extra={"proposal": task.proposal_id, "attempts": task.attempt})
        except (Misconfigured, NotFound) as error:
            log.error("checks cannot be given up", extra={"proposal": task.proposal_id, "error": type(error).__name__})
            with self._house.store.begin() as tx:
                tx.postpone(task, tx.now + LATER, counted=False)

    def _gone(self, error: RedisError) -> None:
        self._again_at = time.monotonic() + PAUSE
        if not self._lost:
            self._lost = True
            # Only the kind: the text may name the address with its password.
            log.error("redis is away, nothing is sent until it is back", extra={"error": type(error).__name__})

    def _back(self) -> None:
        if self._lost:
            self._lost = False
            log.info("redis is back")


def _instant(written: bytes | str | None) -> datetime | None:
    """A time as RQ writes it; None for nothing and for anything that somebody else may have written there."""
    try:
        instant = datetime.fromisoformat(written.decode() if isinstance(written, bytes) else written or "")
    except ValueError:
        return None
    return instant if instant.tzinfo else None
