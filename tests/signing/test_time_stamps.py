"""RFC 3161 time stamps, against OpenSSL's authority."""

import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from time_stamping import Authority, make_authority, serving

from signing.time_stamps import TimeStampInvalid, TimeStampUnavailable, stamp, verify_stamp

TEXT = b"city.example/log\n5\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return make_authority(tmp_path_factory.mktemp("authority") / "tsa")


@pytest.fixture
def authority(made: Authority) -> Iterator[Authority]:
    with serving(Authority(made.folder)) as running:
        yield running


@pytest.fixture(scope="module")
def kept(made: Authority) -> bytes:
    """An answer over the text."""
    return made.answer_to(TEXT, "-sha256", "-cert")


def test_a_text_is_stamped_and_the_answer_verifies(authority: Authority) -> None:
    before = datetime.now(UTC)
    answer = stamp(authority.url, TEXT, 10)
    at = verify_stamp(answer, TEXT, authority.roots)
    assert before - timedelta(seconds=1) <= at <= datetime.now(UTC)


def test_openssl_agrees_that_what_is_kept_verifies(authority: Authority, tmp_path: Path) -> None:
    (tmp_path / "answer").write_bytes(stamp(authority.url, TEXT, 10))
    (tmp_path / "text").write_bytes(TEXT)
    command = ["openssl", "ts", "-verify", "-data", "text", "-in", "answer", "-CAfile", authority.folder / "root.pem"]
    subprocess.run(command, cwd=tmp_path, capture_output=True, check=True)


def test_an_old_answer_to_the_same_question_is_refused(authority: Authority, kept: bytes) -> None:
    authority.replay = kept
    with pytest.raises(TimeStampInvalid, match="another question"):
        stamp(authority.url, TEXT, 10)
    # As what it is, it verifies.
    verify_stamp(kept, TEXT, authority.roots)


def test_an_answer_without_the_number_of_the_question_is_refused(authority: Authority) -> None:
    authority.replay = authority.answer_to(TEXT, "-sha256", "-cert", "-no_nonce")
    with pytest.raises(TimeStampInvalid, match="another question"):
        stamp(authority.url, TEXT, 10)


def test_an_answer_over_another_text_is_refused(authority: Authority) -> None:
    authority.replay = other = authority.answer_to(TEXT + b"x", "-sha256", "-cert")
    with pytest.raises(TimeStampInvalid, match="over something else"):
        stamp(authority.url, TEXT, 10)
    with pytest.raises(TimeStampInvalid, match="over something else"):
        verify_stamp(other, TEXT, authority.roots)


def test_another_hash_than_the_one_asked_for_is_refused(authority: Authority) -> None:
    with pytest.raises(TimeStampInvalid, match="over something else"):
        verify_stamp(authority.answer_to(TEXT, "-sha512", "-cert"), TEXT, authority.roots)


def test_a_rejection_is_told_in_the_authoritys_words(authority: Authority) -> None:
    # It signs SHA-256 and SHA-512, and is asked for SHA-1.
    authority.replay = authority.answer_to(TEXT, "-sha1")
    with pytest.raises(TimeStampInvalid, match=r"gave no time stamp .*algorithm"):
        stamp(authority.url, TEXT, 10)


GRANTED_NOTHING = bytes.fromhex("30053003020100")


@pytest.mark.parametrize("answer", [b"", b"<html>", GRANTED_NOTHING, GRANTED_NOTHING[:-1], b"\x30\x80" * 1000])
def test_what_is_no_answer_is_refused(authority: Authority, answer: bytes) -> None:
    authority.replay = answer
    with pytest.raises(TimeStampInvalid, match="no answer"):
        stamp(authority.url, TEXT, 10)
    with pytest.raises(TimeStampInvalid, match="no answer"):
        verify_stamp(answer, TEXT, authority.roots)


def test_another_authority_is_not_believed(kept: bytes, tmp_path: Path) -> None:
    # It has the same names, and other keys.
    other = make_authority(tmp_path / "other")
    with pytest.raises(TimeStampInvalid, match="No authority that is trusted"):
        verify_stamp(kept, TEXT, other.roots)


def test_a_certificate_between_the_root_and_the_authority_can_be_in_the_file_of_roots(tmp_path: Path) -> None:
    made = make_authority(tmp_path / "tsa", between=True)
    with serving(made) as authority:
        answer = stamp(authority.url, TEXT, 10)
    verify_stamp(answer, TEXT, made.roots)
    root, end, _ = made.roots.partition(b"-----END CERTIFICATE-----\n")
    with pytest.raises(TimeStampInvalid, match="No authority that is trusted"):
        verify_stamp(answer, TEXT, root + end)


def test_an_answer_without_its_certificate_is_not_believed(made: Authority) -> None:
    # Nobody could tell whose it is.
    with pytest.raises(TimeStampInvalid, match="No authority that is trusted"):
        verify_stamp(made.answer_to(TEXT, "-sha256"), TEXT, made.roots)


@pytest.mark.parametrize("roots", [b"", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
def test_roots_that_cannot_be_read_are_said_to_be_the_matter(kept: bytes, roots: bytes) -> None:
    with pytest.raises(TimeStampInvalid, match="in PEM"):
        verify_stamp(kept, TEXT, roots)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_changed_answer_is_refused_or_says_the_same(made: Authority, kept: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(kept) - 1))
    bit = data.draw(st.integers(0, 7))
    changed = bytearray(kept)
    changed[at] ^= 1 << bit
    try:
        said = verify_stamp(bytes(changed), TEXT, made.roots)
    except TimeStampInvalid:
        return
    # Names of algorithms beside the signature are not under it.
    assert said == verify_stamp(kept, TEXT, made.roots)


@pytest.mark.parametrize(("status", "kind"), [(500, "application/timestamp-reply"), (200, "text/html"), (302, "")])
def test_an_address_that_is_no_authoritys_is_said_to_be_the_matter(
    authority: Authority, status: int, kind: str
) -> None:
    authority.status, authority.kind = status, kind
    with pytest.raises(TimeStampUnavailable, match=f"{authority.url}.*address is right"):
        stamp(authority.url, TEXT, 10)


def test_nobody_there_is_said_to_be_the_matter(authority: Authority) -> None:
    with pytest.raises(TimeStampUnavailable, match="does not answer"):
        stamp("http://127.0.0.1:1/tsa", TEXT, 10)
    authority.replay = bytes(200_000)
    with pytest.raises(TimeStampUnavailable, match="more than 100,000 bytes"):
        stamp(authority.url, TEXT, 10)
