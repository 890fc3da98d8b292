"""The publish worker's one job: claim an approved reply, post it, record what came of it."""

import logging
import time
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy.exc import OperationalError

from approval.bootstrap import House
from approval.errors import NotFound
from approval.outcome import Outcome, Refused, Unavailable
from approval.people import Account
from approval.proposal import Proposal
from workers.publishers import Publisher

log = logging.getLogger(__name__)

# Seconds during which an outcome is written down again and again while the database is busy. Together with a
# publisher's own patience this stays below the job's time limit.
INSIST = 15.0

# A machine that slept, or a worker that was stopped, right after the claim must not post what people took care of
# since: this and a publisher's patience end before `approval.release.STALLED`.
HELD_UP = timedelta(seconds=20)


def run(house: House, publisher_of: Callable[[Account], Publisher | None], proposal_id: str) -> None:
    """Publish the proposal; nothing if there is nothing to publish. Nothing is sent that was not claimed first."""
    # Asked before the claim: where accounts.toml cannot be read now, nothing has begun that would have to be explained.
    accounts = house.accounts()
    try:
        proposal = house.release.claim(proposal_id)
    except NotFound:
        log.warning("publish asked for a proposal that is not here", extra={"proposal": proposal_id})
        return
    if proposal is None:
        return
    log.info("publish started", extra={"proposal": proposal_id, "attempt": proposal.attempts})
    account = accounts.account(proposal.account)
    outcome = _publish(house, publisher_of(account), account, proposal)
    log.info("publish ended", extra={"proposal": proposal_id, "outcome": type(outcome).__name__})
    _record(house, proposal, outcome)


def _publish(house: House, publisher: Publisher | None, account: Account, proposal: Proposal) -> Outcome:
    if publisher is None:
        return Refused(
            f"Countersign has no key for {account.name}, so nothing was sent. "
            f"An administrator has to put the key of «{account.id}» into publish.env."
        )
    with house.store.read() as reading:
        pictures = {item.sha256: reading.picture(item.sha256) for item in proposal.revision.media}
    if proposal.claimed_at is None or house.store.now() - proposal.claimed_at > HELD_UP:
        return Unavailable("The publish worker was held up before it could send anything.", 0)
    return publisher.publish(proposal, pictures)


def _record(house: House, proposal: Proposal, outcome: Outcome) -> None:
    """Write the outcome down, also where the database is busy: it is the only place where it can be known."""
    deadline = time.monotonic() + INSIST
    while True:
        try:
            house.release.finish(proposal.id, proposal.attempts, outcome)
        except OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
        else:
            return
