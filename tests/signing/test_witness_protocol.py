"""c2sp.org/tlog-witness over HTTP: each answer that it names, provoked."""

import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from lying_log import ORIGIN, LyingLog, posted
from running_witness import NOON, Clerk, post

from approval.record.checkpoint import Checkpoint
from approval.record.note import Kind, Note, new_signer, parse_signatures
from signing.witness import MOST_REQUEST_BYTES


@pytest.fixture
def log() -> LyingLog:
    return LyingLog()


@pytest.fixture
def clerk(tmp_path: Path, log: LyingLog) -> Clerk:
    return Clerk(tmp_path / "memory", [log])


@pytest.fixture
def url(clerk: Clerk) -> Iterator[str]:
    with clerk.serving() as address:
        yield address


def said(answer: httpx.Response) -> tuple[int, str, str]:
    return answer.status_code, answer.headers["content-type"], answer.text


def test_a_first_checkpoint_is_cosigned_without_a_proof(url: str, clerk: Clerk, log: LyingLog) -> None:
    answer = post(url, log.request(0, 5))
    assert answer.status_code == 200
    note = Note(log.note(5).text, parse_signatures(answer.text))
    assert [(each.by, each.at) for each in note.verified([clerk.signer.verifier])] == [(clerk.signer.verifier, NOON)]


def test_what_extends_the_last_checkpoint_is_cosigned(url: str, clerk: Clerk, log: LyingLog) -> None:
    for old, size in ((0, 1), (1, 2), (2, 7), (7, 7), (7, 64), (64, 65)):
        answer = post(url, log.request(old, size))
        assert answer.status_code == 200, answer.text
        Note(log.note(size).text, parse_signatures(answer.text)).verified([clerk.signer.verifier])


def test_an_empty_log_is_cosigned_and_grows_without_a_proof(url: str, log: LyingLog) -> None:
    assert [post(url, log.request(0, size)).status_code for size in (0, 0, 3)] == [200, 200, 200]
    assert said(post(url, log.request(0, 4))) == (409, "text/x.tlog.size", "3\n")


def test_an_empty_log_has_the_root_of_the_empty_tree(url: str, log: LyingLog) -> None:
    text = str(Checkpoint(ORIGIN, 0, bytes(32)))
    assert said(post(url, posted(0, (), Note(text, (log.signer.sign(text),))))) == (409, "text/x.tlog.size", "0\n")


def test_an_unknown_log_is_not_found(url: str) -> None:
    stranger = LyingLog(new_signer("other.example/log", Kind.ED25519))
    assert post(url, stranger.request(0, 5)).status_code == 404


@pytest.mark.parametrize("kind", ["another key of its name", "no known line", "a line over another text"])
def test_a_checkpoint_without_the_logs_signature_is_forbidden(url: str, log: LyingLog, kind: str) -> None:
    note = log.note(5)
    other = LyingLog()
    signatures = {
        "another key of its name": other.note(5).signatures,
        "no known line": new_signer("other.example/log", Kind.ED25519).sign(note.text),
        "a line over another text": log.note(6).signatures,
    }[kind]
    lines = signatures if isinstance(signatures, tuple) else (signatures,)
    assert post(url, posted(0, (), Note(note.text, lines))).status_code == 403


def test_signatures_of_strangers_beside_the_logs_own_say_nothing(url: str, log: LyingLog) -> None:
    stranger = new_signer(ORIGIN, Kind.ED25519)
    assert post(url, posted(0, (), log.note(5, more=[stranger]))).status_code == 200


def test_while_a_log_exchanges_its_key_either_is_believed(tmp_path: Path, log: LyingLog) -> None:
    new = LyingLog()
    with Clerk(tmp_path / "memory", [log, new]).serving() as url:
        assert post(url, log.request(0, 5)).status_code == 200
        assert post(url, posted(5, log.proof(5, 6), log.note(6, more=[new.signer]))).status_code == 200
        assert post(url, new.request(6, 7)).status_code == 200


def test_an_old_size_beyond_the_checkpoint_is_a_bad_request(url: str, log: LyingLog) -> None:
    post(url, log.request(0, 5))
    assert post(url, posted(6, (), log.note(5))).status_code == 400


