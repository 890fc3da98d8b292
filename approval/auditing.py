"""What a person does to read the record: asking for it, and having got it, are entries of the record too."""

from collections.abc import Mapping

from approval import rules
from approval.acting import Acting, Trace
from approval.errors import NotPermitted
from approval.people import Account, Actor, Role
from approval.record.entry import Entry, Plain

SEALED = "export.sealed"


class Auditing(Acting):
    """The acts of auditors."""

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

    def audit_at_desk(self, who: str, purpose: str, names: bool) -> None:
        """Somebody at the machine's own command line exports: they hold the database, so this records and asks not."""
        with self.store.begin() as tx:
            tx.log(
                "export.requested",
                plain={"role": "operator", "names": names},
                private={"name": who, "purpose": purpose},
            )

    def seal(self, actor: Actor, purpose: str, read: frozenset[str], sealed: Mapping[str, Plain]) -> Entry:
        """The entry that a bundle of these accounts was sealed for an auditor; `sealed` is what its leaf says.

        Making it takes a while: whoever is no auditor of them any more is refused, and that is recorded.
        """
        accounts = self.accounts()
        with self.attempt("export.refused", actor, accounts, trace=Trace(private={"purpose": purpose})) as tx:
            person, readable = rules.auditor(accounts, actor)
            if not read <= {account.id for account in readable}:
                raise NotPermitted("You are not an auditor of all these accounts any more.", "not_auditor")
            return tx.log(
                SEALED,
                plain={**sealed, "role": Role.AUDITOR.value, "actor": f"AUDITOR-{tx.number_person(person.id):02d}"},
                private={"person": person.id, "name": person.name, "slack_id": actor.slack_id, "purpose": purpose},
            )

    def seal_at_desk(self, who: str, purpose: str, sealed: Mapping[str, Plain]) -> Entry:
        """The same for somebody at the machine's own command line."""
        with self.store.begin() as tx:
            return tx.log(SEALED, plain={**sealed, "role": "operator"}, private={"name": who, "purpose": purpose})
