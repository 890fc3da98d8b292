"""What a log makes of a witness's answers: a cosignature that holds, or words that say what to do."""

import asyncio
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from lying_log import ORIGIN, LyingLog
from running_witness import NAME, NOON, Clerk

from approval.record.note import Kind, Note, Signature, new_signer
from signing.witnesses import SIZE_TYPE, WitnessRefused, WitnessUnavailable, ask


@dataclass
class Odd:
    """A witness that answers what it is told to, one after the other, the last one for ever."""

    answers: Sequence[tuple[int, str, bytes]]
    url: str = ""
    asked: list[bytes] = field(default_factory=list)
    pause: float = 0.0


@contextmanager
def odd(*answers: tuple[int, str, bytes], pause: float = 0.0) -> Iterator[Odd]:
    witness = Odd(answers, pause=pause)
    stopped = threading.Event()

    class Desk(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            witness.asked.append(self.rfile.read(int(self.headers["content-length"])))
            status, kind, content = answers[min(len(witness.asked), len(answers)) - 1]
            self.send_response(status)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            for at in range(len(content)):
                self.wfile.write(content[at : at + 1] if pause else content[at:])
                if not pause or stopped.wait(pause):
                    break

        def log_message(self, format: str, *arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
    witness.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield witness
    finally:
        stopped.set()
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def log() -> LyingLog:
    return LyingLog()


@pytest.fixture
def clerk(tmp_path: Path, log: LyingLog) -> Clerk:
    return Clerk(tmp_path / "memory", [log])


def ask_for(url: str, clerk: Clerk, log: LyingLog, old: int, size: int, past: int = 0, forked: int = 0) -> Signature:
    def prove(known: int) -> Sequence[bytes]:
        return log.proof(known, size, past, forked)

    return ask(url, clerk.signer.verifier, old, prove, log.note(size, past, forked), 5)


def test_a_cosignature_comes_back_that_holds_under_the_checkpoint(clerk: Clerk, log: LyingLog) -> None:
    with clerk.serving() as url:
        for old, size in ((0, 0), (0, 5), (5, 9), (9, 9)):
            line = ask_for(f"{url}/", clerk, log, old, size)
            (signed,) = Note(log.note(size).text, (line,)).verified([clerk.signer.verifier])
            assert signed.at == NOON


def test_it_may_be_asked_where_an_event_loop_runs(clerk: Clerk, log: LyingLog) -> None:
    async def within() -> Signature:
        return ask_for(url, clerk, log, 0, 5)

    # In a thread, because the tests' own may have a loop already: a browser's.
    with clerk.serving() as url, ThreadPoolExecutor(1) as thread:
        line = thread.submit(lambda: asyncio.run(within())).result()
    assert Note(log.note(5).text, (line,)).verified([clerk.signer.verifier])


def test_a_log_that_does_not_know_where_the_witness_is_asks_once_more(clerk: Clerk, log: LyingLog) -> None:
    with clerk.serving() as url:
        ask_for(url, clerk, log, 0, 5)
        for old, size in ((0, 9), (3, 12), (0, 12)):
            ask_for(url, clerk, log, old, size)


def test_a_log_with_fewer_entries_than_were_cosigned_is_told_that_some_are_missing(clerk: Clerk, log: LyingLog) -> None:
    with clerk.serving() as url:
        ask_for(url, clerk, log, 0, 9)
        for old in (0, 5):
            with pytest.raises(WitnessRefused, match=r"cosigned 9 entries of .*Entries are missing here"):
                ask_for(url, clerk, log, old, 5)


def test_a_log_with_other_entries_than_were_cosigned_is_told_that_it_was_altered(clerk: Clerk, log: LyingLog) -> None:
    with clerk.serving() as url:
        ask_for(url, clerk, log, 0, 5)
        for old, size in ((5, 5), (0, 5), (5, 9), (0, 9)):
            with pytest.raises(WitnessRefused, match="The log was altered, or there are two of them"):
                ask_for(url, clerk, log, old, size, past=1, forked=3)


def test_a_log_or_a_key_that_the_witness_does_not_know_is_said_to_be_the_matter(clerk: Clerk, log: LyingLog) -> None:
    with clerk.serving() as url:
        with pytest.raises(WitnessRefused, match=r"does not trust the key .*--log"):
            ask_for(url, clerk, LyingLog(), 0, 5)
        with pytest.raises(WitnessRefused, match=r"does not know the log other.example/log.*--log"):
            ask_for(url, clerk, LyingLog(new_signer("other.example/log", Kind.ED25519)), 0, 5)


def test_what_is_no_cosignature_of_this_checkpoint_is_refused(clerk: Clerk, log: LyingLog) -> None:
    other, text = new_signer(NAME, Kind.COSIGNATURE), log.note(5).text
    wrong = [
        b"",
        b"\xff\n",
        str(log.note(5)).encode(),
        str(other.sign(text, NOON)).encode(),
        str(clerk.signer.sign(log.note(6).text, NOON)).encode(),
        str(clerk.signer.sign(text, NOON)).encode()[:-1],
        str(log.signer.sign(text)).encode(),
    ]
    for content in wrong:
        with odd((200, "text/plain", content)) as witness, pytest.raises(WitnessRefused, match="trust policy"):
            ask_for(witness.url, clerk, log, 0, 5)


def test_lines_of_keys_that_are_not_known_say_nothing(clerk: Clerk, log: LyingLog) -> None:
    other, text = new_signer(NAME, Kind.COSIGNATURE), log.note(5).text
    lines = f"{other.sign(text, 7)}{clerk.signer.sign(text, NOON)}".encode()
    with odd((200, "text/plain", lines)) as witness:
        assert ask_for(witness.url, clerk, log, 0, 5) == clerk.signer.sign(text, NOON)


@pytest.mark.parametrize("size", [b"", b"3", b"-3\n", b"03\n", b"3.0\n", b"3\n\n", b"\xd9\xa3\n", b"9" * 5000 + b"\n"])
def test_a_size_that_is_none_is_not_believed(clerk: Clerk, log: LyingLog, size: bytes) -> None:
    with odd((409, SIZE_TYPE, size)) as witness:
        with pytest.raises(WitnessUnavailable, match="but not which"):
            ask_for(witness.url, clerk, log, 0, 5)
        assert len(witness.asked) == 1


def test_a_size_is_only_believed_as_the_kind_that_it_is(clerk: Clerk, log: LyingLog) -> None:
    with odd((409, "text/plain", b"3\n")) as witness, pytest.raises(WitnessUnavailable, match="but not which"):
        ask_for(witness.url, clerk, log, 0, 5)


def test_it_is_asked_twice_and_not_three_times(clerk: Clerk, log: LyingLog) -> None:
    with odd((409, SIZE_TYPE, b"3\n"), (409, SIZE_TYPE, b"4\n")) as witness:
        with pytest.raises(WitnessUnavailable, match="two signers"):
            ask_for(witness.url, clerk, log, 0, 5)
        assert [body[:6] for body in witness.asked] == [b"old 0\n", b"old 3\n"]
    with odd((409, SIZE_TYPE, b"3\n")) as witness, pytest.raises(WitnessUnavailable, match="contradicts itself"):
        ask_for(witness.url, clerk, log, 0, 5)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (500, WitnessUnavailable),
        (503, WitnessUnavailable),
        (429, WitnessUnavailable),
        (302, WitnessRefused),
        (400, WitnessRefused),
        (204, WitnessRefused),
    ],
)
def test_other_answers_are_told_with_their_number(clerk: Clerk, log: LyingLog, status: int, error: type) -> None:
    with odd((status, "text/plain", b"")) as witness:
        with pytest.raises(error, match=str(status)):
            ask_for(witness.url, clerk, log, 0, 5)
        assert len(witness.asked) == 1


