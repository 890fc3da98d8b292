"""`python -m signing` as a whole: what keeps it from starting, and that it refuses until a person has acted."""

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from factories import TestHouse, house_on
from lying_log import LyingLog
from running_witness import Clerk
from signer_process import RunningSigner
from signing_desk import KEY
from sqlalchemy import text

from approval.jobs import Job
from approval.record.note import Kind, new_signer
from approval.store import Store, open_engine
from countersign.doctor import record
from countersign.doctor.finding import Health
from countersign.record.keys import keep

ACCOUNT_KEYS = "COUNTERSIGN_ACCOUNT_KEYS"


@pytest.fixture
def url(sqlite_template: Path, tmp_path: Path) -> str:
    shutil.copy(sqlite_template, tmp_path / "countersign.db")
    return f"sqlite:///{tmp_path / 'countersign.db'}"


@pytest.fixture
def signer(tmp_path: Path, url: str):
    running = RunningSigner(tmp_path, url)
    yield running
    running.kill()


@pytest.fixture
def house(url: str):
    engine = open_engine(url)
    yield house_on(lambda clock: Store(engine, clock))
    engine.dispose()


def wrongs(signer: RunningSigner, house: TestHouse, after: timedelta = timedelta(0)) -> list[str]:
    """What the doctor says is wrong, so long after the newest entry."""
    findings = record.examine(signer.environment, signer.folder, house.clock() + after)
    return [finding.what for finding in findings if finding.health is Health.WRONG]


def test_it_refuses_until_a_person_has_acted_also_when_it_is_started_again(
    signer: RunningSigner, house: TestHouse, url: str
):
    signer.start()
    signer.wait_until_all_is_signed(house.store)
    assert wrongs(signer, house) == []
    with house.store.read() as reading:
        before = reading.next_seq()
    with house.store.engine.begin() as connection:
        right = connection.scalar(text("SELECT leaf FROM entries WHERE seq = 1"))
        connection.execute(text("UPDATE entries SET leaf = :leaf WHERE seq = 1"), {"leaf": b'{"changed":1}'})
    assert signer.stop() == 0
    for _ in range(2):
        said = len(signer.said())
        signer.start()
        signer.wait_for(lambda said=said: "REFUSING TO SIGN" in signer.said()[said:])
        house.submit()
        (why,) = wrongs(signer, house)
        assert "are not those that were signed" in why
        signer.stop()
    with house.store.read() as reading:
        tasks = reading.tasks([Job.CHECKPOINT], datetime.now(UTC))
        (alarm,) = [task for task in tasks if "alarm" in task.detail]
        signed = reading.checkpoint()
    assert f"delete {signer.refused}" in alarm.detail["alarm"]
    assert signed is not None
    assert signed.size == before

    with house.store.engine.begin() as connection:
        connection.execute(text("UPDATE entries SET leaf = :leaf WHERE seq = 1"), {"leaf": right})
    signer.start()
    signer.wait_for(lambda: signer.said().count("REFUSING TO SIGN") == 3)
    signer.refused.unlink()
    signer.wait_until_all_is_signed(house.store)
    assert wrongs(signer, house) == []


def test_the_doctor_says_that_nobody_signs(signer: RunningSigner, house: TestHouse):
    house.submit()
    assert wrongs(signer, house, timedelta(seconds=119)) == [], "it may come in a moment"
    (why,) = wrongs(signer, house, timedelta(minutes=3, seconds=1))
    assert "entries of the log are not signed, the oldest for 3 minutes" in why
    signer.start()
    signer.wait_until_all_is_signed(house.store)
    assert wrongs(signer, house, timedelta(days=1)) == []


def test_the_doctor_names_what_the_signer_lacks(signer: RunningSigner, house: TestHouse):
    signer.start()
    signer.wait_until_all_is_signed(house.store)
    signer.stop()
    (signer.folder / "signer.key").chmod(0o644)
    assert "can be read by other people" in wrongs(signer, house)[0]
    (signer.folder / "signer.key").unlink()
    (signer.folder / "trust.txt").write_text("quorum all\n")
    assert "there is no key" in wrongs(signer, house)[0]
    assert "Line 1 of the trust policy" in wrongs(signer, house)[1]
    (signer.folder / "trust.txt").unlink()
    assert "whose signatures of the log count" in wrongs(signer, house)[1]


