"""Signed notes (c2sp.org/signed-note): a text, and under it a line for each key that signed it.

Two kinds of signature are known: of the text itself (Ed25519, RFC 8032), and a witness's, which says when it saw the
text (c2sp.org/tlog-cosignature, "cosignature/v1"). Keys are written as Go's tools write them, so that either side may
be exchanged: NAME+ID+KEY for the public half, PRIVATE+KEY+NAME+ID+KEY for the secret one.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

# What a note may be at most: a checkpoint with sixteen signatures has not a twentieth of it.
MOST_BYTES = 100_000
MOST_SIGNATURES = 100
# The latest time that a witness may name (tlog-cosignature).
LATEST = 2**63 - 1
# A key's name: no space of any kind, no plus, nothing that is not shown.
_NAME = re.compile(r"[^\s+\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]+")
_LINE = re.compile(r"— (?P<name>\S+) (?P<signature>[A-Za-z0-9+/]+={0,2})")
_PRIVATE = "PRIVATE+KEY+"


class NoteInvalid(ValueError):
    """This is no signed note, or not one that a trusted key has signed."""


class KeyInvalid(ValueError):
    """This is no key of a kind that is known here."""


class Kind(IntEnum):
    """What a key signs: the byte that stands before it."""

    ED25519 = 0x01
    COSIGNATURE = 0x04


@dataclass(frozen=True, slots=True)
class Verifier:
    """The public half of a key. `key` is 32 bytes (RFC 8032)."""

    name: str
    kind: Kind
    key: bytes

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise KeyInvalid(
                f"“{self.name}” is no name for a key: write one like city.example/log, without + or space."
            )
        if len(self.key) != 32:
            raise KeyInvalid(f"A key has 32 bytes, and this one {len(self.key)}.")

    @property
    def id(self) -> bytes:
        """Four bytes which tell keys of one name apart."""
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.key).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(bytes([self.kind]) + self.key).decode()}"

    def signed(self, text: str, signature: bytes) -> "Signed | None":
        """What this signature says of the text; None if it is not this key's over exactly this text."""
        at = None
        message = text.encode()
        if self.kind is Kind.COSIGNATURE:
            at, signature = int.from_bytes(signature[:8], "big"), signature[8:]
            if at > LATEST:
                return None
            message = cosigned(text, at)
        try:
            Ed25519PublicKey.from_public_bytes(self.key).verify(signature, message)
        except InvalidSignature:
            return None
        return Signed(self, at)


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature that was verified: whose, and for a witness's when it was made, in seconds since 1970 (UTC)."""

    by: Verifier
    at: int | None


@dataclass(frozen=True, slots=True)
class Signature:
    """One line under a note, as it stands there: nothing is known of it yet."""

    name: str
    id: bytes
    signature: bytes

    def __str__(self) -> str:
        return f"— {self.name} {base64.b64encode(self.id + self.signature).decode()}\n"


@dataclass(frozen=True, slots=True)
class Signer:
    """The secret half of a key. It is never shown."""

    verifier: Verifier
    _private: Ed25519PrivateKey = field(repr=False)

    def sign(self, text: str, at: int | None = None) -> Signature:
        """The line for a text; `at` (seconds since 1970) is when a witness saw it."""
        if (at is None) == (self.verifier.kind is Kind.COSIGNATURE):
            raise ValueError("A witness says when, and nobody else does.")
        if at is None:
            signature = self._private.sign(text.encode())
        else:
            signature = at.to_bytes(8, "big") + self._private.sign(cosigned(text, at))
        return Signature(self.verifier.name, self.verifier.id, signature)

    def secret(self) -> str:
        """The key as it is kept in a file that nobody else may read."""
        seed = bytes([self.verifier.kind]) + self._private.private_bytes_raw()
        return f"{_PRIVATE}{self.verifier.name}+{self.verifier.id.hex()}+{base64.b64encode(seed).decode()}"