def test_a_witness_that_is_not_there_can_be_asked_later(clerk: Clerk, log: LyingLog) -> None:
    for url in ("http://127.0.0.1:1", "http://[", "nowhere", "ftp://127.0.0.1/"):
        with pytest.raises(WitnessUnavailable, match="does not answer"):
            ask_for(url, clerk, log, 0, 5)


def test_a_witness_that_drips_is_given_up_in_time(clerk: Clerk, log: LyingLog) -> None:
    with (
        odd((200, "text/plain", b"x" * 1000), pause=0.1) as witness,
        pytest.raises(WitnessUnavailable, match=r"0.5 sec"),
    ):
        ask(witness.url, clerk.signer.verifier, 0, lambda known: (), log.note(5), 0.5)


def test_a_witness_that_never_stops_talking_is_given_up(clerk: Clerk, log: LyingLog) -> None:
    with odd((200, "text/plain", b"x" * 1_000_000)) as witness, pytest.raises(WitnessUnavailable, match="20,000 bytes"):
        ask_for(witness.url, clerk, log, 0, 5)


def test_the_question_is_as_the_protocol_has_it(clerk: Clerk, log: LyingLog) -> None:
    text = log.note(9).text
    with odd((200, "text/plain", str(clerk.signer.sign(text, NOON)).encode())) as witness:
        ask_for(witness.url, clerk, log, 5, 9)
    assert witness.asked == [log.request(5, 9)]
    assert witness.asked[0].startswith(b"old 5\n")
    assert f"\n\n{ORIGIN}\n9\n".encode() in witness.asked[0]
