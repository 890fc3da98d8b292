"""What a reviewer says of the checks themselves, so that the rules get better. It decides nothing."""

from collections.abc import Sequence

from approval import rules
from approval.acting import Acting, Trace
from approval.draft import validate_typed
from approval.errors import AlreadyDisputed, InvalidContent, StaleRevision
from approval.people import Accounts, Actor, Role
from approval.proposal import Proposal
from approval.recognition import now
from approval.record.entry import DISPUTED
from approval.record.witnessed import signatory
from approval.transaction import Transaction


class Disputing(Acting):
    """«Wrong finding»."""

    def may_dispute(self, actor: Actor, proposal_id: str, revision: int, check: int) -> Proposal:
        """The proposal, if this person could say so now: asked before the form is opened.

        `check` is the one that their card shows; AlreadyDisputed where they have called all of its findings wrong.
        """
        accounts = self.accounts()
        with self.attempt("dispute.refused", actor, accounts, proposal_id, Trace({"revision": revision})) as tx:
            proposal = tx.proposal(proposal_id)
            said = self._disputable(tx, accounts, actor, proposal, revision, check)
            if proposal.findings and len(said) == len(proposal.findings):
                raise AlreadyDisputed("You have called each of these findings wrong already. It is on record, once.")
            return proposal

    def dispute(
        self,
        actor: Actor,
        proposal_id: str,
        revision: int,
        check: int,
        positions: Sequence[int],
        reason: str,
        key: str = "",
    ) -> Proposal:
        """Say that these findings of a check (by their place in `proposal.findings`) are mistaken, and why: each once.

        Only a designated approver who wrote none of it: whoever a rule stands in the way of is no judge of the rule.
        """
        validate_typed(reason, "reason")
        accounts = self.accounts()
        trace = Trace({"revision": revision}, {"reason": reason})
        with self.attempt("dispute.refused", actor, accounts, proposal_id, trace) as tx:
            proposal = tx.proposal(proposal_id)
            if key and tx.seen(key) is not None:
                return proposal
            said = self._disputable(tx, accounts, actor, proposal, revision, check)
            if not reason.strip():
                raise InvalidContent(
                    "Write what is wrong about it: whoever keeps the rules learns from that.", "reason"
                )
            if not positions:
                raise InvalidContent("Choose the findings that are wrong.", "findings")
            if not all(0 <= position < len(proposal.findings) for position in positions):
                raise StaleRevision("The findings have changed since you opened this. Please look at the card again.")
            if again := sorted(said & set(positions)):
                numbers = " and ".join(f"{position + 1}" for position in again)
                raise AlreadyDisputed(
                    f"You have called number {numbers} wrong already, and once is enough: it is on record. "
                    "Nothing was added. Leave it out, and send the others."
                )
            for position in sorted(set(positions)):
                finding = proposal.findings[position]
                self.log_act(
                    tx,
                    accounts,
                    DISPUTED,
                    actor,
                    Role.APPROVER.value,
                    proposal,
                    {
                        "rule": finding.rule,
                        "severity": finding.severity.value,
                        "policy": proposal.policy,
                        "check": check,
                        "finding": position,
                    },
                    {"reason": reason.strip(), "span": finding.span, "message": finding.message},
                )
            if key:
                tx.remember(key, proposal_id)
            return proposal

    def _disputable(
        self, tx: Transaction, accounts: Accounts, actor: Actor, proposal: Proposal, revision: int, check: int
    ) -> frozenset[int]:
        """The findings of this check, by their places, that this person has called wrong before."""
        known = self.recognised(tx, accounts, proposal)
        person = rules.reviewer(accounts, actor, accounts.account(proposal.account), known)
        rules.current(proposal, revision)
        rules.by_this_check(check, proposal.check)
        number = f"{tx.number_person(person.id):02d}"
        mine = (
            entry.fields
            for entry in tx.entries(proposal_id=proposal.id)
            if entry.action == DISPUTED
            and (signatory(entry).number == number or now(accounts, signatory(entry)) == person.id)
        )
        return frozenset(int(str(fields["finding"])) for fields in mine if fields.get("check") == check)
