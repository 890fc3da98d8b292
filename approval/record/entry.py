"""One entry of the log: a leaf (the exact bytes of one JSON line) and the disclosures that belong to it.

A leaf has sorted ASCII keys, no floats and no nulls, and nothing that the law may have to redact: texts, names, Slack
ids and reasons stand in disclosures, which the leaf names by salted digests in the manner of SD-JWT (RFC 9901, 4.2):
a disclosure is base64url(JSON [salt, name, value]) with 128 bits of salt, its digest base64url(SHA-256(disclosure)).
Whoever verifies hashes the bytes as they are and never serialises again.
"""

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

Plain = str | int | bool
Disclosable = str | int | bool | Sequence[str] | Sequence[Mapping[str, str | int]]

VERSION = 1

# What more than one reader of the log looks for.
CHECKED, APPROVED, DISPUTED = "revision.checked", "review.approved", "finding.disputed"
ACCEPTED = "policy.accepted"
RELEASED, PUBLISHED = "publish.started", "publish.succeeded"
CARD_POSTED, CARD_REDRAWN = "card.posted", "card.redrawn"


@dataclass(frozen=True, slots=True)
class Disclosure:
    """A value beside the log. `encoded` is the exact text whose SHA-256 stands in the leaf."""

    name: str
    encoded: str

    @property
    def digest(self) -> str:
        return _base64url(hashlib.sha256(self.encoded.encode("ascii")).digest())

    @property
    def value(self) -> Disclosable:
        value: Disclosable = json.loads(_decode(self.encoded))[2]
        return value


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened. `leaf` is the line without its newline; `fields` is what it says."""

    seq: int
    at: datetime
    action: str
    leaf: bytes
    disclosures: tuple[Disclosure, ...]

    @property
    def fields(self) -> dict[str, Plain | list[str]]:
        fields: dict[str, Plain | list[str]] = json.loads(self.leaf)
        return fields

    @property
    def happened(self) -> datetime:
        """When, as the leaf says it."""
        return datetime.fromisoformat(str(self.fields["at"]))

    @property
    def vouched(self) -> dict[str, str]:
        """The texts beside the leaf, as far as the leaf names exactly them."""
        digests = self.fields.get("sd")
        named = digests if isinstance(digests, list) else []
        return {
            item.name: value
            for item in self.disclosures
            if item.digest in named and isinstance(value := item.value, str)
        }

    @property
    def disclosed(self) -> dict[str, Disclosable]:
        """The values beside the leaf, by name, as far as they are still there."""
        return {disclosure.name: disclosure.value for disclosure in self.disclosures}


def compose(
    seq: int,
    at: datetime,
    action: str,
    plain: Mapping[str, Plain],
    private: Mapping[str, Disclosable],
) -> Entry:
    """An entry with fresh salts. Empty values are left out: a leaf has no nulls, and silence needs no digest."""
    disclosures = tuple(_disclose(name, value) for name, value in sorted(private.items()) if value not in ("", []))
    fields: dict[str, Plain | list[str]] = {
        **{name: value for name, value in plain.items() if value != ""},
        "v": VERSION,
        "seq": seq,
        "at": written(at),
        "action": action,
    }
    if disclosures:
        # Sorted by digest, so that their order says nothing about which value is which.
        fields["sd"] = sorted(disclosure.digest for disclosure in disclosures)
    leaf = json.dumps(fields, sort_keys=True, ensure_ascii=True, separators=(",", ":")).encode("ascii")
    return Entry(seq, at, action, leaf, disclosures)


def written(moment: datetime) -> str:
    """A time as a leaf has it: UTC, to the microsecond."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _disclose(name: str, value: Disclosable) -> Disclosure:
    salt = _base64url(secrets.token_bytes(16))
    payload = json.dumps([salt, name, value], ensure_ascii=False, separators=(",", ":"))
    return Disclosure(name, _base64url(payload.encode("utf-8", "surrogatepass")))


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
