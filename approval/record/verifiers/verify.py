#!/usr/bin/env python3
"""Verifies what a city exports from its record of replies: offline, with Python 3.8 or newer and nothing else.

    python3 verify.py FOLDER [--trust FILE] [--older CHECKPOINT]    a bundle
    python3 verify.py --receipt FILE --trust FILE                   one post's receipt

It ends with 0 if all holds, 1 if something does not, 2 if it was called wrongly or cannot read a file. It writes
nothing and asks nobody. docs/record.md says what is checked, by the numbers below.
"""

from __future__ import annotations

import argparse
import binascii
import datetime
import functools
import gc
import itertools
import json
import os
import re
import sys
from collections import Counter, defaultdict, deque, namedtuple
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from hashlib import sha256, sha512
from types import SimpleNamespace
from typing import Any

POINTS = {
    1: "Each file is as the manifest says, and there is no other.",
    2: "Each line of the log is an entry in its exact form, at its place, in the order of time.",
    3: "The entries are those of the tree that the checkpoint names.",
    4: "The checkpoint is signed as the trust policy asks.",
    5: "This very export is an entry of the log.",
    6: "What is disclosed belongs to its entry, and what is withheld is counted.",
    7: "The written policies are those that the entries name.",
    8: "The log only grew since the older checkpoint.",
    9: "Nobody spoke alone: others than its authors approved each reply before it went out.",
}
SEALED = {"README.txt", "log.jsonl", "disclosures.jsonl", "log.csv", "trust.txt", "report.html"}
BESIDE, MAY_BE = {"manifest.json", "checkpoint.txt", "proofs.json"}, {"checkpoint.tsr", "verify.py", "verify.html"}
MANIFEST = ["accounts", "audience", "files", "first", "format", "from", "last", "made", "origin", "to", "why"]
LONGEST = 16 * 1024 * 1024  # bytes of a line, or of a file that is read whole
PART = 256 * 1024  # bytes of the log, and more to the end of a line, that are looked at together


class Wrong(ValueError):
    """A sentence about something that does not hold."""


# Ed25519 (RFC 8032, 5.1), strictly: points and numbers have one spelling, and no key is of small order.
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D, ROOT = -121665 * pow(121666, P - 2, P) % P, pow(2, (P - 1) // 4, P)


def add(p: Sequence[int], q: Sequence[int]) -> Sequence[int]:
    a, b, c = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P, 2 * p[3] * q[3] * D % P
    d = 2 * p[2] * q[2] % P
    return (b - a) * (d - c) % P, (d + c) * (b + a) % P, (d - c) * (d + c) % P, (b - a) * (b + a) % P


def multiply(number: int, p: Sequence[int]) -> Sequence[int]:
    q: Sequence[int] = (0, 1, 1, 0)
    while number:
        q, p, number = add(q, p) if number & 1 else q, add(p, p), number >> 1
    return q


def same(p: Sequence[int], q: Sequence[int]) -> bool:
    return (p[0] * q[2] - q[0] * p[2]) % P == 0 == (p[1] * q[2] - q[1] * p[2]) % P


def point(data: bytes) -> Sequence[int] | None:
    """The point of 32 bytes; None if they are none, or another spelling of one."""
    y, sign = int.from_bytes(data, "little") & (1 << 255) - 1, data[31] >> 7
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if x * x % P == square else x * ROOT % P
    if y >= P or x * x % P != square or (x == 0 and sign):
        return None
    x = x if x & 1 == sign else P - x
    return x, y, 1, x * y % P


BASE = point(bytes([0x58] + [0x66] * 31)) or ()


def signed(key: bytes, signature: bytes, message: bytes) -> bool:
    if len(signature) != 64:
        return False
    a, r, s = point(key), point(signature[:32]), int.from_bytes(signature[32:], "little")
    if not a or not r or s >= L or same(multiply(8, a), (0, 1, 1, 0)):
        return False
    h = int.from_bytes(sha512(signature[:32] + key + message).digest(), "little") % L
    return same(multiply(s, BASE), add(r, multiply(h, a)))


# Strict reading: what could be written in two ways, or read in two, is refused.
def unbase64(text: object, size: int | None = None) -> bytes:
    try:
        data = binascii.a2b_base64(text) if isinstance(text, str) else b""
    except ValueError:
        data = b""
    if not data or binascii.b2a_base64(data, newline=False).decode() != text or size not in (None, len(data)):
        raise Wrong(f"{str(text)[:60]!r} is not base64 as it has to be written{' of 32 bytes' if size else ''}.")
    return data


def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) != len(pairs):
        raise Wrong("A name stands twice in one JSON object.")
    return dict(pairs)


def whole(digits: str) -> int:
    if not re.fullmatch("-?[0-9]{1,15}", digits):
        raise Wrong(f"{digits[:20]} is no whole number of up to 15 digits.")
    return int(digits)


def a(form: type, value: Any, *names: str) -> Any:
    """The value, if it is of this form: an object of exactly these names, if they are given."""
    found: Any = type(value)
    if found is not form or (names and set(value) != set(names)):
        raise Wrong(f"{str(value)[:60]!r} stands where something else should: {' '.join(names) or form.__name__}.")
    return value


