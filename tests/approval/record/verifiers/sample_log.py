"""Keys, the tree and a small log, from docs/record.md and RFC 6962 alone: nothing of approval.record is used here."""

import base64
import hashlib
import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ORIGIN = "city.example/countersign"
NAMING = ("name", "person", "slack_id")
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def b64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def compact(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


@dataclass(frozen=True)
class Key:
    """A signing key: kind 1 signs texts, kind 4 cosigns as a witness. The same name and word give the same key."""

    name: str
    kind: int
    word: str = ""

    @property
    def private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(sha256(f"{self.name} {self.kind} {self.word}".encode()))

    @property
    def public(self) -> bytes:
        return self.private.public_key().public_bytes_raw()

    @property
    def id(self) -> bytes:
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public)[:4]

    @property
    def verifier(self) -> str:
        return f"{self.name}+{self.id.hex()}+{b64(bytes([self.kind]) + self.public)}"

    def line(self, text: str, at: int = 1_795_000_000) -> str:
        if self.kind == 1:
            signature = self.private.sign(text.encode())
        else:
            signature = at.to_bytes(8, "big") + self.private.sign(f"cosignature/v1\ntime {at}\n{text}".encode())
        return f"— {self.name} {b64(self.id + signature)}\n"


LOG_KEY = Key(ORIGIN, 1)
NEXT_LOG_KEY = Key(ORIGIN, 1, "the next")
CLERK, PAPER = Key("clerk.example/witness", 4), Key("paper.example/witness", 4)
TRUST = f"""# Whom we believe.
log {LOG_KEY.verifier}
witness clerk {CLERK.verifier}
witness paper {PAPER.verifier} https://paper.example/witness
group either any clerk paper
quorum either
""".encode()


@dataclass
class Item:
    """One entry before it is bytes: `plain` in the leaf, `private` beside it."""

    action: str
    plain: dict[str, Any]
    private: dict[str, Any]
    # The names of values that are destroyed, and the index of the entry that says so; what the law hides, and why.
    erased: dict[str, int] = field(default_factory=dict)
    hidden: dict[str, str] = field(default_factory=dict)


@dataclass
class Log:
    """Entries that are bytes: the leaves, and beside each its disclosures by name."""

    leaves: list[bytes]
    beside: list[dict[str, str]]
    items: list[Item]


# The tree, as RFC 6962, 2.1, defines it.


def mth(leaves: Sequence[bytes]) -> bytes:
    if len(leaves) < 2:
        return sha256(b"\x00" + leaves[0]) if leaves else sha256(b"")
    k = split(len(leaves))
    return sha256(b"\x01" + mth(leaves[:k]) + mth(leaves[k:]))


def split(n: int) -> int:
    return 1 << (n - 1).bit_length() - 1


def path(m: int, leaves: Sequence[bytes]) -> list[bytes]:
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if m < k:
        return [*path(m, leaves[:k]), mth(leaves[k:])]
    return [*path(m - k, leaves[k:]), mth(leaves[:k])]


def consistency(m: int, leaves: Sequence[bytes], whole: bool = True) -> list[bytes]:
    if m == len(leaves):
        return [] if whole else [mth(leaves)]
    k = split(len(leaves))
    if m <= k:
        return [*consistency(m, leaves[:k], whole), mth(leaves[k:])]
    return [*consistency(m - k, leaves[k:], False), mth(leaves[:k])]


def subtrees(start: int, end: int) -> Iterable[tuple[int, int]]:
    """The perfect subtrees that the entries from start to end make up in a larger tree, each the largest that fits."""
    while start < end:
        size = 1 << (end - start).bit_length() - 1
        while start % size:
            size //= 2
        yield start, start + size
        start += size


def written(log_items: Sequence[Item], seed: int = 1) -> Log:
    """The entries as bytes, one second after the other."""
    rng = random.Random(seed)
    log = Log([], [], list(log_items))
    for seq, item in enumerate(log_items):
        beside = {}
        for name, value in sorted(item.private.items()):
            array = json.dumps([b64url(rng.randbytes(16)), name, value], ensure_ascii=False, separators=(",", ":"))
            beside[name] = b64url(array.encode())
        at = (NOON + timedelta(seconds=seq)).isoformat(timespec="microseconds").replace("+00:00", "Z")
        leaf = {**item.plain, "v": 1, "seq": seq, "at": item.plain.get("at", at), "action": item.action}
        if beside:
            leaf["sd"] = sorted(b64url(sha256(text.encode())) for text in beside.values())
        log.leaves.append(compact(leaf))
        log.beside.append(beside)
    return log


def step(action: str, proposal: str, revision: int, account: str = "police", **plain: Any) -> Item:
    """What Countersign itself did."""
    fields = {"account": account, "proposal": proposal, "revision": revision, **plain}
    return Item(action, fields, {"digest": sha256(f"{proposal} {revision}".encode()).hex()})


def act(action: str, who: str, proposal: str, revision: int, account: str = "police", **plain: Any) -> Item:
    """What a person did, under ROLE-NUMBER."""
    done = step(action, proposal, revision, account, actor=who, role=who.partition("-")[0].lower(), **plain)
    number = who.rpartition("-")[2]
    done.private |= {"person": f"person{number}", "name": f"Zoë Nº {number}", "slack_id": f"U0{number}"}
    if action.endswith(".submitted"):
        done.private |= {"text": f"We're sorry, “friend”.\nLine two of {proposal}/{revision} 🚒", "source": "typed"}
    return done


def pack(version: str) -> dict[str, str]:
    return {"policy.toml": f'version = "{version}"\ntitle = "Übung"\n', "words/rude.txt": "drat\n"}


def pack_digest(files: dict[str, str]) -> str:
    lines = "".join(f"{sha256(text.encode()).hex()}  {name}\n" for name, text in sorted(files.items()))
    return sha256(lines.encode()).hex()


PACK = pack("1.0")
POLICY = pack_digest(PACK)


def post_url(proposal: str) -> str:
    return f"https://social.example/@city/{proposal}"


def one_reply(at: int, proposal: str, author: str, approvers: Sequence[str], account: str = "police") -> list[Item]:
    """A reply's whole way when its first entry has the index `at`: proposed, checked, approved, published."""
    needed = len(approvers)
    same = (proposal, 1, account)
    checked = {"findings": 0, "required": needed, "policy": POLICY, "state": "in_review"}
    approval = {"check": at + 1, "policy": POLICY, "via": "button", "state": "approved"}
    succeeded = step(
        "publish.succeeded", *same, attempt=1, authors=f"PERSON-{author}",
        approvers=",".join(f"PERSON-{each}" for each in approvers),
    )  # fmt: skip
    succeeded.private |= {"url": post_url(proposal), "post_id": proposal}
    return [
        act("proposal.submitted", f"PROPOSER-{author}", *same, state="checking"),
        step("revision.checked", *same, **checked),
        *(
            act("review.approved", f"APPROVER-{each}", *same, missing=needed - 1 - n, **approval)
            for n, each in enumerate(approvers)
        ),
        step("publish.started", *same, attempt=1, state="publishing"),
        succeeded,
    ]


def story() -> list[Item]:
    """A small log: two accounts, replies that were published, rejected, written anew; one erasure, one redaction."""
    items = [
        Item("policy.adopted", {"policy": POLICY, "version": "1.0", "rules": 3}, {"name": "Ann", "title": "Übung"}),
        Item("accounts.changed", {"file": "ab" * 32, "accounts": 2}, {}),
    ]
    items += one_reply(len(items), "p1", "01", ["02"])
    items += [act("proposal.submitted", "PROPOSER-03", "p2", 1, "parks", state="checking")]
    at = len(items)
    items += [step("revision.checked", "p2", 1, "parks", required=2, policy=POLICY, severity="escalate", findings=1)]
    items += [act("review.approved", "APPROVER-04", "p2", 1, "parks", check=at, policy=POLICY, missing=1)]
    items += [act("revision.submitted", "PROPOSER-01", "p2", 2, "parks", state="checking")]
    at = len(items)
    items += [
        step("revision.checked", "p2", 2, "parks", required=2, policy=POLICY, severity="escalate", findings=1),
        act("review.approved", "APPROVER-02", "p2", 2, "parks", check=at, policy=POLICY, missing=1),
        act("review.approved", "APPROVER-04", "p2", 2, "parks", check=at, policy=POLICY, missing=0),
        act("review.withdrawn", "APPROVER-04", "p2", 2, "parks", decision="approve", via="reaction"),
        act("review.approved", "APPROVER-05", "p2", 2, "parks", check=at, policy=POLICY, missing=0),
        step("publish.started", "p2", 2, "parks", attempt=1),
        step(
            "publish.succeeded", "p2", 2, "parks", attempt=1,
            authors="PERSON-01,PERSON-03", approvers="PERSON-02,PERSON-05",
        ),
    ]  # fmt: skip
    items[-1].private |= {"url": post_url("p2"), "post_id": "p2"}
    refused = act("review.refused", "PERSON-06", "p3", 1, code="own_reply")
    refused.hidden = {"slack_id": "NMSA 14-2-1(D)"}
    items += [
        act("proposal.submitted", "PROPOSER-06", "p3", 1, state="checking"),
        step("revision.checked", "p3", 1, required=1, policy=POLICY),
        refused,
        act("review.rejected", "APPROVER-02", "p3", 1),
    ]
    erased = len(items) - 4
    items[erased].erased = {"text": len(items), "source": len(items)}
    items += [Item("record.erased", {"entries": str(erased)}, {"reason": "retention"})]
    return items
