"""What a person does where a release did not end by itself: look and confirm, or try again."""

from dataclasses import replace
from urllib.parse import urlsplit

from approval import rules
from approval.acting import Acting, Trace
from approval.draft import validate_typed
from approval.errors import InvalidContent, WrongState
from approval.jobs import Job
from approval.people import Actor, Role
from approval.proposal import Proposal, State, spoken
from approval.transaction import Transaction


class Confirming(Acting):
    """The acts of designated approvers after an attempt to release."""

    def confirm(
        self, actor: Actor, proposal_id: str, revision: int, posted: bool, url: str = "", attempt: int | None = None
    ) -> Proposal:
        """A person looked at the account after an unconfirmed attempt: it is there (at `url`), or it is not.

        Only a designated approver who wrote none of it may say so. If it is not there, it is tried again. `attempt` is
        the one that their card speaks of: who looked before a later one cannot know what came of that.
        """
        validate_typed(url, "url")
        accounts = self.accounts()
        trace = Trace({"revision": revision, "posted": posted}, {"url": url})
        with self.attempt("publish.refused", actor, accounts, proposal_id, trace) as tx:
            before = tx.proposal(proposal_id)
            known = self.recognised(tx, accounts, before)
            rules.reviewer(accounts, actor, accounts.account(before.account), known)
            rules.current(before, revision)
            if before.state is not State.UNCONFIRMED:
                raise WrongState(f"This reply is {spoken(before.state)}; there is nothing to confirm.")
            _latest(before, attempt)
            if posted and not _link(url.strip()):
                raise InvalidContent("Give the link of the post as you see it (https://…), so that others can.", "url")
            if posted:
                after = replace(before.move(State.PUBLISHED), post_url=url.strip(), note="")
                self.tell(tx, after, "published", {"url": url.strip()})
            else:
                after = self._release_again(tx, before)
            tx.save(after)
            tx.enqueue(Job.CARD, proposal_id)
            action, private = "publish.confirmed" if posted else "publish.denied", {"url": url.strip()}
            act = self.log_act(tx, accounts, action, actor, Role.APPROVER.value, after, private=private)
            if posted:
                self.log_published(tx, after, private, {"confirmed": act.seq})
            return after

    def retry(self, actor: Actor, proposal_id: str, revision: int, attempt: int | None = None) -> Proposal:
        """A failed release (`attempt`, as the card says) is tried again, by an approver who wrote none of it."""
        accounts = self.accounts()
        with self.attempt("publish.refused", actor, accounts, proposal_id, Trace({"revision": revision})) as tx:
            before = tx.proposal(proposal_id)
            known = self.recognised(tx, accounts, before)
            rules.reviewer(accounts, actor, accounts.account(before.account), known)
            rules.current(before, revision)
            if before.state is not State.FAILED:
                raise WrongState(f"This reply is {spoken(before.state)}; there is nothing to try again.")
            _latest(before, attempt)
            after = self._release_again(tx, before)
            tx.save(after)
            tx.enqueue(Job.CARD, proposal_id)
            self.log_act(tx, accounts, "publish.retried", actor, Role.APPROVER.value, after)
            return after

    def _release_again(self, tx: Transaction, before: Proposal) -> Proposal:
        after = replace(before.move(State.APPROVED), claimed_at=None, note="")
        tx.enqueue(Job.PUBLISH, before.id)
        return after


def _latest(proposal: Proposal, attempt: int | None) -> None:
    if attempt is not None and attempt != proposal.attempts:
        raise WrongState(
            "It was tried again since your card was drawn, so what you saw may not be so any more. "
            "Nothing was done. Please look at the account and the card again."
        )


def _link(url: str) -> bool:
    try:
        parts = urlsplit(url)
        shown = url.isprintable() and " " not in url
        # A name to log in with stands before the @: such a link leads elsewhere than it seems to.
        return shown and parts.scheme in ("https", "http") and bool(parts.hostname) and parts.username is None
    except ValueError:
        return False