def load(data: bytes, form: type = dict, *names: str) -> Any:
    try:
        text = data.decode("utf-8", "surrogatepass")
        value = json.loads(text, object_pairs_hook=unique, parse_int=whole, parse_float=whole, parse_constant=whole)
    except (RecursionError, ValueError) as error:
        raise error if isinstance(error, Wrong) else Wrong(f"This is not JSON: {str(error)[:80]}.") from None
    return a(form, value, *names)


def encoded(text: Any) -> bytes:
    return bytes(a(str, text).encode("utf-8", "surrogatepass"))


def hashes(listed: Any) -> list[bytes]:
    return [unbase64(each, 32) for each in a(list, listed)]


def read(*path: str) -> bytes:
    with open(os.path.join(*path), "rb") as file:
        data = file.read(LONGEST + 1)
    if len(data) > LONGEST:
        raise Wrong(f"{path[-1]} is larger than such a file ever is.")
    return data


# The tree (RFC 6962, 2.1; RFC 9162, 2.1.3.2 and 2.1.4.2).
def node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def subtrees(first: int, leaves: Iterable[bytes]) -> list[tuple[int, bytes]]:
    """The perfect subtrees that leaves from this index on make up, in order: the level of each, and its root."""
    left, right, level = [], [], 0
    row = [sha256(b"\x00" + leaf).digest() for leaf in leaves]
    while row:
        if first & 1:
            left.append((level, row.pop(0)))
        if len(row) & 1:
            right.append((level, row.pop()))
        row = [sha256(b"\x01" + one + other).digest() for one, other in zip(row[::2], row[1::2])]  # noqa: B905
        first, level = first + 1 >> 1, level + 1
    return left + right[::-1]


def grow(size: int, stack: list[bytes], level: int, found: bytes) -> int:
    """Adds a perfect subtree to the right of those that so many leaves make up; answers how many it is then."""
    at = size >> level
    while at & 1:
        at, found = at >> 1, node(stack.pop(), found)
    stack.append(found)
    return size + (1 << level)


def follow(index: int, size: int, found: bytes, path: Iterable[bytes], old: bytes = b"") -> tuple[bytes, bytes]:
    """The root to which the path leads from a subtree; and beside it the root of what it shows up to that subtree."""
    last = size - 1
    for step in path:
        if last == 0:
            raise Wrong("A proof is longer than the way to the root.")
        if index & 1 or index == last:
            found, old = node(step, found), node(step, old)
            while index and not index & 1:
                index, last = index >> 1, last >> 1
        else:
            found = node(found, step)
        index, last = index >> 1, last >> 1
    if last or index:
        raise Wrong("A proof is not as long as the way to the root.")
    return found, old


# Signed notes, checkpoints, cosignatures and trust policies (c2sp.org/signed-note, /tlog-checkpoint, and so on).
INDEX = "index (?:0|[1-9][0-9]{0,14})"
NAME = r"[^\s+\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\ud800-\udfff]+"
Checkpoint = namedtuple("Checkpoint", "origin size root signers")


