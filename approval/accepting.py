"""Nobody writes for the city before they have accepted the policy that is in force."""

from collections.abc import Iterator

from approval.acting import Acting, Trace
from approval.errors import NoPolicy, PolicyNotAccepted
from approval.people import Actor, Person
from approval.policy.document import Policy
from approval.reading import Reading
from approval.record.entry import ACCEPTED, Entry
from approval.record.witnessed import Signatory, signatory
from approval.transaction import Transaction


class Bound(Acting):
    """What every act of writing asks first."""

    def under_policy(self, tx: Transaction) -> Policy:
        """The policy in force; NoPolicy where there is none to speak under."""
        policy = self.policies.in_force(tx)
        if policy is None:
            raise NoPolicy(
                "No policy is in force, so nobody can speak under one. "
                "An administrator adopts it: countersign policy adopt."
            )
        return policy

    def bound(self, tx: Transaction, person: Person) -> None:
        """PolicyNotAccepted unless this person has accepted exactly the policy in force."""
        policy = self.under_policy(tx)
        if not has_accepted(tx, person, policy.digest):
            raise PolicyNotAccepted(
                f"Before your first reply under it, please read and accept the policy ({policy.title}, version "
                f"{policy.version}). /reply shows it."
            )


class Accepting(Bound):
    """The act by which a person takes the policy upon themselves."""

    def policy_to_accept(self, actor: Actor) -> Policy | None:
        """The policy in force, if this person has not accepted exactly it; None if they have, or there is none."""
        person = self.accounts().identify(actor)
        with self.store.read() as reading:
            policy = self.policies.in_force(reading)
            return policy if policy and not has_accepted(reading, person, policy.digest) else None

    def policy_accepted_last(self, actor: Actor) -> Policy | None:
        """The policy that this person said yes to last; None if to none yet."""
        person = self.accounts().identify(actor)
        with self.store.read() as reading:
            known = [str(entry.fields["policy"]) for entry in _acceptances(reading, person)]
            return self.policies.of(reading, known[-1]) if known else None

    def accept_policy(self, actor: Actor, digest: str, key: str = "") -> Policy:
        """Accept the policy of that digest, for good; PolicyNotAccepted where another is in force by now."""
        accounts = self.accounts()
        with self.attempt("acceptance.refused", actor, accounts, trace=Trace(private={"policy": digest})) as tx:
            person = accounts.identify(actor)
            policy = self.under_policy(tx)
            if policy.digest != digest:
                raise PolicyNotAccepted(
                    f"A newer policy is in force since you opened this: version {policy.version}. Please read that one."
                )
            if (key and tx.seen(key) is not None) or has_accepted(tx, person, digest):
                return policy
            if key:
                tx.remember(key, "")
            tx.log(
                ACCEPTED,
                plain={
                    "policy": digest,
                    "version": policy.version,
                    "actor": f"PERSON-{tx.number_person(person.id):02d}",
                },
                private={"person": person.id, "name": person.name, "slack_id": actor.slack_id},
            )
            return policy


def has_accepted(reading: Reading, person: Person, digest: str) -> bool:
    """Whether this person has accepted exactly this policy: as the log says, and no row."""
    return any(True for _ in _acceptances(reading, person, digest))


def _acceptances(reading: Reading, person: Person, digest: str = "") -> Iterator[Entry]:
    """What this person accepted, the last one last; of one policy, or of all.

    The id in accounts.toml can change, the Slack account does not; the number stays where both were redacted.
    """
    number = reading.person_number(person.id)
    names = [Signatory(f"{number:02d}" if number else "?", "", slack_id) for slack_id in person.slack_ids]
    for entry in reading.entries(action=ACCEPTED):
        fields = entry.fields
        if fields["action"] == ACCEPTED and digest in ("", fields["policy"]):
            who = signatory(entry)
            if any(name.same(who) for name in names):
                yield entry
