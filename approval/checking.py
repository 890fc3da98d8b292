"""What the check worker does to a proposal, and what the clock does when the check worker cannot."""

from dataclasses import replace
from datetime import datetime

from approval.acting import Acting
from approval.finding import Finding, Severity
from approval.jobs import Job
from approval.proposal import Proposal, State
from approval.record.entry import CHECKED, written
from approval.stored_policy import Trial

UNFINISHED = "check.unavailable"


class Checking(Acting):
    """The checks' side of the house."""

    def to_check(self, proposal_id: str) -> Proposal | None:
        """The proposal whose current revision waits to be checked; None if the moment has passed."""
        with self.store.read() as reading:
            proposal = reading.proposal(proposal_id)
        return proposal if proposal.state is State.CHECKING else None

    def checked(
        self,
        proposal_id: str,
        revision: int,
        findings: tuple[Finding, ...],
        policy: str | None = None,
        serial: int | None = None,
        until: datetime | None = None,
    ) -> Proposal | None:
        """Record what the checks found, once; None if this revision is no longer waiting for it.

        A finding that blocks sends the text back to its author; one that escalates asks for one approver more.
        `policy` is the digest of the one that was checked under, None for whichever is in force. If a stricter one was
        adopted meanwhile, nothing is recorded and the checks start again. With a `serial` it is recorded only while the
        task of that serial is the one that waits: who gave that one up knows nothing of a later wording's. From `until`
        on the checks would find more, so nothing is released on what they find now.
        """
        accounts = self.accounts()
        with self.store.begin() as tx:
            before = tx.proposal(proposal_id)
            if before.state is not State.CHECKING or before.current != revision:
                return None
            if serial is not None and tx.serial(Job.CHECK, proposal_id) != serial:
                return None
            self.note_roles(tx, accounts)
            in_force = self.policies.in_force(tx)
            under = policy if policy is not None else in_force.digest if in_force else ""
            if in_force and self.outdated(tx, under, in_force):
                tx.enqueue(Job.CHECK, proposal_id)
                return None
            checked = replace(before, findings=findings, checked_at=tx.now, policy=under)
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
            entry = self.log_step(
                tx,
                CHECKED,
                after,
                {
                    "findings": len(findings),
                    "severity": severity.value if severity else "",
                    "required": after.required,
                    "policy": under,
                    "rules": ",".join(sorted({finding.rule for finding in findings})),
                    **({"until": written(until)} if until else {}),
                },
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
            return replace(after, check=entry.seq)

    def give_up(self, proposal_id: str, attempts: int, serial: int | None = None) -> Proposal | None:
        """The checks did not finish, however often they were started: that is a finding, and people decide.

        `serial` is the task's that was started so often; nothing happens where another waits by now.
        """
        unfinished = Finding(
            UNFINISHED,
            Severity.ESCALATE,
            f"The checks were started {attempts} times and did not finish, so nothing was checked.",
            "Ask an administrator to look at the check worker, or have one approver more read it closely.",
        )
        if self.to_try(proposal_id):
            self.tried(proposal_id, "", (unfinished,))
            return None
        with self.store.read() as reading:
            revision = reading.proposal(proposal_id).current
        return self.checked(proposal_id, revision, (unfinished,), serial=serial)

    def to_try(self, trial_id: str) -> Trial | None:
        """The draft of that id that somebody tries out and that waits to be checked; None if there is none."""
        with self.store.read() as reading:
            trial = reading.trial(trial_id)
        return trial if trial and trial.findings is None else None

    def tried(self, trial_id: str, policy: str, findings: tuple[Finding, ...]) -> None:
        """Keep what the checks found in a draft, and have whoever tried it told, privately and once."""
        with self.store.begin() as tx:
            trial = tx.trial(trial_id)
            if trial is None or trial.findings is not None:
                return
            tx.set_trial(trial_id, policy, findings)
            tx.settle(Job.CHECK, trial_id)
            tx.enqueue(Job.NOTICE, trial_id, {"kind": "tried", "to": trial.slack_id, "trial": trial_id})