class Trust:
    """Which keys are believed, and which witnesses must have cosigned."""

    def __init__(self, data: bytes) -> None:
        self.data, self.quorum = data, ""
        self.keys: dict[Any, bytes] = {}
        self.written: list[str] = []
        self.groups: dict[Any, tuple[int, list[Any]]] = {"none": (0, [])}
        self.inside = {"none"}
        for line in data.decode("utf-8", "surrogateescape").split("\n"):
            words = [word for word in re.split("[ \t]+", line) if word]
            if re.search("[\x00-\x08\x0b-\x1f\x7f]", line) or len(self.groups) > 500:
                raise Wrong("The trust policy has control characters, or too many lines.")
            if words and not words[0].startswith("#"):
                self.take(*words)
        if not self.quorum:
            raise Wrong("The trust policy has no quorum line.")

    def take(self, word: str, *rest: str) -> None:
        new, sizes = bool(rest) and rest[0] not in self.groups, {"any": "1", "all": str(len(rest) - 2)}
        if word == "log" and len(rest) in (1, 2):
            self.key(rest[0], 1)
        elif word == "witness" and len(rest) in (2, 3) and new:
            self.groups[rest[0]] = 1, [self.key(rest[1], 4)]
        elif word == "group" and len(rest) > 2 and new and re.fullmatch("[0-9]{1,9}", sizes.get(rest[1], rest[1])):
            least, members = int(sizes.get(rest[1], rest[1])), set(rest[2:]) & set(self.groups) - self.inside
            if not 1 <= least <= len(members) == len(rest) - 2:
                raise Wrong(f"Group {rest[0]}: each member is a witness or a group of a line before, and is one once.")
            self.groups[rest[0]] = least, list(members)
            self.inside |= members
        elif word == "quorum" and len(rest) == 1 and not new and not self.quorum:
            self.quorum = rest[0]
        else:
            raise Wrong(f"{word[:60]!r} begins no line of a trust policy, or names something twice or too early.")

    def key(self, written: str, kind: int) -> tuple[str, bytes]:
        match = re.fullmatch(rf"({NAME})\+([0-9a-fA-F]{{8}})\+(.*)", written)
        name, key = (match[1], unbase64(match[3])) if match else ("", b"")
        key_id, at = sha256(name.encode() + b"\n" + key).digest()[:4], point(key[1:]) if len(key) == 33 else None
        if not match or key_id.hex() != match[2].lower() or not at or same(multiply(8, at), (0, 1, 1, 0)):
            raise Wrong(f"{written[:60]!r} is no Ed25519 key, or was changed in copying.")
        if key[0] != kind or key in self.keys.values():
            raise Wrong(f"The key of {name} is not of its kind (1 is a log's, 4 a witness's), or stands there twice.")
        self.keys[name, key_id] = key
        self.written.append(written)
        return name, key_id

    def met(self, name: Any, by: Container[Any]) -> bool:
        least, members = self.groups[name]
        return sum(each in by or (each in self.groups and self.met(each, by)) for each in members) >= least

    def check(self, data: bytes) -> Checkpoint:
        """The checkpoint, if it is one, and is signed as the policy asks."""
        text, blank, lines = data.decode("utf-8", "replace").rpartition("\n\n")
        rows, head, message = lines.split("\n"), text.split("\n"), text.encode() + b"\n"
        by: set[tuple[str, bytes]] = set()
        odd = len(data) > 100_000 or re.search("[\x00-\x09\x0b-\x1f\ufffd]", text + lines) or not blank or rows.pop()
        if odd or len(rows) > 100 or len(head) < 3 or not all(head) or not re.fullmatch("0|[1-9][0-9]{0,14}", head[1]):
            raise Wrong("A checkpoint is origin, size and root, each on a line, an empty one, and then signatures.")
        for row in rows:
            match = re.fullmatch(f"— ({NAME}) (.*)", row)
            line = unbase64(match[2]) if match else b""
            if not match or len(line) < 5:
                raise Wrong("A line under the checkpoint is no signature.")
            who, signature = (match[1], line[:4]), line[4:]
            key, over = self.keys.get(who, b""), message
            if key[:1] == b"\x04":  # A witness says when, and signs that too.
                over, at = b"cosignature/v1\ntime %d\n" % int.from_bytes(signature[:8], "big") + over, signature[:8]
                signature = signature[8:] if at[0] < 128 else b""
            if key and not signed(key[1:], signature, over):
                raise Wrong(f"The signature of {match[1]} is not over this checkpoint.")
            by |= {who} if key else set()
        if not any(self.keys[who][0] == 1 and who[0] == head[0] for who in by):
            raise Wrong(f"No key of the log {head[0]} that is trusted here has signed it.")
        if not self.met(self.quorum, by):
            raise Wrong(f"Too few witnesses have cosigned it: the quorum is {self.quorum}.")
        return Checkpoint(head[0], int(head[1]), unbase64(head[2], 32), ", ".join(sorted({who[0] for who in by})))


# Entries. The first of a kind is read as JSON and written again to compare; that gives the form of those that follow.
# `Said` is what is asked of an entry, each value as it is written there, and b"" where it has none.
Said = namedtuple(
    "Said",
    "action actor approvers at authors before check entries manifest policy proposal required revision sd seq severity",
)
NUMBER, TEXT, DIGEST = "(?:0|-?[1-9][0-9]{0,14})", r'"[ !#-\[\]-~]*"', '"[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]"'
TIME = r'"[0-9]{4}-[01][0-9]-[0-3][0-9]T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{6}Z"'
FIXED = {"v": "1", "seq": NUMBER, "at": TIME, "sd": rf"\[{DIGEST}(?:,{DIGEST})*\]"}
VALUES = {str: TEXT, int: NUMBER, bool: "(?:true|false)"}
forms: dict[bytes, list[Callable[[bytes], re.Match[bytes] | None]]] = {}
date = functools.lru_cache(maxsize=100)(datetime.date.fromisoformat)
# And of what stands beside them, in the one way in which Countersign writes it; any other is read as JSON.
URL, STANDARD = bytes.maketrans(b"+/", b"-_"), bytes.maketrans(b"-_", b"+/")
LINE = re.compile(rb'\{"seq":([0-9]{1,15}),"disclosures":\[(?:"([A-Za-z0-9_",-]+)")?\],"withheld":(\[.*\])\}\n')
SALT, INSIDE = '"[A-Za-z0-9_-]{21}[AQgw]"', r'[^"\\\x00-\x1f]*'
ANY_TEXT = rf'"{INSIDE}(?:\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{{4}}){INSIDE})*"'
ARRAYS = re.compile(rf'^(?:\[{SALT},"([a-z][a-z0-9_]*)",(?:{ANY_TEXT}|true|false|{NUMBER})\]|(.*))$', re.M)
RANGES = re.compile(rb'"([0-9]{1,15}(?:-[0-9]{1,15})?(?: [0-9]{1,15}(?:-[0-9]{1,15})?)*)"')
# And what an entry can be about.
SUBMITTED, RELEASED = {b'"proposal.submitted"', b'"revision.submitted"'}, {b'"publish.started"', b'"publish.succeeded"'}
ENDED = {b'"review.rejected"', b'"review.changes_requested"', b'"proposal.expired"', b'"proposal.withdrawn"'}
FOLLOWED = SUBMITTED | RELEASED | ENDED | {b'"revision.checked"', b'"review.approved"', b'"review.withdrawn"'}


