"""What the check worker does to a proposal, and what the clock does when the check worker cannot."""

from dataclasses import replace

from approval.acting import Acting
from approval.finding import Finding, Severity
from approval.jobs import Job
from approval.proposal import Proposal, State

UNFINISHED = "check.unavailable"


class Checking(Acting):
    """The checks' side of the house."""

    def to_check(self, proposal_id: str) -> Proposal | None:
        """The proposal whose current revision waits to be checked; None if the moment has passed."""
        with self.store.read() as reading:
            proposal = reading.proposal(proposal_id)
        return proposal if proposal.state is State.CHECKING else None

    def checked(self, proposal_id: str, revision: int, findings: tuple[Finding, ...]) -> Proposal | None:
        """Record what the checks found, once; None if this revision is no longer waiting for it.

        A finding that blocks sends the text back to its author; one that escalates asks for one approver more.
        """
        accounts = self.accounts()
        with self.store.begin() as tx:
            before = tx.proposal(proposal_id)
            if before.state is not State.CHECKING or before.current != revision:
                return None
            self.note_roles(tx, accounts)
            checked = replace(before, findings=findings, checked_at=tx.now)
            severity = checked.severity
            # An account that left the file since is closed, but what was proposed for it must not hang in the checks.
            account = accounts.accounts.get(before.account)
            required = account.required_approvals if account else before.required
            after = replace(
                checked.move(State.BLOCKED if severity is Severity.BLOCK else State.IN_REVIEW),
                required=required + (1 if severity is Severity.ESCALATE else 0),
            )
            tx.set_findings(proposal_id, revision, findings)
            tx.save(after)
            tx.settle(Job.CHECK, proposal_id)
            tx.enqueue(Job.CARD, proposal_id)
            if after.state is State.BLOCKED:
                self.tell(tx, after, "blocked")
            self.log_step(
                tx,
                "revision.checked",
                after,
                {"findings": len(findings), "severity": severity.value if severity else "", "required": after.required},
                {
                    "findings": [
                        {
                            "rule": finding.rule,
                            "severity": finding.severity.value,
                            "message": finding.message,
                            "start": finding.start,
                            "end": finding.end,
                            "span": finding.span,
                        }
                        for finding in findings
                    ]
                },
            )
            return after

    def give_up(self, proposal_id: str, attempts: int) -> Proposal | None:
        """The checks did not finish, however often they were started: that is a finding, and people decide."""
        with self.store.read() as reading:
            revision = reading.proposal(proposal_id).current
        return self.checked(
            proposal_id,
            revision,
            (
                Finding(
                    UNFINISHED,
                    Severity.ESCALATE,
                    f"The checks were started {attempts} times and did not finish, so nothing was checked.",
                    "Ask an administrator to look at the check worker, or have one approver more read it closely.",
                ),
            ),
        )
