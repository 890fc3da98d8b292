"""What the entries say of one reply: how it was changed, who decided when, and whether somebody spoke alone."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from approval.finding import Severity
from approval.record.entry import APPROVED, CHECKED
from approval.record.report.line import Line

SUBMITTED, REVISED = "proposal.submitted", "revision.submitted"
SENT_BACK, REJECTED = "review.changes_requested", "review.rejected"
STARTED, WITHDRAWN = "publish.started", "review.withdrawn"
ENDS = frozenset({REJECTED, SENT_BACK, "proposal.expired", "proposal.withdrawn"})
PUBLISHED = frozenset({"publish.succeeded", "publish.confirmed"})


class Verdict(StrEnum):
    """Of a published reply."""

    TOGETHER = "together"  # approved by designated approvers who wrote none of it, as many as it took
    ALONE = "alone"  # not so
    BEFORE = "before"  # it was proposed before the period, so these entries cannot say


@dataclass(slots=True)
class _Revision:
    """What was read of one revision so far."""

    check: Line | None = None
    approvals: dict[str, Line] = field(default_factory=dict)
    ended: bool = False
    decided: bool = False
    submitted: Line | None = None
    # How it stood when its release began: what was wrong ("" for nothing), and who had approved it.
    started: tuple[str, tuple[Line, ...]] | None = None


@dataclass(frozen=True, slots=True)
class Override:
    """An approval of what a check had found to be grave."""

    approval: Line
    check: Line


class Reply:
    """Reads the lines of one reply, in order; docs/record.md, point 9, is what the verdict goes by."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.account = next((account for line in lines if (account := line.word("account"))), "")
        self.lines = lines
        self.known = lines[0].action == SUBMITTED
        self.drafts: list[Line] = []
        self.overrides: list[Override] = []
        self.decisions: list[tuple[Line, timedelta]] = []
        # That it was published, and the check of its wording that counted then.
        self.published: Line | None = None
        self.check: Line | None = None
        self.why = ""
        self.approvals: tuple[Line, ...] = ()
        self._authors: set[str] = set()
        self._revisions: dict[int, _Revision] = {}
        for line in lines:
            self._read(line)

    @property
    def verdict(self) -> Verdict | None:
        """None for a reply that was not published in the period."""
        if self.published is None:
            return None
        if not self.known:
            return Verdict.BEFORE
        return Verdict.ALONE if self.why else Verdict.TOGETHER

    @property
    def wording(self) -> Line | None:
        """The draft that was published, where the period has it."""
        number = self.published.number("revision") if self.published else None
        return next((draft for draft in self.drafts if draft.number("revision") == number), None)

    def last(self, *actions: str) -> Line | None:
        return next((line for line in reversed(self.lines) if line.action in actions), None)

    def _read(self, line: Line) -> None:
        revision = self._revisions.setdefault(line.number("revision") or 0, _Revision())
        if line.action in (SUBMITTED, REVISED):
            self._authors.add(line.person)
            self.drafts.append(line)
            revision.submitted = line
        elif line.action == CHECKED:
            revision.check, revision.approvals = line, {}
        elif line.action == APPROVED:
            self._approve(line, revision)
        elif line.action == WITHDRAWN:
            revision.approvals.pop(line.person, None)
        elif line.action in ENDS:
            revision.ended = True
        elif line.action == STARTED:
            revision.started = self._fault(revision), self._others(revision)
        elif line.action in PUBLISHED:
            self._publish(line, revision)
        self._decide(line, revision)

    def _approve(self, line: Line, revision: _Revision) -> None:
        check = revision.check
        if check is None or line.number("check") != check.seq:
            return
        if check.word("severity") == Severity.ESCALATE:
            self.overrides.append(Override(line, check))
        if line.word("actor").startswith("APPROVER-"):
            revision.approvals[line.person] = line

    def _others(self, revision: _Revision) -> tuple[Line, ...]:
        return tuple(line for person, line in revision.approvals.items() if person not in self._authors)

    def _fault(self, revision: _Revision) -> str:
        """Why its release should not have begun; "" where it should."""
        if revision.check is None:
            return "no check of this wording is on record"
        if revision.check.word("severity") == Severity.BLOCK:
            return "a rule forbids this wording"
        if revision.ended:
            return "this wording had been turned down, withdrawn, or had expired"
        given, needed = len(self._others(revision)), max(1, revision.check.number("required") or 1)
        if given < needed:
            return f"it needed {needed} approval{'s' * (needed != 1)} by others, and {given or 'none'} stood on record"
        return ""

    def _publish(self, line: Line, revision: _Revision) -> None:
        if self.published is not None:
            # A person's word that it stands there is followed by the entry that it is published: that is once.
            if line.number("confirmed") != self.published.seq:
                self.why = self.why or "it was published twice"
            self.published = line
            return
        self.published, self.check = line, revision.check
        if revision.started is None:
            self.why = "that its release began is not on record, so neither is who had approved it then"
        else:
            self.why, self.approvals = revision.started

    def _decide(self, line: Line, revision: _Revision) -> None:
        """The review that decided on a wording: the last approval that it took, or a no. The first one counts."""
        last_yes = line.action == APPROVED and line.word("state") == "approved"
        if (last_yes or line.action in (REJECTED, SENT_BACK)) and revision.submitted and not revision.decided:
            revision.decided = True
            self.decisions.append((line, line.at - revision.submitted.at))
