"""`python -m workers check`: the checks, each in a fork of a process that has the model."""

import functools

from approval.bootstrap import open_house
from approval.jobs import Job
from approval.settings import ApprovalSettings
from workers import check
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

    def prepare() -> None:
        checks(house.policy())
        # No connection to the database may be open when the worker forks: the child would share it.
        house.store.engine.dispose()

    prepare()
    redis = connect(settings)
    wait_for(redis)
    return ForkingWorker(Job.CHECK, functools.partial(check.run, house, checks), redis, prepare).run()
