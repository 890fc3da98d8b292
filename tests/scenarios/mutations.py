"""Seeded bugs, each an edit of one place in `approval`: the state test must find every one of them."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Mutation:
    """In `file` of the package, `old` becomes `new`. `old` must stand there exactly once."""

    name: str
    file: str
    old: str
    new: str

    def seed(self, package: Path) -> None:
        """Put the bug into a copy of the package; AssertionError where the source is no longer as it was."""
        path = package / self.file
        source = path.read_text(encoding="utf-8")
        assert source.count(self.old) == 1, f"{self.file} no longer holds exactly once: {self.old}"
        path.write_text(source.replace(self.old, self.new), encoding="utf-8")


MUTATIONS = [
    Mutation(
        "the proposer approves their own reply",
        "rules.py",
        "if person.id in proposal.authors:",
        "if False:",
    ),
    Mutation(
        "a second Slack account of the proposer approves",
        "people.py",
        "if slack_id in person.slack_ids:\n                return person",
        "if slack_id in person.slack_ids:\n                return Person(slack_id, person.name, person.slack_ids)",
    ),
    Mutation(
        "whoever edited the reply approves it",
        "recognition.py",
        'authors=proposal.authors | (authors - {""}),',
        "authors=frozenset({proposal.proposer}),",
    ),
    Mutation(
        "a click on an older revision counts",
        "rules.py",
        "if revision != proposal.current:",
        "if revision > proposal.current:",
    ),
    Mutation(
        "an approval after the time is over counts",
        "rules.py",
        "or (proposal.state is State.IN_REVIEW and proposal.expires_at <= now)",
        "",
    ),
    Mutation(
        "what was approved is released after the time is over",
        "release.py",
        "if recognise(accounts, before, record).expires_at <= tx.now:",
        "if False:",
    ),
    Mutation(
        "what is stored is released though it is not what was approved",
        "release.py",
        "if digest != revision.digest or",
        "if",
    ),
    Mutation(
        "reviews of an earlier revision stand for the new one",
        "reading.py",
        'rows = self._rows(tables.reviews, proposal_id, number, "at")',
        "rows = self._connection.execute(select(tables.reviews).where(tables.reviews.c.proposal == proposal_id)).all()",
    ),
    Mutation(
        "an approval stands though its reaction was removed",
        "reviewing.py",
        "if after.state is State.APPROVED and after.missing:",
        "if False:",
    ),
    Mutation(
        "the clock sends again what is unconfirmed",
        "release.py",
        'tx.enqueue(Job.CARD, proposal_id)\n                self.log_step(tx, "publish.unconfirmed"',
        'tx.enqueue(Job.PUBLISH, proposal_id)\n                self.log_step(tx, "publish.unconfirmed"',
    ),
    Mutation(
        "a report of an earlier attempt settles a later one",
        "release.py",
        " or before.attempts != attempt:",
        ":",
    ),
    Mutation(
        "a grave finding asks for nobody more",
        "checking.py",
        "required=required + (1 if severity is Severity.ESCALATE else 0),",
        "required=required,",
    ),
    Mutation(
        "a form delivered twice makes two proposals",
        "proposing.py",
        "if earlier := tx.seen(key):",
        "if (earlier := tx.seen(key)) and False:",
    ),
    Mutation(
        "the first approval releases, however many are required",
        "reviewing.py",
        "return proposal if proposal.missing else proposal.move(State.APPROVED)",
        "return proposal.move(State.APPROVED)",
    ),
    Mutation(
        "who looked before the last attempt says what came of it",
        "confirming.py",
        "if attempt is not None and attempt != proposal.attempts:",
        "if False:",
    ),
    Mutation(
        "what was approved under a milder policy goes out under a stricter one",
        "release.py",
        "if policy and record.required is not None and self.outdated(tx, record.policy, policy):",
        "if False:",
    ),
    Mutation(
        "approvals from before a stricter rule still count",
        "acting.py",
        "for review in before.reviews:\n            tx.remove_review(before.id, before.current, review.person)",
        "pass",
    ),
    Mutation(
        "an approval counts for a check whose findings the approver never saw",
        "rules.py",
        "if seen != counts:",
        "if False:",
    ),
    Mutation(
        "who has not accepted the policy proposes",
        "accepting.py",
        "if not has_accepted(tx, person, policy.digest):\n            raise",
        "if False:\n            raise",
    ),
    Mutation(
        "an approval goes without the answers to the policy's questions",
        "rules.py",
        "if open_ones and via is not Via.REACTION:",
        "if False:",
    ),
    Mutation(
        "an account with nobody to approve is open",
        "release.py",
        "if account is None or not account.open:",
        "if account is None:",
    ),
]
