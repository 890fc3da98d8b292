"""Where a witness begins, and begins again: its key, and its memory that belongs to it."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from approval.errors import Misconfigured
from approval.record.note import KeyInvalid, Kind, Signer, Verifier, new_signer, parse_signer, parse_verifier
from signing import durable
from signing.witness_state import FILE, begin


def log_keys(written: Iterable[str]) -> Sequence[Verifier]:
    """The public keys of the logs to watch. Misconfigured for anything else."""
    try:
        keys = [parse_verifier(each) for each in written]
    except KeyInvalid as error:
        raise Misconfigured(f"--log is the public key of a log, as its keeper gives it. {error}") from None
    for key in keys:
        if key.kind is not Kind.ED25519:
            raise Misconfigured(f"The key of {key.name} is a witness's. --log is the public key of a log.")
    return keys


def witness_key(path: Path, state: Path, name: str) -> Signer:
    """The secret key in the file. The first time, and only if it is given a name, it is made, with an empty memory.

    Misconfigured where the file is no such key, or others may read it, or the memory that belongs to it is missing.
    """
    if name and not path.exists():
        _make(path, state, name)
    try:
        if path.stat().st_mode & 0o077:
            raise Misconfigured(f"{path} holds a secret key, and others may read it. Do: chmod 600 {path}")
        signer = parse_signer(path.read_text(encoding="ascii"))
    except FileNotFoundError:
        raise Misconfigured(
            f"There is no key at {path}. If this is a new witness, give it a name: --name clerk.city.example/witness"
        ) from None
    except OSError as error:
        raise Misconfigured(f"{path}, the key of this witness, cannot be read: {error.strerror}") from None
    except (KeyInvalid, UnicodeDecodeError):
        raise Misconfigured(f"{path} holds no secret key, or one that was damaged.") from None
    if signer.verifier.kind is not Kind.COSIGNATURE:
        raise Misconfigured(f"{path} holds the key of a log. A witness has a key of its own: use another --key.")
    if name and signer.verifier.name != name:
        raise Misconfigured(f"The key at {path} is that of {signer.verifier.name}, not of {name}.")
    if not (state / FILE).exists():
        raise Misconfigured(
            f"This witness has its key, but {state / FILE}, its memory of what it cosigned, is not there. If it was "
            "moved, say with --state where it is. If it is lost, or the key was made by itself, this witness must not "
            "go on: make a new one, with --name, another --key and another --state, which makes both; have its key "
            "published instead of the old one."
        )
    return signer


def _make(path: Path, state: Path, name: str) -> None:
    try:
        signer = new_signer(name, Kind.COSIGNATURE)
    except KeyInvalid as error:
        raise Misconfigured(str(error)) from None
    try:
        # The memory first: a key without one is refused, an empty memory without a key is not.
        begin(state)
        path.parent.mkdir(parents=True, exist_ok=True)
        durable.write(path, signer.secret() + "\n")
    except OSError as error:
        raise Misconfigured(f"The witness cannot be made: {error.filename}: {error.strerror}") from None
