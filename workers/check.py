"""The check worker's one job: what the checks find in the revision that waits for it."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from approval.bootstrap import House
from approval.errors import NotFound
from approval.finding import Severity
from approval.policy.document import Policy
from approval.proposal import Parent, Proposal
from approval.stored_policy import Trial, addressed
from workers.checks.check import Check, Draft, run_checks
from workers.checks.kinds.state import ParentRequired
from workers.checks.lasting import holds_until

log = logging.getLogger(__name__)

# The checks under a policy, or those of the house alone where none is in force.
Checks = Callable[[Policy | None], Sequence[Check]]


# How far back replies to the same person are counted; a window of thirty days would have missed the affair.
REPEATS = timedelta(days=366)


def run(house: House, checks: Checks, proposal_id: str) -> None:
    """Check what waits under this id and record what was found: a reply's current revision, or a draft tried out.

    Nothing where nothing waits to be checked.
    """
    if trial := house.checking.to_try(proposal_id):
        _try(house, checks, trial)
        return
    try:
        proposal = house.checking.to_check(proposal_id)
    except NotFound:
        log.warning("check asked for a proposal that is not here", extra={"proposal": proposal_id})
        return
    if proposal is None:
        return
    policy = house.policy()
    account = house.accounts().account(proposal.account)
    revision = proposal.revision
    now = house.store.now()
    draft = Draft(
        account=account.id,
        platform=account.platform,
        text=revision.text,
        parent=revision.parent,
        media=revision.media,
        links=account.links,
        phones=account.phones,
        reason=revision.reason,
        at=now,
        earlier=_earlier(house, proposal, now),
    )
    found_by = checks(policy)
    unchecked = Severity(account.unchecked)
    holding = holds_until(found_by, draft, when_a_check_cannot_run=unchecked, policy=policy)
    findings = run_checks(found_by, draft, when_a_check_cannot_run=unchecked, policy=policy, also=holding.findings)
    digest = policy.digest if policy else ""
    house.checking.checked(proposal_id, revision.number, findings, digest, until=holding.until)
    log.info("checked", extra={"proposal": proposal_id, "revision": revision.number, "findings": len(findings)})


def _try(house: House, checks: Checks, trial: Trial) -> None:
    policy = house.policy()
    parent = Parent("", "", trial.parent, pasted=True) if trial.parent else None
    accounts = house.accounts().accounts.values()
    # A draft has no account yet. What any account may link to passes, and where all are on one platform, it counts.
    platforms = {account.platform for account in accounts}
    draft = Draft(
        account="",
        platform=platforms.pop() if len(platforms) == 1 else "",
        text=trial.text,
        parent=parent,
        links=frozenset[str]().union(*(account.links for account in accounts)),
        phones=frozenset[str]().union(*(account.phones for account in accounts)),
        at=house.store.now(),
    )
    # That it answers a post is asked of the reply, whose form has a place for its link.
    asked = [check for check in checks(policy) if not isinstance(check, ParentRequired)]
    findings = run_checks(asked, draft, when_a_check_cannot_run=Severity.WARN, policy=policy)
    house.checking.tried(trial.id, policy.digest if policy else "", findings)
    log.info("draft tried", extra={"trial": trial.id, "findings": len(findings)})


def _earlier(house: House, proposal: Proposal, now: datetime) -> tuple[datetime, ...]:
    """When replies to the same person went out, or were proposed that may still go out before this one."""
    parent = proposal.revision.parent
    if parent is None:
        return ()
    whom, since = addressed(parent.author), now - REPEATS
    with house.store.read() as reading:
        return tuple(sorted([*reading.earlier(whom, since, proposal.id), *reading.under_way(whom, since, proposal.id)]))
