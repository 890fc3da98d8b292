"""What a person does to decide on a wording: review it, or take a reaction back."""

from dataclasses import replace

from approval import rules
from approval.acting import Acting, Trace
from approval.draft import validate_typed
from approval.errors import AlreadyReviewed, WrongState
from approval.finding import Severity
from approval.jobs import Job
from approval.people import Accounts, Actor, Person, Role
from approval.policy.document import Question
from approval.proposal import Decision, Proposal, Review, State, Via, spoken
from approval.recognition import recognise
from approval.record.entry import APPROVED
from approval.record.witnessed import Witnessed
from approval.transaction import Transaction

REVIEWED = {
    Decision.APPROVE: APPROVED,
    Decision.REJECT: "review.rejected",
    Decision.REQUEST_CHANGES: "review.changes_requested",
}


class Reviewing(Acting):
    """The acts of designated approvers before release."""

    def may_review(self, actor: Actor, proposal_id: str, revision: int, decision: Decision, check: int = 0) -> Proposal:
        """The proposal, if this person could decide so now: asked before a form for the reason is opened."""
        accounts = self.accounts()
        trace = Trace({"revision": revision, "decision": decision.value, "via": Via.BUTTON.value})
        with self.attempt("review.refused", actor, accounts, proposal_id, trace) as tx:
            proposal = tx.proposal(proposal_id)
            self._reviewable(tx, accounts, actor, proposal, revision, decision, check)
            return proposal

    def review(
        self,
        actor: Actor,
        proposal_id: str,
        revision: int,
        decision: Decision,
        via: Via,
        reason: str = "",
        key: str = "",
        answers: frozenset[str] = frozenset(),
        check: int = 0,
    ) -> Proposal:
        """One person's decision on exactly this revision. The last approval that was needed releases it.

        `answers` are the ids of the policy's questions that the person answered with yes; a reaction says yes to all.
        `check` is the number of the check (`Proposal.check`) that their card showed: an approval is by its findings and
        its policy, so it counts only while that is the last one. A no is about the words, and counts whenever it comes.
        """
        validate_typed(reason, "reason")
        accounts = self.accounts()
        trace = Trace({"revision": revision, "decision": decision.value, "via": via.value}, {"reason": reason})
        event = key if via is Via.REACTION else ""
        with self.attempt("review.refused", actor, accounts, proposal_id, trace, event) as tx:
            before = tx.proposal(proposal_id)
            if key and tx.seen(key):
                return before
            person, known, record = self._reviewable(tx, accounts, actor, before, revision, decision, check)
            asked = self._asked(tx, record.policy or before.policy, decision)
            rules.answered(asked, via, answers)
            rules.reasoned(Severity.ESCALATE in (before.severity, record.severity), decision, via, reason)
            review = Review(
                person.id,
                Role.APPROVER.value,
                decision,
                via,
                reason.strip(),
                before.revision.digest,
                tx.now,
                tuple(sorted(question.id for question in asked)),
            )
            tx.add_review(proposal_id, revision, review)
            after = _decided(replace(known, reviews=(*known.reviews, review)), decision)
            tx.save(after)
            if key:
                tx.remember(key, proposal_id)
            tx.enqueue(Job.CARD, proposal_id)
            if after.state is State.APPROVED:
                tx.enqueue(Job.PUBLISH, proposal_id)
            if after.state is not State.IN_REVIEW:
                self.tell(tx, after, after.state.value, {"by": person.id, "reason": reason.strip()})
            self.log_act(
                tx,
                accounts,
                REVIEWED[decision],
                actor,
                Role.APPROVER.value,
                after,
                {
                    "via": via.value,
                    "missing": after.missing,
                    "answers": ",".join(review.answers),
                    **({"check": record.check, "policy": record.policy} if decision is Decision.APPROVE else {}),
                },
                {"reason": reason.strip()},
            )
            return after

    def take_back(self, actor: Actor, proposal_id: str, revision: int, decision: Decision, key: str) -> Proposal:
        """A reaction was removed: before release the approval goes with it; a rejection was final.

        A removal that takes nothing back (the reaction never counted) changes nothing and is no refusal.
        """
        accounts = self.accounts()
        trace = Trace({"revision": revision, "decision": decision.value, "via": Via.REACTION.value})
        with self.attempt("withdrawal.refused", actor, accounts, proposal_id, trace, key) as tx:
            before = tx.proposal(proposal_id)
            person = accounts.person(actor.slack_id)
            known = self.recognised(tx, accounts, before)
            mine = [
                stored
                for stored, review in zip(before.reviews, known.reviews, strict=True)
                if person is not None and review.person == person.id and review.via is Via.REACTION
            ]
            if tx.seen(key) or revision != before.current or not mine or mine[0].decision is not decision:
                return before
            # A release that failed is certainly not out, and whoever tries it again must not have this approval for it.
            if before.state not in (State.IN_REVIEW, State.APPROVED, State.FAILED):
                raise WrongState(f"It is too late to take that back: this reply is {spoken(before.state)}.")
            tx.remove_review(proposal_id, revision, mine[0].person)
            after = replace(before, reviews=tuple(review for review in before.reviews if review is not mine[0]))
            if after.state is State.APPROVED and after.missing:
                after = after.move(State.IN_REVIEW)
                tx.settle(Job.PUBLISH, proposal_id)
                self.tell(tx, after, "approval_withdrawn", {"by": mine[0].person})
            tx.save(after)
            tx.remember(key, proposal_id)
            tx.enqueue(Job.CARD, proposal_id)
            self.log_act(
                tx,
                accounts,
                "review.withdrawn",
                actor,
                Role.APPROVER.value,
                after,
                {"decision": decision.value, "via": "reaction"},
            )
            return after

    def _asked(self, tx: Transaction, checked_under: str, decision: Decision) -> tuple[Question, ...]:
        """What an approval answers with yes: the questions of the policy that the text was checked under."""
        policy = self.policies.of(tx, checked_under) if decision is Decision.APPROVE else None
        return policy.questions if policy else ()

    def _reviewable(
        self,
        tx: Transaction,
        accounts: Accounts,
        actor: Actor,
        proposal: Proposal,
        revision: int,
        decision: Decision,
        check: int,
    ) -> tuple[Person, Proposal, Witnessed]:
        """The person who may decide so now, the proposal as they are known to it, and what is on record of it."""
        record = self.witnessed(tx, proposal)
        proposal = recognise(accounts, proposal, record)
        person = rules.reviewer(accounts, actor, accounts.account(proposal.account), proposal)
        rules.current(proposal, revision)
        if proposal.state is State.APPROVED and decision is Decision.APPROVE:
            raise AlreadyReviewed("This reply already has the approvals it needs; yours was not needed any more.")
        rules.in_review(proposal, tx.now)
        rules.not_reviewed_by(proposal, person)
        if decision is Decision.APPROVE:
            rules.by_this_check(check, record.check)
        return person, proposal, record


def _decided(proposal: Proposal, decision: Decision) -> Proposal:
    match decision:
        case Decision.APPROVE:
            return proposal if proposal.missing else proposal.move(State.APPROVED)
        case Decision.REJECT:
            return proposal.move(State.REJECTED)
        case Decision.REQUEST_CHANGES:
            return proposal.move(State.CHANGES_REQUESTED)