def entry(leaf: bytes) -> tuple[bytes, ...]:
    """What an entry says, in the order of `Said`; Wrong unless it is written in the one way in which it can be."""
    start = leaf.find(b'"action":"')
    action = leaf[start : leaf.find(b'"', start + 10)]
    for form in forms.get(action, ()):
        match = form(leaf)
        if match:
            return match.groups()
    fields, said, parts = load(leaf), dict.fromkeys(Said._fields, b""), dict.fromkeys(Said._fields, "()")
    for name, value in fields.items():
        rule = FIXED.get(name) or VALUES.get(type(value), "")
        flat = all(type(each) in VALUES for each in (value if name == "sd" and isinstance(value, list) else [value]))
        text = json.dumps(value, separators=(",", ":")) if flat else ""
        if not re.fullmatch("[a-z][a-z0-9_]*", name) or not text or not (rule is TEXT or re.fullmatch(rule, text)):
            raise Wrong(f"{name[:60]!r} is no field of an entry, or not in its form.")
        if name in said:
            said[name], rule = text.encode(), f"({rule})"
        parts[name] = f',"{name}":{rule}'
    if json.dumps(fields, sort_keys=True, separators=(",", ":")).encode() != leaf:
        raise Wrong("The entry is not written with sorted names, in ASCII, without spaces.")
    if not {"v", "seq", "at"} <= set(fields) or not re.match(b'"[^"]', said["action"]):
        raise Wrong("An entry says v, seq, at and action.")
    if len(forms) < 1000 and len(forms.setdefault(action, [])) < 20:
        written = "".join(parts[name] for name in sorted(parts)).replace(",", "", 1)
        forms[action].append(re.compile(rf"\{{{written}\}}".encode()).fullmatch)
    return tuple(said.values())


def included(index: Any, leaf: bytes, path: list[bytes], head: Checkpoint) -> Said:
    """What the entry says; Wrong unless the path shows it at this index of the checkpoint's tree."""
    if not 0 <= a(int, index) < head.size:
        raise Wrong("The checkpoint does not cover the entry.")
    said, (root, _) = Said(*entry(leaf)), follow(index, head.size, sha256(b"\x00" + leaf).digest(), path)
    if root != head.root or int(said.seq) != index or not date(said.at[1:11].decode()):
        raise Wrong("The entry is not in the log at this place.")
    return said


def disclosed(texts: list[bytes]) -> tuple[list[bytes], list[str]]:
    """The digests by which entries name these disclosures, and their names; all at once, because that is quicker."""
    lines = b"\n".join(texts)
    try:
        data = [binascii.a2b_base64(each + b"==") for each in lines.translate(STANDARD).split(b"\n")] if texts else []
        arrays = b"\n".join(data).decode("utf-8", "surrogatepass")
    except ValueError:
        raise Wrong("A disclosure is not base64url of UTF-8.") from None
    again = b"".join(map(binascii.b2a_base64, data)).translate(URL, b"=")
    if again != lines + b"\n" * bool(texts) or len(data) != len(texts):
        raise Wrong("A disclosure is not base64url as it has to be written.")
    if arrays.count("\n") < len(texts):
        names = [name or name_in(encoded(other)) for name, other in ARRAYS.findall(arrays)]
    else:
        names = list(map(name_in, data))
    digests = b"".join([binascii.b2a_base64(sha256(text).digest()) for text in texts]).translate(URL, b"=")
    return digests.split(b"\n")[:-1], names


def name_in(array: bytes) -> str:
    value = load(array, list)
    if len(value) != 3 or not re.fullmatch(SALT, json.dumps(value[0])):
        raise Wrong("A disclosure is not [salt of 128 bits, name, value].")
    return str(a(str, value[1]))


@functools.lru_cache(maxsize=1000)
def counted(written: bytes) -> tuple[int, list[dict[str, Any]]]:
    """How many values are withheld, and the list of how many of them why."""
    listed = load(written, list)
    for each in listed:
        a(dict, each, "count", "why", *(["entry"] if a(dict, each).get("why") == "erased" else []))
        if a(int, each["count"]) < 1 or not a(str, each["why"]) or a(int, each.get("entry", 0)) < 0:
            raise Wrong("What is withheld has a count and a reason, and if it was erased, the entry that says so.")
    return sum(each["count"] for each in listed), listed


def accounted(index: int, line: bytes) -> tuple[list[bytes], bytes]:
    """What a line of disclosures.jsonl discloses of this entry, and what it says of what is withheld."""
    match = LINE.fullmatch(line)
    if not match:
        value = load(line, dict, "seq", "disclosures", "withheld")
        ordered = {name: value[name] for name in ("seq", "disclosures", "withheld")}
        match = LINE.fullmatch(json.dumps(ordered, separators=(",", ":")).encode() + line[-1:])
    if not match or int(match[1]) != index:
        raise Wrong(f"disclosures.jsonl has no line of entry {index} at its place, or not in its form.")
    return match[2].split(b'","') if match[2] else [], match[3]


