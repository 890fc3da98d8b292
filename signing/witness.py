"""A witness: cosigns a log's checkpoint if it extends what was cosigned of that log before (c2sp.org/tlog-witness).

It knows of each log one thing, the last checkpoint that it vouched for. Whatever a log signs, the witness never vouches
for two roots of one size, and never for a smaller tree than before.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from threading import Lock

from approval.record.checkpoint import Checkpoint, parse_checkpoint, parse_hash
from approval.record.note import MOST_BYTES, Kind, Note, NoteInvalid, Signer, Verifier, parse_note
from approval.record.tree import EMPTY, ProofInvalid, verify_consistency
from signing.witness_state import Cosigned, WitnessState

SIZE_TYPE = "text/x.tlog.size"
MOST_STEPS = 63
# A note, and before it the old size and as many hashes as there may be.
MOST_REQUEST_BYTES = MOST_BYTES + 4_000
_OLD = re.compile(r"old (0|[1-9][0-9]{0,18})")


class NotCosigned(Exception):
    """The witness does not vouch for this; `words` say why, or what was cosigned last."""

    def __init__(self, status: HTTPStatus, words: str, content_type: str = "text/plain; charset=utf-8") -> None:
        super().__init__(words)
        self.status = status
        self.words = words
        self.content_type = content_type


@dataclass(frozen=True, slots=True)
class Request:
    """What a log asks: cosign this checkpoint, for here is the proof that it extends the one of `old` entries."""

    old: int
    proof: tuple[bytes, ...]
    note: Note
    head: Checkpoint


class Witness:
    """One witness and the logs that it watches. A log may have several keys, all under its origin."""

    def __init__(self, signer: Signer, logs: Iterable[Verifier], state: WitnessState, now: Callable[[], float]) -> None:
        if signer.verifier.kind is not Kind.COSIGNATURE:
            raise ValueError("A witness signs with a key for cosignatures.")
        self._signer = signer
        self._state = state
        self._now = now
        # What is checked and what is then kept must be one step; one file has room for one at a time.
        self._one_at_a_time = Lock()
        self._logs: dict[str, tuple[Verifier, ...]] = {}
        for key in logs:
            self._logs[key.name] = (*self._logs.get(key.name, ()), key)

    @property
    def verifier(self) -> Verifier:
        """The key to publish."""
        return self._signer.verifier

    @property
    def origins(self) -> tuple[str, ...]:
        """The logs that it watches."""
        return tuple(self._logs)

    def latest(self, origin: str) -> Cosigned | None:
        """What it vouched for last; None if nothing yet."""
        return self._state.latest(origin)

    def contradiction(self, origin: str) -> str | None:
        """A checkpoint that this log has signed against one that was cosigned; None if there was none."""
        return self._state.contradiction(origin)

    def add_checkpoint(self, body: bytes) -> str:
        """The lines to put under the checkpoint, kept before they are returned; NotCosigned, or OSError if not kept."""
        request = parse_request(body)
        note, head = request.note, request.head
        keys = self._logs.get(head.origin)
        if keys is None:
            raise NotCosigned(HTTPStatus.NOT_FOUND, f"This witness does not watch a log {head.origin}.\n")
        try:
            note.verified(keys)
        except NoteInvalid as error:
            raise NotCosigned(HTTPStatus.FORBIDDEN, f"{error}\n") from None
        if request.old > head.size:
            raise NotCosigned(HTTPStatus.BAD_REQUEST, "The old size is larger than the checkpoint's.\n")
        with self._one_at_a_time:
            last = self._state.latest(head.origin)
            self._must_extend(last, request)
            # A clock that was put back must not make a later word look like an earlier one.
            at = max(int(self._now()), last.at if last else 0)
            line = self._signer.sign(note.text, at)
            by_log = (
                each for each in note.signatures if any((each.name, each.id) == (key.name, key.id) for key in keys)
            )
            self._state.keep(Cosigned(Note(note.text, (*dict.fromkeys(by_log), line)), at))
        return str(line)

    def _must_extend(self, last: Cosigned | None, request: Request) -> None:
        """Return if the checkpoint follows on what was cosigned last; NotCosigned if it does not."""
        head = request.head
        size, root = (last.head.size, last.head.root) if last else (0, EMPTY)
        contradicts = head.size == size and head.root != root
        if contradicts and last:
            self._state.keep_contradiction(head.origin, request.note)
        if contradicts or request.old != size:
            raise NotCosigned(HTTPStatus.CONFLICT, f"{size}\n", SIZE_TYPE)
        try:
            if size:
                verify_consistency(size, root, head.size, head.root, request.proof)
            elif request.proof:
                raise ProofInvalid("From nothing to something there is nothing to prove.")
        except ProofInvalid as error:
            raise NotCosigned(HTTPStatus.UNPROCESSABLE_ENTITY, f"{error}\n") from None


def parse_request(body: bytes) -> Request:
    """Read what was posted, without trusting it. NotCosigned for anything but the exact form."""
    first, blank, rest = body.partition(b"\n\n")
    try:
        lines = first.decode("ascii").split("\n")
        old = _OLD.fullmatch(lines[0])
        if not blank or old is None or len(lines) > 1 + MOST_STEPS:
            raise NoteInvalid(
                f"A request is a line “old SIZE”, at most {MOST_STEPS} lines of proof, a blank line, and a checkpoint."
            )
        proof = tuple(map(parse_hash, lines[1:]))
        note = parse_note(rest)
        return Request(int(old[1]), proof, note, parse_checkpoint(note.text))
    except UnicodeDecodeError:
        raise NotCosigned(HTTPStatus.BAD_REQUEST, "What stands before the checkpoint is plain ASCII.\n") from None
    except NoteInvalid as error:
        raise NotCosigned(HTTPStatus.BAD_REQUEST, f"{error}\n") from None
