"""Who wrote a reply and who approved it: what the entry that releases it says, and the one that it was published.

A receipt shows a single leaf, so that leaf has to say it by itself.
"""

from collections.abc import Iterable

from approval.proposal import Proposal
from approval.record.entry import RELEASED, Entry

AUTHORS, APPROVERS = "authors", "approvers"


def named(authors: Iterable[str], approvers: Iterable[str]) -> dict[str, str]:
    """People's numbers as a leaf has them: {"authors": "PERSON-01", "approvers": "PERSON-02,PERSON-05"}."""
    return {AUTHORS: _listed(authors), APPROVERS: _listed(approvers)}


def release_of(entries: Iterable[Entry], proposal: Proposal, attempt: int) -> Entry | None:
    """The entry by which this attempt to publish the proposal's revision began; None where there is none."""
    said = {"action": RELEASED, "proposal": proposal.id, "attempt": attempt, "revision": proposal.revision.number}
    return next((entry for entry in entries if said.items() <= entry.fields.items()), None)


def named_at_release(entries: Iterable[Entry], proposal: Proposal, attempt: int) -> dict[str, str]:
    """Whom that entry names. Nobody where it is from before entries said so: such a post has no receipt.

    By the log alone, so that a broken accounts.toml cannot stop anybody from recording what was posted.
    """
    release = release_of(entries, proposal, attempt)
    said = release.fields if release else {}
    return {name: str(said[name]) for name in (AUTHORS, APPROVERS) if name in said}


def _listed(numbers: Iterable[str]) -> str:
    return ",".join(f"PERSON-{number}" for number in sorted(set(numbers), key=int))
