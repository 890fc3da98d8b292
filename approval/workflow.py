"""What people do to a reply: propose, revise, withdraw, review, take a review back. One method each.

Each method is one transaction. It returns the proposal as it is then, or raises the Refusal that was also logged.
`key` names a form or an event, so that what Slack delivers twice happens once. Group memberships come in with the
Actor: the caller asked Slack before, since no network call may happen in here.
"""

from dataclasses import replace

from approval import rules
from approval.acting import Acting, Trace
from approval.draft import Draft
from approval.errors import AlreadyReviewed, InvalidContent, NotPermitted, WrongState
from approval.jobs import Job
from approval.people import Account, Accounts, Actor, Person, Role
from approval.proposal import Decision, Proposal, Review, Revision, State, Via, content_digest, spoken
from approval.record.entry import Disclosable
from approval.transaction import Transaction

REVIEWED = {
    Decision.APPROVE: "review.approved",
    Decision.REJECT: "review.rejected",
    Decision.REQUEST_CHANGES: "review.changes_requested",
}


class Workflow(Acting):
    """The acts of people. (What workers and the clock do is in `approval.release` and `approval.checking`.)"""

    def begin(self, actor: Actor) -> tuple[Account, ...]:
        """The accounts that this person may propose for, to fill a form with; a refusal if there is none."""
        accounts = self.accounts()
        with self.attempt("proposal.refused", actor, accounts):
            accounts.identify(actor)
            mine = accounts.accounts_for(actor, Role.PROPOSER)
            if not mine:
                raise NotPermitted("You are not on the list of those who may propose a reply.", "not_proposer")
            if not any(account.open for account in mine):
                rules.proposer(accounts, actor, mine[0])
            return tuple(account for account in mine if account.open)

    def submit(self, actor: Actor, draft: Draft, key: str) -> Proposal:
        """A new proposal, waiting to be checked. The same `key` again gives the same proposal and changes nothing."""
        draft.validate()
        accounts = self.accounts()
        account = accounts.account(draft.account)
        trace = Trace({"account": account.id}, _content(draft))
        with self.attempt("proposal.refused", actor, accounts, trace=trace) as tx:
            if earlier := tx.seen(key):
                return tx.proposal(earlier)
            person = rules.proposer(accounts, actor, account)
            proposal_id = self.new_id()
            proposal = Proposal(
                id=proposal_id,
                account=account.id,
                state=State.CHECKING,
                proposer=person.id,
                proposer_slack=actor.slack_id,
                authors=frozenset({person.id}),
                revision=_revision(tx, 1, person, draft),
                findings=(),
                reviews=(),
                required=account.required_approvals,
                created_at=tx.now,
                expires_at=tx.now + account.expires_after,
            )
            tx.add_proposal(proposal)
            tx.remember(key, proposal_id)
            tx.enqueue(Job.CHECK, proposal_id)
            self.log_act(tx, "proposal.submitted", actor, Role.PROPOSER.value, proposal, private=_content(draft))
            return proposal

    def revise(self, actor: Actor, proposal_id: str, base: int, draft: Draft, key: str) -> Proposal:
        """A new wording in place of revision `base`: reviews are void, checks start again, the time starts anew.

        Whoever may propose for the account may revise, and is from then on an author who cannot approve it.
        """
        draft.validate()
        accounts = self.accounts()
        trace = Trace({"revision": base}, _content(draft))
        with self.attempt("revision.refused", actor, accounts, proposal_id, trace) as tx:
            if tx.seen(key):
                return tx.proposal(proposal_id)
            before = tx.proposal(proposal_id)
            account = accounts.account(before.account)
            person = rules.proposer(accounts, actor, account)
            if draft.account != before.account:
                raise WrongState("A reply stays with the account it was proposed for. Propose a new one instead.")
            rules.current(before, base)
            rules.editable(before)
            revision = _revision(tx, before.current + 1, person, draft)
            if revision.digest == before.revision.digest and revision.reason == before.revision.reason:
                raise WrongState("Nothing was changed, so the revision stays as it is.")
            after = replace(
                before.move(State.CHECKING),
                revision=revision,
                current=revision.number,
                authors=before.authors | {person.id},
                findings=(),
                reviews=(),
                required=account.required_approvals,
                checked_at=None,
                expires_at=tx.now + account.expires_after,
                note="",
            )
            tx.add_revision(proposal_id, revision)
            tx.save(after)
            tx.remember(key, proposal_id)
            tx.settle(Job.PUBLISH, proposal_id)
            tx.enqueue(Job.CHECK, proposal_id)
            tx.enqueue(Job.CARD, proposal_id)
            self.log_act(tx, "revision.submitted", actor, Role.PROPOSER.value, after, private=_content(draft))
            return after

    def withdraw(self, actor: Actor, proposal_id: str) -> Proposal:
        """Take a proposal back before release: its authors may."""
        accounts = self.accounts()
        with self.attempt("withdrawal.refused", actor, accounts, proposal_id) as tx:
            before = tx.proposal(proposal_id)
            person = accounts.identify(actor)
            if person.id not in before.authors:
                raise NotPermitted("Only those who wrote this reply may withdraw it.", "not_author")
            after = before.move(State.WITHDRAWN)
            tx.save(after)
            tx.settle(Job.CHECK, proposal_id)
            tx.settle(Job.PUBLISH, proposal_id)
            tx.enqueue(Job.CARD, proposal_id)
            self.tell(tx, after, "withdrawn", {"by": person.id})
            self.log_act(tx, "proposal.withdrawn", actor, Role.PROPOSER.value, after)
            return after

    def may_review(self, actor: Actor, proposal_id: str, revision: int, decision: Decision) -> Proposal:
        """The proposal, if this person could decide so now: asked before a form for the reason is opened."""
        accounts = self.accounts()
        trace = Trace({"revision": revision, "decision": decision.value, "via": Via.BUTTON.value})
        with self.attempt("review.refused", actor, accounts, proposal_id, trace) as tx:
            proposal = tx.proposal(proposal_id)
            self._reviewable(tx, accounts, actor, proposal, revision, decision)
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
    ) -> Proposal:
        """One person's decision on exactly this revision. The last approval that was needed releases it."""
        accounts = self.accounts()
        trace = Trace({"revision": revision, "decision": decision.value, "via": via.value}, {"reason": reason})
        with self.attempt("review.refused", actor, accounts, proposal_id, trace) as tx:
            before = tx.proposal(proposal_id)
            if key and tx.seen(key):
                return before
            person = self._reviewable(tx, accounts, actor, before, revision, decision)
            rules.reasoned(before, decision, via, reason)
            review = Review(
                person.id, Role.APPROVER.value, decision, via, reason.strip(), before.revision.digest, tx.now
            )
            tx.add_review(proposal_id, revision, review)
            after = _decided(replace(before, reviews=(*before.reviews, review)), decision)
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
                REVIEWED[decision],
                actor,
                Role.APPROVER.value,
                after,
                {"via": via.value, "missing": after.missing},
                {"reason": reason.strip()},
            )
            return after

    def take_back(self, actor: Actor, proposal_id: str, revision: int, decision: Decision, key: str) -> Proposal:
        """A reaction was removed: before release the approval goes with it; a rejection was final.

        A removal that takes nothing back (the reaction never counted) changes nothing and is no refusal.
        """
        accounts = self.accounts()
        trace = Trace({"revision": revision, "decision": decision.value, "via": Via.REACTION.value})
        with self.attempt("withdrawal.refused", actor, accounts, proposal_id, trace) as tx:
            before = tx.proposal(proposal_id)
            person = accounts.person(actor.slack_id)
            mine = [
                review
                for review in before.reviews
                if person is not None and review.person == person.id and review.via is Via.REACTION
            ]
            if tx.seen(key) or revision != before.current or not mine or mine[0].decision is not decision:
                return before
            if before.state not in (State.IN_REVIEW, State.APPROVED):
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
                "review.withdrawn",
                actor,
                Role.APPROVER.value,
                after,
                {"decision": decision.value, "via": "reaction"},
            )
            return after

    def confirm(self, actor: Actor, proposal_id: str, revision: int, posted: bool, url: str = "") -> Proposal:
        """A person looked at the account after an unconfirmed attempt: it is there (at `url`), or it is not.

        Only a designated approver who wrote none of it may say so. If it is not there, it is tried again.
        """
        accounts = self.accounts()
        trace = Trace({"revision": revision, "posted": posted}, {"url": url})
        with self.attempt("publish.refused", actor, accounts, proposal_id, trace) as tx:
            before = tx.proposal(proposal_id)
            rules.reviewer(accounts, actor, accounts.account(before.account), before)
            rules.current(before, revision)
            if before.state is not State.UNCONFIRMED:
                raise WrongState(f"This reply is {spoken(before.state)}; there is nothing to confirm.")
            if posted and not url.strip().startswith(("https://", "http://")):
                raise InvalidContent("Give the link of the post as you see it (https://…), so that others can.", "url")
            if posted:
                after = replace(before.move(State.PUBLISHED), post_url=url.strip(), note="")
                self.tell(tx, after, "published", {"url": url.strip()})
            else:
                after = self._release_again(tx, before)
            tx.save(after)
            tx.enqueue(Job.CARD, proposal_id)
            action = "publish.confirmed" if posted else "publish.denied"
            self.log_act(tx, action, actor, Role.APPROVER.value, after, private={"url": url.strip()})
            return after

    def retry(self, actor: Actor, proposal_id: str, revision: int) -> Proposal:
        """A failed release is tried again, by a designated approver who wrote none of it."""
        accounts = self.accounts()
        with self.attempt("publish.refused", actor, accounts, proposal_id, Trace({"revision": revision})) as tx:
            before = tx.proposal(proposal_id)
            rules.reviewer(accounts, actor, accounts.account(before.account), before)
            rules.current(before, revision)
            if before.state is not State.FAILED:
                raise WrongState(f"This reply is {spoken(before.state)}; there is nothing to try again.")
            after = self._release_again(tx, before)
            tx.save(after)
            tx.enqueue(Job.CARD, proposal_id)
            self.log_act(tx, "publish.retried", actor, Role.APPROVER.value, after)
            return after

    def audit(self, actor: Actor, purpose: str) -> tuple[Account, ...]:
        """The accounts whose record this person may read; that they asked is an entry, and a refusal too."""
        accounts = self.accounts()
        with self.attempt("export.refused", actor, accounts, trace=Trace(private={"purpose": purpose})) as tx:
            person, readable = rules.auditor(accounts, actor)
            tx.log(
                "export.requested",
                plain={"role": Role.AUDITOR.value, "actor": f"AUDITOR-{tx.number_person(person.id):02d}"},
                private={"person": person.id, "name": person.name, "slack_id": actor.slack_id, "purpose": purpose},
            )
            return readable

    def _reviewable(
        self, tx: Transaction, accounts: Accounts, actor: Actor, proposal: Proposal, revision: int, decision: Decision
    ) -> Person:
        person = rules.reviewer(accounts, actor, accounts.account(proposal.account), proposal)
        rules.current(proposal, revision)
        if proposal.state is State.APPROVED and decision is Decision.APPROVE:
            raise AlreadyReviewed("This reply already has the approvals it needs; yours was not needed any more.")
        rules.in_review(proposal, tx.now)
        rules.not_reviewed_by(proposal, person)
        return person

    def _release_again(self, tx: Transaction, before: Proposal) -> Proposal:
        after = replace(before.move(State.APPROVED), claimed_at=None, note="")
        tx.enqueue(Job.PUBLISH, before.id)
        return after


def _decided(proposal: Proposal, decision: Decision) -> Proposal:
    match decision:
        case Decision.APPROVE:
            return proposal if proposal.missing else proposal.move(State.APPROVED)
        case Decision.REJECT:
            return proposal.move(State.REJECTED)
        case Decision.REQUEST_CHANGES:
            return proposal.move(State.CHANGES_REQUESTED)


def _revision(tx: Transaction, number: int, person: Person, draft: Draft) -> Revision:
    return Revision(
        number=number,
        author=person.id,
        text=draft.text,
        reason=draft.reason,
        parent=draft.parent,
        media=draft.media,
        digest=content_digest(draft.account, draft.parent, draft.text, draft.media),
        created_at=tx.now,
    )


def _content(draft: Draft) -> dict[str, Disclosable]:
    parent = draft.parent
    return {
        "text": draft.text,
        "source": draft.reason,
        "parent_url": parent.url if parent else "",
        "parent_author": parent.author if parent else "",
        "parent_text": parent.text if parent else "",
        "media": [{"sha256": item.sha256, "name": item.name, "alt": item.alt} for item in draft.media],
    }
