"""How an act is carried out: one transaction, in which a refusal undoes what was written but stays in the log."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta

from approval.errors import Refusal, StaleCheck
from approval.jobs import Job
from approval.people import Accounts, Actor
from approval.policies import Policies
from approval.policy.compare import stricter
from approval.policy.document import Policy
from approval.proposal import Proposal, State
from approval.recognition import recognise
from approval.record.entry import PUBLISHED, Disclosable, Entry, Plain
from approval.record.released import named_at_release
from approval.record.witnessed import Witnessed, witness
from approval.store import Store
from approval.transaction import Transaction

# The longest time a picture's bytes or a form may be under way; Slack delivers nothing again after an hour.
REMEMBERED = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Trace:
    """What an entry says of an act besides its action: filled in as the act finds out."""

    plain: dict[str, Plain] = field(default_factory=dict)
    private: dict[str, Disclosable] = field(default_factory=dict)


class Acting:
    """The store, the roles and the policy as they are now, and the way to write down who did what."""

    def __init__(
        self, store: Store, accounts: Callable[[], Accounts], new_id: Callable[[], str], policies: Policies
    ) -> None:
        self.store = store
        self.accounts = accounts
        self.new_id = new_id
        self.policies = policies

    @contextmanager
    def attempt(
        self,
        refused_as: str,
        actor: Actor,
        accounts: Accounts,
        proposal_id: str = "",
        trace: Trace | None = None,
        event: str = "",
    ) -> Iterator[Transaction]:
        """A transaction for one act of a person. A Refusal raised inside is logged as `refused_as`, then raised.

        `event` is the key of an event that Slack may deliver again: it is remembered also when it was refused. (A form
        that was refused comes back under the same key when it was mended, so its key is not.)
        """
        refusal: Refusal | None = None
        with self.store.begin() as tx:
            self.note_roles(tx, accounts)
            try:
                with tx.savepoint():
                    yield tx
            except Refusal as error:
                refusal = error
                self._log_refusal(tx, refused_as, actor, accounts, proposal_id, trace or Trace(), error)
                if isinstance(error, StaleCheck):
                    # They are told to look at the card, which may be the one that was never drawn anew.
                    tx.enqueue(Job.CARD, proposal_id)
                if event:
                    tx.remember(event, proposal_id)
        if refusal is not None:
            raise refusal

    def log_act(
        self,
        tx: Transaction,
        accounts: Accounts,
        action: str,
        actor: Actor,
        role: str,
        proposal: Proposal,
        plain: Mapping[str, Plain] | None = None,
        private: Mapping[str, Disclosable] | None = None,
    ) -> Entry:
        """An entry about what a known person did to a proposal, under the accounts by which they were let in."""
        person = accounts.person(actor.slack_id)
        who = person.id if person else actor.slack_id
        return tx.log(
            action,
            proposal.account,
            proposal.id,
            {
                "revision": proposal.revision.number,
                "state": proposal.state.value,
                "role": role,
                "actor": f"{role.upper()}-{tx.number_person(who):02d}",
                **(plain or {}),
            },
            {
                "person": who,
                "name": accounts.name(who),
                "slack_id": actor.slack_id,
                "digest": proposal.revision.digest,
                **(private or {}),
            },
        )

    def log_step(
        self,
        tx: Transaction,
        action: str,
        proposal: Proposal,
        plain: Mapping[str, Plain] | None = None,
        private: Mapping[str, Disclosable] | None = None,
    ) -> Entry:
        """An entry about what Countersign itself did to a proposal."""
        return tx.log(
            action,
            proposal.account,
            proposal.id,
            {"revision": proposal.revision.number, "state": proposal.state.value, **(plain or {})},
            {"digest": proposal.revision.digest, **(private or {})},
        )

    def log_published(
        self, tx: Transaction, proposal: Proposal, private: Mapping[str, Disclosable], plain: Mapping[str, Plain]
    ) -> Entry:
        """The entry that its last attempt published a proposal, with those who wrote it and who approved it.

        A receipt shows all of it, so it is short: the digest stands in the entry that released it.
        """
        who = named_at_release(tx.entries(proposal_id=proposal.id), proposal, proposal.attempts)
        said = {"revision": proposal.revision.number, "state": proposal.state.value, "attempt": proposal.attempts}
        return tx.log(PUBLISHED, proposal.account, proposal.id, {**said, **who, **plain}, private)

    def recognised(self, tx: Transaction, accounts: Accounts, proposal: Proposal) -> Proposal:
        """The proposal as rules on who must see it: with everybody under the name that accounts.toml has now."""
        return recognise(accounts, proposal, self.witnessed(tx, proposal))

    def witnessed(self, tx: Transaction, proposal: Proposal) -> Witnessed:
        """What the log says of the proposal's revision."""
        revision = proposal.revision
        return witness(tx.entries(proposal_id=proposal.id), proposal.id, revision.number, revision.digest)

    def outdated(self, tx: Transaction, checked_under: str, policy: Policy) -> bool:
        """Whether a text checked under one policy (its digest) must be checked again under another."""
        if checked_under == policy.digest:
            return False
        known = self.policies.of(tx, checked_under)
        return known is None or bool(stricter(known, policy))

    def reopen(self, tx: Transaction, before: Proposal, policy: Policy, why: str = "") -> None:
        """Have an open reply checked again: `why`, or else because a rule got stricter since its check.

        Its reviews are void, by what they were asked and shown: `witness` counts none from before the last check.
        """
        for review in before.reviews:
            tx.remove_review(before.id, before.current, review.person)
        why = why or f"A rule got stricter ({policy.title}, version {policy.version})"
        words = f"{why}, so this is checked again. Approvals from before do not count any more."
        after = replace(before.move(State.CHECKING), findings=(), reviews=(), checked_at=None, note=words)
        tx.set_findings(before.id, before.current, ())
        tx.save(after)
        tx.settle(Job.PUBLISH, before.id)
        tx.enqueue(Job.CHECK, before.id)
        tx.enqueue(Job.CARD, before.id)
        self.log_step(tx, "proposal.reopened", after, {"policy": policy.digest, "before": before.policy})

    def tell(self, tx: Transaction, proposal: Proposal, kind: str, detail: Mapping[str, str] | None = None) -> None:
        """Have the bot tell the proposer, privately, what became of their reply."""
        tx.enqueue(
            Job.NOTICE,
            proposal.id,
            {"kind": kind, "to": proposal.proposer_slack, "revision": str(proposal.current), **(detail or {})},
            tag=f"{tx.next_seq()}",
        )

    def _log_refusal(
        self,
        tx: Transaction,
        action: str,
        actor: Actor,
        accounts: Accounts,
        proposal_id: str,
        trace: Trace,
        refusal: Refusal,
    ) -> None:
        person = accounts.person(actor.slack_id)
        account = tx.proposal(proposal_id).account if proposal_id else str(trace.plain.get("account", ""))
        tx.log(
            action,
            account,
            proposal_id,
            {
                **trace.plain,
                "account": account,
                "code": refusal.code,
                "actor": f"PERSON-{tx.number_person(person.id):02d}" if person else "UNKNOWN",
            },
            {
                **trace.private,
                "person": person.id if person else "",
                "name": person.name if person else "",
                "slack_id": actor.slack_id,
            },
        )

    def note_roles(self, tx: Transaction, accounts: Accounts) -> None:
        """Whoever changes who may approve leaves a trace: an entry names the file when it is first acted under."""
        last = tx.last_entry("accounts.changed")
        if last is None or last.fields.get("file") != accounts.digest:
            tx.log("accounts.changed", plain={"file": accounts.digest, "accounts": len(accounts.accounts)})
