"""A signer in the test's own hand, and what an outsider would do with a bundle: read from docs/record.md, no more."""

import base64
import hashlib
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from approval.record.bundle.asked import Asked
from approval.record.bundle.making import Bundle, Maker
from approval.record.bundle.trusting import Trusted
from approval.record.checkpoint import Checkpoint
from approval.record.entry import Entry, Plain
from approval.record.note import Kind, Note, Signer, new_signer
from approval.record.trust import parse_trust
from approval.store import Store
from approval.stored_tree import StoredCheckpoint

ORIGIN = "mesaverdesprings.example/countersign"


@dataclass
class SignerByHand:
    """Signs the log as it is when it is told to."""

    store: Store
    log: Signer = field(default_factory=lambda: new_signer(ORIGIN, Kind.ED25519))
    witness: Signer = field(default_factory=lambda: new_signer("clerk.example/witness", Kind.COSIGNATURE))
    stamp: bytes | None = None

    def trust(self) -> str:
        return f"log {self.log.verifier}\nwitness clerk {self.witness.verifier}\nquorum clerk\n"

    def trusted(self) -> Trusted:
        return Trusted(self.trust().encode(), parse_trust(self.trust()))

    def sign(self, cosigned: bool = True) -> Note:
        """A checkpoint of the whole log, kept as the signer keeps it."""
        with self.store.begin() as tx:
            size = tx.next_seq()
            text = str(Checkpoint(ORIGIN, size, tx.root(size)))
            seen = int(tx.now.timestamp())
            lines = (self.log.sign(text), *((self.witness.sign(text, seen),) if cosigned else ()))
            note = Note(text, lines)
            tx.keep_checkpoint(StoredCheckpoint(size, note, self.stamp, tx.now))
            return note

    @contextmanager
    def signing(self) -> Iterator[None]:
        """Sign whenever there is news, as the signer does."""
        over = threading.Event()

        def run() -> None:
            while not over.wait(0.1):
                with self.store.read() as reading:
                    news = reading.checkpoint(reading.next_seq()) is None
                if news:
                    self.sign()

        thread = threading.Thread(target=run)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def seal(self, plain: Mapping[str, Plain]) -> Entry:
        """The seal, and at once a checkpoint that covers it."""
        with self.store.begin() as tx:
            entry = tx.log("export.sealed", plain=plain)
        self.sign()
        return entry

    def bundle(self, target: Path, asked: Asked, **more: Any) -> Bundle:
        return Maker(self.store, self.trusted(), lambda *_: None, patience=0.2).make(target, asked, self.seal, **more)


def outsider(folder: Path, trust: str, older: str = "") -> dict[str, Any]:
    """What a bundle holds, once all of it was found to hold; AssertionError where something does not."""
    manifest_bytes = (folder / "manifest.json").read_bytes()
    manifest = json.loads(manifest_bytes)
    assert manifest["format"] == "countersign-bundle/1"
    assert list(manifest) == sorted(manifest)
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    beside = {"manifest.json", "checkpoint.txt", "checkpoint.tsr", "proofs.json", "verify.py", "verify.html"}
    assert names - beside == set(manifest["files"])
    for name, told in manifest["files"].items():
        data = (folder / name).read_bytes()
        assert told == {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}, name
    leaves = (folder / "log.jsonl").read_bytes().split(b"\n")
    assert leaves.pop() == b""
    fields = [json.loads(leaf) for leaf in leaves]
    assert [each["seq"] for each in fields] == list(range(manifest["first"], manifest["last"]))
    assert [each["at"] for each in fields] == sorted(each["at"] for each in fields)
    note = (folder / "checkpoint.txt").read_text()
    origin, size, root = _signed(note, trust)
    assert origin == manifest["origin"]
    proofs = json.loads((folder / "proofs.json").read_bytes())
    before, after = _hashes(proofs["before"]), _hashes(proofs["after"])
    assert _root(before, manifest["first"], [_leaf(leaf) for leaf in leaves], after, size) == root
    seal = proofs["seal"]
    assert _included(_leaf(seal["leaf"].encode()), seal["index"], size, _hashes(seal["path"])) == root
    sealed = json.loads(seal["leaf"])
    assert sealed["action"] == "export.sealed"
    assert sealed["manifest"] == hashlib.sha256(manifest_bytes).hexdigest()
    disclosed = _disclosed(folder, fields)
    for path in (folder / "policies").glob("*.json") if (folder / "policies").exists() else ():
        files = json.loads(path.read_text())
        lines = "".join(f"{_sha(text)}  {name}\n" for name, text in sorted(files.items()))
        assert _sha(lines) == path.stem
    if older:
        _, old_size, old_root = _signed(older, trust)
        steps = _hashes(proofs["consistency"][str(old_size)])
        assert _consistent(old_size, size, steps, old_root) == (old_root, root)
    return {"manifest": manifest, "fields": fields, "sealed": sealed, "proofs": proofs, **disclosed, "size": size}


