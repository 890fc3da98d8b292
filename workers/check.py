"""The check worker's one job: what the checks find in the revision that waits for it."""

import logging
from collections.abc import Sequence

from approval.bootstrap import House
from approval.errors import NotFound
from approval.finding import Severity
from workers.checks.check import Check, Draft, run_checks

log = logging.getLogger(__name__)


def run(house: House, checks: Sequence[Check], proposal_id: str) -> None:
    """Check the current revision and record what was found; nothing if no revision of it waits to be checked."""
    try:
        proposal = house.checking.to_check(proposal_id)
    except NotFound:
        log.warning("check asked for a proposal that is not here", extra={"proposal": proposal_id})
        return
    if proposal is None:
        return
    account = house.accounts().account(proposal.account)
    revision = proposal.revision
    draft = Draft(
        account=account.id,
        platform=account.platform,
        text=revision.text,
        parent=revision.parent,
        media=revision.media,
        links=account.links,
        phones=account.phones,
    )
    findings = run_checks(checks, draft, when_a_check_cannot_run=Severity(account.unchecked))
    house.checking.checked(proposal_id, revision.number, findings)
    log.info("checked", extra={"proposal": proposal_id, "revision": revision.number, "findings": len(findings)})
