"""`python -m workers publish`: publishing, with the accounts' keys, in this one process."""

import functools
from collections.abc import Callable

from approval.bootstrap import open_house
from approval.jobs import Job
from approval.people import Account
from approval.settings import ApprovalSettings
from workers import publish
from workers.connection import connect, wait_for
from workers.publishers import Publisher
from workers.publishers.square import Square
from workers.settings import PublishSettings, publish_settings
from workers.worker import SingleWorker


def main() -> int:
    """Run; 0 when it was told to stop, 1 when Redis went away."""
    settings = publish_settings()
    house = open_house(ApprovalSettings())
    redis = connect(settings)
    wait_for(redis)
    return SingleWorker(Job.PUBLISH, functools.partial(publish.run, house, publishers(settings)), redis).run()


def publishers(settings: PublishSettings) -> Callable[[Account], Publisher | None]:
    """From an account to the publisher that has its key; None for an account without one."""

    def publisher_of(account: Account) -> Publisher | None:
        key = settings.account_keys.get(account.id)
        return Square(settings.square_url, account, key.get_secret_value()) if key else None

    return publisher_of
