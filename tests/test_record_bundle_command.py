"""`countersign record export --bundle`: the whole command, on a database of its own, with a signer beside it."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from bundle_parts import SignerByHand, outsider
from factories import TestHouse, accounts_text, house_on

from approval import migrate
from approval.store import Store, open_engine


@dataclass
class Place:
    """A database in which one reply was approved, and its signer."""

    folder: Path
    house: TestHouse
    signer: SignerByHand
    environment: dict[str, str]

    def command(self, *options: str) -> list[str]:
        return [sys.executable, "-m", "countersign", "record", "export", *options]

    def export(self, *options: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*options), env=self.environment, capture_output=True, text=True, check=False, timeout=100
        )

    def actions(self) -> list[str]:
        return [action for action in self.house.log() if action.startswith("export.")]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    (tmp_path / "accounts.toml").write_text(accounts_text())
    url = f"sqlite:///{tmp_path / 'countersign.db'}"
    engine = open_engine(url)
    migrate.upgrade(engine)
    house = house_on(lambda clock: Store(engine, clock))
    house.approved()
    signer = SignerByHand(house.store)
    signer.sign()
    (tmp_path / "trust.txt").write_text(signer.trust())
    environment = {
        "COUNTERSIGN_DATABASE_URL": url,
        "COUNTERSIGN_ACCOUNTS": str(tmp_path / "accounts.toml"),
        "COUNTERSIGN_TRUST": str(tmp_path / "trust.txt"),
        "PATH": os.environ["PATH"],
        "COLUMNS": "200",
    }
    yield Place(tmp_path, house, signer, environment)
    engine.dispose()


def test_a_bundle_is_asked_for_written_sealed_and_holds(place: Place) -> None:
    place.house.clock.advance(days=1)
    target = place.folder / "council"
    with place.signer.signing():
        done = place.export("--bundle", str(target), "--why", "the council asked", "--account", "police")
    assert done.returncode == 0, done.stderr
    found = outsider(target, place.signer.trust())
    assert place.actions() == ["export.requested", "export.sealed"]
    assert found["fields"][-1]["action"] == "export.requested", "the asking stands in what is handed out"
    assert found["manifest"]["accounts"] == ["police"]
    assert found["sealed"]["role"] == "operator"
    assert f"{len(found['fields'])} entries in {target}" in done.stderr.replace("\n", "")


def test_names_redactions_and_an_older_checkpoint_can_be_asked_for(place: Place) -> None:
    with place.house.store.read() as reading:
        entry = next(each for each in reading.entries() if each.action == "proposal.submitted")
    (place.folder / "redact.toml").write_text(
        f'[[redact]]\nseq = {entry.seq}\nname = "text"\nreason = "NMSA 14-2-1(D)"\n'
    )
    old = str(place.signer.sign())
    (place.folder / "older").write_text(old)
    options = ("--names", "--redact", str(place.folder / "redact.toml"), "--older", str(place.folder / "older"))
    with place.signer.signing():
        done = place.export("--bundle", str(place.folder / "hr"), *options)
    assert done.returncode == 0, done.stderr
    found = outsider(place.folder / "hr", place.signer.trust(), old)
    assert found["manifest"]["audience"] == "hr"
    assert found["withheld"][entry.seq] == [{"count": 1, "why": "NMSA 14-2-1(D)"}]
    assert found["values"][entry.seq]["name"] == "Nadia Begay"


@pytest.mark.parametrize(
    ("options", "hint"),
    [
        (("--format", "csv"), "--format"),
        (("--redact", "nowhere.toml"), "nowhere.toml"),
        (("--older", "nowhere"), "nowhere"),
        (("--from", "2001-01-01", "--to", "2001-01-02"), "no entries"),
    ],
)
def test_what_cannot_be_done_is_said_and_leaves_no_folder(place: Place, options: tuple[str, str], hint: str) -> None:
    done = place.export("--bundle", str(place.folder / "bundle"), *options)
    assert done.returncode == 1
    assert hint in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert not list(place.folder.glob("bundle*"))


def test_without_a_trust_policy_it_says_what_to_set(place: Place) -> None:
    del place.environment["COUNTERSIGN_TRUST"]
    done = place.export("--bundle", str(place.folder / "bundle"))
    assert done.returncode == 1
    assert "COUNTERSIGN_TRUST" in done.stdout + done.stderr
    assert place.actions() == []


def test_what_is_only_for_a_bundle_asks_for_one(place: Place) -> None:
    done = place.export("--older", "checkpoint.txt")
    assert done.returncode == 1
    assert "--bundle" in done.stdout + done.stderr


def test_a_killed_export_leaves_nothing_under_the_name_and_says_that_the_rest_is_unfinished(place: Place) -> None:
    process = subprocess.Popen(
        place.command("--bundle", str(place.folder / "bundle")), env=place.environment, stderr=subprocess.DEVNULL
    )
    while "export.sealed" not in place.actions():  # it waits for a checkpoint now
        assert process.poll() is None
        time.sleep(0.1)
    process.kill()
    process.wait()
    (left,) = place.folder.glob("bundle*")
    assert left.name.startswith("bundle.unfinished-")
    with place.signer.signing():
        done = place.export("--bundle", str(place.folder / "bundle"))
    assert done.returncode == 0, done.stderr
    outsider(place.folder / "bundle", place.signer.trust())