def look(part: SimpleNamespace) -> SimpleNamespace:
    """What some entries in a row tell by themselves; points 2 and 6 of them, each up to the first that is wrong."""
    with open(f"{part.folder}/log.jsonl", "rb") as log:
        log.seek(part.log[0])
        leaves = log.read(part.log[1]).split(b"\n")[:-1]
    part.subtrees, part.began, part.ended, part.wrong, part.steps = subtrees(part.first, leaves), b"", b"", [], []
    part.policies, part.withheld, part.erased, part.erasures = set(), Counter(), [], {}
    point, index, rows = 2, part.first, []
    try:
        for index, leaf in enumerate(leaves, part.first):
            said = entry(leaf)
            action, _, _, time, _, before, _, entries, _, policy, _, _, _, digests, seq, _ = said
            if int(seq) != index or time < part.ended or not date(time[1:11].decode()):
                raise Wrong("The entry is not at its place, or not of its time.")
            part.began, part.ended = part.began or time, time
            if policy:
                part.policies.update((policy, before))
            if action in FOLLOWED:
                part.steps.append(said)
            elif action == b'"record.erased"':
                part.erasures[index] = entries
            if digests:
                rows.append((index, digests[2:-2].split(b'","')))
        point = 6
        with open(f"{part.folder}/disclosures.jsonl", "rb") as beside:
            beside.seek(part.beside[0])
            lines = [accounted(index, beside.readline(LONGEST)) for index, _ in rows]
            if beside.tell() != sum(part.beside):
                raise Wrong("Among the lines from here on, disclosures.jsonl has one of no entry.")
        try:
            known, names = disclosed([text for texts, _ in lines for text in texts])
        except Wrong:  # One after the other, then, to say which it is.
            known, names = [], []
        at = 0
        for (index, named), (texts, withheld) in zip(rows, lines):  # noqa: B905
            start, at, once = at, at + len(texts), set(named)
            given, called = (known[start:at], names[start:at]) if known else disclosed(texts)
            count, reasons = counted(withheld)
            if sorted(once) != named or not once.issuperset(given) or len(set(called)) != len(texts):
                raise Wrong("What is disclosed is not what the entry names by its digests, or is so twice.")
            if count + len(texts) != len(named):
                raise Wrong("Disclosed and withheld do not add up to the digests of the entry.")
            for each in reasons:
                part.withheld[each["why"]] += each["count"]
                if each["why"] == "erased":
                    part.erased.append((each["entry"], index))
    except (ValueError, RecursionError) as wrong:
        part.wrong.append((point, index, str(wrong)))
    return part


def looked_at(parts: Iterator[SimpleNamespace], many: bool) -> Iterator[SimpleNamespace]:
    """The parts in order, each looked at: where they are many, by as many processes as there are processors."""
    try:
        from concurrent.futures import ProcessPoolExecutor as Pool

        pool = Pool(initializer=gc.disable) if many else None  # There are no cycles to collect.
    except (ImportError, NotImplementedError, OSError):
        pool = None  # Some machines have no semaphores, or let nobody start a process: then one after the other.
    if pool is None:
        yield from map(look, parts)
        return
    with pool:
        waiting = deque(pool.submit(look, part) for part in itertools.islice(parts, 2 * (os.cpu_count() or 1)))
        while waiting:
            yield waiting.popleft().result()
            waiting.extend(pool.submit(look, part) for part in itertools.islice(parts, 1))


@functools.lru_cache(maxsize=1000)
def people(listed: bytes) -> frozenset[int]:
    """Numbers of people: PROPOSER-07 and APPROVER-07 are one."""
    match = re.fullmatch(b'"([A-Z]+-[0-9]{2,9}(?:,[A-Z]+-[0-9]{2,9})*)"', listed)
    if not match:
        raise Wrong(f"{listed.decode()} is no person's number.")
    return frozenset(int(each.rpartition(b"-")[2]) for each in match[1].split(b","))


class Revision:
    """One wording: the entry of its last check, what that asks for, and who approves it by that check."""

    check, required, forbidden, ended = b"", 1, False, False
    approved: frozenset[int] = frozenset()
    released_by: frozenset[int] | None = None


class Replies:
    """Point 9, by the rule of Countersign's own last gate, as far as leaves tell. What is published is forgotten."""

    def __init__(self) -> None:
        self.authors: dict[bytes, frozenset[int]] = {}
        self.revisions: dict[bytes, dict[bytes, Revision] | None] = {}
        self.released = self.unknown = 0

    def see(self, said: Said) -> None:
        """Take in one entry; Wrong if by it somebody speaks alone, ValueError if it does not say what it has to."""
        name, action = said.proposal, said.action
        if not name.startswith(b'"') or not said.revision.lstrip(b"-").isdigit():
            raise Wrong("An entry about a reply names it by a text, and its revision by a number.")
        if action == b'"proposal.submitted"':
            self.revisions.setdefault(name, defaultdict(Revision))
        elif name not in self.revisions:
            self.unknown += action == b'"publish.started"'
        revisions = self.revisions.get(name, {})
        if revisions is None and action in RELEASED:
            raise Wrong(f"The reply {name.decode()} goes out once more after it was published.")
        if not isinstance(revisions, defaultdict):
            return
        revision, authors = revisions[said.revision], self.authors.get(name, frozenset())
        if action in SUBMITTED:
            self.authors[name] = authors | people(said.actor)
        elif action == b'"revision.checked"':  # What was approved by an earlier check is approved no more.
            revision.check, revision.approved, revision.required = said.seq, frozenset(), int(said.required)
            revision.forbidden = said.severity == b'"block"'
        elif action == b'"review.approved"':
            if not said.actor or (b"%d" % int(said.check) == revision.check and b'"APPROVER-' in said.actor):
                revision.approved |= people(said.actor)
        elif action == b'"review.withdrawn"':
            revision.approved -= people(said.actor)
        elif action in ENDED:
            revision.ended = True
        elif action == b'"publish.started"':
            self.released += 1
            revision.released_by = standing = revision.approved - authors
            if not revision.check or revision.forbidden or revision.ended:
                raise Wrong(f"The reply {name.decode()} goes out unchecked, forbidden by a rule, or after its end.")
            if len(standing) < max(1, revision.required):
                raise Wrong(f"The reply {name.decode()} goes out with too few approvals by others than its authors.")
        else:
            self.revisions[name] = None
            self.authors.pop(name, None)
            released_by = revision.released_by
            if released_by is None:
                raise Wrong(f"The reply {name.decode()} is published, and no entry releases it.")
            if said.approvers and not (people(said.authors) == authors and people(said.approvers) <= released_by):
                raise Wrong(f"The entry names other authors or approvers of {name.decode()} than those on record.")


