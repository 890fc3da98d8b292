"""One post's receipt (c2sp.org/tlog-proof): that a designated approver approved it who wrote none of it.

It is of the one leaf that says so, and needs nothing else but a trust policy to verify it by.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from approval.errors import CountersignError
from approval.reading import Reading
from approval.record.bundle.asked import whole_tree
from approval.record.bundle.trusting import Trusted
from approval.record.checkpoint import parse_checkpoint
from approval.record.entry import PUBLISHED, Entry
from approval.record.inclusion import InclusionProof
from approval.record.note import Note, NoteInvalid, Signature
from approval.record.released import APPROVERS, AUTHORS
from approval.record.tree import ProofInvalid
from approval.record.trust import Trust

# What a receipt should not reach, in bytes: so that anybody can put one beside a post.
SHORT = 2000


class NotProved(CountersignError):
    """There is no receipt of this post, or not yet; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The file, and what it says. `by_hand`: that the post stands there is a person's word, not the platform's."""

    proof: InclusionProof
    size: int
    authors: str
    approvers: str
    by_hand: bool

    def __bytes__(self) -> bytes:
        return str(self.proof).encode()


def make_receipt(reading: Reading, trusted: Trusted, url: str) -> Receipt:
    """The receipt of the post at this link; NotProved says why there is none."""
    entry = _published(reading, url)
    authors, approvers = _named(entry)
    link = next(item for item in entry.disclosures if item.name == "url")
    note, size = _checkpoint(reading, trusted.policy, entry.seq)
    with whole_tree():
        path = reading.inclusion_proof(entry.seq, size)
    proof = InclusionProof(entry.seq, path, note, entry.leaf + b"\n" + link.encoded.encode())
    try:
        proof.verify(entry.leaf)
    except ProofInvalid as error:
        raise NotProved(f"The newest checkpoint is not of this log: {error} Its database was changed.") from None
    return Receipt(_shortened(proof, trusted.policy), size, authors, approvers, "confirmed" in entry.fields)


def _published(reading: Reading, url: str) -> Entry:
    """The entry that says that a reply was published there, by its leaf."""
    proposals = reading.published_at(url)
    if not proposals:
        raise NotProved(
            f"The record knows no reply at {url}. Give the link as the public has it, with https:// and without "
            "anything behind it. What was erased under the retention schedule is not found by its link any more."
        )
    entries = [
        entry
        for proposal_id in proposals
        for entry in reading.entries(proposal_id=proposal_id, action=PUBLISHED)
        if entry.fields["action"] == PUBLISHED and entry.vouched.get("url") == url
    ]
    # What a person gave by hand as the link of another post does not stand in the way of that one.
    entries = [entry for entry in entries if "confirmed" not in entry.fields] or entries
    if not entries:
        raise _too_old(proposals[0])
    if len(entries) > 1:
        listed = ", ".join(str(entry.fields["proposal"]) for entry in entries)
        raise NotProved(
            f"The record has this link for {len(entries)} replies ({listed}), so it cannot say which it is."
        )
    return entries[0]


def _named(entry: Entry) -> tuple[str, str]:
    said = entry.fields
    if AUTHORS not in said or APPROVERS not in said:
        raise _too_old(str(said["proposal"]))
    authors, approvers = str(said[AUTHORS]), str(said[APPROVERS])
    if not set(approvers.split(",")).isdisjoint(authors.split(",")):
        raise NotProved(
            f"Entry {entry.seq} says that {approvers} approved what {authors} wrote: nobody would believe a receipt of "
            "that. The database was changed by another hand, or this is a fault of Countersign's: please report it."
        )
    return authors, approvers


def _too_old(proposal_id: str) -> NotProved:
    return NotProved(
        f"The reply {proposal_id} was released before Countersign made receipts: its entry does not say by itself who "
        "wrote and who approved it. A bundle that holds all of its entries does: `countersign record export --bundle`."
    )


def _checkpoint(reading: Reading, policy: Trust, index: int) -> tuple[Note, int]:
    """The newest checkpoint that covers the entry and is signed as the policy asks."""
    newest, why = None, ""
    for stored in reading.checkpoints():
        newest = newest or stored
        if stored.size <= index:
            break
        try:
            policy.check(stored.note)
        except NoteInvalid as error:
            why = why or str(error)
        else:
            return stored.note, parse_checkpoint(stored.note.text).size
    if newest is None:
        raise NotProved(
            "No checkpoint of this log was ever signed, so nothing could vouch for a receipt. Is the signer running? "
            "`countersign doctor` says."
        )
    if why:
        raise NotProved(
            f"The log is signed as far as this post, but nobody would believe it by the trust policy: {why} As soon as "
            "the witness confirms it again, there is a receipt. `countersign doctor` says more."
        )
    raise NotProved(
        f"The post is entry {index} of the log, and the first {newest.size} are signed (they count from 0). The "
        "signer signs at least once a minute when there is news: ask again in a minute. If it is the same then, "
        "`countersign doctor` says why."
    )


def _shortened(proof: InclusionProof, policy: Trust) -> InclusionProof:
    """With the lines of trusted keys alone; if it is too long, with no more witnesses than the policy asks for."""
    logs = {(key.name, key.id) for key in policy.logs}
    witnesses = {(key.name, key.id): name for name, (key, _) in policy.witnesses.items()}
    known = [line for line in proof.checkpoint.signatures if (line.name, line.id) in logs | witnesses.keys()]
    short = _with(proof, known)
    for line in reversed(known):
        others = [each for each in short.checkpoint.signatures if each is not line]
        left = {witnesses[each.name, each.id] for each in others if (each.name, each.id) in witnesses}
        if len(str(short).encode()) >= SHORT and (line.name, line.id) in witnesses and policy.met(left):
            short = _with(proof, others)
    return short


def _with(proof: InclusionProof, lines: Sequence[Signature]) -> InclusionProof:
    return replace(proof, checkpoint=replace(proof.checkpoint, signatures=tuple(lines)))
