"""Trust policies (c2sp.org/tlog-policy): which keys are believed of a checkpoint, and how many witnesses it needs."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from approval.record.checkpoint import parse_checkpoint
from approval.record.note import KeyInvalid, Kind, Note, NoteInvalid, Signed, Verifier, parse_verifier

NONE = "none"
_FORMS = {
    "log": "log KEY [URL]",
    "witness": "witness NAME KEY [URL]",
    "group": "group NAME all|any|NUMBER MEMBER…",
    "quorum": "quorum NAME, or quorum none",
}


class TrustInvalid(ValueError):
    """This is no trust policy; the message names the line."""


@dataclass(frozen=True, slots=True)
class Group:
    """`least` of the members, witnesses or other groups, must have witnessed a checkpoint."""

    least: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trust:
    """Whom to believe. `witnesses` are by their names in the policy, each with its URL, "" where it has none.

    `quorum` names a witness or a group; "none" asks for no witness at all.
    """

    logs: tuple[Verifier, ...]
    witnesses: Mapping[str, tuple[Verifier, str]]
    groups: Mapping[str, Group]
    quorum: str

    def check(self, note: Note) -> tuple[Signed, ...]:
        """Who of those believed signed this checkpoint; NoteInvalid unless a log that it names and a quorum did."""
        signed = note.verified([*self.logs, *(verifier for verifier, _ in self.witnesses.values())])
        keys = {each.by for each in signed}
        origin = parse_checkpoint(note.text).origin
        if not any(log in keys and log.name == origin for log in self.logs):
            raise NoteInvalid(f"No key of the log {origin} that is trusted here has signed this.")
        witnessed = {name for name, (verifier, _) in self.witnesses.items() if verifier in keys}
        if not self.met(witnessed):
            by = f"only {', '.join(sorted(witnessed))} did" if witnessed else "none did"
            raise NoteInvalid(f"Too few witnesses have cosigned this: the quorum is {self.asks()}, and {by}.")
        return signed

    def met(self, witnessed: Collection[str]) -> bool:
        """Whether these witnesses, by their names in the policy, are a quorum."""
        return self.quorum == NONE or self._has(self.quorum, witnessed)

    def asks(self) -> str:
        """The quorum in words."""
        return self._words(self.quorum)

    def _has(self, name: str, witnessed: Collection[str]) -> bool:
        group = self.groups.get(name)
        if group is None:
            return name in witnessed
        return sum(self._has(member, witnessed) for member in group.members) >= group.least

    def _words(self, name: str) -> str:
        group = self.groups.get(name)
        return name if group is None else f"{group.least} of ({', '.join(map(self._words, group.members))})"


def parse_trust(text: str | bytes) -> Trust:
    """Read a policy; TrustInvalid names the line. Bytes need not be UTF-8: names are compared as they are."""
    written = text.decode("utf-8", "surrogateescape") if isinstance(text, bytes) else text
    read = _Read()
    take: Mapping[str, Callable[[list[str]], None]] = {
        "log": read.log,
        "witness": read.witness,
        "group": read.group,
        "quorum": read.take_quorum,
    }
    for number, line in enumerate(written.split("\n"), start=1):
        try:
            if re.search(r"[\x00-\x08\x0b-\x1f\x7f]", line):
                raise TrustInvalid("there is a control character in it; only tabs and newlines may be (no CR)")
            # Only space and tab part words here: Python's own idea of white space is wider.
            words = [word for word in re.split(r"[ \t]+", line) if word]
            if not words or words[0].startswith("#"):
                continue
            if words[0] not in take:
                raise TrustInvalid(f"«{words[0]}» is none of {', '.join(take)}")
            take[words[0]](words[1:])
        except (TrustInvalid, KeyInvalid) as error:
            raise TrustInvalid(f"Line {number} of the trust policy: {error}") from None
    if not read.quorum:
        raise TrustInvalid("The trust policy has no quorum: write “quorum none” if no witness is asked for.")
    return Trust(
        tuple(read.logs),
        MappingProxyType(read.witnesses),
        MappingProxyType(read.groups),
        read.quorum,
    )


@dataclass
class _Read:
    """What the lines so far have said."""

    logs: list[Verifier] = field(default_factory=list)
    witnesses: dict[str, tuple[Verifier, str]] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    quorum: str = ""
    _members: set[str] = field(default_factory=set)

    def log(self, words: list[str]) -> None:
        if len(words) not in (1, 2):
            raise _form("log")
        key = _key(words[0], Kind.ED25519, "a log")
        if any(key.key == log.key for log in self.logs):
            raise TrustInvalid(f"the key of {key.name} stands in the policy twice")
        self.logs.append(key)

    def witness(self, words: list[str]) -> None:
        if len(words) not in (2, 3):
            raise _form("witness")
        name, key = words[0], _key(words[1], Kind.COSIGNATURE, "a witness")
        self._is_new(name)
        if any(key.key == other.key for other, _ in self.witnesses.values()):
            raise TrustInvalid(f"the key of {name} stands in the policy twice; it would count twice")
        self.witnesses[name] = (key, words[2] if len(words) == 3 else "")

    def group(self, words: list[str]) -> None:
        if len(words) < 3:
            raise _form("group")
        name, threshold, *members = words
        self._is_new(name)
        for member in members:
            if member not in self.witnesses and member not in self.groups:
                raise TrustInvalid(f"«{member}» is no witness or group of a line before this one")
            if member in self._members:
                raise TrustInvalid(f"«{member}» is a member twice; it would count twice")
            self._members.add(member)
        least = {"all": len(members), "any": 1}.get(threshold)
        if least is None:
            if not re.fullmatch(r"[0-9]{1,9}", threshold):
                raise _form("group")
            least = int(threshold)
        if not 1 <= least <= len(members):
            raise TrustInvalid(f"{least} of {len(members)} members cannot be asked for")
        self.groups[name] = Group(least, tuple(members))

    def take_quorum(self, words: list[str]) -> None:
        if len(words) != 1:
            raise _form("quorum")
        if self.quorum:
            raise TrustInvalid("there is a second quorum; a policy has one")
        if words[0] != NONE and words[0] not in self.witnesses and words[0] not in self.groups:
            raise TrustInvalid(f"«{words[0]}» is no witness or group of a line before this one")
        self.quorum = words[0]

    def _is_new(self, name: str) -> None:
        if name == NONE or name in self.witnesses or name in self.groups:
            raise TrustInvalid(f"the name «{name}» is taken")


def _key(written: str, kind: Kind, whose: str) -> Verifier:
    # A key's name is UTF-8; other bytes stand here as lone surrogates.
    if not written.isascii() and re.search(r"[\ud800-\udfff]", written):
        raise TrustInvalid("a key's name must be UTF-8")
    key = parse_verifier(written)
    if key.kind is not kind:
        raise TrustInvalid(f"{key.name} is a key of another kind than {whose} has (its first byte must be {kind:#04x})")
    return key


def _form(line: str) -> TrustInvalid:
    return TrustInvalid(f"write it like “{_FORMS[line]}”")
