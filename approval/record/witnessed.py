"""Reads back out of the log what a release rests on, so that it rests on the record and not on rows beside it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from approval.record.entry import APPROVED, CHECKED, Entry

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
    `policy` is the digest of the one that it was checked under, `check` the number of the entry that says so, 0 for
    none. A check counts only of exactly this content. `ended` is the action that ended this revision for good (a
    rejection, say); "" where none did. `expires` is when its time is over, None where the entry does not say. From
    `until` on the check would find more; None where time changes nothing.
    """

    authors: tuple[Signatory, ...]
    approvals: tuple[Signatory, ...]
    required: int | None
    severity: str
    policy: str = ""
    ended: str = ""
    check: int = 0
    expires: datetime | None = None
    until: datetime | None = None


def witness(entries: Iterable[Entry], proposal_id: str, revision: int, digest: str) -> Witnessed:
    """Reads the leaves, never the columns beside them: only the leaf is what the log will be verified by.

    An approval whose person or digest is not disclosed beside its leaf any more does not count, nor does one whose
    disclosure is not the one that the leaf names, nor one that names another check than the last. Taking one back needs
    no disclosure.
    """
    authors: list[Signatory] = []
    approvals: list[Signatory] = []
    required: int | None = None
    severity = policy = ended = ""
    check = 0
    expires: datetime | None = None
    until: datetime | None = None
    for entry in entries:
        fields = entry.fields
        if fields.get("proposal") != proposal_id:
            continue
        action, disclosed = fields["action"], entry.vouched
        who = _signatory(fields.get("actor"), disclosed)
        if action in WRITTEN:
            authors.append(who)
        if fields.get("revision") != revision:
            continue
        if action in WRITTEN and "expires" in fields:
            expires = datetime.fromisoformat(str(fields["expires"]))
        elif action in ENDED:
            ended = str(action)
        elif action == CHECKED and disclosed.get("digest") == digest:
            asked = fields.get("required")
            required, severity = asked if isinstance(asked, int) else None, str(fields.get("severity", ""))
            policy, check = str(fields.get("policy", "")), int(str(fields["seq"]))
            until = datetime.fromisoformat(str(fields["until"])) if "until" in fields else None
            # A text that is checked again, because a rule got stricter, is approved again: under what it asks now.
            approvals.clear()
        elif action == APPROVED and who.person and disclosed.get("digest") == digest and fields.get("check") == check:
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
        check,
        expires,
        until,
    )


def signatory(entry: Entry) -> Signatory:
    """Who did what an entry tells of."""
    return _signatory(entry.fields.get("actor"), entry.vouched)


def _signatory(actor: object, disclosed: Mapping[str, str]) -> Signatory:
    return Signatory(str(actor or "").rpartition("-")[2], disclosed.get("person", ""), disclosed.get("slack_id", ""))
