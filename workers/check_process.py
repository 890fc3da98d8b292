"""`python -m workers check`: the checks, each in a fork of a process that has the model."""

import functools
import gc
from collections.abc import Sequence

from approval.bootstrap import open_house
from approval.jobs import Job
from approval.settings import ApprovalSettings
from workers import check
from workers.checks.check import Check
from workers.checks.settings import CheckSettings
from workers.checks.under import ChecksUnder
from workers.connection import connect, wait_for
from workers.settings import CheckWorkerSettings
from workers.worker import ForkingWorker


def main() -> int:
    """Run; 0 when it was told to stop, 1 when Redis went away."""
    settings = CheckWorkerSettings()
    house = open_house(ApprovalSettings())
    checks = ChecksUnder(CheckSettings(_env_file=".env"))

    built: Sequence[Check] = ()

    def prepare() -> None:
        nonlocal built
        before, built = built, checks(house.policy())
        if built is not before:
            settle()
        # No connection to the database may be open when the worker forks: the child would share it.
        house.store.engine.dispose()

    prepare()
    redis = connect(settings)
    wait_for(redis)
    return ForkingWorker(Job.CHECK, functools.partial(check.run, house, checks), redis, prepare).run()


def settle() -> None:
    """Leave what the checks need out of every later collection.

    One in a child would write into each object that it visits, and so copy the parent's memory, and would visit words
    and weights by the ten thousands while somebody waits. What an earlier policy's checks left goes first.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
