"""A draft that somebody tries out for themselves: checked like a reply, seen by nobody else, and soon forgotten."""

from approval.acting import Acting
from approval.draft import validate_typed
from approval.errors import InvalidContent, WrongState
from approval.jobs import Job
from approval.people import Actor
from approval.stored_policy import Trial

# Drafts wait in the same line as replies, and nobody may fill it.
MOST_WAITING = 3


class Trying(Acting):
    """Anybody whom accounts.toml names may ask what the rules say."""

    def try_draft(self, actor: Actor, text: str, parent: str = "", key: str = "") -> str:
        """Have a draft checked; answers the id under which `reading.trial` finds it. The log says who, not what."""
        if not text.strip():
            raise InvalidContent("Write the draft behind the command: /reply-check your text", "text")
        validate_typed(text, "text")
        validate_typed(parent, "parent")
        accounts = self.accounts()
        with self.attempt("trial.refused", actor, accounts) as tx:
            person = accounts.identify(actor)
            if key and (earlier := tx.seen(key)):
                return earlier
            if tx.waiting_trials(actor.slack_id) >= MOST_WAITING:
                raise WrongState("Your earlier drafts are still being checked. Wait for their answers, then try this.")
            trial_id = self.new_id()
            tx.add_trial(Trial(trial_id, actor.slack_id, text, parent, "", None))
            tx.enqueue(Job.CHECK, trial_id)
            if key:
                tx.remember(key, trial_id)
            tx.log(
                "draft.tried",
                plain={"actor": f"PERSON-{tx.number_person(person.id):02d}"},
                private={"person": person.id, "name": person.name, "slack_id": actor.slack_id},
            )
            return trial_id
