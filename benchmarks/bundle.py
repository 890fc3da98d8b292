"""How much memory a bundle of a long log takes, beside one of a short log.

    .venv/bin/python -m benchmarks.bundle [10000 200000]

For each size a log is made in a SQLite file of its own and a process of its own makes a bundle of it; its peak of
resident memory is what the system counted. Ends with 1 where twenty times the entries took more than a quarter more.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.console import Console
from sqlalchemy import insert

from approval import migrate, tables
from approval.reading import Period
from approval.record.bundle.asked import Asked
from approval.record.bundle.making import Maker
from approval.record.bundle.trusting import Trusted
from approval.record.checkpoint import Checkpoint
from approval.record.entry import Entry, Plain, compose
from approval.record.note import Kind, Note, new_signer
from approval.record.tree import leaf_hash, node_hash
from approval.record.trust import parse_trust
from approval.store import Store, open_engine
from approval.stored_tree import StoredCheckpoint
from benchmarks.figures import Row, show

BEGAN = datetime(2026, 1, 5, 16, tzinfo=UTC)
TOGETHER = 5_000
MOST_GROWTH = 1.25


def long_log(path: Path, size: int) -> None:
    """A database whose log has so many entries, each with a text and a person beside it; made without transactions."""
    engine = open_engine(f"sqlite:///{path}")
    migrate.upgrade(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        hashes: list[bytes] = []
        for start in range(0, size, TOGETHER):
            made = [_entry(seq) for seq in range(start, min(start + TOGETHER, size))]
            connection.execute(insert(tables.entries), [_row(entry) for entry in made])
            beside = [
                {"seq": entry.seq, "name": each.name, "encoded": each.encoded}
                for entry in made
                for each in entry.disclosures
            ]
            connection.execute(insert(tables.disclosures), beside)
            hashes += [leaf_hash(entry.leaf) for entry in made]
        level = 1
        while len(hashes) > 1:
            hashes = [node_hash(*hashes[at : at + 2]) for at in range(0, len(hashes) - 1, 2)]
            rows = [{"level": level, "index": index, "hash": whole} for index, whole in enumerate(hashes)]
            connection.execute(insert(tables.subtrees), rows)
            level += 1
    engine.dispose()


def _entry(seq: int) -> Entry:
    plain = {"account": "police", "proposal": f"P{seq // 5:09d}", "revision": 1, "actor": f"PROPOSER-{seq % 40:02d}"}
    text = f"The meeting of the board moved to 5 p.m. on the {seq}th; the agenda is on the city's web site."
    private = {"text": text, "person": f"person-{seq % 40}", "digest": f"{seq:064x}"}
    return compose(seq, BEGAN + timedelta(seconds=seq), "proposal.submitted", plain, private)


def _row(entry: Entry) -> dict[str, object]:
    fields = entry.fields
    return {
        "seq": entry.seq,
        "leaf": entry.leaf,
        "at": entry.at,
        "action": entry.action,
        "account": fields["account"],
        "proposal": fields["proposal"],
    }


def bundle(path: Path, target: Path) -> None:
    """Make a bundle of all of it, with a signer that signs at once; prints seconds and peak memory."""
    store = Store(open_engine(f"sqlite:///{path}"), lambda: datetime.now(UTC))
    key = new_signer("bench.example/log", Kind.ED25519)
    trust = f"log {key.verifier}\nquorum none\n"

    def sign() -> None:
        with store.begin() as tx:
            text = str(Checkpoint(key.verifier.name, tx.next_seq(), tx.root(tx.next_seq())))
            tx.keep_checkpoint(StoredCheckpoint(tx.next_seq(), Note(text, (key.sign(text),)), None, tx.now))

    def seal(plain: Mapping[str, Plain]) -> Entry:
        with store.begin() as tx:
            entry = tx.log("export.sealed", plain=plain)
        sign()
        return entry

    sign()
    began = time.perf_counter()
    Maker(store, Trusted(trust.encode(), parse_trust(trust)), lambda *_: None).make(target, Asked(Period()), seal)
    seconds = time.perf_counter() - began
    sys.stdout.write(json.dumps({"seconds": seconds, "peak": _peak()}))


def _peak() -> float:
    """The most memory that this process had at once, in MB; getrusage would count that of whoever started it."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def measured(folder: Path, size: int) -> dict[str, float]:
    """Seconds and peak memory of a bundle of so many entries, in a process of its own."""
    path = folder / f"{size}.db"
    long_log(path, size)
    command = [sys.executable, "-m", "benchmarks.bundle", "make", str(path), str(folder / f"bundle-{size}")]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603  # our own Python, our own file
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main(short: int = 10_000, long: int = 200_000) -> int:
    with tempfile.TemporaryDirectory(prefix="countersign-bench-") as folder:
        few, many = measured(Path(folder), short), measured(Path(folder), long)
    beside = f"the same with {short:,} entries"
    rows = [
        Row(f"peak memory of a bundle of {long:,} entries", many["peak"], few["peak"], "MB", beside),
        Row("its seconds", many["seconds"], few["seconds"], "s", beside),
    ]
    show(rows, Console(width=160))
    return int(many["peak"] > few["peak"] * MOST_GROWTH)


if __name__ == "__main__":
    if sys.argv[1:2] == ["make"]:
        bundle(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        sys.exit(main(*map(int, sys.argv[1:])))
