"""The record around a house: its signer, its witness, the exports; and what a dishonest operator does to all of it."""

import base64
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bundle_parts import ORIGIN
from factories import TestHouse
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from approval import tables
from approval.errors import CountersignError
from approval.record.bundle.asked import Asked
from approval.record.bundle.making import Maker, Seal
from approval.record.bundle.proofs import proofs
from approval.record.bundle.trusting import Trusted
from approval.record.checkpoint import Checkpoint, parse_checkpoint
from approval.record.entry import Entry
from approval.record.note import Kind, Note, Signer, new_signer, parse_signatures
from approval.record.report.writing import reporting
from approval.record.trust import parse_trust
from approval.stored_tree import StoredCheckpoint
from signing.head import HeadFile
from signing.refusal import Refused
from signing.signer import LogSigner
from signing.witness import NotCosigned, Witness
from signing.witness_state import WitnessState, begin

# What honest code may say to a database that somebody wrote to past it.
TROUBLE = (CountersignError, LookupError, ValueError, SQLAlchemyError)
Row = tuple[dict[str, Any], list[dict[str, Any]]]


@dataclass
class RecordDesk:
    """One log's key, its signer with a head file, and a witness elsewhere that nobody here can reach into."""

    house: TestHouse
    folder: Path
    seen: Counter[str]
    log: Signer = field(default_factory=lambda: new_signer(ORIGIN, Kind.ED25519))
    signer: LogSigner | None = None

    def __post_init__(self) -> None:
        clerk = new_signer("clerk.example/witness", Kind.COSIGNATURE)
        begin(self.folder / "witness")
        state = WitnessState(self.folder / "witness", clerk.verifier, [self.log.verifier])
        self.witness = Witness(clerk, [self.log.verifier], state, lambda: self.house.clock().timestamp())
        self.close = state.close
        self.trust = f"log {self.log.verifier}\nwitness clerk {clerk.verifier}\nquorum clerk\n"
        self.lax = f"log {self.log.verifier}\nquorum none\n"

    def size(self) -> int:
        with self.house.store.read() as reading:
            return reading.next_seq()

    def written(self, start: int) -> list[tuple[bytes, Mapping[str, Any]]]:
        """The entries from `start` on."""
        with self.house.store.read() as reading:
            return [(entry.leaf, entry.disclosed) for entry in reading.entries(after=start - 1)]

    # The signer and the witness.

    def sign(self, again: bool = False) -> Checkpoint | None:
        """What the signer signs and the witness cosigns; None where either refuses. `again`: the signer was restarted.

        LookupError and the like where the database has lost what either needs.
        """
        try:
            if again or self.signer is None:
                self.signer = LogSigner(self.house.store, [self.log], HeadFile(self.folder / "head.json"))
                self.signer.start()
            self.signer.sign()
        except Refused:
            # It may not be asked again before a person has acted.
            self.signer = None
            self.seen["the signer refused"] += 1
            return None
        except TROUBLE:
            self.signer = None
            raise
        return self.cosign()

    def sign_anything(self, borrowed: bool) -> Checkpoint | None:
        """Whoever has the log's key signs the database as it stands, perhaps with a cosignature of another time."""
        with self.house.store.begin() as tx:
            size = tx.next_seq()
            text = str(Checkpoint(ORIGIN, size, tx.root(size)))
            latest = self.witness.latest(ORIGIN)
            lines = (self.log.sign(text), *(latest.note.signatures[-1:] if borrowed and latest else ()))
            tx.keep_checkpoint(StoredCheckpoint(size, Note(text, lines), None, tx.now))
        return self.cosign()

    def cosign(self) -> Checkpoint | None:
        """Ask the witness for the newest checkpoint; None where it refuses."""
        with self.house.store.read() as reading:
            stored = reading.checkpoint()
            assert stored
            head = parse_checkpoint(stored.note.text)
            latest = self.witness.latest(ORIGIN)
            old = min(latest.head.size, head.size) if latest else 0
            proof = reading.consistency_proof(old, head.size)
        lines = "".join(base64.b64encode(step).decode() + "\n" for step in proof)
        own = Note(stored.note.text, tuple(each for each in stored.note.signatures if each.name == ORIGIN))
        try:
            answer = self.witness.add_checkpoint(f"old {old}\n{lines}\n{own}".encode())
        except NotCosigned:
            self.seen["the witness refused"] += 1
            return None
        signed = Note(own.text, (*own.signatures, *parse_signatures(answer)))
        with self.house.store.begin() as tx:
            tx.keep_checkpoint(replace(stored, note=signed))
        return head

    def bundle(self, target: Path, asked: Asked, seal: Seal, lax: bool, older: Sequence[Path], report: bool) -> None:
        """NotBundled, or trouble, where the house finds that something is wrong. `lax`: whoever makes it asks for no
        witness."""
        text = self.lax if lax else self.trust
        Maker(
            self.house.store,
            Trusted(text.encode(), parse_trust(text)),
            lambda *_: None,
            patience=0.0,
            report=reporting(self.house.house, asked) if report else None,
        ).make(target, asked, seal, tuple(older))

    # Who holds the database.

    def copied(self) -> dict[str, list[dict[str, Any]]]:
        """All rows of all tables."""
        with self.house.store.engine.begin() as connection:
            return {
                table.name: [dict(row._mapping) for row in connection.execute(select(table))]
                for table in tables.metadata.sorted_tables
            }

    def restore(self, copy: Mapping[str, list[dict[str, Any]]]) -> None:
        """The database as it was."""
        with self.house.store.engine.begin() as connection:
            for table in reversed(tables.metadata.sorted_tables):
                connection.execute(delete(table))
            for table in tables.metadata.sorted_tables:
                if copy[table.name]:
                    connection.execute(insert(table), copy[table.name])

    def rewrite(self, change: Callable[[list[Row]], None]) -> None:
        """Another past, and the tree that it makes: numbers, hashes and all."""
        with self.house.store.begin() as tx:
            past: list[Row] = [
                (entry.fields, [{"name": each.name, "encoded": each.encoded} for each in entry.disclosures])
                for entry in tx.entries()
            ]
            change(past)
            connection = tx._connection
            for table in (tables.disclosures, tables.entries, tables.subtrees):
                connection.execute(delete(table))
            for seq, (fields, beside) in enumerate(past):
                leaf = json.dumps({**fields, "seq": seq}, sort_keys=True, separators=(",", ":")).encode()
                columns = {name: fields.get(name, "") for name in ("action", "account", "proposal")}
                connection.execute(insert(tables.entries).values(seq=seq, leaf=leaf, at=tx.now, **columns))
                tx.grow(seq, leaf)
                if beside:
                    connection.execute(insert(tables.disclosures), [{"seq": seq, **each} for each in beside])

    def set_leaf(self, seq: int, leaf: bytes) -> None:
        """Another entry in its place, and nothing else changed."""
        with self.house.store.engine.begin() as connection:
            connection.execute(update(tables.entries).where(tables.entries.c.seq == seq).values(leaf=leaf))

    def drop(self, seq: int) -> None:
        """An entry and what stands beside it, gone; the tree as it was."""
        with self.house.store.engine.begin() as connection:
            connection.execute(delete(tables.disclosures).where(tables.disclosures.c.seq == seq))
            connection.execute(delete(tables.entries).where(tables.entries.c.seq == seq))

    def leaf(self, seq: int) -> bytes:
        with self.house.store.engine.begin() as connection:
            found: bytes = connection.scalar(select(tables.entries.c.leaf).where(tables.entries.c.seq == seq)) or b""
            return found

    def change_beside(self, seq: int, name: str, encoded: str | None) -> None:
        """Another value beside an entry, or none."""
        beside = tables.disclosures
        where = (beside.c.seq == seq, beside.c.name == name)
        with self.house.store.engine.begin() as connection:
            if encoded is None:
                connection.execute(delete(beside).where(*where))
            else:
                connection.execute(update(beside).where(*where).values(encoded=encoded))

    def change_reply(self, proposal: str, number: int, how: str) -> None:
        """Rows that say of a reply what never happened to it."""
        proposals, revisions, reviews = tables.proposals, tables.revisions, tables.reviews
        its = (revisions.c.proposal == proposal, revisions.c.number == number)
        with self.house.store.engine.begin() as connection:
            if how == "text":
                connection.execute(update(revisions).where(*its).values(text="The mayor resigned."))
                return
            connection.execute(update(proposals).where(proposals.c.id == proposal).values(state="approved"))
            if how == "review":
                digest = connection.scalar(select(revisions.c.digest).where(*its))
                row = {"proposal": proposal, "number": number, "person": "lena", "role": "approver", "digest": digest}
                row |= {"decision": "approve", "via": "button", "reason": "", "at": self.house.clock()}
                connection.execute(insert(reviews).values(**row))

    def spoil(self, bundle: Path, name: str, change: Callable[[bytes], bytes], how_far: int) -> bool:
        """Change a file of a bundle, from 1 the manifest with it, from 2 the seal too; False if nothing changed."""
        path, manifest = bundle / name, json.loads((bundle / "manifest.json").read_bytes())
        before = path.read_bytes() if path.exists() else b""
        after = change(before) if before else b""
        if after == before:
            return False
        path.write_bytes(after)
        if how_far and name in manifest["files"]:
            manifest["files"][name] = {"bytes": len(after), "sha256": hashlib.sha256(after).hexdigest()}
            (bundle / "manifest.json").write_text(json.dumps(manifest, sort_keys=True, separators=(",", ":")))
        if how_far > 1:
            proofs = json.loads((bundle / "proofs.json").read_bytes())
            seal = json.loads(proofs["seal"]["leaf"])
            seal["manifest"] = hashlib.sha256((bundle / "manifest.json").read_bytes()).hexdigest()
            proofs["seal"]["leaf"] = json.dumps(seal, sort_keys=True, separators=(",", ":"))
            (bundle / "proofs.json").write_text(json.dumps(proofs))
        return True

    def fill_by_hand(self, target: Path, claim: str, all_given: bool) -> Mapping[str, Any]:
        """The database as it stands put into an honest bundle of before; what its seal has to say.

        Values that do not belong to their entry are left out under the claim, or given all the same; and of the first
        entry one is left out that does.
        """
        manifest = json.loads((target / "manifest.json").read_bytes())
        with self.house.store.read() as reading:
            entries = list(reading.entries())
        erasures = [entry.seq for entry in entries if entry.action == "record.erased"]
        lines = []
        for entry in entries:
            named = json.loads(entry.leaf).get("sd", [])
            given = [each for each in entry.disclosures if all_given or each.digest in named]
            given = given[entry.seq == 0 :]
            reason = {"entry": erasures[-1] if erasures else len(entries) - 1} if claim == "erased" else {}
            count = len(named) - len(given)
            missing = [{"count": count, "why": claim, **reason}] if count > 0 and claim else []
            if named:
                line = {"seq": entry.seq, "disclosures": [each.encoded for each in given], "withheld": missing}
                lines.append(json.dumps(line, separators=(",", ":")).encode() + b"\n")
        files = {"log.jsonl": b"".join(entry.leaf + b"\n" for entry in entries), "disclosures.jsonl": b"".join(lines)}
        manifest |= {"first": 0, "last": len(entries), "accounts": [], "from": ""}
        for name, data in files.items():
            (target / name).write_bytes(data)
            manifest["files"][name] = {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        data = json.dumps(manifest, sort_keys=True, separators=(",", ":")).encode()
        (target / "manifest.json").write_bytes(data)
        return {"manifest": hashlib.sha256(data).hexdigest(), "first": 0, "last": len(entries)}

    def prove_by_hand(self, target: Path, seal: Entry, last: int) -> None:
        """The newest checkpoint, whoever signed it, and what would join the bundle to it."""
        with self.house.store.read() as reading:
            stored = reading.checkpoint()
            assert stored
            (target / "proofs.json").write_bytes(proofs(reading, 0, last, seal, stored.size))
        (target / "checkpoint.txt").write_text(str(stored.note))
