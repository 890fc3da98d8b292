"""What a person does to read the record: asking for it, and having got it, are entries of the record too."""

from approval import rules
from approval.acting import Acting, Trace
from approval.people import Account, Actor, Role


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