def test_a_witness_of_the_trust_policy_cosigns_what_the_process_signs(
    signer: RunningSigner, house: TestHouse, tmp_path: Path
):
    clerk = Clerk(tmp_path / "memory", [LyingLog(KEY)])
    with clerk.serving() as url:
        policy = signer.folder / "trust.txt"
        policy.write_text(f"log {KEY.verifier}\nwitness clerk {clerk.signer.verifier} {url}\nquorum clerk\n")
        signer.start()
        signer.wait_for(lambda: any(len(note.signatures) == 2 for note in signer.shown(house.store)))
        # The next start asks it from there.
        (size,) = {note.text.split("\n")[1] for note in signer.shown(house.store)}
        signer.wait_for(lambda: remembered(signer) == {str(clerk.signer.verifier): int(size)})


def test_its_key_may_come_from_the_environment_and_is_never_said(signer: RunningSigner, house: TestHouse):
    (signer.folder / "signer.key").unlink()
    signer.start(COUNTERSIGN_SIGNER_KEY=KEY.secret())
    signer.wait_until_all_is_signed(house.store)
    assert signer.stop() == 0
    assert KEY.secret() not in signer.said()


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda folder: (folder / "signer.key").unlink(), "countersign record key city.example/log --to signer.key"),
        (lambda folder: (folder / "signer.key").chmod(0o640), "chmod 600 signer.key"),
        (lambda folder: (folder / "signer.key").write_text("secret-nonsense"), "signer.key is no key of a log"),
        (lambda folder: exchange(folder, Kind.COSIGNATURE), "is a witness's"),
        (lambda folder: exchange(folder, Kind.ED25519), "does not name the log's own key"),
        (lambda folder: (folder / "trust.txt").unlink(), "trust.txt is missing"),
        (lambda folder: (folder / "trust.txt").write_text("quorum x"), "Line 1 of the trust policy"),
        (lambda folder: (folder / ".env").write_text(f"COUNTERSIGN_SIGNER_KEY={KEY.secret()}"), "every process reads"),
        (lambda folder: (folder / ".env").write_text(f"{ACCOUNT_KEYS}={{}}"), "Only the publish worker may see it"),
        (lambda folder: (folder / ".env").write_text("COUNTERSIGN_SIGNER_INTERVAL=3600"), "SIGNER_INTERVAL"),
        (lambda folder: (folder / ".env").write_text("COUNTERSIGN_SIGNER_TSA=here"), "SIGNER_TSA"),
        (lambda folder: (folder / ".env").write_text("COUNTERSIGN_SIGNER_NEXT_KEY_FILE=n"), "--to n "),
        (lambda folder: next_key(folder, "other.example/log"), "two names"),
        (lambda folder: next_key(folder, KEY.verifier.name), "does not name the log's own key"),
        (lambda folder: (folder / "countersign.db").write_bytes(b""), "countersign migrate"),
    ],
)
def test_it_does_not_start_where_something_is_missing_and_says_in_a_line_what_to_do(
    signer: RunningSigner, spoil, words: str
):
    # What the environment says would win over .env.
    signer.environment.pop("COUNTERSIGN_SIGNER_INTERVAL")
    spoil(signer.folder)
    code, said = signer.ends()
    assert code == 2, said
    assert words in said
    assert said.count("\n") == 1
    assert KEY.secret() not in said
    assert "secret-nonsense" not in said
    assert not signer.head.exists()


def test_account_keys_in_its_environment_keep_it_from_starting(signer: RunningSigner):
    code, said = signer.ends(**{ACCOUNT_KEYS: '{"police": "the-key"}'})
    assert (code, "Only the publish worker may see it" in said, "the-key" in said) == (2, True, False)


def test_two_signers_do_not_run_for_one_log(signer: RunningSigner, house: TestHouse):
    first = signer.start()
    signer.wait_until_all_is_signed(house.store)
    code, said = signer.ends()
    assert (code, "Another signer runs" in said) == (2, True)
    first.kill()
    first.wait()
    house.submit()
    signer.start()
    signer.wait_until_all_is_signed(house.store)


def exchange(folder: Path, kind: Kind) -> None:
    (folder / "signer.key").unlink()
    keep(new_signer(KEY.verifier.name, kind), folder / "signer.key")


def next_key(folder: Path, name: str) -> None:
    keep(new_signer(name, Kind.ED25519), folder / "next.key")
    (folder / ".env").write_text("COUNTERSIGN_SIGNER_NEXT_KEY_FILE=next.key\n")


def remembered(signer: RunningSigner) -> dict[str, int]:
    """What the head file says of each witness."""
    witnesses: dict[str, int] = json.loads(signer.head.read_text())["witnesses"]
    return witnesses
