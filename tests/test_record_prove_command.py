"""`countersign record prove`: the whole command, and what a citizen does with its file."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from bundle_parts import SignerByHand
from factories import TestHouse, accounts_text, house_on
from receipts import LINK, among_a_million, confirm, publish, url

from approval import migrate
from approval.store import Store, open_engine

VERIFY = Path(__file__).parent.parent / "approval" / "record" / "verifiers" / "verify.py"


@dataclass
class Town:
    """A database, its signer, and the machine's command line."""

    folder: Path
    house: TestHouse
    signer: SignerByHand
    environment: dict[str, str]

    def prove(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "countersign", "record", "prove", *arguments]
        return subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=False, timeout=60, cwd=self.folder
        )

    def refused(self, *arguments: str) -> str:
        """What it says where there is no receipt, on one line."""
        done = self.prove(*arguments)
        assert (done.returncode, done.stdout, "Traceback" in done.stderr) == (1, "", False), done
        return " ".join(done.stderr.split())

    def citizen(self, receipt: str, trust: str = "trust.txt") -> tuple[int, str]:
        """Somebody with Python, the two files, and nothing else."""
        command = [sys.executable, "-I", "-S", "-B", str(VERIFY), "--receipt", receipt, "--trust", trust]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=self.folder, env={})
        assert done.stderr == ""
        return done.returncode, done.stdout


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    (tmp_path / "accounts.toml").write_text(accounts_text())
    address = f"sqlite:///{tmp_path / 'countersign.db'}"
    engine = open_engine(address)
    migrate.upgrade(engine)
    house = house_on(lambda clock: Store(engine, clock))
    signer = SignerByHand(house.store)
    (tmp_path / "trust.txt").write_text(signer.trust())
    environment = {
        "COUNTERSIGN_DATABASE_URL": address,
        "COUNTERSIGN_ACCOUNTS": str(tmp_path / "accounts.toml"),
        "COUNTERSIGN_TRUST": "trust.txt",
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(Path(__file__).parent.parent),
        "COLUMNS": "300",
    }
    yield Town(tmp_path, house, signer, environment)
    engine.dispose()


def test_the_receipt_of_a_post_in_a_log_of_a_million_entries_holds_for_a_citizen(town: Town) -> None:
    among_a_million(town.house, lambda: publish(town.house, town.house.approved()))
    town.signer.sign()
    before = town.house.log()
    done = town.prove(f" {LINK} ", "--to", "post.tlog-proof")
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert "Written by PERSON-01, approved by PERSON-03: entry 52" in done.stderr
    assert "under a checkpoint of 1000000" in done.stderr
    file = town.folder / "post.tlog-proof"
    assert f"{file.stat().st_size} bytes" in done.stderr
    assert file.stat().st_size < 2000
    assert file.stat().st_mode & 0o777 == 0o644, "whoever serves the public pages can read it"
    code, said = town.citizen("post.tlog-proof")
    assert code == 0, said
    assert f"The post {LINK}\nwas written by person 01, and approved by person 03, who wrote none of it." in said
    assert town.house.log() == before, "a receipt tells nobody anything that the post does not"


def test_without_a_file_it_goes_to_standard_output(town: Town) -> None:
    confirm(town.house, town.house.approved())
    town.signer.sign()
    done = town.prove(LINK)
    assert done.stdout.startswith("c2sp.org/tlog-proof@v1\nextra ")
    (town.folder / "kept").write_text(done.stdout)
    assert town.citizen("kept")[0] == 0
    assert "is a designated approver's word, not the platform's" in done.stderr


def test_a_receipt_holds_by_no_other_trust_policy(town: Town) -> None:
    publish(town.house, town.house.approved())
    town.signer.sign()
    assert town.prove(LINK, "--to", "post.tlog-proof").returncode == 0
    (town.folder / "other.txt").write_text(SignerByHand(town.house.store).trust())
    code, said = town.citizen("post.tlog-proof", "other.txt")
    assert (code, said[:5]) == (1, "FAILS")


def test_a_receipt_from_before_an_erasure_still_holds(town: Town) -> None:
    proposal = publish(town.house, town.house.approved())
    town.signer.sign()
    assert town.prove(LINK, "--to", "post.tlog-proof").returncode == 0
    with town.house.store.begin() as tx:
        tx.destroy([entry.seq for entry in tx.entries(proposal_id=proposal.id)], [proposal.id])
    town.signer.sign()
    assert "What was erased under the retention schedule is not found by its link any more" in town.refused(LINK)
    assert town.citizen("post.tlog-proof")[0] == 0


def test_why_there_is_no_receipt_is_said_in_one_sentence_and_nothing_is_written(town: Town) -> None:
    to = ("--to", "post.tlog-proof")
    publish(town.house, town.house.approved())
    assert "No checkpoint of this log was ever signed" in town.refused(LINK, *to)
    town.signer.sign()
    assert "The record knows no reply at https://x.example/1." in town.refused("https://x.example/1", *to)
    publish(town.house, town.house.approved(), url(1))
    assert "ask again in a minute" in town.refused(url(1), *to)
    del town.environment["COUNTERSIGN_TRUST"]
    assert "COUNTERSIGN_TRUST" in town.refused(LINK, *to)
    assert sorted(each.name for each in town.folder.glob("post*")) == []


def test_a_receipt_replaces_nothing(town: Town) -> None:
    publish(town.house, town.house.approved())
    town.signer.sign()
    (town.folder / "kept.txt").write_text("another's")
    assert "kept.txt is there already" in town.refused(LINK, "--to", "kept.txt")
    assert (town.folder / "kept.txt").read_text() == "another's"
    assert "nowhere/post cannot be written: No such file or directory." in town.refused(LINK, "--to", "nowhere/post")
    assert [each.name for each in town.folder.iterdir() if "unfinished" in each.name] == []
