"""What may be asked of a worker: one function a queue, one proposal id as its argument, and how long each may take."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from approval.bootstrap import ALPHABET
from approval.jobs import Job, Task

# The names on the wire. They are keys in a worker's own table and are never imported by name.
FUNCTIONS: Mapping[Job, str] = MappingProxyType({Job.CHECK: "workers.check.run", Job.PUBLISH: "workers.publish.run"})

# Seconds after which a job is broken off. Publishing must be over well before `approval.release.STALLED` (60 s), and
# one talk with a platform (`workers.publishers.square.PATIENCE`, 10 s) well before this.
TIMEOUTS: Mapping[Job, int] = MappingProxyType({Job.CHECK: 30, Job.PUBLISH: 30})

PROPOSAL_ID = re.compile(f"[{ALPHABET}]{{10}}")


def job_id(task: Task, attempt: int | None = None) -> str:
    """The name of one attempt (the next, or the one of that number): the same for whoever sends it, new each time.

    RQ keeps a name blocked for as long as anything is left of the job, so a job that was killed must not block the
    attempt after it.
    """
    return f"{task.job.value}-{task.proposal_id}-{task.serial:x}-{task.attempt if attempt is None else attempt}"


def belongs(job: Job, name: str, proposal_id: str) -> bool:
    """Whether `name` is one that `job_id` gives to a task of this proposal."""
    return re.fullmatch(f"{job.value}-{re.escape(proposal_id)}-[0-9a-f]{{1,16}}-[0-9]{{1,9}}", name) is not None
