"""The trust policy that the city publishes, and older checkpoints that somebody holds: read for a bundle."""

from dataclasses import dataclass
from pathlib import Path

from approval.errors import InvalidContent, Misconfigured
from approval.reading import Reading
from approval.record.bundle.asked import NotBundled
from approval.record.checkpoint import parse_checkpoint
from approval.record.note import NoteInvalid, parse_note
from approval.record.trust import Trust, TrustInvalid, parse_trust


@dataclass(frozen=True, slots=True)
class Trusted:
    """A trust policy, and the bytes it was read from."""

    text: bytes
    policy: Trust


def read_trusted(path: Path | None) -> Trusted:
    """The trust policy of the settings. Misconfigured where there is none, or it is none."""
    if path is None:
        raise Misconfigured(
            "This city has no signer yet, so nothing vouches for an export. An administrator sets one up, and names "
            "the trust policy in COUNTERSIGN_TRUST."
        )
    try:
        text = path.read_bytes()
        return Trusted(text, parse_trust(text))
    except OSError as error:
        raise Misconfigured(f"The trust policy {path} (COUNTERSIGN_TRUST) cannot be read: {error.strerror}.") from None
    except TrustInvalid as error:
        raise Misconfigured(f"{path} (COUNTERSIGN_TRUST): {error}") from None


def older_size(reading: Reading, path: Path) -> int:
    """How many entries a checkpoint that somebody kept covers. NotBundled where this log does not begin with them."""
    try:
        checkpoint = parse_checkpoint(parse_note(path.read_bytes()).text)
    except OSError as error:
        raise InvalidContent(f"{path} cannot be read: {error.strerror}.", "older") from None
    except NoteInvalid as error:
        raise InvalidContent(f"{path} is no checkpoint: {error}", "older") from None
    if checkpoint.size == 0:
        raise InvalidContent(f"{path} is of an empty log, and every log begins with one: it proves nothing.", "older")
    if checkpoint.size > reading.next_seq() or checkpoint.root != reading.root(checkpoint.size):
        raise NotBundled(
            f"{path} is a checkpoint of another log than this one ({checkpoint.origin}, {checkpoint.size} entries), or "
            "this log was changed since. If it is the city's own, tell whoever answers for the record."
        )
    return checkpoint.size
