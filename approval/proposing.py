"""What a person does to bring a wording forward: begin, submit, revise, withdraw."""

from dataclasses import replace

from approval import rules
from approval.accepting import Bound
from approval.acting import Trace
from approval.draft import Draft
from approval.errors import NotPermitted, WrongState
from approval.jobs import Job
from approval.people import Account, Actor, Person, Role
from approval.proposal import Proposal, Revision, State, content_digest
from approval.record.entry import Disclosable, Plain, written
from approval.transaction import Transaction


class Proposing(Bound):
    """The acts of those who write."""

    def begin(self, actor: Actor) -> tuple[Account, ...]:
        """The accounts that this person may propose for, to fill a form with; a refusal if there is none."""
        accounts = self.accounts()
        with self.attempt("proposal.refused", actor, accounts) as tx:
            accounts.identify(actor)
            mine = accounts.accounts_for(actor, Role.PROPOSER)
            if not mine:
                raise NotPermitted("You are not on the list of those who may propose a reply.", "not_proposer")
            self.under_policy(tx)
            if not any(account.open for account in mine):
                rules.proposer(accounts, actor, mine[0])
            return tuple(account for account in mine if account.open)

    def submit(self, actor: Actor, draft: Draft, key: str) -> Proposal:
        """A new proposal, waiting to be checked. The same `key` again gives the same proposal and changes nothing."""
        draft.validate()
        accounts = self.accounts()
        # What a form says is written into the leaf, which nothing can be taken out of, only where it is an account.
        named = draft.account if draft.account in accounts.accounts else ""
        trace = Trace({"account": named}, _content(draft))
        with self.attempt("proposal.refused", actor, accounts, trace=trace) as tx:
            if earlier := tx.seen(key):
                return tx.proposal(earlier)
            account = accounts.account(draft.account)
            person = rules.proposer(accounts, actor, account)
            self.bound(tx, person)
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
            self.log_act(
                tx,
                accounts,
                "proposal.submitted",
                actor,
                Role.PROPOSER.value,
                proposal,
                _until(proposal),
                _content(draft),
            )
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
            self.bound(tx, person)
            rules.current(before, base)
            rules.editable(before)
            revision = _revision(tx, before.current + 1, person, draft)
            unchanged = revision.digest == before.revision.digest and revision.reason == before.revision.reason
            if unchanged and before.state is not State.EXPIRED:
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
                policy="",
                expires_at=tx.now + account.expires_after,
                note="",
            )
            tx.add_revision(proposal_id, revision)
            tx.save(after)
            tx.remember(key, proposal_id)
            tx.settle(Job.PUBLISH, proposal_id)
            tx.enqueue(Job.CHECK, proposal_id)
            tx.enqueue(Job.CARD, proposal_id)
            self.log_act(
                tx, accounts, "revision.submitted", actor, Role.PROPOSER.value, after, _until(after), _content(draft)
            )
            return after

    def may_revise(self, actor: Actor, proposal_id: str, base: int) -> Proposal:
        """The proposal, if this person could give it a new wording now: asked before the form is opened."""
        accounts = self.accounts()
        with self.attempt("revision.refused", actor, accounts, proposal_id, Trace({"revision": base})) as tx:
            proposal = tx.proposal(proposal_id)
            rules.proposer(accounts, actor, accounts.account(proposal.account))
            rules.current(proposal, base)
            rules.editable(proposal)
            return proposal

    def withdraw(self, actor: Actor, proposal_id: str) -> Proposal:
        """Take a proposal back before release: its authors may."""
        accounts = self.accounts()
        with self.attempt("withdrawal.refused", actor, accounts, proposal_id) as tx:
            before = tx.proposal(proposal_id)
            person = accounts.identify(actor)
            if person.id not in self.recognised(tx, accounts, before).authors:
                raise NotPermitted("Only those who wrote this reply may withdraw it.", "not_author")
            after = before.move(State.WITHDRAWN)
            tx.save(after)
            tx.settle(Job.CHECK, proposal_id)
            tx.settle(Job.PUBLISH, proposal_id)
            tx.enqueue(Job.CARD, proposal_id)
            self.tell(tx, after, "withdrawn", {"by": person.id})
            self.log_act(tx, accounts, "proposal.withdrawn", actor, Role.PROPOSER.value, after)
            return after


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


def _until(proposal: Proposal) -> dict[str, Plain]:
    return {"expires": written(proposal.expires_at)}


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
