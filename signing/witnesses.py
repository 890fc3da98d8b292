"""Asks a witness to cosign a checkpoint (c2sp.org/tlog-witness, the log's side)."""

import base64
import re
from collections.abc import Callable, Sequence

from approval.errors import CountersignError
from approval.record.checkpoint import Checkpoint, parse_checkpoint
from approval.record.note import Note, NoteInvalid, Signature, Verifier, parse_signatures
from signing.asking import Answer, Unanswered, post

SIZE_TYPE = "text/x.tlog.size"
# A witness with a hundred keys would not have so much to say.
MOST_ANSWER_BYTES = 20_000
_SIZE_ANSWER = re.compile(rb"(0|[1-9][0-9]{0,18})\n")


class WitnessRefused(CountersignError):
    """The witness does not cosign this checkpoint, and asking again changes nothing: a person has to look."""


class WitnessUnavailable(CountersignError):
    """The witness gave no answer that says anything; it can be asked again later."""


def ask(
    url: str, witness: Verifier, old: int, prove: Callable[[int], Sequence[bytes]], note: Note, timeout: float
) -> Signature:
    """The witness's cosignature of the checkpoint in `note`, verified; from now on its `old` is the checkpoint's size.

    `url` is the submission prefix. `old` is the size that the witness cosigned last, as far as the log knows, 0 if it
    knows none; where the witness says that it is another one, it is asked once more with that. `prove(old)` is the
    consistency proof from that size to the checkpoint's (`tree.consistency_proof`: nothing from 0, or from the same
    size). `timeout` is in seconds for each question. WitnessRefused or WitnessUnavailable, whose words say what to do.
    """
    head = parse_checkpoint(note.text)
    answer = _question(url, witness, old, prove, note, timeout)
    if answer.status == 409:
        known = _known_size(witness, old, head, answer)
        answer = _question(url, witness, known, prove, note, timeout)
        if answer.status == 409:
            _known_size(witness, known, head, answer)
            raise WitnessUnavailable(
                f"The witness {witness.name} took another checkpoint of this log meanwhile. It will be asked again. If "
                "this goes on, two signers run for one log: stop one of them."
            )
    if answer.status != 200:
        raise _no(witness, url, head, answer.status)
    return _cosignature(witness, note, answer.content)


def _question(
    url: str, witness: Verifier, old: int, prove: Callable[[int], Sequence[bytes]], note: Note, timeout: float
) -> Answer:
    proof = "".join(base64.b64encode(step).decode() + "\n" for step in prove(old))
    body = f"old {old}\n{proof}\n{note}".encode()
    try:
        return post(
            f"{url.rstrip('/')}/add-checkpoint", body, {"content-type": "text/plain"}, timeout, MOST_ANSWER_BYTES
        )
    except Unanswered as why:
        raise WitnessUnavailable(
            f"The witness {witness.name} at {url} does not answer ({why}). It will be asked again; see that its "
            "machine is on and that the address is right."
        ) from None


def _known_size(witness: Verifier, old: int, head: Checkpoint, answer: Answer) -> int:
    """The size that the witness says it cosigned last, where the checkpoint can still follow on that."""
    match = _SIZE_ANSWER.fullmatch(answer.content)
    if answer.content_type != SIZE_TYPE or match is None:
        raise WitnessUnavailable(
            f"The witness {witness.name} says that it cosigned another size last, but not which. It will be asked "
            "again; if this goes on, its keeper should look."
        )
    known = int(match[1])
    if known > head.size:
        raise WitnessRefused(
            f"The witness {witness.name} has cosigned {known:,} entries of {head.origin}, and the log has {head.size:,}"
            ". Entries are missing here: was the database restored from an old copy? Keep both as they are and look "
            "into it before anything else is signed."
        )
    if known == old == head.size:
        raise WitnessRefused(
            f"The witness {witness.name} has cosigned other {known:,} entries of {head.origin} than the log has. "
            "The log was altered, or there are two of them. Keep both as they are and look into it before anything "
            "else is signed."
        )
    if known == old:
        raise WitnessUnavailable(
            f"The witness {witness.name} contradicts itself: {old:,} entries are what it cosigned last, and are not. "
            "It will be asked again; if this goes on, its keeper should look."
        )
    return known


def _no(witness: Verifier, url: str, head: Checkpoint, status: int) -> WitnessRefused | WitnessUnavailable:
    match status:
        case 403:
            why = f"does not trust the key that signs {head.origin}. Give its keeper the log's present key, for --log."
        case 404:
            why = (
                f"does not know the log {head.origin}, or {url} is not its address. Give its keeper the log's key, for "
                "--log."
            )
        case 422:
            why = (
                f"says that the log {head.origin} does not begin with the entries it has cosigned. The log was "
                "altered, or there are two of them. Keep both as they are and look into it before anything else is "
                "signed."
            )
        case 408 | 429 | 500 | 502 | 503 | 504:
            return WitnessUnavailable(
                f"The witness {witness.name} cannot cosign just now (HTTP {status}). It will be asked again; if this "
                "goes on, its keeper should look at its machine."
            )
        case _:
            why = f"answers with HTTP {status}, which no witness should. Is {url} its address?"
    return WitnessRefused(f"The witness {witness.name} {why}")


def _cosignature(witness: Verifier, note: Note, content: bytes) -> Signature:
    """This witness's line; those of keys that are not known say nothing."""
    try:
        lines = parse_signatures(content.decode())
        own = [line for line in lines if (line.name, line.id) == (witness.name, witness.id)]
        Note(note.text, tuple(own)).verified([witness])
    except (NoteInvalid, UnicodeDecodeError):
        raise WitnessRefused(
            f"What came back as the cosignature of {witness.name} is none by the key that is known here. Ask its "
            "keeper which key it has now, and compare it with the trust policy."
        ) from None
    return own[0]
