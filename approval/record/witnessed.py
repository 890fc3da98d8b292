"""Reads back out of the log what a release rests on, so that it rests on the record and not on rows beside it."""

from collections.abc import Iterable
from dataclasses import dataclass

from approval.record.entry import Entry, Plain

WRITTEN = frozenset({"proposal.submitted", "revision.submitted"})
# After these only another revision can go out.
ENDED = frozenset({"review.rejected", "review.changes_requested", "proposal.expired", "proposal.withdrawn"})


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who acted, as an entry has it: `number` stands in the leaf; `person` and `slack_id` are "" once redacted."""

    number: str
    person: str
    slack_id: str

    def same(self, other: "Signatory") -> bool:
        return self.number == other.number or (self.slack_id != "" and self.slack_id == other.slack_id)


@dataclass(frozen=True, slots=True)
class Witnessed:
    """What the log says of one revision: who wrote any of the reply, who approves exactly this, what it asks for.

    `required` is None where the log knows no check of this revision; `severity` is "" where nothing was found.
    `policy` is the digest of the one that it was checked under. A check counts only of exactly this content. `ended` is
    the action that ended this revision for good (a rejection, say); "" where none did.
    """

    authors: tuple[Signatory, ...]
    approvals: tuple[Signatory, ...]
    required: int | None
    severity: str
    policy: str = ""
    ended: str = ""


def witness(entries: Iterable[Entry], proposal_id: str, revision: int, digest: str) -> Witnessed:
    """Reads the leaves, never the columns beside them: only the leaf is what the log will be verified by.

    An approval whose person or digest is not disclosed beside its leaf any more does not count, nor does one whose
    disclosure is not the one that the leaf names. Taking one back needs no disclosure.
    """
    authors: list[Signatory] = []
    approvals: list[Signatory] = []
    required: int | None = None
    severity = policy = ended = ""
    for entry in entries:
        fields = entry.fields
        if fields.get("proposal") != proposal_id:
            continue
        action, disclosed = fields["action"], _disclosed(entry, fields)
        who = Signatory(
            str(fields.get("actor", "")).rpartition("-")[2], disclosed.get("person", ""), disclosed.get("slack_id", "")
        )
        if action in WRITTEN:
            authors.append(who)
        if fields.get("revision") != revision:
            continue
        if action in ENDED:
            ended = str(action)
        elif action == "revision.checked" and disclosed.get("digest") == digest:
            asked = fields.get("required")
            required, severity = asked if isinstance(asked, int) else None, str(fields.get("severity", ""))
            policy = str(fields.get("policy", ""))
            # A text that is checked again, because a rule got stricter, is approved again: under what it asks now.
            approvals.clear()
        elif action == "review.approved" and who.person and disclosed.get("digest") == digest:
            approvals.append(who)
        elif action == "review.withdrawn":
            approvals = [given for given in approvals if not given.same(who)]
    return Witnessed(
        tuple(authors),
        tuple(given for given in approvals if not any(given.same(author) for author in authors)),
        required,
        severity,
        policy,
        ended,
    )


def _disclosed(entry: Entry, fields: dict[str, Plain | list[str]]) -> dict[str, str]:
    """The texts beside the leaf, as far as the leaf names exactly them."""
    digests = fields.get("sd")
    named = digests if isinstance(digests, list) else []
    return {
        item.name: value for item in entry.disclosures if item.digest in named and isinstance(value := item.value, str)
    }