class Bundle:
    """One folder: what does not hold in it, by point, and what cannot be known from it."""

    def __init__(self, folder: str, trust: Trust | None, older: str | None) -> None:
        self.folder, self.given, self.older = folder, trust, read(older) if older else None
        self.replies = Replies()
        self.wrong: dict[int, list[str]] = defaultdict(list)
        self.unknown = ["what the log never saw, what was untrue when it was written down, and who a number is;"]
        self.unknown.append("whether report.html and log.csv say what the entries say: nothing here makes them anew;")
        self.looked: set[int] = set()
        self.named: set[bytes] = set()
        self.withheld: Counter[str] = Counter()
        self.erased: dict[int, list[int]] = defaultdict(list)

    def verify(self) -> bool:
        steps: dict[Callable[[], None], Sequence[int]] = {
            self.files: [1], self.signed: [4], self.sealed: [5], self.grown: [8], self.entries: [3, 2, 6, 9],
            self.policies: [7],
        }  # fmt: skip
        for step, points in steps.items():
            try:
                self.looked.update(points)
                step()
            except ValueError as wrong:
                self.wrong[points[0]].append(str(wrong))
                self.looked.difference_update(points[1:])  # What is no part of the log is worth no look.
                if points[0] in (1, 4, 5):
                    break  # The others rest on it.
        return not any(self.wrong.values())

    def files(self) -> None:
        found, folders = set(), [""]
        for inside in folders:
            for each in os.scandir(os.path.join(self.folder, inside)):
                if each.is_file(follow_symlinks=False):
                    found.add(inside + each.name)
                elif inside + each.name == "policies" and each.is_dir(follow_symlinks=False):
                    folders.append("policies/")
                else:
                    raise Wrong(f"{inside + each.name} is no ordinary file.")
        if "manifest.json" not in found:
            raise Wrong("There is no manifest.json: this is no bundle, or not all of one.")
        data = read(self.folder, "manifest.json")
        self.manifest, self.digest = load(data, dict, *MANIFEST), sha256(data).hexdigest().encode()
        self.first, self.last, listed = (self.manifest[name] for name in ("first", "last", "files"))
        said, accounts = self.manifest, a(list, self.manifest["accounts"])
        texts = [*accounts, said["from"], said["made"], said["to"], said["why"]]
        if said["format"] != "countersign-bundle/1" or list(said) != MANIFEST:
            raise Wrong("manifest.json is of another format, or its names are not sorted.")
        if any(type(each) is not str for each in texts) or said["audience"] not in ("council", "hr"):
            raise Wrong("manifest.json does not say for whom it is, and why.")
        if not 0 <= a(int, self.first) <= a(int, self.last):
            raise Wrong("manifest.json does not say which entries these are.")
        own = {name for name in a(dict, listed) if not re.fullmatch(r"policies/[0-9a-f]{64}\.json", name)}
        odd = (own ^ SEALED) - {"report.html"} | ((found - MAY_BE) ^ (set(listed) | BESIDE))
        if odd:
            raise Wrong(f"These files are missing, or are not of this bundle: {', '.join(sorted(odd)[:9])}.")
        for name in listed:
            hashing = sha256()
            with open(os.path.join(self.folder, name), "rb") as file:
                for block in iter(lambda: file.read(1 << 20), b""):
                    hashing.update(block)
                if listed[name] != {"bytes": file.tell(), "sha256": hashing.hexdigest()}:
                    self.wrong[1].append(f"{name} is not the file that the manifest names.")
        if "checkpoint.tsr" in found:
            self.unknown.append("whether the time stamp is right: openssl ts -verify says so, with its roots;")

    def signed(self) -> None:
        theirs = read(self.folder, "trust.txt")
        trust = self.given or Trust(theirs)
        if not self.given:
            self.unknown.append("whose keys these are: they are the city's own word. Compare them with another source:")
            self.unknown += [f"    {key}" for key in trust.written]
        elif theirs != trust.data:
            self.unknown.append("why trust.txt, which the city publishes, is not the trust policy that you gave.")
        if trust.quorum == "none":
            self.unknown.append("whether others are shown another log: the trust policy asks for no witness.")
        self.check = trust.check
        self.head = self.check(read(self.folder, "checkpoint.txt"))
        if self.head.origin != self.manifest["origin"]:
            raise Wrong(f"The checkpoint is of the log {self.head.origin}, and the manifest of another.")

    def sealed(self) -> None:
        proofs = load(read(self.folder, "proofs.json"), dict, "before", "after", "seal", "consistency")
        self.before, self.after = hashes(proofs["before"]), hashes(proofs["after"])
        self.grew = {size: hashes(path) for size, path in a(dict, proofs["consistency"]).items()}
        seal = a(dict, proofs["seal"], "index", "leaf", "path")
        said = included(seal["index"], encoded(seal["leaf"]), hashes(seal["path"]), self.head)
        if said.action != b'"export.sealed"' or said.manifest != b'"%s"' % self.digest or seal["index"] < self.last:
            raise Wrong("The entry that should seal this export is not about this manifest, or is from before it.")

    def grown(self) -> None:
        if self.older is None:
            self.looked.discard(8)
            self.unknown.append("whether the log only grew: give a checkpoint that you kept from before, with --older;")
            return
        old = self.check(self.older)
        path, at, last = list(self.grew.get(str(old.size), ())), old.size - 1, self.head.size - 1
        same_one = at == last and old.root == self.head.root and not path
        if old.origin != self.head.origin or not (same_one or (0 <= at < last and path)):
            raise Wrong("It is of another log or of no entry, is not the older one, or nothing here shows the growth.")
        if same_one:
            return
        while at & 1:
            at, last = at >> 1, last >> 1
        start = path.pop(0) if at else old.root
        if follow(at, last + 1, start, path, start) != (self.head.root, old.root):
            raise Wrong("The log does not begin with that of the older checkpoint.")

    def parts(self) -> Iterator[SimpleNamespace]:
        """Where the entries are, and what stands beside them: some hundred at a time."""
        index, at, beside_at = self.first, 0, 0
        with open(f"{self.folder}/log.jsonl", "rb") as log, open(f"{self.folder}/disclosures.jsonl", "rb") as beside:
            for block in iter(lambda: log.read(PART), b""):
                block += log.readline(LONGEST)
                if block[-1:] != b"\n":
                    raise Wrong("log.jsonl does not end with a newline, or a line is too long.")
                lines = itertools.islice(iter(lambda: beside.readline(LONGEST), b""), block.count(b',"sd":["'))
                ours, theirs = (at, len(block)), (beside_at, sum(map(len, lines)))
                yield SimpleNamespace(folder=self.folder, first=index, log=ours, beside=theirs)
                index, at, beside_at = index + block.count(b"\n"), sum(ours), sum(theirs)
            if index != self.last or beside.read(1):
                raise Wrong("There are more or fewer lines than the manifest says, or disclosures of no entry.")

    def entries(self) -> None:
        """In one pass: memory does not grow with the log, but for a little for each reply."""
        size, stack, latest, erasures = self.first, self.before, b"", {}
        if len(stack) != bin(size).count("1"):
            raise Wrong("proofs.json has more or fewer hashes before the first entry than there can be.")
        for part in looked_at(self.parts(), os.path.getsize(f"{self.folder}/log.jsonl") > 64 * PART):
            for subtree in part.subtrees:
                size = grow(size, stack, *subtree)
            if part.began < latest:
                part.wrong.append((2, part.first, "The entry is from before the one before it."))
            latest = part.ended or latest
            self.named |= part.policies
            self.withheld += part.withheld
            erasures.update(part.erasures)
            for by, index in part.erased:
                self.erased[by].append(index)
            for said in map(Said._make, [] if self.wrong[2] else part.steps):
                try:
                    self.replies.see(said)
                except ValueError as wrong:
                    sentence = str(wrong) if isinstance(wrong, Wrong) else "An entry of its kind must say more."
                    part.wrong.append((9, int(said.seq), sentence))
            for point, index, sentence in part.wrong:
                self.say(point, index, sentence)
        for found in self.after:
            level = (self.head.size - size).bit_length() - 1
            while level > 0 and size & ((1 << level) - 1):
                level -= 1
            size = grow(size, stack, max(level, 0), found)
        root = functools.reduce(lambda right, left: node(left, right), stack[::-1] or [b""])
        if (size, root) != (self.head.size, self.head.root):
            raise Wrong("Something is not as it was when the checkpoint was signed: the entries lead to another root.")
        if self.wrong[2]:
            self.looked -= {6, 9}  # What came after such a line was not looked at.
            return
        for by in [each for each in self.erased if each < self.last or each >= self.head.size]:
            self.erasure(by, self.erased.pop(by), erasures.get(by, b""))

    def erasure(self, by: int, seqs: list[int], written: bytes) -> None:
        """Whether an entry says that values of all of these, which are in order, were erased."""
        match = RANGES.fullmatch(written) if by > seqs[-1] else None
        pairs = [[int(each) for each in pair.split(b"-")] for pair in match[1].split(b" ")] if match else []
        pairs.sort(reverse=True)
        for seq in seqs:
            while pairs and pairs[-1][-1] < seq:
                pairs.pop()
            if not pairs or pairs[-1][0] > seq:
                self.say(6, seq, f"Entry {by}, which should say that values of this one were erased, does not.")
                break

    def policies(self) -> None:
        here = {name[9:-5] for name in self.manifest["files"] if name.startswith("policies/")}
        named = {name[1:-1].decode() for name in self.named if re.fullmatch(rb'"[0-9a-f]{64}"', name)}
        if here != named and not self.wrong[2]:
            raise Wrong(f"These policies are named and missing, or not named: {', '.join(sorted(here ^ named)[:9])}.")
        for digest in sorted(here):
            files = load(read(self.folder, "policies", f"{digest}.json"))
            lines = "".join(f"{sha256(encoded(text)).hexdigest()}  {name}\n" for name, text in sorted(files.items()))
            if sha256(encoded(lines)).hexdigest() != digest:
                raise Wrong(f"policies/{digest}.json is not the policy of that name.")

    def say(self, point: int, index: int, sentence: str) -> None:
        if len(self.wrong[point]) < 20:
            self.wrong[point].append(f"log.jsonl, line {index - self.first + 1} (entry {index}): {sentence}")


def receipt(data: bytes, trust: Trust) -> list[str]:
    """One post's receipt (c2sp.org/tlog-proof), in words."""
    head, _, note = data.partition(b"\n\n")
    first, extra, index, *path = f"{head.decode('utf-8', 'replace')}\n\n".split("\n")
    if first != "c2sp.org/tlog-proof@v1" or extra[:6] != "extra " or not re.fullmatch(INDEX, index):
        raise Wrong("This is no receipt: it would begin with c2sp.org/tlog-proof@v1, and say extra and index.")
    checkpoint, (leaf, _, text) = trust.check(note), unbase64(extra[6:]).partition(b"\n")
    said = included(int(index[6:]), leaf, hashes(path[:-2]), checkpoint)
    if said.action != b'"publish.succeeded"' or not (said.authors and said.approvers and said.sd):
        raise Wrong("The entry is not that of a post, or does not say who wrote it and who approved it.")
    authors, approvers = people(said.authors), people(said.approvers)
    wrote, approved = (" and ".join(f"{each:02d}" for each in sorted(some)) for some in (authors, approvers))
    (digest,), (name,) = disclosed([text])
    if name != "url" or digest not in said.sd[2:-2].split(b'","'):
        raise Wrong("The link is not that of the entry.")
    if authors & approvers or len(approvers) <= said.approvers.count(b","):
        raise Wrong("Somebody who wrote the post approved it, or one approver stands there as two.")
    return [
        f"The post {a(str, load(binascii.a2b_base64(text.translate(STANDARD) + b'=='), list)[2])}",
        f"was written by person {wrote}, and approved by person {approved}, who wrote none of it.",
        f"It was published at {said.at.decode()}, says the log {checkpoint.origin}, signed by {checkpoint.signers}.",
    ]


def report(bundle: Bundle, holds: bool) -> list[str]:
    lines: list[str] = []
    for number, title in POINTS.items():
        word = "FAILS" if bundle.wrong[number] else "holds" if number in bundle.looked else "  -  "
        lines += [f"{word}  {number}. {title}", *(f"          {sentence}" for sentence in bundle.wrong[number])]
    lines += ["", "What cannot be known from this:", *(f"  {sentence}" for sentence in bundle.unknown)]
    if bundle.withheld:
        by = ", ".join(f"{count:,} ({why})" for why, count in sorted(bundle.withheld.items())[:20])
        lines.append(f"  {sum(bundle.withheld.values()):,} values that are withheld: {by};")
    for entry_, seqs in sorted(bundle.erased.items())[:20]:
        lines.append(f"  whether entry {entry_}, outside this bundle, says that values of {len(seqs)} were erased;")
    if bundle.replies.unknown:
        lines.append(f"  who approved {bundle.replies.unknown} replies that were proposed before this bundle begins;")
    if holds:
        count, released = bundle.last - bundle.first, bundle.replies.released
        lines += ["", f"All of it holds: {count:,} entries, {released:,} replies released, none by one person alone."]
    else:
        lines += ["", "SOMETHING DOES NOT HOLD. Do not rely on this bundle; ask who gave it to you."]
    return lines


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Verifies a bundle, or one post's receipt.")
    parser.add_argument("folder", nargs="?", help="the bundle")
    parser.add_argument("--trust", metavar="FILE", help="the trust policy, from elsewhere than the bundle")
    parser.add_argument("--older", metavar="FILE", help="a checkpoint that you kept from before")
    parser.add_argument("--receipt", metavar="FILE", help="a post's receipt, instead of a bundle")
    asked = parser.parse_args(arguments)
    if bool(asked.folder) == bool(asked.receipt) or (asked.receipt and not asked.trust):
        parser.error("Give a bundle's folder, or --receipt FILE with --trust FILE.")
    code = 2
    try:
        trust = Trust(read(asked.trust)) if asked.trust else None
        code = 1
        if asked.receipt and trust:
            lines = receipt(read(asked.receipt), trust)
        else:
            bundle = Bundle(asked.folder, trust, asked.older)
            lines = report(bundle, bundle.verify())
        code = 1 if asked.folder and any(bundle.wrong.values()) else 0
    except ValueError as wrong:
        lines = [f"FAILS  {wrong}"]
    except OSError as error:
        code, lines = 2, [f"{error.filename} cannot be read: {error.strerror}."]
    for line in lines:  # Nothing in a bundle may move the cursor or look like something else.
        sys.stdout.write("".join(each if " " <= each <= "~" else ascii(each)[1:-1] for each in line) + "\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
