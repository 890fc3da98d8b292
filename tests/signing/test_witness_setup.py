"""The clerk's side: the command, the key, and the page."""

import re
import stat
from pathlib import Path

import httpx
import pytest
from lying_log import ORIGIN, LyingLog
from running_witness import NAME, NOON, Clerk, WitnessProcess, post

from approval.errors import Misconfigured
from approval.record.note import Kind, new_signer, parse_verifier
from countersign.record.witnessing import witness_command
from signing.witness_setup import log_keys, witness_key
from signing.witness_state import FILE


@pytest.fixture
def key(tmp_path: Path) -> Path:
    return tmp_path / "key"


@pytest.fixture
def memory(tmp_path: Path) -> Path:
    return tmp_path / "memory"


def test_the_command_runs_with_nothing_else_of_the_house_set_up(tmp_path: Path) -> None:
    log = LyingLog()
    witness = WitnessProcess(tmp_path, [log], begins=("-m", "countersign", "record", "witness"))
    assert "--name" in witness.refused()
    witness.start()
    try:
        assert parse_verifier(witness.key).name == NAME
        assert post(witness.url, log.request(0, 5)).status_code == 200
        page = httpx.get(witness.url, trust_env=False).text
        assert {witness.key, ORIGIN, witness.url} <= set(re.findall(r"[\w.:/+=-]+", page))
    finally:
        witness.kill()
    made = {path.name for path in tmp_path.rglob("*")}
    assert made == {"key", "memory", FILE, "lock"}, "something else was made on the clerk's machine"


@pytest.mark.parametrize("listen", ["8790", "127.0.0.1", "127.0.0.1:70000", "127.0.0.1:http", ":8790"])
def test_an_address_that_is_none_is_refused(key: Path, memory: Path, listen: str) -> None:
    with pytest.raises(Misconfigured, match="an address and a port"):
        witness_command([], key, memory, listen, NAME)
    assert not memory.exists()


def test_the_first_time_a_key_is_made_that_only_its_owner_reads(key: Path, memory: Path) -> None:
    made = witness_key(key, memory, NAME)
    assert (made.verifier.name, made.verifier.kind) == (NAME, Kind.COSIGNATURE)
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE((memory / FILE).stat().st_mode) == 0o600
    for name in ("", NAME):
        assert witness_key(key, memory, name).verifier == made.verifier
    with pytest.raises(Misconfigured, match=r"not of clerk.example/other"):
        witness_key(key, memory, "clerk.example/other")


def test_without_a_name_no_key_is_made(key: Path, memory: Path) -> None:
    with pytest.raises(Misconfigured, match="--name"):
        witness_key(key, memory, "")
    assert not key.exists()
    assert not memory.exists()


def test_a_name_that_cannot_be_one_makes_nothing(key: Path, memory: Path) -> None:
    with pytest.raises(Misconfigured, match="no name for a key"):
        witness_key(key, memory, "the clerk")
    assert not memory.exists()


def test_a_witness_that_lost_its_memory_does_not_go_on(key: Path, memory: Path) -> None:
    witness_key(key, memory, NAME)
    (memory / FILE).unlink()
    for name in ("", NAME):
        with pytest.raises(Misconfigured, match="must not go on"):
            witness_key(key, memory, name)
    assert not (memory / FILE).exists()


def test_a_memory_does_not_get_another_key_by_mistake(key: Path, tmp_path: Path) -> None:
    clerk = Clerk(tmp_path / "memory", [LyingLog()])
    with clerk.witness() as witness:
        witness.add_checkpoint(clerk.logs[0].request(0, 5))
    with pytest.raises(Misconfigured, match="Put the key back"):
        witness_key(key, clerk.folder, NAME)
    assert not key.exists()


def test_a_key_that_was_not_made_to_its_end_is_made(key: Path, memory: Path) -> None:
    witness_key(key, memory, NAME)
    key.unlink()
    # Stopped after the memory and before the key: nothing was cosigned, and nothing is lost.
    assert witness_key(key, memory, NAME).verifier.name == NAME


def test_a_key_that_others_may_read_is_refused(key: Path, memory: Path) -> None:
    witness_key(key, memory, NAME)
    key.chmod(0o640)
    with pytest.raises(Misconfigured, match=f"chmod 600 {key}"):
        witness_key(key, memory, "")


def test_what_is_no_witnesss_key_is_refused_and_never_quoted(key: Path, memory: Path) -> None:
    secret = witness_key(key, memory, NAME).secret()
    for written, why in (
        (secret[:-4], "damaged"),
        ("—", "damaged"),
        (new_signer(ORIGIN, Kind.ED25519).secret(), "key of a log"),
    ):
        key.write_text(written)
        with pytest.raises(Misconfigured, match=why) as refused:
            witness_key(key, memory, "")
        assert written.rpartition("+")[2][:10] not in str(refused.value) or written == "—"


def test_what_is_no_logs_key_is_refused() -> None:
    with pytest.raises(Misconfigured, match="as its keeper gives it"):
        log_keys(["city.example/log"])
    with pytest.raises(Misconfigured, match="is a witness's"):
        log_keys([str(new_signer(NAME, Kind.COSIGNATURE).verifier)])


def test_the_page_says_what_was_confirmed_and_when(tmp_path: Path) -> None:
    log, other = LyingLog(), LyingLog(new_signer("<b>other</b>", Kind.ED25519))
    clerk = Clerk(tmp_path / "memory", [log, other])
    with clerk.serving() as url:
        post(url, log.request(0, 1234))
        answer = httpx.get(url, trust_env=False)
        assert "21 September 2026, 14:13:20 UTC" in answer.text
        assert "<dd>1,234</dd>" in answer.text
        assert log.note(1234).text.split("\n")[2] in answer.text
        assert str(clerk.signer.verifier) in answer.text
        assert "The log &lt;b&gt;other&lt;/b&gt;</h2>\n<p>It has confirmed nothing of this log yet." in answer.text
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "contradicted itself" not in answer.text


def test_the_page_says_that_a_log_contradicted_itself(tmp_path: Path) -> None:
    log = LyingLog()
    with Clerk(tmp_path / "memory", [log], clock=NOON).serving() as url:
        post(url, log.request(0, 5))
        post(url, log.request(5, 5, 1, 3))
        page = httpx.get(url, trust_env=False).text
    assert "This log has contradicted itself" in page
    assert log.note(5, 1, 3).text in page
