"""Nobody writes for the city before they have accepted the policy that is in force."""

from approval.acting import Acting, Trace
from approval.errors import NoPolicy, PolicyNotAccepted
from approval.people import Actor, Person
from approval.policy.document import Policy
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
        if not tx.accepted(_names(person), policy.digest):
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
            return policy if policy and not reading.accepted(_names(person), policy.digest) else None

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
            if (key and tx.seen(key) is not None) or tx.accepted(_names(person), digest):
                return policy
            for name in {person.id, actor.slack_id}:
                tx.add_acceptance(name, digest)
            if key:
                tx.remember(key, "")
            tx.log(
                "policy.accepted",
                plain={
                    "policy": digest,
                    "version": policy.version,
                    "actor": f"PERSON-{tx.number_person(person.id):02d}",
                },
                private={"person": person.id, "name": person.name, "slack_id": actor.slack_id},
            )
            return policy


def _names(person: Person) -> tuple[str, ...]:
    """What an acceptance may stand under: the id in accounts.toml can change, the Slack account does not."""
    return (person.id, *person.slack_ids)
