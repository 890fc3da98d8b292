"""Reads approvals back out of the log, so that release rests on what was recorded and not on a row beside it."""

from collections.abc import Iterable

from approval.record.entry import Entry


def approvals_on_record(entries: Iterable[Entry], revision: int, digest: str) -> frozenset[str]:
    """The persons whose approval of exactly this content stands in the log and was not taken back.

    An approval whose person or digest is not disclosed beside its leaf any more does not count, nor does one whose
    disclosure is not the one that the leaf names.
    """
    standing: set[str] = set()
    for entry in entries:
        fields = entry.fields
        if fields.get("revision") != revision:
            continue
        digests = fields.get("sd")
        named = digests if isinstance(digests, list) else []
        disclosed = {item.name: item.value for item in entry.disclosures if item.digest in named}
        person = disclosed.get("person")
        if not isinstance(person, str):
            continue
        if entry.action == "review.approved" and disclosed.get("digest") == digest:
            standing.add(person)
        elif entry.action == "review.withdrawn":
            standing.discard(person)
    return frozenset(standing)
