"""What a check is, and how all of them are run over one draft."""

import logging
import traceback
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol, runtime_checkable

from approval.finding import Finding, Severity
from approval.policy.document import Policy
from approval.proposal import Media, Parent
from workers.checks.many import at, spans_of
from workers.checks.telling import told

log = logging.getLogger(__name__)

# What a mistake in a check can raise over some text. A time limit that ends a job is none of them.
FAULTS = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, AssertionError, RecursionError)


@dataclass(frozen=True, slots=True)
class Draft:
    """What is checked: one revision's content, and the account and platform it is meant for.

    `links` are the domains that the account may link to and `phones` the numbers it may give out, both as its part
    of accounts.toml lists them; a domain includes its subdomains. `reason` is the source that was given for its claims,
    `at` when it is checked (aware), `earlier` when other replies to the same person went out, or got the wording in
    which they are open and came before this one; the oldest first.
    `approved` is the text that was approved, where the question is whether this is it; "" where there is none yet.
    """

    account: str
    platform: str
    text: str
    parent: Parent | None = None
    media: tuple[Media, ...] = ()
    links: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    reason: str = ""
    at: datetime | None = None
    earlier: tuple[datetime, ...] = ()
    approved: str = ""


class Check(Protocol):
    """One rule, or one family of them. Whatever it needs it was given when it was built.

    `rule` is its name in a finding. `reads_alt` says whether it is run over the descriptions of pictures too, which
    are published with the reply. Raises CheckUnavailable when it cannot tell.
    """

    @property
    def rule(self) -> str: ...

    @property
    def reads_alt(self) -> bool: ...

    def __call__(self, draft: Draft) -> Iterable[Finding]: ...


@runtime_checkable
class Loads(Protocol):
    """A check that has something large to bring into memory before the worker forks."""

    def load(self) -> None: ...


class CheckUnavailable(Exception):
    """A check that cannot run: `reason` says why and `mend` what somebody has to do so that it can."""

    def __init__(self, reason: str, mend: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.mend = mend


def run_checks(
    checks: Sequence[Check],
    draft: Draft,
    *,
    when_a_check_cannot_run: Severity = Severity.ESCALATE,
    policy: Policy | None = None,
    also: Iterable[Finding] = (),
) -> tuple[Finding, ...]:
    """All findings about the draft, the gravest first and then in the order of the text.

    A check that cannot run becomes the finding "check.unavailable". So does one that a text makes stumble: it must not
    take along what the other checks find, or one odd character would turn every block into a question. It names the
    rule of the `policy` by its title, where one is given that has it. `also` are findings that stand beside theirs;
    one that the checks make too is told once.
    """
    findings: list[Finding] = []
    for check in checks:
        try:
            findings += _run(check, draft)
        except (*FAULTS, CheckUnavailable) as error:
            findings.append(could_not_run(check, error, when_a_check_cannot_run, policy))
    return told([*findings, *(finding for finding in also if finding not in findings)])


def could_not_run(check: Check, error: Exception, severity: Severity, policy: Policy | None) -> Finding:
    """The finding "check.unavailable" in place of what the check would have said.

    `severity` is for a check that said itself that it cannot run; one that stumbled over the text asks to escalate.
    """
    if isinstance(error, CheckUnavailable):
        return _unavailable(check.rule, error, severity, policy)
    # The frames say where; the error's own text may quote what is checked.
    where = "".join(traceback.format_tb(error.__traceback__))
    log.error("check failed: %s\n%s", type(error).__name__, where, extra={"rule": check.rule})
    return _unavailable(check.rule, _faulty(error), Severity.ESCALATE, policy)


def _run(check: Check, draft: Draft) -> list[Finding]:
    found = list(check(draft))
    if check.reads_alt:
        for item in draft.media:
            if item.alt.strip():
                alone = replace(draft, text=item.alt, parent=None, media=())
                found += [
                    _about_alt(at(finding, *span), item) for finding in check(alone) for span in spans_of(finding)
                ]
    return found


def _about_alt(finding: Finding, item: Media) -> Finding:
    # A span counts into the reply's text, so a finding about a description has none and quotes the place instead.
    quoted = f" (“{finding.span[:80]}”)" if finding.span else ""
    message = f"In the description of the picture {item.name}{quoted}: {finding.message}"
    return replace(finding, message=message, start=0, end=0, span="")


def _faulty(fault: Exception) -> CheckUnavailable:
    return CheckUnavailable(
        f"it stumbled over this text ({type(fault).__name__}).",
        "Ask an administrator to look at the check worker's log; the text itself may be made to trip it.",
    )


def _unavailable(name: str, unavailable: CheckUnavailable, severity: Severity, policy: Policy | None) -> Finding:
    rule = policy.rule(name) if policy else None
    check = f"{rule.id} “{rule.title}”" if rule else f"“{name}”"
    return Finding(
        rule="check.unavailable",
        severity=severity,
        message=f"The check {check} could not run, so nobody knows what it would have found: {unavailable.reason}",
        mend=unavailable.mend,
    )
