"""`countersign record export`: the whole command, on a database of its own."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from factories import TestHouse, accounts_text

from approval import migrate
from approval.store import Store, open_engine


@pytest.fixture
def place(tmp_path: Path) -> dict[str, str]:
    """An environment that names a database in which one reply was approved."""
    from factories import house_on

    (tmp_path / "accounts.toml").write_text(accounts_text())
    url = f"sqlite:///{tmp_path / 'countersign.db'}"
    engine = open_engine(url)
    migrate.upgrade(engine)
    house: TestHouse = house_on(lambda clock: Store(engine, clock))
    house.approved()
    engine.dispose()
    return {
        "COUNTERSIGN_DATABASE_URL": url,
        "COUNTERSIGN_ACCOUNTS": str(tmp_path / "accounts.toml"),
        "PATH": os.environ["PATH"],
        "COLUMNS": "200",
    }


def export(place: dict[str, str], *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "countersign", "record", "export", *options]
    return subprocess.run(command, env=place, capture_output=True, text=True, check=False)


def test_the_record_goes_to_standard_output_and_the_count_beside_it(place: dict[str, str]) -> None:
    done = export(place)
    assert done.returncode == 0, done.stderr
    actions = [json.loads(line)["entry"]["action"] for line in done.stdout.splitlines()]
    assert [action for action in actions if not action.startswith(("policy.", "accounts."))] == [
        "proposal.submitted",
        "revision.checked",
        "review.approved",
        "export.requested",
    ]
    assert f"{len(actions)} entries" in done.stderr


def test_the_record_goes_into_a_file_for_spreadsheets(place: dict[str, str], tmp_path: Path) -> None:
    out = tmp_path / "record.csv"
    done = export(place, "--format", "csv", "--out", str(out), "--account", "police", "--why", "the council asked")
    assert done.returncode == 0, done.stderr
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    actors = {row["action"]: row["actor"].partition("-")[0] for row in rows if row["actor"]}
    assert actors == {"policy.accepted": "PERSON", "proposal.submitted": "PROPOSER", "review.approved": "APPROVER"}
    assert "the council asked" in rows[-1]["other"]


def test_an_account_that_left_accounts_toml_can_still_be_asked_for(place: dict[str, str]) -> None:
    Path(place["COUNTERSIGN_ACCOUNTS"]).write_text(accounts_text(account="fire"))
    done = export(place, "--account", "police")
    assert done.returncode == 0, done.stderr
    assert "proposal.submitted" in done.stdout


def test_an_export_never_replaces_an_earlier_one(place: dict[str, str], tmp_path: Path) -> None:
    out = tmp_path / "record.csv"
    out.write_text("what was there")
    done = export(place, "--out", str(out))
    assert done.returncode == 1
    assert "there already" in done.stdout + done.stderr
    assert out.read_text() == "what was there"


@pytest.mark.parametrize(
    ("options", "hint"),
    [(("--account", "parks"), "police"), (("--from", "monday"), "2026-11-23"), (("--zone", "Mars"), "America/Denver")],
)
def test_what_cannot_be_done_is_said_in_a_line_and_leaves_no_file(
    place: dict[str, str], tmp_path: Path, options: tuple[str, str], hint: str
) -> None:
    out = tmp_path / "record.jsonl"
    done = export(place, "--out", str(out), *options)
    assert done.returncode == 1
    assert hint in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert not out.exists()