def _disclosed(folder: Path, fields: list[dict[str, Any]]) -> dict[str, Any]:
    leaves = {each["seq"]: each for each in fields}
    values: dict[int, dict[str, Any]] = {}
    withheld: dict[int, list[dict[str, Any]]] = {}
    for row in map(json.loads, (folder / "disclosures.jsonl").read_text("ascii").splitlines()):
        digests = set(leaves[row["seq"]]["sd"])
        given = {_base64url(hashlib.sha256(each.encode()).digest()) for each in row["disclosures"]}
        assert given <= digests
        assert len(given) == len(row["disclosures"])
        assert len(given) + sum(each["count"] for each in row["withheld"]) == len(digests)
        assert row["seq"] not in values
        values[row["seq"]] = {name: value for _, name, value in map(_decoded, row["disclosures"])}
        withheld[row["seq"]] = row["withheld"]
    assert list(values) == [each["seq"] for each in fields if "sd" in each]
    return {"values": values, "withheld": withheld}


def _signed(note: str, trust: str) -> tuple[str, int, bytes]:
    text, _, lines = note.rpartition("\n\n")
    text += "\n"
    keys = {}
    for line in trust.splitlines():
        kind, *words = line.split()
        if kind in ("log", "witness"):
            name, key_id, key = words[-1].split("+", 2)
            keys[name] = (kind, key_id, base64.b64decode(key)[1:])
    kinds = set()
    for line in lines.splitlines():
        _, name, encoded = line.split(" ")
        kind, key_id, key = keys[name]
        data = base64.b64decode(encoded)
        assert data[:4].hex() == key_id
        message, signature = text.encode(), data[4:]
        if kind == "witness":
            message = f"cosignature/v1\ntime {int.from_bytes(signature[:8], 'big')}\n{text}".encode()
            signature = signature[8:]
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
        kinds.add(kind)
    assert kinds == {"log", "witness"}
    origin, size, root, *_ = text.splitlines()
    return origin, int(size), base64.b64decode(root)


def _root(before: list[bytes], first: int, leaves: list[bytes], after: list[bytes], size: int) -> bytes:
    """The root of all: a stack of (how many entries, hash), in which equals are joined."""
    stack: list[tuple[int, bytes]] = []
    position = 0

    def push(count: int, hashed: bytes) -> None:
        nonlocal position
        position += count
        while stack and stack[-1][0] == count:
            hashed, count = _node(stack.pop()[1], hashed), count * 2
        stack.append((count, hashed))

    for hashed in before:
        push(1 << ((first - position).bit_length() - 1), hashed)
    assert position == first
    for hashed in leaves:
        push(1, hashed)
    for hashed in after:
        push(min(position & -position or size, 1 << ((size - position).bit_length() - 1)), hashed)
    assert position == size
    found = stack.pop()[1]
    while stack:
        found = _node(stack.pop()[1], found)
    return found


def _included(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    if size == 1:
        assert not path
        return leaf
    half = 1 << (size - 1).bit_length() - 1
    if index < half:
        return _node(_included(leaf, index, half, path[:-1]), path[-1])
    return _node(path[-1], _included(leaf, index - half, size - half, path[:-1]))


def _consistent(old: int, new: int, steps: list[bytes], old_root: bytes, whole: bool = True) -> tuple[bytes, bytes]:
    """The roots of the old tree and of the new one that the proof leads to (RFC 9162, 2.1.4.1, read backwards)."""
    if old == new:
        assert len(steps) == (0 if whole else 1)
        return (old_root, old_root) if whole else (steps[0], steps[0])
    half, step = 1 << (new - 1).bit_length() - 1, steps[-1]
    if old <= half:
        found, grown = _consistent(old, half, steps[:-1], old_root, whole)
        return found, _node(grown, step)
    found, grown = _consistent(old - half, new - half, steps[:-1], old_root, False)
    return _node(step, found), _node(step, grown)


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def _leaf(leaf: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + leaf).digest()


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _hashes(written: list[str]) -> list[bytes]:
    return [base64.b64decode(each, validate=True) for each in written]


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decoded(encoded: str) -> list[Any]:
    decoded: list[Any] = json.loads(base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)))
    return decoded
