"""Makes small bundles from docs/record.md alone: nothing of approval.record is used here, so neither can hide a fault.

A bundle is a dict of file names to bytes. Its log is a list of entries that anybody may bend before it is sealed.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from sample_log import (
    CLERK,
    LOG_KEY,
    NAMING,
    NOON,
    ORIGIN,
    PACK,
    POLICY,
    TRUST,
    Item,
    Key,
    Log,
    b64,
    compact,
    consistency,
    mth,
    path,
    sha256,
    story,
    subtrees,
    written,
)  # fmt: skip

Files = dict[str, bytes]
SIGNERS = (LOG_KEY, CLERK)
# What the manifest cannot name, because it is written after it.
AFTER_THE_MANIFEST = ("manifest.json", "checkpoint.txt", "checkpoint.tsr", "proofs.json", "verify.py", "verify.html")


def note(text: str, signers: Iterable[Key]) -> bytes:
    return f"{text}\n{''.join(key.line(text) for key in signers)}".encode()


def checkpoint(leaves: Sequence[bytes], signers: Iterable[Key] = SIGNERS, origin: str = ORIGIN) -> bytes:
    return note(f"{origin}\n{len(leaves)}\n{b64(mth(leaves))}\n", signers)


def disclosed(log: Log, seq: int, audience: str, accounts: Sequence[str]) -> dict[str, Any]:
    """The line of disclosures.jsonl for one entry."""
    item, given, withheld = log.items[seq], [], {}
    for name, text in log.beside[seq].items():
        account = item.plain.get("account", "")
        if name in item.erased:
            why = ("erased", item.erased[name])
        elif accounts and account and account not in accounts:
            why = ("account", 0)
        elif name in item.hidden:
            why = (item.hidden[name], 0)
        elif audience == "council" and name in NAMING:
            why = ("names", 0)
        else:
            given.append(text)
            continue
        withheld[why] = withheld.get(why, 0) + 1
    counts = [
        {"count": count, **({"entry": entry} if entry else {}), "why": why}
        for (why, entry), count in sorted(withheld.items())
    ]
    return {"seq": seq, "disclosures": given, "withheld": counts}


def make(
    items: Sequence[Item] | None = None,
    first: int = 0,
    last: int | None = None,
    audience: str = "council",
    accounts: Sequence[str] = (),
    signers: Iterable[Key] = SIGNERS,
    trust: bytes = TRUST,
    after: int = 3,
    older: Sequence[int] = (9,),
    policies: dict[str, bytes] | None = None,
) -> Files:
    """The bundle of the entries from first to last; `after` more came between the seal and the checkpoint."""
    log = written(story() if items is None else items)
    last = len(log.leaves) if last is None else last
    lines = [disclosed(log, seq, audience, accounts) for seq in range(first, last) if log.beside[seq]]
    files: Files = {
        "README.txt": b"What this is, and how to verify it.\n",
        "log.jsonl": b"".join(leaf + b"\n" for leaf in log.leaves[first:last]),
        "disclosures.jsonl": b"".join(
            json.dumps(line, separators=(",", ":"), ensure_ascii=False).encode() + b"\n" for line in lines
        ),
        "log.csv": b"seq,at,action\r\n",
        "report.html": b"<!doctype html><title>Report</title>",
        "trust.txt": trust,
        **({f"policies/{POLICY}.json": json.dumps(PACK).encode()} if policies is None else policies),
    }
    files["manifest.json"] = manifest(files, first, last, audience, accounts)
    return seal(files, log.leaves, signers, after, older)


def manifest(files: Files, first: int, last: int, audience: str = "council", accounts: Sequence[str] = ()) -> bytes:
    listed = {name: data for name, data in files.items() if name not in AFTER_THE_MANIFEST}
    return compact(
        {
            "format": "countersign-bundle/1", "origin": ORIGIN, "made": "2026-11-23T13:00:00.000000Z",
            "audience": audience, "why": "The council asked.", "from": "2026-11-01", "to": "",
            "accounts": sorted(accounts), "first": first, "last": last,
            "files": {name: {"bytes": len(data), "sha256": sha256(data).hex()} for name, data in listed.items()},
        }
    )  # fmt: skip


def seal(
    files: Files, leaves: Sequence[bytes], signers: Iterable[Key] = SIGNERS, after: int = 3, older: Sequence[int] = (9,)
) -> Files:
    """The bundle with an entry that names its manifest, and with what joins all of it to a checkpoint."""
    said = json.loads(files["manifest.json"])
    index, leaves = len(leaves), list(leaves)
    for seq in range(index, index + after + 1):
        at = (NOON + timedelta(seconds=seq)).isoformat(timespec="microseconds").replace("+00:00", "Z")
        what = {"action": "export.sealed", "manifest": sha256(files["manifest.json"]).hex()}
        leaves.append(compact({"v": 1, "seq": seq, "at": at, **(what if seq == index else {"action": "clock.ticked"})}))
    proofs = {
        "before": [b64(mth(leaves[a:b])) for a, b in subtrees(0, said["first"])],
        "after": [b64(mth(leaves[a:b])) for a, b in subtrees(said["last"], len(leaves))],
        "seal": {"index": index, "leaf": leaves[index].decode(), "path": [b64(each) for each in path(index, leaves)]},
        "consistency": {str(size): [b64(each) for each in consistency(size, leaves)] for size in older},
    }
    return {**files, "checkpoint.txt": checkpoint(leaves, signers), "proofs.json": json.dumps(proofs).encode()}


def older_checkpoint(size: int = 9, items: Sequence[Item] | None = None, signers: Iterable[Key] = SIGNERS) -> bytes:
    return checkpoint(written(story() if items is None else items).leaves[:size], signers)


def receipt(seq: int, items: Sequence[Item] | None = None, signers: Iterable[Key] = SIGNERS) -> bytes:
    """The proof of one publish.succeeded, as docs/record.md has it."""
    log = written(story() if items is None else items)
    extra = log.leaves[seq] + b"\n" + log.beside[seq]["url"].encode()
    lines = ["c2sp.org/tlog-proof@v1", f"extra {b64(extra)}", f"index {seq}"]
    lines += [b64(each) for each in path(seq, log.leaves)]
    return ("\n".join(lines) + "\n\n").encode() + checkpoint(log.leaves, signers)


def put(files: Files, folder: Path) -> Path:
    """Write a bundle into a folder."""
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder
