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
import hashlib
import io
import json
import os
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Sequence
from typing import Any, BinaryIO, NamedTuple

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
sha256 = hashlib.sha256


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
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
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


JSON = json.JSONDecoder(object_pairs_hook=unique, parse_int=whole, parse_float=whole, parse_constant=whole)


def a(form: type, value: Any, *names: str) -> Any:
    """The value, if it is of this form: an object of exactly these names, if they are given."""
    found: Any = type(value)
    if found is not form or (names and set(value) != set(names)):
        raise Wrong(f"{str(value)[:60]!r} stands where something else should: {' '.join(names) or form.__name__}.")
    return value


def load(data: bytes, form: type = dict, *names: str) -> Any:
    try:
        value = JSON.decode(data.decode("utf-8", "surrogatepass"))
    except RecursionError:
        raise Wrong("The JSON is nested too deeply.") from None
    except ValueError as error:
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
NAME = r"[^\s+\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\ud800-\udfff]+"


class Checkpoint(NamedTuple):
    origin: str
    size: int
    root: bytes
    signers: str


class Trust:
    """Which keys are believed, and which witnesses must have cosigned."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.keys: dict[Any, bytes] = {}
        self.written: list[str] = []
        self.groups: dict[Any, tuple[int, list[Any]]] = {"none": (0, [])}
        self.inside, self.quorum = {"none"}, ""
        for number, line in enumerate(data.decode("utf-8", "surrogateescape").split("\n"), 1):
            words = [word for word in re.split("[ \t]+", line) if word]
            try:
                if re.search("[\x00-\x08\x0b-\x1f\x7f]", line) or len(self.groups) > 500:
                    raise Wrong("It has control characters, or there are too many lines.")
                if words and not words[0].startswith("#"):
                    self.take(*words)
            except Wrong as wrong:
                raise Wrong(f"Line {number} of the trust policy: {wrong}") from None
        if not self.quorum:
            raise Wrong("The trust policy has no quorum line.")

    def take(self, word: str, *rest: str) -> None:
        new = bool(rest) and rest[0] not in self.groups
        if word == "log" and len(rest) in (1, 2):
            self.key(rest[0], 1)
        elif word == "witness" and len(rest) in (2, 3) and new:
            self.groups[rest[0]] = 1, [self.key(rest[1], 4)]
        elif word == "group" and len(rest) > 2 and new:
            name, least, *members = rest
            least = {"any": "1", "all": str(len(members))}.get(least, least)
            if not set(members) <= set(self.groups) - self.inside or len(set(members)) < len(members):
                raise Wrong("Each member is a witness or a group of a line before, and is a member once.")
            if not re.fullmatch("[0-9]{1,9}", least) or not 1 <= int(least) <= len(members):
                raise Wrong(f"{least} of {len(members)} members cannot be asked for.")
            self.groups[name] = int(least), list(members)
            self.inside.update(members)
        elif word == "quorum" and len(rest) == 1 and not new and not self.quorum:
            self.quorum = rest[0]
        else:
            raise Wrong("It is no line of a trust policy, or names something twice or too early.")

    def key(self, written: str, kind: int) -> tuple[str, bytes]:
        match = re.fullmatch(rf"({NAME})\+([0-9a-fA-F]{{8}})\+(.*)", written)
        key = unbase64(match[3]) if match else b""
        if not match or len(key) != 33 or key[0] != kind:
            raise Wrong("This is no Ed25519 key of a log (its first byte is 1) or of a witness (4).")
        key_id, at = sha256(match[1].encode() + b"\n" + key).digest()[:4], point(key[1:])
        if key_id.hex() != match[2].lower() or not at or same(multiply(8, at), (0, 1, 1, 0)):
            raise Wrong(f"The key of {match[1]} was changed in copying.")
        if key in self.keys.values():
            raise Wrong(f"The key of {match[1]} stands there twice.")
        self.keys[match[1], key_id] = key
        self.written.append(written)
        return match[1], key_id

    def met(self, name: Any, by: Container[Any]) -> bool:
        least, members = self.groups[name]
        return sum(each in by or (each in self.groups and self.met(each, by)) for each in members) >= least

    def check(self, data: bytes) -> Checkpoint:
        """The checkpoint, if it is one, and is signed as the policy asks."""
        text, blank, lines = data.decode("utf-8", "replace").rpartition("\n\n")
        rows, head, message = lines.split("\n"), text.split("\n"), text.encode() + b"\n"
        by: set[tuple[str, bytes]] = set()
        if len(data) > 100_000 or re.search("[\x00-\x09\x0b-\x1f\ufffd]", text + lines) or not blank or rows.pop():
            raise Wrong("The checkpoint is not a text, a blank line, and lines with signatures.")
        if len(head) < 3 or not all(head) or not re.fullmatch("0|[1-9][0-9]{0,14}", head[1]) or len(rows) > 100:
            raise Wrong("A checkpoint says its origin, its size and its root, each on a line.")
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


def included(index: Any, leaf: bytes, path: list[bytes], head: Checkpoint) -> dict[str, bytes]:
    """What the entry says; Wrong unless the path shows it at this index of the checkpoint's tree."""
    if not 0 <= a(int, index) < head.size:
        raise Wrong("The checkpoint does not cover the entry.")
    said, (root, _) = entry(leaf), follow(index, head.size, sha256(b"\x00" + leaf).digest(), path)
    if root != head.root or said["seq"] != b"%d" % index or not is_day(said["at"][1:11]):
        raise Wrong("The entry is not in the log at this place.")
    return said


# Entries. The first of a kind is read as JSON and written again to compare; that gives the form of those that follow.
STRING = (
    r'"[ !#-\[\]-~]*(?:\\(?:["\\bfnrt]|u(?:00(?:0[0-7be]|1[0-9a-f]|7f|[89a-f][0-9a-f])|0[1-9a-f][0-9a-f]{2}'
    r'|[1-9a-f][0-9a-f]{3}))[ !#-\[\]-~]*)*"'
)
NUMBER, SALT = "(?:0|-?[1-9][0-9]{0,14})", '"[A-Za-z0-9_-]{21}[AQgw]"'
DIGEST = '"[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]"'
TIME = r'"[0-9]{4}-[01][0-9]-[0-3][0-9]T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{6}Z"'
FIXED = {"v": "1", "seq": NUMBER, "at": TIME, "action": STRING, "sd": rf"\[{DIGEST}(?:,{DIGEST})*\]"}
VALUES = {str: STRING, int: NUMBER, bool: "(?:true|false)"}
forms: dict[bytes, list[Callable[[bytes], re.Match[bytes] | None]]] = {}


def entry(leaf: bytes) -> dict[str, bytes]:
    """The values of a leaf by their names, each as it is written there."""
    start = leaf.find(b'"action":"') + 10
    known = forms.setdefault(leaf[start : leaf.find(b'"', start)] if len(forms) < 1000 else b"", [])
    for form in known:
        match = form(leaf)
        if match:
            return match.groupdict()
    fields, parts = load(leaf), []
    if json.dumps(fields, sort_keys=True, separators=(",", ":")).encode() != leaf:
        raise Wrong("The entry is not written with sorted names, in ASCII, without spaces.")
    for name, value in fields.items():
        if not re.fullmatch("[a-z][a-z0-9_]*", name) or (type(value) not in VALUES and name != "sd"):
            raise Wrong(f"{name[:60]!r} is no field of an entry: those are texts, whole numbers, true and false.")
        parts.append(f'"{name}":(?P<{name}>{FIXED.get(name) or VALUES[type(value)]})')
    form = re.compile(f"{{{','.join(parts)}}}".encode()).fullmatch
    match = form(leaf)
    if not match or not {"v", "seq", "at", "action"} <= set(fields):
        raise Wrong("An entry says v (which is 1), seq, at and action, and its digests under sd, each in its form.")
    known.extend([form] if len(known) < 100 else [])
    return match.groupdict()


@functools.lru_cache(maxsize=100)
def is_day(day: bytes) -> bool:
    try:
        return bool(datetime.date.fromisoformat(day.decode()))
    except ValueError:
        return False


# What stands beside the entries, in the one way in which Countersign writes it; any other is read as JSON.
URL, STANDARD = bytes.maketrans(b"+/", b"-_"), bytes.maketrans(b"-_", b"+/")
LINE = re.compile(rb'\{"seq":([0-9]{1,15}),"disclosures":\[(?:"([A-Za-z0-9_",-]+)")?\],"withheld":(\[.*\])\}\n')
RANGES = re.compile(rb'"([0-9]{1,15}(?:-[0-9]{1,15})?(?: [0-9]{1,15}(?:-[0-9]{1,15})?)*)"')
SIMPLE = re.compile(rf'\[{SALT},"([a-z][a-z0-9_]*)",(?:"[^"\\\x00-\x1f]*"|true|false|{NUMBER})\]')


def disclosed(text: bytes) -> tuple[bytes, str]:
    """The digest by which an entry names this disclosure, and the name that it gives its value."""
    try:
        data = binascii.a2b_base64(text.translate(STANDARD) + b"=" * (-len(text) % 4))
        array = data.decode("utf-8", "surrogatepass")
    except ValueError:
        raise Wrong("A disclosure is not base64url of UTF-8.") from None
    if binascii.b2a_base64(data, newline=False).rstrip(b"=").translate(URL) != text:
        raise Wrong("A disclosure is not base64url as it has to be written.")
    digest = binascii.b2a_base64(sha256(text).digest()).translate(URL)[:43]
    match = SIMPLE.fullmatch(array)
    if match:
        return digest, match[1]
    value = load(data, list)
    if len(value) != 3 or not re.fullmatch(SALT, json.dumps(value[0])) or not isinstance(value[1], str):
        raise Wrong("A disclosure is not [salt of 128 bits, name, value].")
    return digest, value[1]


@functools.lru_cache(maxsize=1000)
def counted(written: bytes) -> tuple[int, list[dict[str, Any]]]:
    """How many values are withheld, and the list of how many of them why."""
    listed = load(written, list)
    for each in listed:
        a(dict, each, "count", "why", *(["entry"] if a(dict, each).get("why") == "erased" else []))
        if a(int, each["count"]) < 1 or not a(str, each["why"]) or a(int, each.get("entry", 0)) < 0:
            raise Wrong("What is withheld has a count and a reason, and if it was erased, the entry that says so.")
    return sum(each["count"] for each in listed), listed


class Revision:
    """One wording: the entry of its last check, what that asks for, and who approves it by that check."""

    check, required, forbidden, ended = b"", 1, False, False

    def __init__(self) -> None:
        self.approved: set[int] = set()
        self.released_by: set[int] | None = None


class Reply:
    def __init__(self) -> None:
        self.authors: set[int] = set()
        self.revisions: dict[bytes, Revision] = defaultdict(Revision)


@functools.lru_cache(maxsize=1000)
def people(listed: bytes) -> set[int]:
    """Numbers of people: PROPOSER-07 and APPROVER-07 are one."""
    match = re.fullmatch(b'"([A-Z]+-[0-9]{2,9}(?:,[A-Z]+-[0-9]{2,9})*)"', listed)
    if not match:
        raise Wrong(f"{listed.decode()} is no person's number.")
    return {int(each.rpartition(b"-")[2]) for each in match[1].split(b",")}


SUBMITTED, RELEASED = {"proposal.submitted", "revision.submitted"}, {"publish.started", "publish.succeeded"}
ENDED = {"review.rejected", "review.changes_requested", "proposal.expired", "proposal.withdrawn"}
FOLLOWED = SUBMITTED | RELEASED | ENDED | {"revision.checked", "review.approved", "review.withdrawn"}
ABOUT_REPLIES = {f'"{action}"'.encode(): action for action in FOLLOWED}


class Replies:
    """Point 9, by the rule of Countersign's own last gate, as far as leaves tell. What is published is forgotten."""

    def __init__(self) -> None:
        self.replies: dict[bytes, Reply | None] = {}
        self.released = self.unknown = 0

    def see(self, _index: int, said: dict[str, bytes]) -> None:
        """Take in one entry; Wrong if by it somebody speaks alone."""
        action = ABOUT_REPLIES.get(said["action"])
        if action is None:
            return
        name = said["proposal"]
        if not name.startswith(b'"') or not said["revision"].lstrip(b"-").isdigit():
            raise Wrong("An entry about a reply names it by a text, and its revision by a number.")
        if action == "proposal.submitted":
            self.replies.setdefault(name, Reply())
        elif name not in self.replies:
            self.unknown += action == "publish.started"
            return
        reply = self.replies[name]
        if reply is None:
            if action in RELEASED:
                raise Wrong(f"The reply {name.decode()} goes out once more after it was published.")
            return
        revision = reply.revisions[said["revision"]]
        if action in SUBMITTED:
            reply.authors |= people(said["actor"])
        elif action == "revision.checked":  # What was approved by an earlier check is approved no more.
            revision.check, revision.approved, revision.required = said["seq"], set(), int(said["required"])
            revision.forbidden = said.get("severity") == b'"block"'
        elif action == "review.approved" and said["check"] == revision.check and b'"APPROVER-' in said["actor"]:
            revision.approved |= people(said["actor"])
        elif action == "review.withdrawn":
            revision.approved -= people(said["actor"])
        elif action in ENDED:
            revision.ended = True
        elif action == "publish.started":
            self.released += 1
            revision.released_by = standing = revision.approved - reply.authors
            if not revision.check or revision.forbidden or revision.ended:
                raise Wrong(f"The reply {name.decode()} goes out unchecked, forbidden by a rule, or after its end.")
            if len(standing) < max(1, revision.required):
                have = f"{len(standing)} of {max(1, revision.required)} approvals by others than its authors"
                raise Wrong(f"The reply {name.decode()} goes out with {have}.")
        elif action == "publish.succeeded":
            self.replies[name] = None
            if revision.released_by is None:
                raise Wrong(f"The reply {name.decode()} is published, and no entry releases it.")
            if "approvers" in said and not (
                people(said["authors"]) == reply.authors and people(said["approvers"]) <= revision.released_by
            ):
                raise Wrong(f"The entry names other authors or approvers of {name.decode()} than those on record.")


class Bundle:
    """One folder: what does not hold in it, by point, and what cannot be known from it."""

    def __init__(self, folder: str, trust: Trust | None, older: str | None) -> None:
        self.folder, self.given, self.older = folder, trust, read(older) if older else None
        self.replies = Replies()
        self.beside: BinaryIO = io.BytesIO()
        self.wrong: dict[int, list[str]] = defaultdict(list)
        self.unknown: list[str] = []
        self.looked: set[int] = set()
        self.named: set[bytes] = set()
        self.withheld: Counter[str] = Counter()
        self.erased: dict[int, set[int]] = defaultdict(set)

    def verify(self) -> bool:
        steps = (
            ((1,), self.files),
            ((4,), self.signed),
            ((5,), self.sealed),
            ((8,), self.grown),
            ((3, 2, 6, 9), self.entries),
            ((7,), self.policies),
        )
        for points, step in steps:
            try:
                self.looked.update(points)
                step()
            except Wrong as wrong:
                self.wrong[points[0]].append(str(wrong))
                self.looked.difference_update(points[1:])  # What is no part of the log is worth no look.
                if points[0] in (1, 4, 5):
                    break  # The others rest on it.
        return not any(self.wrong.values())

    def files(self) -> None:
        found: set[str] = set()
        folders = [""]
        for inside in folders:
            for each in os.scandir(os.path.join(self.folder, inside)):
                if each.is_file(follow_symlinks=False):
                    found.add(inside + each.name)
                elif not inside and each.name == "policies" and each.is_dir(follow_symlinks=False):
                    folders.append("policies/")
                else:
                    raise Wrong(f"{inside + each.name} is no ordinary file.")
        if "manifest.json" not in found:
            raise Wrong("There is no manifest.json: this is no bundle, or not all of one.")
        data = read(self.folder, "manifest.json")
        self.manifest, self.digest = load(data, dict, *MANIFEST), sha256(data).hexdigest()
        self.first, self.last, listed = (self.manifest[name] for name in ("first", "last", "files"))
        if self.manifest["format"] != "countersign-bundle/1" or list(self.manifest) != MANIFEST:
            raise Wrong("manifest.json is of another format, or its names are not sorted.")
        if self.manifest["audience"] not in ("council", "hr"):
            raise Wrong("manifest.json is for nobody that there are exports for.")
        for text in [self.manifest[name] for name in ("from", "made", "to", "why")] + a(
            list, self.manifest["accounts"]
        ):
            a(str, text)
        if not 0 <= a(int, self.first) <= a(int, self.last):
            raise Wrong("manifest.json does not say which entries these are.")
        own = {name for name in a(dict, listed) if not re.fullmatch(r"policies/[0-9a-f]{64}\.json", name)}
        odd = (own ^ SEALED) - {"report.html"} | ((found - MAY_BE) ^ (set(listed) | BESIDE))
        if odd:
            raise Wrong(f"These files are missing, or are not of this bundle: {', '.join(sorted(odd)[:9])}.")
        for name in sorted(listed):
            size, hashing = 0, sha256()
            with open(os.path.join(self.folder, name), "rb") as file:
                while block := file.read(1 << 20):
                    hashing.update(block)
                    size += len(block)
            if listed[name] != {"bytes": size, "sha256": hashing.hexdigest()}:
                self.wrong[1].append(f"{name} is not the file that the manifest names.")
        if "checkpoint.tsr" in found:
            self.unknown.append(
                "whether the time stamp is right: openssl ts -verify says so, with its authority's roots."
            )

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
        if said["action"] != b'"export.sealed"' or said.get("manifest") != f'"{self.digest}"'.encode():
            raise Wrong("The entry that should seal this export is not about this manifest.")
        if seal["index"] < self.last:
            raise Wrong("The entry that should seal this export is from before it.")

    def grown(self) -> None:
        if self.older is None:
            self.looked.discard(8)
            return
        old = self.check(self.older)
        path, at, last = list(self.grew.get(str(old.size), ())), old.size - 1, self.head.size - 1
        if (
            old.origin != self.head.origin
            or not 0 <= at <= last
            or (at == last and (path or old.root != self.head.root))
        ):
            raise Wrong("The older checkpoint is of another log, of no entry, or it is not the older one.")
        if at < last:
            if not path:
                raise Wrong(
                    f"Nothing in the bundle shows that the log begins with the older one of {old.size} entries."
                )
            while at & 1:
                at, last = at >> 1, last >> 1
            start = path.pop(0) if at else old.root
            if follow(at, last + 1, start, path, start) != (self.head.root, old.root):
                raise Wrong("The log does not begin with that of the older checkpoint.")

    def entries(self) -> None:
        """In one pass: memory does not grow with the log, but for a little for each reply."""
        stack, at, hashing, looks = list(self.before), b"", sha256, ((9, self.replies.see), (6, self.disclosures))
        if len(stack) != bin(self.first).count("1"):
            raise Wrong("proofs.json has more or fewer hashes before the first entry than there can be.")
        log_name, beside_name = f"{self.folder}/log.jsonl", f"{self.folder}/disclosures.jsonl"
        with open(log_name, "rb") as log, open(beside_name, "rb") as self.beside:
            for index in range(self.first, self.last):
                line = log.readline(LONGEST)
                leaf, size = line[:-1], index
                if line[-1:] != b"\n":
                    raise Wrong("log.jsonl ends before its last entry, or a line is too long.")
                hashed = hashing(b"\x00" + leaf).digest()
                while size & 1:
                    hashed, size = hashing(b"\x01" + stack.pop() + hashed).digest(), size >> 1
                stack.append(hashed)
                try:
                    said = entry(leaf)
                    if said["seq"] != b"%d" % index or said["at"] < at or not is_day(said["at"][1:11]):
                        raise Wrong("The entry is not at its place, or not of its time.")
                except Wrong as wrong:
                    self.say(2, index, str(wrong))
                    continue
                at = said["at"]
                if "policy" in said:
                    self.named.update((said["policy"], said.get("before", b"")))
                for point, look in looks:
                    try:
                        look(index, said)
                    except Wrong as wrong:
                        self.say(point, index, str(wrong))
                    except (KeyError, ValueError):
                        self.say(point, index, "The entry does not say what an entry of its kind must say.")
            if log.read(1) or self.beside.read(1):
                raise Wrong("There are more lines than the manifest says, or disclosures of no entry.")
        self.join(stack)

    def join(self, stack: list[bytes]) -> None:
        size = self.last
        for hashed in self.after:
            level = (self.head.size - size).bit_length() - 1
            while level > 0 and size & ((1 << level) - 1):
                level -= 1
            at, size = size >> max(level, 0), size + (1 << max(level, 0))
            while at & 1:
                hashed, at = node(stack.pop(), hashed), at >> 1
            stack.append(hashed)
        root = stack.pop() if stack else sha256(b"").digest()
        while stack:
            root = node(stack.pop(), root)
        if (size, root) != (self.head.size, self.head.root):
            raise Wrong("Something is not as it was when the checkpoint was signed: the entries lead to another root.")

    def disclosures(self, index: int, said: dict[str, bytes]) -> None:
        if index in self.erased:
            self.erasure(self.erased.pop(index), said)
        if "sd" not in said:
            return
        named, line = said["sd"][2:-2].split(b'","'), self.beside.readline(LONGEST)
        match = LINE.fullmatch(line)
        if match:
            seq, listed, withheld = int(match[1]), match[2].split(b'","') if match[2] else [], match[3]
        else:
            value = load(line, dict, "seq", "disclosures", "withheld")
            seq, withheld = value["seq"], json.dumps(value["withheld"]).encode()
            listed = [encoded(each) for each in a(list, value["disclosures"])]
        if seq != index or line[-1:] != b"\n":
            raise Wrong("disclosures.jsonl has no line of this entry at this place.")
        given = dict(map(disclosed, listed))
        if not set(named).issuperset(given) or len(set(given.values())) != len(listed) or sorted(set(named)) != named:
            raise Wrong("What is disclosed is not what the entry names by its digests, or is so twice.")
        count, reasons = counted(withheld)
        if count + len(listed) != len(named):
            raise Wrong("Disclosed and withheld do not add up to the digests of the entry.")
        for each in reasons:
            self.withheld[each["why"]] += each["count"]
            if each["why"] == "erased":
                if not index < each["entry"] < self.head.size:
                    raise Wrong("The entry that should say of the erasure is not after this one.")
                self.erased[each["entry"]].add(index)

    def erasure(self, seqs: set[int], said: dict[str, bytes]) -> None:
        match = RANGES.fullmatch(said.get("entries", b"")) if said["action"] == b'"record.erased"' else None
        pairs = [each.split(b"-") for each in match[1].split(b" ")] if match else []
        missing = [seq for seq in seqs if not any(int(pair[0]) <= seq <= int(pair[-1]) for pair in pairs)]
        if missing:
            raise Wrong(f"It does not say that values of entry {missing[0]} were erased.")

    def policies(self) -> None:
        here = {name[9:-5] for name in self.manifest["files"] if name.startswith("policies/")}
        named = {name[1:-1].decode() for name in self.named if re.fullmatch(rb'"[0-9a-f]{64}"', name)}
        if here != named:
            raise Wrong(f"These policies are named and missing, or not named: {', '.join(sorted(here ^ named)[:9])}.")
        for digest in sorted(here):
            files = load(read(self.folder, "policies", f"{digest}.json"))
            lines = "".join(f"{sha256(encoded(text)).hexdigest()}  {name}\n" for name, text in sorted(files.items()))
            if sha256(encoded(lines)).hexdigest() != digest:
                raise Wrong(f"policies/{digest}.json is not the policy of that name.")

    def say(self, point: int, index: int, sentence: str) -> None:
        if len(self.wrong[point]) < 20:
            self.wrong[point].append(f"log.jsonl, line {index - self.first + 1} (entry {index}): {sentence}")


FIRST_LINE = "c2sp.org/tlog-proof@v1"


def receipt(data: bytes, trust: Trust) -> list[str]:
    """One post's receipt (c2sp.org/tlog-proof), in words."""
    head, _, note = data.partition(b"\n\n")
    first, extra, index, *path = f"{head.decode('utf-8', 'replace')}\n\n".split("\n")
    if (first, extra[:6]) != (FIRST_LINE, "extra ") or not re.fullmatch("index (0|[1-9][0-9]{0,14})", index):
        raise Wrong(f"This is no receipt: it would begin with {FIRST_LINE}, and say extra and index.")
    checkpoint, (leaf, _, text) = trust.check(note), unbase64(extra[6:]).partition(b"\n")
    said = included(int(index[6:]), leaf, hashes(path[:-2]), checkpoint)
    if said["action"] != b'"publish.succeeded"' or not {"authors", "approvers", "sd"} <= set(said):
        raise Wrong("The entry is not that of a post, or does not say who wrote it and who approved it.")
    authors, approvers = people(said["authors"]), people(said["approvers"])
    digest, name = disclosed(text)
    if name != "url" or digest not in said["sd"][2:-2].split(b'","'):
        raise Wrong("The link is not that of the entry.")
    if authors & approvers or len(approvers) <= said["approvers"].count(b","):
        raise Wrong("Somebody who wrote the post approved it, or one approver stands there as two.")
    url = load(binascii.a2b_base64(text.translate(STANDARD) + b"=="), list)[2]
    return [
        f"The post {a(str, url)}",
        f"was written by person {listed(authors)}, and approved by person {listed(approvers)}, who wrote none of it.",
        f"It was published at {said['at'].decode()}, says the log {checkpoint.origin}, signed by {checkpoint.signers}.",
    ]


def listed(numbers: set[int]) -> str:
    return " and ".join(f"{number:02d}" for number in sorted(numbers))


def report(bundle: Bundle, holds: bool) -> list[str]:
    lines: list[str] = []
    for number, title in POINTS.items():
        word = "FAILS" if bundle.wrong[number] else "holds" if number in bundle.looked else "  -  "
        lines += [f"{word}  {number}. {title}", *(f"          {sentence}" for sentence in bundle.wrong[number])]
    lines += [
        "",
        "What cannot be known from this:",
        "  what the log never saw, and whether two numbers are one person;",
    ]
    lines += [f"  {sentence}" for sentence in bundle.unknown]
    if bundle.withheld:
        by = ", ".join(f"{count:,} ({why})" for why, count in sorted(bundle.withheld.items())[:20])
        lines.append(f"  {sum(bundle.withheld.values()):,} values that are withheld: {by};")
    for entry_, seqs in sorted(bundle.erased.items())[:20]:
        lines.append(f"  whether entry {entry_}, outside this bundle, says that values of {len(seqs)} were erased;")
    if bundle.replies.unknown:
        lines.append(f"  who approved {bundle.replies.unknown} replies that were proposed before this bundle begins;")
    if bundle.older is None:
        lines.append("  whether the log only grew: give a checkpoint that you kept from before, with --older.")
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
    except Wrong as wrong:
        lines = [f"FAILS  {wrong}"]
    except OSError as error:
        code, lines = 2, [f"{error.filename} cannot be read: {error.strerror}."]
    for line in lines:  # Nothing in a bundle may move the cursor or look like something else.
        sys.stdout.write("".join(each if " " <= each <= "~" else ascii(each)[1:-1] for each in line) + "\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
