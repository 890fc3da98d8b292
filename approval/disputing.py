"""What a reviewer says of the checks themselves, so that the rules get better. It decides nothing."""

from collections.abc import Sequence

from approval import rules
from approval.acting import Acting, Trace
from approval.draft import validate_typed
from approval.errors import InvalidContent, StaleRevision
from approval.people import Accounts, Actor, Role
from approval.proposal import Proposal
from approval.transaction import Transaction


class Disputing(Acting):
    """«Wrong finding»."""

    def may_dispute(self, actor: Actor, proposal_id: str, revision: int) -> Proposal:
        """The proposal, if this person could say so now: asked before the form is opened."""
        accounts = self.accounts()
        with self.attempt("dispute.refused", actor, accounts, proposal_id, Trace({"revision": revision})) as tx:
            proposal = tx.proposal(proposal_id)
            self._disputable(tx, accounts, actor, proposal, revision)
            return proposal

    def dispute(
        self, actor: Actor, proposal_id: str, revision: int, positions: Sequence[int], reason: str, key: str = ""
    ) -> Proposal:
        """Say that these findings (by their place in `proposal.findings`) are mistaken, and why.

        Only a designated approver who wrote none of it: whoever a rule stands in the way of is no judge of the rule.
        """
        validate_typed(reason, "reason")
        accounts = self.accounts()
        trace = Trace({"revision": revision}, {"reason": reason})
        with self.attempt("dispute.refused", actor, accounts, proposal_id, trace) as tx:
            proposal = tx.proposal(proposal_id)
            if key and tx.seen(key) is not None:
                return proposal
            self._disputable(tx, accounts, actor, proposal, revision)
            if not reason.strip():
                raise InvalidContent(
                    "Write what is wrong about it: whoever keeps the rules learns from that.", "reason"
                )
            if not positions:
                raise InvalidContent("Choose the findings that are wrong.", "findings")
            if not all(0 <= position < len(proposal.findings) for position in positions):
                raise StaleRevision("The findings have changed since you opened this. Please look at the card again.")
            for position in sorted(set(positions)):
                finding = proposal.findings[position]
                self.log_act(
                    tx,
                    accounts,
                    "finding.disputed",
                    actor,
                    Role.APPROVER.value,
                    proposal,
                    {"rule": finding.rule, "severity": finding.severity.value, "policy": proposal.policy},
                    {"reason": reason.strip(), "span": finding.span, "message": finding.message},
                )
            if key:
                tx.remember(key, proposal_id)
            return proposal

    def _disputable(self, tx: Transaction, accounts: Accounts, actor: Actor, proposal: Proposal, revision: int) -> None:
        known = self.recognised(tx, accounts, proposal)
        rules.reviewer(accounts, actor, accounts.account(proposal.account), known)
        rules.current(proposal, revision)
