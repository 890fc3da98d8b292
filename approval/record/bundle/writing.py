"""Writes the files of a bundle that its seal vouches for, in one pass over the entries: memory stays flat."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from itertools import takewhile

from approval.errors import PolicyInvalid
from approval.policy.pack import Pack
from approval.reading import Reading
from approval.record.bundle.asked import Asked, Audience, NotBundled, Say
from approval.record.bundle.disclosing import Disclosing, Erasures, Told
from approval.record.bundle.files import Files
from approval.record.bundle.proofs import before
from approval.record.bundle.table import Table
from approval.record.tree import CompactRange, leaf_hash

# Between two reports of how far it is, and between two steps of the tree.
TOGETHER = 500

_DIGEST = re.compile("[0-9a-f]{64}")

Entries = Callable[[], Iterator[Told]]


def write_entries(reading: Reading, files: Files, asked: Asked, first: int, last: int, say: Say) -> Entries:
    """log.jsonl, disclosures.jsonl, log.csv and policies/; answers the entries as they are told, for the report.

    NotBundled where the database is not what the log's tree says: what it would make, nobody could verify.
    """
    disclosing = Disclosing(asked, Erasures(reading, first, last))
    tree, hashes = CompactRange(first, before(reading, first)), list[bytes]()
    policies = dict[str, int]()
    with ExitStack() as stack:
        log = stack.enter_context(files.open("log.jsonl"))
        disclosures = stack.enter_context(files.open("disclosures.jsonl"))
        table = Table(stack.enter_context(files.open_text("log.csv")), asked.audience is Audience.HR)
        for told in _told(reading, disclosing, first, last):
            entry = told.entry
            if entry.seq != tree.size + len(hashes):
                raise NotBundled(f"The log has no entry {tree.size + len(hashes)}. Its database was changed.")
            hashes.append(leaf_hash(entry.leaf))
            log.write(entry.leaf + b"\n")
            if line := told.line():
                disclosures.write(line.encode("ascii") + b"\n")
            table.write(told)
            for digest in _policies(told.fields):
                policies.setdefault(digest, entry.seq)
            if len(hashes) == TOGETHER:
                tree = tree.append(hashes)
                hashes.clear()
                say("Writing the entries", tree.size - first, last - first)
    tree = tree.append(hashes)
    if tree.size != last or tree.root != reading.root(last):
        raise NotBundled(
            f"The entries from {first} to {last - 1} are not those that the log's tree was made of: the database was "
            "changed by another hand. Bring it back from a copy, and tell whoever answers for the record."
        )
    _write_policies(reading, files, policies)
    return lambda: (
        told for told in _told(reading, disclosing, first, last) if asked.includes(told.fields.get("account"))
    )


def _told(reading: Reading, disclosing: Disclosing, first: int, last: int) -> Iterator[Told]:
    entries = takewhile(lambda entry: entry.seq < last, reading.entries(after=first - 1))
    return map(disclosing.told, entries)


def _policies(fields: Mapping[str, object]) -> Iterator[str]:
    """The digests of the policies that an entry names: the one that counts, and the one that it takes the place of."""
    if "policy" in fields:
        for name in ("policy", "before"):
            if isinstance(digest := fields.get(name), str) and _DIGEST.fullmatch(digest):
                yield digest


def _write_policies(reading: Reading, files: Files, policies: dict[str, int]) -> None:
    for digest, seq in sorted(policies.items()):
        pack = reading.pack(digest)
        if pack is None or not _is_pack(pack, digest):
            raise NotBundled(
                f"Entry {seq} names the policy {digest[:12]}, and the database does not have it any more as it was "
                "adopted. Bring the database back from a copy, and tell whoever answers for the record."
            )
        files.put(f"policies/{digest}.json", pack.encode("ascii"))


def _is_pack(pack: str, digest: str) -> bool:
    try:
        return Pack.from_json(pack).digest == digest
    except PolicyInvalid:
        return False
