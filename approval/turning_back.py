"""What a person tried and no rule could even be asked about: an entry too, so that nothing tried goes unrecorded."""

from approval.acting import Acting
from approval.errors import AccountsInvalid, NotFound
from approval.transaction import Transaction


class TurningBack(Acting):
    """Acts that ended before they met a rule: the form's content, accounts.toml or Slack's answer stood in the way.

    (A Refusal needs none of this: `Acting.attempt` records it where it is raised.)
    """

    def turned_back(self, slack_id: str, act: str, code: str, proposal_id: str = "") -> None:
        """An entry `act.refused`: who, what they did (a command, a form or a button by its name), and why not.

        What they had typed is theirs still, in the form or in the answer, and is not recorded. `proposal_id` is
        left out where there is no such proposal.
        """
        person, number = self._who(slack_id), "UNKNOWN"
        with self.store.begin() as tx:
            account = _account(tx, proposal_id)
            if person:
                number = f"PERSON-{tx.number_person(person):02d}"
            tx.log(
                "act.refused",
                account,
                proposal_id if account else "",
                {"act": act, "code": code, "actor": number},
                {"person": person, "slack_id": slack_id},
            )

    def _who(self, slack_id: str) -> str:
        try:
            person = self.accounts().person(slack_id)
        except AccountsInvalid:
            # That may be why this was turned back: nobody has a name while accounts.toml has none to give.
            return ""
        return person.id if person else ""


def _account(tx: Transaction, proposal_id: str) -> str:
    try:
        return tx.proposal(proposal_id).account if proposal_id else ""
    except NotFound:
        return ""
