"""How long a million entries take to verify, beside a plain SHA-256 pass over the same files.

    .venv/bin/python -m benchmarks.verifying [1000000]

The bundle is made up of replies that were proposed, checked, approved and published, with texts beside their leaves,
as a council receives it. verify.py runs as a council would run it, in a process of its own with the plain Python.
The least of three runs is taken. Ends with 1 where the bundle does not verify.
"""

import base64
import hashlib
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.console import Console

from approval.policy.pack import Pack
from approval.record.checkpoint import Checkpoint
from approval.record.entry import Disclosable, Entry, Plain, compose, written
from approval.record.export import NAMING
from approval.record.note import Kind, Note, Signer, new_signer
from approval.record.tree import CompactRange, leaf_hash
from benchmarks.figures import Row, show

VERIFIER = Path(__file__).parent.parent / "approval" / "record" / "verifiers" / "verify.py"
ORIGIN = "city.example/countersign"
NOON = datetime(2026, 3, 11, 12, tzinfo=UTC)
PACK = Pack({"policy.toml": 'version = "1"\n'})
TIMES = 3


def entries(count: int) -> Iterator[Entry]:
    """A log of so many entries: replies on their whole way, six entries each."""
    for seq in range(count):
        number, step = divmod(seq, 6)
        plain, private = _said(f"reply{number:08d}", step, seq - step + 1)
        action = _ACTIONS[step]
        yield compose(seq, NOON + timedelta(seconds=seq), action, plain, private)


def make_bundle(folder: Path, count: int) -> Path:
    """A bundle of so many entries in a folder; answers the trust policy to verify it by."""
    log, clerk = new_signer(ORIGIN, Kind.ED25519), new_signer("clerk.example/witness", Kind.COSIGNATURE)
    trust = f"log {log.verifier}\nwitness clerk {clerk.verifier}\nquorum clerk\n"
    for name in ("README.txt", "log.csv", "report.html"):
        (folder / name).write_text(name)
    (folder / "trust.txt").write_text(trust)
    (folder / "policies").mkdir()
    (folder / "policies" / f"{PACK.digest}.json").write_text(PACK.to_json())
    tree = CompactRange()
    with open(folder / "log.jsonl", "wb") as leaves, open(folder / "disclosures.jsonl", "wb") as beside:
        for entry in entries(count):
            leaves.write(entry.leaf + b"\n")
            given = [each.encoded for each in entry.disclosures if each.name not in NAMING]
            withheld = len(entry.disclosures) - len(given)
            counts = [{"count": withheld, "why": "names"}] if withheld else []
            line = {"seq": entry.seq, "disclosures": given, "withheld": counts}
            beside.write(json.dumps(line, separators=(",", ":")).encode() + b"\n")
            tree = tree.append([leaf_hash(entry.leaf)])
    (folder / "manifest.json").write_text(_manifest(folder, count))
    _seal(folder, tree, log, clerk)
    return folder / "trust.txt"


def rows(count: int) -> list[Row]:
    """How long verify.py takes for so many entries, in time that passes and in processor time, and its memory."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        trust = make_bundle(folder, count)
        command = [sys.executable, "-I", str(VERIFIER), str(folder), "--trust", str(trust)]
        ours, processors, plain = [], [], []
        for _ in range(TIMES):
            plain.append(_timed(lambda: _hash_all(folder)))
            before = _processor_time()
            ours.append(_timed(lambda: _run(command)))
            processors.append(_processor_time() - before)
        size = sum(path.stat().st_size for path in _files(folder))
    beside = "a SHA-256 pass over the same files"
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return [
        Row(
            f"verify.py, {count:,} entries and their disclosures ({size / 1e6:,.0f} MB)",
            min(ours),
            min(plain),
            "s",
            beside,
        ),
        Row("its processor time, in all its processes", min(processors), min(plain), "s", beside),
        Row("the most memory that one of its processes held", most, 0, "MB", "-"),
    ]


def main(count: int = 1_000_000) -> int:
    show(rows(count), Console(width=160))
    return 0


def _processor_time() -> float:
    """Of all processes that this one started and waited for, and theirs."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


_ACTIONS = (
    "proposal.submitted",
    "revision.checked",
    "card.posted",
    "review.approved",
    "publish.started",
    "publish.succeeded",
)


def _said(reply: str, step: int, check: int) -> tuple[dict[str, Plain], dict[str, Disclosable]]:
    plain: dict[str, Plain] = {"account": "police", "proposal": reply, "revision": 1, "state": "in_review"}
    private: dict[str, Disclosable] = {"digest": hashlib.sha256(reply.encode()).hexdigest()}
    if step in (0, 3):
        role, number = ("proposer", 7) if step == 0 else ("approver", 12)
        plain |= {"actor": f"{role.upper()}-{number:02d}", "role": role}
        private |= {"person": f"person{number}", "name": "Somebody Whoever", "slack_id": f"U0123ABC{number}"}
    if step == 0:
        private["text"] = f"Thank you for telling us, we will have somebody look at it tomorrow. ({reply})"
        private["parent_url"] = f"https://social.example/@somebody/{reply}"
    if step == 1:
        plain |= {"findings": 0, "required": 1, "policy": PACK.digest}
    if step == 3:
        plain |= {"check": check, "missing": 0, "via": "button", "answers": "kind,true"}
    if step >= 4:
        plain["attempt"] = 1
    if step == 5:
        private |= {"url": f"https://social.example/@city/{reply}", "post_id": reply}
    return plain, private


def _manifest(folder: Path, count: int) -> str:
    files = {
        path.relative_to(folder).as_posix(): {"bytes": path.stat().st_size, "sha256": _sha256(path).hex()}
        for path in _files(folder)
    }
    said = {
        "format": "countersign-bundle/1", "origin": ORIGIN, "made": written(NOON), "audience": "council",
        "why": "to measure", "from": "", "to": "", "accounts": [], "first": 0, "last": count, "files": files,
    }  # fmt: skip
    return json.dumps(said, sort_keys=True)


def _seal(folder: Path, tree: CompactRange, log: Signer, clerk: Signer) -> None:
    manifest = _sha256(folder / "manifest.json").hex()
    seal = compose(tree.size, NOON + timedelta(days=900), "export.sealed", {"manifest": manifest}, {})
    whole = tree.append([leaf_hash(seal.leaf)])
    text = str(Checkpoint(ORIGIN, whole.size, whole.root))
    (folder / "checkpoint.txt").write_text(str(Note(text, (log.sign(text), clerk.sign(text, 1_800_000_000)))))
    path = [base64.b64encode(each).decode() for each in reversed(tree.hashes)]
    proofs = {
        "before": [],
        "after": [base64.b64encode(leaf_hash(seal.leaf)).decode()],
        "seal": {"index": tree.size, "leaf": seal.leaf.decode(), "path": path},
        "consistency": {},
    }
    (folder / "proofs.json").write_text(json.dumps(proofs))


def _timed(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603  # our own file, by its path


def _hash_all(folder: Path) -> None:
    for path in _files(folder):
        _sha256(path)


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def _sha256(path: Path) -> bytes:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2])))
