"""Bundles that were tampered with, in every way we could think of: each must be refused. The same seed, the same ones.

A mutant is a name and a bundle (a dict of file names to bytes). All are to be verified with `TRUST` from elsewhere and
with `older_checkpoint()`; the untouched bundle, `whole()`, verifies with them.
"""

import base64
import json
import random
from collections.abc import Callable, Iterator, Sequence

from bundles import AFTER_THE_MANIFEST, Files, checkpoint, manifest, note, seal
from forged_logs import FALSE_CLERK, STRANGER, Mutant, liars, thieves, whole
from sample_log import CLERK, LOG_KEY, PAPER, Key, b64, compact, pack, pack_digest, story, written

FLIPS = 110


def remade(files: Files) -> Files:
    """With a manifest that names the files as they are now; nobody seals it."""
    said = json.loads(files["manifest.json"])
    return files | {"manifest.json": manifest(files, said["first"], said["last"])}


def resealed(files: Files, signers: Sequence[Key]) -> Files:
    """With a manifest, a seal, a checkpoint and proofs anew, by those who hold these keys."""
    return seal(remade(files), written(story()).leaves, signers)


def _both(name: str, files: Files) -> Iterator[Mutant]:
    """As it is, with the manifest made anew, and with all made anew by a thief of the log's key, but no witness."""
    yield Mutant(name, files)
    yield Mutant(f"{name}, manifest made anew", remade(files))
    yield Mutant(f"{name}, sealed with the stolen key of the log", resealed(files, [LOG_KEY]))


def _flips(base: Files, rng: random.Random) -> Iterator[Mutant]:
    for name, data in base.items():
        for _ in range(FLIPS):
            at, bit = rng.randrange(len(data)), rng.randrange(8)
            flipped = bytes([*data[:at], data[at] ^ 1 << bit, *data[at + 1 :]])
            what = f"bit {bit} of byte {at} of {name} flipped"
            if name in AFTER_THE_MANIFEST or rng.random() < 0.6:
                yield Mutant(what, base | {name: flipped})
            else:
                yield Mutant(f"{what}, manifest made anew", remade(base | {name: flipped}))


def _lines(base: Files, rng: random.Random) -> Iterator[Mutant]:
    for name in ("log.jsonl", "disclosures.jsonl"):
        lines = base[name].splitlines(keepends=True)
        for n in range(len(lines)):
            other = rng.choice([each for each in range(len(lines)) if each != n])
            swapped = list(lines)
            swapped[n], swapped[other] = lines[other], lines[n]
            for what, changed in (
                (f"line {n + 1} of {name} dropped", lines[:n] + lines[n + 1 :]),
                (f"line {n + 1} of {name} doubled", [*lines[: n + 1], *lines[n:]]),
                (f"lines {n + 1} and {other + 1} of {name} exchanged", swapped),
                (f"line {n + 1} of {name} said otherwise", [*lines[:n], _spaced(lines[n]), *lines[n + 1 :]]),
            ):
                yield from _both(what, base | {name: b"".join(changed)})


def _spaced(line: bytes) -> bytes:
    """The same JSON with other bytes."""
    return json.dumps(json.loads(line)).encode() + b"\n"


