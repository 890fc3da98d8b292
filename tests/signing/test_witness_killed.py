"""A witness that is killed, anywhere, has kept what it said, and says nothing else afterwards."""

import os
import random
import signal
import sys
import threading
import time
from pathlib import Path
from types import FrameType

import httpx
import pytest
from lying_log import ORIGIN, LyingLog, posted
from running_witness import Clerk, WitnessProcess, post

from approval.record.checkpoint import Checkpoint
from approval.record.note import Note, parse_signatures, parse_verifier
from signing.witness import NotCosigned, Witness


def killed_at(line: int, clerk: Clerk, body: bytes) -> tuple[bool, bytes]:
    """Whether a witness that asks no more than so many lines of our code for a request was killed, and its answer."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            _ask(clerk, body, line, writing)
        finally:
            # Whatever happened there, the tests do not go on twice.
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading, "rb") as answered:
        answer = answered.read()
    return os.WIFSIGNALED(os.waitpid(child, 0)[1]), answer


def _ask(clerk: Clerk, body: bytes, left: int, writing: int) -> None:
    """Have the witness answer, and end with it; killed before it runs one line more than so many."""

    def count(frame: FrameType, event: str, argument: object) -> object:
        nonlocal left
        if f"{os.sep}signing{os.sep}" not in frame.f_code.co_filename:
            return None
        if event == "line":
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return count

    with clerk.witness() as witness:
        sys.settrace(count)
        os.write(writing, witness.add_checkpoint(body).encode())
        os._exit(0)


def test_killed_at_any_line_it_has_said_only_what_it_keeps(tmp_path: Path) -> None:
    log = LyingLog()
    kept: list[int] = []
    for line in range(1000):
        clerk = Clerk(tmp_path / str(line), [log])
        with clerk.witness() as witness:
            witness.add_checkpoint(log.request(0, 5))
        killed, answer = killed_at(line, clerk, log.request(5, 9))
        with clerk.witness() as witness:
            latest = witness.latest(ORIGIN)
            assert latest is not None
            kept.append(latest.head.size)
            assert latest.head.size == 9 or not answer, "said and forgotten"
            assert cosigns(witness, log.request(5, 9, past=1, forked=6)) is (latest.head.size == 5)
        if not killed:
            break
    assert answer
    # It was killed before and after the moment of keeping, and that moment is one.
    assert kept == sorted(kept)
    assert set(kept[:-1]) == {5, 9}


def cosigns(witness: Witness, body: bytes) -> bool:
    try:
        witness.add_checkpoint(body)
    except NotCosigned:
        return False
    return True


@pytest.mark.timeout(240)
def test_a_process_killed_while_two_pasts_are_sent_cosigns_one(tmp_path: Path) -> None:
    log = LyingLog()
    chance = random.Random(7)
    witness = WitnessProcess(tmp_path, [log])
    cosigned: dict[int, set[str]] = {}
    keys: set[str] = set()
    kills = 0
    while kills < 5 or len(cosigned) < 8:
        witness.start()
        keys.add(witness.key)
        assert size_of(witness.url, log) >= max(cosigned, default=0), "gone back"
        senders = [threading.Thread(target=grow, args=(witness, log, past, cosigned)) for past in (0, 1)]
        for sender in senders:
            sender.start()
        time.sleep(chance.uniform(0.1, 1.0))
        witness.kill()
        kills += 1
        for sender in senders:
            sender.join()
    assert len(keys) == 1
    assert {len(texts) for texts in cosigned.values()} == {1}, "two roots of one size"


def grow(witness: WitnessProcess, log: LyingLog, past: int, cosigned: dict[int, set[str]]) -> None:
    """Send one past, entry by entry from where the witness is, until it does not answer any more."""
    key = parse_verifier(witness.key)
    try:
        size = size_of(witness.url, log)
        while True:
            # The two pasts differ in all that comes after the first entry.
            note = log.note(size + 1, past, 1)
            answer = post(witness.url, log.request(size, size + 1, past, 1))
            if answer.status_code == 200:
                Note(note.text, parse_signatures(answer.text)).verified([key])
                cosigned.setdefault(size + 1, set()).add(note.text)
                size += 1
            elif answer.status_code == 409:
                size = int(answer.text)
            else:
                # The other past won: this one can only try to go back.
                assert answer.status_code == 422
                assert post(witness.url, log.request(0, size, past, 1)).status_code == 409
    except httpx.HTTPError:
        return


def size_of(url: str, log: LyingLog) -> int:
    """What the witness says it cosigned last; 0 where it has nothing."""
    text = str(Checkpoint(ORIGIN, 2**40, bytes(32)))
    answer = post(url, posted(2**40, (), Note(text, (log.signer.sign(text),))))
    assert answer.status_code == 409
    return int(answer.text)