GOOD = LyingLog()
MALFORMED = {
    "nothing": b"",
    "only a checkpoint": str(GOOD.note(5)).encode(),
    "no blank line": str(GOOD.note(5)).encode().replace(b"\n\n", b"\n"),
    "a leading zero": posted("00", (), GOOD.note(5)),
    "a sign": posted("-0", (), GOOD.note(5)),
    "another word": b"size 0\n\n" + str(GOOD.note(5)).encode(),
    "two spaces": posted(" 0", (), GOOD.note(5)),
    "a carriage return": posted("0\r", (), GOOD.note(5)),
    "other digits": posted("\u0663", (), GOOD.note(5)),
    "a short hash": posted(0, (bytes(31),), GOOD.note(5)),
    "no base64": b"old 0\n!!!!\n\n" + str(GOOD.note(5)).encode(),
    "sixty-four steps": posted(1, [bytes(32)] * 64, GOOD.note(5)),
    "no signature": posted(0, (), GOOD.note(5).text),
    "two lines of a checkpoint": posted(0, (), str(GOOD.note(5)).replace("5\n", "")),
    "a last line without its end": posted(0, (), GOOD.note(5))[:-1],
    "no text": posted(0, (), "\xff").replace("\xff".encode(), b"\xff"),
}


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED.keys())
def test_what_is_not_in_the_form_is_a_bad_request(tmp_path: Path, body: bytes) -> None:
    clerk = Clerk(tmp_path / "memory", [GOOD])
    with clerk.serving() as url:
        assert post(url, body).status_code == 400
        assert post(url, GOOD.request(0, 5)).status_code == 200


def test_another_old_size_than_the_last_is_a_conflict_that_names_the_last(url: str, log: LyingLog) -> None:
    assert said(post(url, log.request(3, 5))) == (409, "text/x.tlog.size", "0\n")
    post(url, log.request(0, 5))
    for old, size in ((0, 9), (4, 9), (6, 9), (4, 4), (0, 0)):
        assert said(post(url, log.request(old, size))) == (409, "text/x.tlog.size", "5\n")


def test_another_root_of_the_same_size_is_a_conflict(url: str, log: LyingLog) -> None:
    post(url, log.request(0, 5))
    assert said(post(url, log.request(5, 5, past=1, forked=3))) == (409, "text/x.tlog.size", "5\n")


def test_a_proof_that_does_not_hold_cannot_be_processed(url: str, log: LyingLog) -> None:
    post(url, log.request(0, 5))
    held = log.proof(5, 9)
    wrong = [
        posted(5, (), log.note(9)),
        posted(5, held[:-1], log.note(9)),
        posted(5, (*held, bytes(32)), log.note(9)),
        posted(5, held[::-1], log.note(9)),
        posted(5, log.proof(4, 9), log.note(9)),
        posted(5, held, log.note(9, past=1, forked=7)),
        log.request(5, 9, past=1, forked=4),
        posted(5, (bytes(32),), log.note(5)),
    ]
    assert [post(url, body).status_code for body in wrong] == [422] * len(wrong)
    assert post(url, posted(5, held, log.note(9))).status_code == 200


def test_from_nothing_the_proof_must_be_empty(url: str, log: LyingLog) -> None:
    assert post(url, posted(0, (bytes(32),), log.note(5))).status_code == 422
    assert post(url, log.request(0, 5)).status_code == 200


def test_no_request_is_longer_than_a_note_and_its_proof(url: str, log: LyingLog) -> None:
    assert post(url, b"x" * (MOST_REQUEST_BYTES + 1)).status_code == 413
    assert post(url, posted(0, (), "x" * (MOST_REQUEST_BYTES - 10))).status_code == 400


def test_a_request_that_never_ends_is_ended(clerk: Clerk, log: LyingLog) -> None:
    with (
        clerk.serving(patience=0.3) as url,
        socket.create_connection((urlsplit(url).hostname, urlsplit(url).port)) as slow,
    ):
        slow.settimeout(10)
        slow.sendall(b"POST /add-checkpoint HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\nold ")
        assert slow.recv(100).startswith(b"HTTP/1.1 408 ")
        assert post(url, log.request(0, 5)).status_code == 200


def test_what_cannot_be_kept_is_not_cosigned(url: str, clerk: Clerk, log: LyingLog) -> None:
    post(url, log.request(0, 5))
    elsewhere = clerk.folder.rename(clerk.folder.with_name("elsewhere"))
    refused = post(url, log.request(5, 9))
    assert (refused.status_code, "—" in refused.text) == (500, False)
    assert post(url, log.request(9, 10)).text == "5\n"
    shutil.move(elsewhere, clerk.folder)
    assert post(url, log.request(5, 9)).status_code == 200


def test_only_posts_add_checkpoints(url: str) -> None:
    assert httpx.get(f"{url}/add-checkpoint", trust_env=False).status_code == 405
    assert httpx.get(f"{url}/elsewhere", trust_env=False).status_code == 404