def _cuts(base: Files, rng: random.Random) -> Iterator[Mutant]:
    for name, data in base.items():
        for size in sorted({0, 1, len(data) - 1, len(data) // 2, *(rng.randrange(len(data)) for _ in range(4))}):
            yield Mutant(f"{name} cut to {size} bytes", base | {name: data[:size]})
            if name not in AFTER_THE_MANIFEST:
                yield Mutant(f"{name} cut to {size} bytes, manifest made anew", remade(base | {name: data[:size]}))
        if name != "proofs.json":  # JSON may end with a newline, and this file is in no manifest.
            yield Mutant(f"{name} with a byte more", base | {name: data + b"\n"})
        yield Mutant(f"{name} without a file", {each: kept for each, kept in base.items() if each != name})


def _disclosures(base: Files, rng: random.Random) -> Iterator[Mutant]:
    lines = [json.loads(line) for line in base["disclosures.jsonl"].splitlines()]
    given = [(n, m) for n, line in enumerate(lines) for m in range(len(line["disclosures"]))]
    for number in range(60):
        (n, m), (k, j) = rng.sample(given, 2)
        one, other = lines[n]["disclosures"][m], lines[k]["disclosures"][j]
        (salt, name, value), (salt2, name2, value2) = _array(one), _array(other)
        for what, first, second in (
            ("exchanged", other, one),
            ("with each other's salts", _encoded(salt2, name, value), _encoded(salt, name2, value2)),
            ("with each other's values", _encoded(salt, name, value2), _encoded(salt2, name2, value)),
        ):
            changed = json.loads(json.dumps(lines))
            changed[n]["disclosures"][m], changed[k]["disclosures"][j] = first, second
            if changed != lines:
                yield from _some(f"{number}: disclosures of lines {n + 1} and {k + 1} {what}", base, changed)
    for n, line in enumerate(lines):
        for what, change in _COUNTS.items():
            changed = json.loads(json.dumps(lines))
            change(changed[n])
            if changed != lines:
                yield from _some(f"line {n + 1} of the disclosures: {what}", base, changed)
        assert line == json.loads(base["disclosures.jsonl"].splitlines()[n])


def _some(name: str, base: Files, lines: list[dict[str, object]]) -> Iterator[Mutant]:
    data = b"".join(json.dumps(line, separators=(",", ":"), ensure_ascii=False).encode() + b"\n" for line in lines)
    yield from _both(name, base | {"disclosures.jsonl": data})


def _more(line: dict[str, list[dict[str, int]]]) -> None:
    for each in line["withheld"][:1]:
        each["count"] += 1


def _otherwise(line: dict[str, list[dict[str, str]]]) -> None:
    for each in line["withheld"]:
        each["why"] = "names of pets"


_COUNTS: dict[str, Callable[[dict[str, list[object]]], object]] = {
    "one more withheld": _more,  # type: ignore[dict-item]
    "another reason": _otherwise,  # type: ignore[dict-item]
    "a value kept back in silence": lambda line: line["disclosures"] and line["disclosures"].pop(),
    "a value kept back and counted": lambda line: (
        line["disclosures"] and line["disclosures"].pop() and line["withheld"].append({"count": 1, "why": "names"})
    ),
    "all kept back in silence": lambda line: line["disclosures"].clear(),
    "nothing withheld": lambda line: line["withheld"].clear(),
    "one disclosed twice": lambda line: line["disclosures"].extend(line["disclosures"][:1]),
}


def _array(text: str) -> tuple[str, str, object]:
    salt, name, value = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return salt, name, value


def _encoded(*array: object) -> str:
    written = json.dumps(array, ensure_ascii=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(written).rstrip(b"=").decode()


def _heads(base: Files, rng: random.Random) -> Iterator[Mutant]:
    text, _, lines = base["checkpoint.txt"].decode().rpartition("\n\n")
    text += "\n"
    by_log, by_clerk = lines.splitlines(keepends=True)
    leaves = written(story()).leaves
    for size in range(len(leaves) + 1):
        yield Mutant(f"an old checkpoint of {size} entries", base | {"checkpoint.txt": checkpoint(leaves[:size])})
    origin, size, root = text.splitlines()
    # Not two more: that tree would have the same hashes in the same places, so who signs its size alone can say so.
    texts = [
        f"{origin}\n{int(size) + change}\n{root}\n" for change in (-2, -1, 1, 1000)
    ] + [f"{origin}\n{size}\n{b64(rng.randbytes(32))}\n", f"{origin}2\n{size}\n{root}\n"]  # fmt: skip
    for other in texts:
        yield Mutant(
            f"a checkpoint signed by both over {other!r}", base | {"checkpoint.txt": note(other, [LOG_KEY, CLERK])}
        )
        yield Mutant(f"the signatures under {other!r}", base | {"checkpoint.txt": f"{other}\n{lines}".encode()})
    for what, under in (
        ("no witness", by_log), ("no log", by_clerk), ("nobody", ""),
        ("a witness that nobody knows", by_log + Key("x.example/witness", 4).line(text)),
        ("the clerk's name over a stranger's key", by_log + FALSE_CLERK.line(text)),
        ("the clerk's line with a stranger's signature", by_log + _named(FALSE_CLERK.line(text), by_clerk)),
        ("the paper's signature under the clerk's name", by_log + _named(PAPER.line(text), by_clerk)),
        ("the clerk's signature of another text", by_log + CLERK.line(text + "more\n")),
        ("the clerk's signature at another time", by_log + _later(by_clerk)),
        ("the log's signature as the clerk's", by_log + _named(LOG_KEY.line(text), by_clerk)),
        ("another log's key", STRANGER.line(text) + by_clerk),
        ("another key under the log's id", _named(STRANGER.line(text), by_log) + by_clerk),
        ("the log's signature of another text", LOG_KEY.line(text + "more\n") + by_clerk),
        ("a spoilt line of the paper's besides", by_log + by_clerk + PAPER.line(text + "more\n")),
        ("the clerk as the log", by_clerk + by_clerk),
    ):  # fmt: skip
        yield Mutant(f"signed by {what}", base | {"checkpoint.txt": f"{text}\n{under}".encode()})


def _named(line: str, like: str) -> str:
    """One key's signature under another's name and id."""
    mine, theirs = base64.b64decode(line.split()[2]), base64.b64decode(like.split()[2])
    return f"— {like.split()[1]} {b64(theirs[:4] + mine[4:])}\n"


def _later(line: str) -> str:
    data = base64.b64decode(line.split()[2])
    return f"— {line.split()[1]} {b64(data[:11] + bytes([data[11] ^ 1]) + data[12:])}\n"


def _files(base: Files, rng: random.Random) -> Iterator[Mutant]:
    (policy,) = [name for name in base if name.startswith("policies/")]
    other = pack("2.0")
    theirs = json.dumps(other).encode()
    without = {name: data for name, data in base.items() if name != policy}
    for what, files in (
        ("another policy under this one's name", base | {policy: theirs}),
        ("another policy in its place", without | {f"policies/{pack_digest(other)}.json": theirs}),
        ("another policy besides", base | {f"policies/{pack_digest(other)}.json": theirs}),
        ("no policy", without),
        ("another report", base | {"report.html": b"<!doctype html><title>All is well</title>"}),
        ("another spreadsheet", base | {"log.csv": b"seq,at,action\r\n0,,nothing\r\n"}),
        ("another trust policy", base | {"trust.txt": f"log {STRANGER.verifier}\nquorum none\n".encode()}),
        ("no README", {name: data for name, data in base.items() if name != "README.txt"}),
    ):
        yield from _both(what, files)
    for name in ("extra.txt", "log.jsonl.bak", ".hidden", "policies/x.json", "policies/more/x.json", "LOG.JSONL",
                 "manifest.json ", f"policies/{'0' * 64}.json", "verify.pyc", "checkpoint.txt.old"):  # fmt: skip
        yield Mutant(f"{name!r} besides", base | {name: rng.randbytes(20)})
        yield Mutant(f"{name!r} besides, manifest made anew", remade(base | {name: rng.randbytes(20)}))


def _proofs(base: Files, rng: random.Random) -> Iterator[Mutant]:
    proofs = json.loads(base["proofs.json"])
    for part, hashes in (("before", proofs["before"]), ("after", proofs["after"]), ("seal", proofs["seal"]["path"]),
                         ("consistency", proofs["consistency"]["9"])):  # fmt: skip
        for n in range(len(hashes)):
            for what, changed in (
                ("dropped", hashes[:n] + hashes[n + 1 :]),
                ("doubled", [*hashes[: n + 1], *hashes[n:]]),
                ("made up", [*hashes[:n], b64(rng.randbytes(32)), *hashes[n + 1 :]]),
                ("cut", [*hashes[:n], hashes[n][:-4], *hashes[n + 1 :]]),
                ("spelt otherwise", [*hashes[:n], _spelt(hashes[n]), *hashes[n + 1 :]]),
                ("no text", [*hashes[:n], 7, *hashes[n + 1 :]]),
                ("first", [hashes[n], *hashes[:n], *hashes[n + 1 :]] if n else [None, *hashes]),
            ):
                forged = json.loads(json.dumps(proofs))
                if part == "seal":
                    forged["seal"]["path"] = changed
                elif part == "consistency":
                    forged["consistency"]["9"] = changed
                else:
                    forged[part] = changed
                yield Mutant(f"hash {n} of {part} {what}", base | {"proofs.json": json.dumps(forged).encode()})
    for what, change in (
        ("the seal's index higher", {"seal": {**proofs["seal"], "index": proofs["seal"]["index"] + 1}}),
        ("the seal's index a text", {"seal": {**proofs["seal"], "index": str(proofs["seal"]["index"])}}),
        ("the seal's index huge", {"seal": {**proofs["seal"], "index": 10**400}}),
        ("the seal's leaf another", {"seal": {**proofs["seal"], "leaf": base["log.jsonl"].decode().splitlines()[0]}}),
        ("no consistency", {"consistency": {}}),
        ("the consistency of another size", {"consistency": {"10": proofs["consistency"]["9"]}}),
        ("more than there is", {"more": []}),
        ("before in after", {"before": proofs["after"], "after": proofs["before"]}),
        ("no list", {"before": {}}),
        ("no object", {"seal": []}),
    ):  # fmt: skip
        yield Mutant(f"proofs with {what}", base | {"proofs.json": json.dumps({**proofs, **change}).encode()})
    for what, data in (
        ("deeply nested", b"[" * 200_000),
        ("doubled names", base["proofs.json"].replace(b'{"before"', b'{"after": [], "before"', 1)),
        ("a fraction", base["proofs.json"].replace(b'"index": ', b'"index": 0.', 1)),
        ("nothing", b"null"),
        ("no UTF-8", b"\xff" + base["proofs.json"]),
    ):  # fmt: skip
        yield Mutant(f"proofs with {what}", base | {"proofs.json": data})


def _spelt(text: str) -> str:
    """The same 32 bytes in base64 with other unused bits."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    return text[:-2] + letters[letters.index(text[-2]) ^ 1] + text[-1]


def _manifests(base: Files, rng: random.Random) -> Iterator[Mutant]:
    said = json.loads(base["manifest.json"])
    changes: list[dict[str, object]] = [
        {"first": 0}, {"first": 2}, {"last": said["last"] - 1}, {"last": said["last"] + 1}, {"last": 10**15},
        {"first": said["last"], "last": said["first"]}, {"first": -1}, {"first": "1"}, {"first": True},
        {"audience": "hr"}, {"why": "no reason"}, {"accounts": ["parks"]}, {"from": "2027-01-01"}, {"to": "2026-01-01"},
        {"origin": "x.example/log"}, {"made": "2027-01-01T00:00:00.000000Z"}, {"format": "countersign-bundle/2"},
        {"files": {}}, {"files": []}, {"more": 1}, {"first": None}, {"first": 1.0},
    ]  # fmt: skip
    for change in changes:
        changed = base | {"manifest.json": compact({**said, **change})}
        leaves = written(story()).leaves
        yield Mutant(f"a manifest with {change}", changed)
        if {"first", "last"}.isdisjoint(change):
            yield Mutant(f"a manifest with {change}, sealed without a witness", seal(changed, leaves, [LOG_KEY]))
    for name, entry in said["files"].items():
        for what, other in (("another size", {"bytes": entry["bytes"] + 1}), ("another hash", {"sha256": "0" * 64})):
            files = {**said["files"], name: {**entry, **other}}
            yield Mutant(f"{what} of {name}", base | {"manifest.json": compact({**said, "files": files})})


PARTS: dict[str, Callable[[Files, random.Random], Iterator[Mutant]]] = {
    "bits": _flips,
    "lines": _lines,
    "cuts": _cuts,
    "disclosures": _disclosures,
    "heads": _heads,
    "files": _files,
    "proofs": _proofs,
    "manifests": _manifests,
    "thieves": thieves,
    "liars": liars,
}


def mutants(part: str, seed: int = 1) -> Iterator[Mutant]:
    """Those of one part, each different from the bundle that all come from."""
    return PARTS[part](whole(), random.Random(f"{part} {seed}"))
