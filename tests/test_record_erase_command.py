"""The commands about retention and holds: whole, on a database of their own."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from factories import NADIA, QUIET_PACK, Clock, Roles, TestHouse, accounts_text, under_policy
from kept_words import in_files, kept
from sqlalchemy import Engine

from approval import migrate
from approval.bootstrap import build_house
from approval.policy.pack import Pack
from approval.proposal import Proposal
from approval.store import Store, open_engine

SCHEDULE = """
[retention.replies]
title = "Replies [never given]"
period = "3 years"
source = "A law"
states = ["rejected", "withdrawn"]
"""


class Place:
    """A database in which one reply was withdrawn four years ago, one is new, and one waits; and how to act on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "accounts.toml").write_text(accounts_text())
        (folder / "retention.toml").write_text(SCHEDULE)
        self.engine = open_engine(f"sqlite:///{folder / 'countersign.db'}")
        migrate.upgrade(self.engine)
        self.house = house_of(Clock(datetime.now(UTC) - timedelta(days=4 * 366)), self.engine)
        self.old = self.withdrawn("Oleander")
        self.waiting = self.house.submit(text="Juniper")
        self.house.clock.time = datetime.now(UTC)
        self.new = self.withdrawn("Tamarisk")

    def withdrawn(self, text: str) -> Proposal:
        proposal = self.house.submit(text=text)
        self.house.workflow.withdraw(NADIA, proposal.id)
        return proposal

    def run(self, *words: str, answer: str = "") -> subprocess.CompletedProcess[str]:
        environment = {
            "COUNTERSIGN_DATABASE_URL": str(self.engine.url),
            "COUNTERSIGN_ACCOUNTS": str(self.folder / "accounts.toml"),
            "COUNTERSIGN_RETENTION": str(self.folder / "retention.toml"),
            "PATH": os.environ["PATH"],
            "COLUMNS": "200",
        }
        command = [sys.executable, "-m", "countersign", "record", *words]
        return subprocess.run(command, env=environment, input=answer, capture_output=True, text=True, check=False)

    def log(self) -> list[str]:
        return self.house.log()


def house_of(clock: Clock, engine: Engine) -> TestHouse:
    """A house under a policy that was in force years ago."""
    roles, store = Roles(), Store(engine, clock)
    house = build_house(store, roles)
    files = {name: text.replace("effective = 2026", "effective = 2016") for name, text in QUIET_PACK.files.items()}
    under_policy(house, Pack(files))
    return TestHouse(store, clock, roles, house)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_retention_shows_what_is_due_and_changes_nothing(place: Place) -> None:
    before = place.log()
    done = place.run("retention")
    assert done.returncode == 0, done.stderr
    (row,) = [line for line in done.stdout.splitlines() if "replies" in line and "A law" in line]
    assert "Replies [never given]" in row
    assert "1 reply" in row
    assert f"{place.old.created_at.year + 3}" in row
    assert "kept for ever" in done.stdout
    assert place.log() == before


def test_retention_looks_ahead(place: Place) -> None:
    ahead = (datetime.now(UTC) + timedelta(days=4 * 366)).date().isoformat()
    assert "2 replies" in place.run("retention", "--until", ahead).stdout
    refused = place.run("erase", "--until", ahead, "--why", "too soon", "--yes")
    assert refused.returncode == 1
    assert "before it is due" in refused.stdout + refused.stderr
    assert kept(place.engine, {"Oleander"}) == {"Oleander"}


def test_erase_asks_with_the_counts_and_takes_no_for_an_answer(place: Place) -> None:
    done = place.run("erase", "--why", "a year's end", answer="n\n")
    assert done.returncode == 1
    assert "Erase 1 reply? What is erased cannot be brought back." in done.stdout
    assert "Nothing was erased." in done.stdout
    assert kept(place.engine, {"Oleander"}) == {"Oleander"}


def test_erase_destroys_what_is_due_and_nothing_else(place: Place) -> None:
    place.engine.dispose()
    done = place.run("erase", "--why", "a year's end", answer="y\n")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "The log says so in entry" in done.stdout
    assert "backups" in done.stdout
    assert kept(place.engine, {"Oleander", "Tamarisk", "Juniper"}) == {"Tamarisk", "Juniper"}
    assert in_files(place.engine, {"Oleander", "Tamarisk", "Juniper"}) == {"Tamarisk", "Juniper"}
    assert place.log()[-1] == "record.erased"
    again = place.run("erase", "--why", "a year's end", "--yes")
    assert again.returncode == 0
    assert "Nothing is due" in again.stdout


def test_a_file_that_could_not_be_written_anew_is_said_and_mended_by_the_next_run(place: Place) -> None:
    with place.house.store.read() as reading:
        next(reading.entries())
        done = place.run("erase", "--why", "a year's end", "--yes")
    assert done.returncode == 1
    assert "Run this command again at a quiet hour" in done.stdout
    place.engine.dispose()
    again = place.run("erase", "--why", "a year's end", "--yes")
    assert again.returncode == 0, again.stdout + again.stderr
    assert in_files(place.engine, {"Oleander"}) == set()


def test_a_hold_is_placed_shown_obeyed_and_lifted(place: Place) -> None:
    placed = place.run("hold", "case-1", "--account", "police", "--why", "a lawsuit")
    assert placed.returncode == 0, placed.stderr
    shown = place.run("holds").stdout
    assert "case-1" in shown
    assert "the account police" in shown
    done = place.run("erase", "--why", "a year's end", "--yes")
    assert done.returncode == 0, done.stderr
    assert "Held by case-1, and so not erased: 1" in done.stdout
    assert kept(place.engine, {"Oleander"}) == {"Oleander"}
    assert place.run("release-hold", "case-1", "--why", "settled").returncode == 0
    assert "Nothing is held." in place.run("holds").stdout
    assert place.run("erase", "--why", "a year's end", "--yes").returncode == 0
    assert kept(place.engine, {"Oleander"}) == set()
    assert [action for action in place.log() if action.startswith(("hold", "record"))] == [
        "hold.placed",
        "hold.lifted",
        "record.erased",
    ]


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("hold", "Doe v. City", "--account", "police", "--why", "x"), "case-2026-114"),
        (("hold", "case-1", "--why", "x"), "--everything"),
        (("hold", "case-1", "--account", "parks", "--why", "x"), "police"),
        (("hold", "case-1", "--proposal", "NEVER", "--why", "x"), "no reply"),
        (("release-hold", "case-1", "--why", "x"), "No hold"),
        (("erase", "--why", " ", "--yes"), "--why"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(place: Place, words: tuple[str, ...], hint: str) -> None:
    before = place.log()
    done = place.run(*words)
    assert done.returncode == 1
    assert hint in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert place.log() == before


def test_without_a_schedule_nothing_is_erased(place: Place) -> None:
    (place.folder / "retention.toml").unlink()
    done = place.run("erase", "--why", "a year's end", "--yes")
    assert done.returncode == 1
    assert "everything is kept for ever" in (done.stdout + done.stderr).replace("\n", " ")
    assert kept(place.engine, {"Oleander"}) == {"Oleander"}


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_the_record_is_exported_with_its_gaps(place: Place, form: str) -> None:
    assert place.run("erase", "--why", "a year's end", "--yes").returncode == 0
    done = place.run("export", "--format", form, "--names")
    assert done.returncode == 0, done.stderr
    assert "Oleander" not in done.stdout
    assert "Tamarisk" in done.stdout
    assert done.stdout.count(place.old.id) >= 2
    assert "record.erased" in done.stdout