@dataclass(frozen=True, slots=True)
class Note:
    """A text that ends with a newline, and the lines under it."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return f"{self.text}\n{''.join(map(str, self.signatures))}"

    def verified(self, trusted: Iterable[Verifier]) -> tuple[Signed, ...]:
        """Which of the trusted keys signed, each once, in the order of the lines.

        Lines of other keys say nothing. NoteInvalid if a trusted key's line is not its signature, or none signed.
        """
        keys = {(key.name, key.id): key for key in trusted}
        found: dict[Verifier, Signed] = {}
        for line in self.signatures:
            key = keys.get((line.name, line.id))
            if key is None:
                continue
            signed = key.signed(self.text, line.signature)
            if signed is None:
                raise NoteInvalid(f"The signature of {line.name} is not over this text.")
            found.setdefault(key, signed)
        if not found:
            raise NoteInvalid("None of the keys that are trusted here has signed this.")
        return tuple(found.values())


def new_signer(name: str, kind: Kind) -> Signer:
    """A fresh key. KeyInvalid for a name that cannot be one."""
    return _signer(name, kind, Ed25519PrivateKey.generate())


def cosigned(text: str, at: int) -> bytes:
    """What a witness signs: when, and the whole text (tlog-cosignature, "Ed25519 signed message")."""
    return f"cosignature/v1\ntime {at}\n{text}".encode()


def parse_note(data: bytes) -> Note:
    """Read a note without trusting it. NoteInvalid for anything but the exact form."""
    if len(data) > MOST_BYTES:
        raise NoteInvalid(f"This is longer than {MOST_BYTES:,} bytes; no note is.")
    try:
        written = data.decode()
    except UnicodeDecodeError:
        raise NoteInvalid("This is not UTF-8 text.") from None
    if re.search(r"[\x00-\x09\x0b-\x1f]", written):
        raise NoteInvalid("There is a control character in it.")
    text, blank, lines = written.rpartition("\n\n")
    if not blank or not text or not lines.endswith("\n"):
        raise NoteInvalid("There is no text, a blank line, and lines with signatures.")
    return Note(text + "\n", parse_signatures(lines))


def parse_signatures(lines: str) -> tuple[Signature, ...]:
    """Read lines that each end with a newline. NoteInvalid for anything else."""
    rows = lines.split("\n")
    if rows.pop() or not rows or len(rows) > MOST_SIGNATURES:
        raise NoteInvalid(f"There must be one signature to {MOST_SIGNATURES}, each a line.")
    return tuple(_signature(row) for row in rows)


def parse_verifier(written: str) -> Verifier:
    """A public key from NAME+ID+KEY. KeyInvalid for anything else, and where the id is not the key's own."""
    name, kind, key, key_id = _parse_key(written)
    verifier = Verifier(name, kind, key)
    if verifier.id != key_id:
        raise KeyInvalid(f"The key of {name} was changed in copying: its id should be {verifier.id.hex()}.")
    return verifier


def parse_signer(written: str) -> Signer:
    """A secret key from PRIVATE+KEY+NAME+ID+KEY. KeyInvalid, which never quotes it, for anything else."""
    if not written.startswith(_PRIVATE):
        raise KeyInvalid(f"A secret key begins with {_PRIVATE}.")
    name, kind, seed, key_id = _parse_key(written.removeprefix(_PRIVATE))
    if len(seed) != 32:
        raise KeyInvalid("A secret key has 32 bytes.")
    signer = _signer(name, kind, Ed25519PrivateKey.from_private_bytes(seed))
    if signer.verifier.id != key_id:
        raise KeyInvalid(f"The secret key of {name} was changed in copying.")
    return signer


def _signer(name: str, kind: Kind, private: Ed25519PrivateKey) -> Signer:
    return Signer(Verifier(name, kind, private.public_key().public_bytes_raw()), private)


def _parse_key(written: str) -> tuple[str, Kind, bytes, bytes]:
    # The key itself may hold a plus: it is base64.
    name, _, rest = written.strip().partition("+")
    written_id, _, encoded = rest.partition("+")
    try:
        key_id, key = bytes.fromhex(written_id), base64.b64decode(encoded, validate=True)
        kind = Kind(key[0])
    except (ValueError, IndexError):
        raise KeyInvalid("A key is written NAME+ID+KEY: a name, eight hexadecimal digits, and base64.") from None
    return name, kind, key[1:], key_id


def _signature(row: str) -> Signature:
    match = _LINE.fullmatch(row)
    if match is None or not _NAME.fullmatch(match["name"]):
        raise NoteInvalid("A line under the text is no signature.")
    try:
        data = base64.b64decode(match["signature"], validate=True)
    except binascii.Error:
        raise NoteInvalid("A signature is not base64.") from None
    # Two spellings of one signature would make two notes of one.
    if len(data) < 5 or base64.b64encode(data).decode() != match["signature"]:
        raise NoteInvalid("A signature is not base64 as it has to be written.")
    return Signature(match["name"], data[:4], data[4:])
