"""Whether a leaf is one that a verifier takes: what is signed in another form could never be shown to hold."""

import json
import re
from collections.abc import Iterable, Iterator

from approval.record.entry import VERSION
from approval.record.tree import leaf_hash

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)


class LeafInvalid(ValueError):
    """A leaf that no verifier takes; the message says which and why."""


class Leaves:
    """New leaves on their way into the tree: in order, without a gap, each in the form of docs/record.md.

    `size` is the index of the next one, `at` the time of the one before ("" for none).
    """

    def __init__(self, size: int, at: str) -> None:
        self.size = size
        self.at = at

    def hashes(self, rows: Iterable[tuple[int, bytes]]) -> Iterator[bytes]:
        """The hash of each; LeafInvalid at the first that is not right."""
        for seq, leaf in rows:
            if seq != self.size:
                raise LeafInvalid(f"entry {self.size} is missing; the next one there is {seq}")
            self.at = check(leaf, seq, self.at)
            self.size += 1
            yield leaf_hash(leaf)


def check(leaf: bytes, index: int, before: str) -> str:
    """The leaf's time, if it may stand at this index behind an entry of the time `before`; LeafInvalid if not."""
    try:
        fields = json.loads(leaf.decode("ascii"), parse_float=_none, parse_constant=_none)
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise LeafInvalid(f"entry {index} is no line of JSON in ASCII without fractions") from None
    if not isinstance(fields, dict) or _has_null(fields):
        raise LeafInvalid(f"entry {index} is no JSON object, or has a null")
    if json.dumps(fields, sort_keys=True, ensure_ascii=True, separators=(",", ":")).encode("ascii") != leaf:
        raise LeafInvalid(f"entry {index} is not written as a leaf must be: sorted keys, each once, no spaces")
    seq, version = fields.get("seq"), fields.get("v")
    if type(seq) is not int or seq != index or type(version) is not int or version != VERSION:
        raise LeafInvalid(f"entry {index} says of itself that it is entry {seq} of version {version}")
    at = fields.get("at")
    if not isinstance(at, str) or not _TIME.fullmatch(at) or not isinstance(fields.get("action"), str):
        raise LeafInvalid(f"entry {index} does not say when it was or what happened")
    # Of one form and one zone, so their order as texts is their order in time.
    if at < before:
        raise LeafInvalid(f"entry {index} is of {at}, before the entry ahead of it ({before})")
    return at


def time_of(leaf: bytes) -> str:
    """When the entry was, by a leaf that was checked before."""
    return str(json.loads(leaf)["at"])


def _none(written: str) -> object:
    raise ValueError(f"{written} is no whole number")


def _has_null(value: object) -> bool:
    if isinstance(value, dict):
        return any(_has_null(each) for each in value.values())
    if isinstance(value, list):
        return any(_has_null(each) for each in value)
    return value is None
