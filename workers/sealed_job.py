"""A job as our workers read it: exactly what the relay writes, or it is forged and nothing of it is used.

RQ finds the code to run by names that stand in Redis: the function, three callbacks, classes in a pickle. In RQ 3.0.0
a job written into Redis by a stranger ran code that way also with the JSON serializer. Here no name is ever imported:
the function's name is compared with the only one that the worker has, and everything else must be absent.
"""

import json
import zlib
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from rq.job import Job as RqJob
from rq.job import JobStatus
from rq.utils import str_to_date

from approval.jobs import Job
from workers.jobs import FUNCTIONS, PROPOSAL_ID, TIMEOUTS, belongs

# What RQ itself writes of a job that the relay sent; anything more asks for something that our jobs never ask for
# (meta, webhooks, retries, repeats, dependencies, rate limits).
KNOWN = frozenset(
    {
        "created_at",
        "data",
        "started_at",
        "ended_at",
        "last_heartbeat",
        "worker_name",
        "origin",
        "description",
        "enqueued_at",
        "timeout",
        "result_ttl",
        "failure_ttl",
        "status",
    }
)
EMPTY = frozenset({"success_callback_name", "failure_callback_name", "stopped_callback_name", "group_id"})
LONGEST_PAYLOAD = 500


class Forged(Exception):
    """This job is not one that the relay sent; str() says why, in words that hold nothing of the job."""


class SealedJob(RqJob):
    """One job of one queue. `kind` and `work` are set by the worker's own subclass, see `sealed`."""

    kind: ClassVar[Job]
    work: ClassVar[Callable[[str], None]]

    def restore(self, raw_data: Mapping[bytes, bytes]) -> None:
        """Take over what may be taken over from Redis; Forged for all that the relay would not have written."""
        fields = _fields(raw_data)
        proposal_id = _proposal_id(self.kind, fields.get("data", b""))
        if not belongs(self.kind, self.id, proposal_id):
            raise Forged("its name is not its proposal's")
        if fields.get("origin") != self.kind.value.encode():
            raise Forged("it belongs to another queue")
        self.func_name = FUNCTIONS[self.kind]
        self.instance = None
        self.args = (proposal_id,)
        self.kwargs = {}
        self.origin = self.kind.value
        self.description = self.id
        # These are the house's to say and not the job's.
        self.timeout = TIMEOUTS[self.kind]
        self.result_ttl = 0
        self.failure_ttl = 0
        try:
            self._status = JobStatus(fields.get("status", b"").decode())
            self.started_at = str_to_date(fields["started_at"]) if fields.get("started_at") else None
        except ValueError:
            raise Forged("its state cannot be read") from None

    @property
    def func(self) -> Callable[[str], None]:
        """The worker's one function: nothing is looked up by name."""
        return type(self).work

    @property
    def success_callback(self) -> None:
        return None

    @property
    def failure_callback(self) -> None:
        return None

    @property
    def stopped_callback(self) -> None:
        return None


def sealed(kind: Job, work: Callable[[str], None]) -> type[SealedJob]:
    """The job class of a worker that does nothing but `work`."""
    return type("SealedJob", (SealedJob,), {"kind": kind, "work": staticmethod(work)})


def _fields(raw: Mapping[bytes, bytes]) -> dict[str, bytes]:
    fields = {name.decode("ascii", "replace"): value for name, value in raw.items()}
    if fields.keys() - KNOWN - EMPTY:
        raise Forged("it asks for something that no job of ours asks for")
    if any(fields.get(name) for name in EMPTY):
        raise Forged("it names a callback or a group")
    return fields


def _proposal_id(kind: Job, data: bytes) -> str:
    payload: Any
    try:
        # Bounded, since a few bytes can unpack to gigabytes.
        unpacked = zlib.decompressobj().decompress(data, LONGEST_PAYLOAD)
        payload = json.loads(unpacked)
    except (zlib.error, ValueError, RecursionError):
        raise Forged("its payload is not JSON") from None
    match payload:
        case [str(function), None, [str(proposal_id)], {**rest}] if not rest:
            if function != FUNCTIONS[kind]:
                raise Forged("it names another function")
            if not PROPOSAL_ID.fullmatch(proposal_id):
                raise Forged("its argument is not a proposal id")
            return proposal_id
    raise Forged("it has not exactly one argument")
