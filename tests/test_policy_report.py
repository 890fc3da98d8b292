"""`countersign policy report`: how each rule fares, as a table and for programs."""

import csv
import io
import json
from pathlib import Path

import pytest
from factories import NADIA, RUTH, TestHouse, accounts_text, finding, house_on
from policy_commands import policy

from approval import migrate
from approval.finding import Finding, Severity
from approval.store import Store, open_engine


def hit(severity: Severity = Severity.WARN, rule: str = "C99") -> Finding:
    return finding(severity, rule)


@pytest.fixture
def place(tmp_path: Path) -> dict[str, str]:
    """A database in which C99 was found three times: approved all the same, called wrong and edited, withdrawn."""
    (tmp_path / "accounts.toml").write_text(accounts_text())
    url = f"sqlite:///{tmp_path / 'countersign.db'}"
    engine = open_engine(url)
    migrate.upgrade(engine)
    house: TestHouse = house_on(lambda clock: Store(engine, clock))
    house.approve(house.checked(hit()))
    disputed = house.checked(hit(Severity.ESCALATE), hit(rule="C98"), text="Another text.")
    house.workflow.dispute(RUTH, disputed.id, 1, disputed.check, (0,), "It is a quotation.", house.form())
    house.clock.advance(days=2)
    blocked = house.checked(hit(Severity.BLOCK), text="A third text.")
    house.workflow.withdraw(NADIA, blocked.id)
    engine.dispose()
    return {"COUNTERSIGN_DATABASE_URL": url, "COUNTERSIGN_ACCOUNTS": str(tmp_path / "accounts.toml")}


def rows(place: dict[str, str], *options: str) -> list[dict[str, object]]:
    done = policy("report", "--format", "jsonl", *options, **place)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_the_table_says_how_often_a_rule_found_something_and_what_came_of_it(place: dict[str, str]) -> None:
    done = policy("report", **place)
    assert done.returncode == 0, done.stderr
    told = " ".join(done.stdout.split())
    assert "How we answer, version 1.0" in told
    assert "3 revisions checked" in told
    assert "C99 No xyzzy 3 1 1 1 1 0 1 1 (33%)" in told
    assert "1 approval, 0 of them by a reaction" in told
    assert "Called wrong, C99, about «The»: It is a quotation." in told


def test_programs_get_the_same_with_the_version_and_its_digest(place: dict[str, str]) -> None:
    (c98, c99) = rows(place)
    assert (c98["rule"], c98["found"], c98["wrong"]) == ("C98", 1, 0)
    assert {name: c99[name] for name in ("policy", "rule", "title", "checks", "found", "wrong", "share_wrong")} == {
        "policy": "1.0",
        "rule": "C99",
        "title": "No xyzzy",
        "checks": 3,
        "found": 3,
        "wrong": 1,
        "share_wrong": 0.3333,
    }
    assert len(str(c99["digest"])) == 64
    assert (c98["reasons"], c99["reasons"]) == ([], [{"reason": "It is a quotation.", "span": "The"}])
    table = policy("report", "--format", "csv", **place).stdout
    read = [(row["found"], row["reasons"]) for row in csv.DictReader(io.StringIO(table))]
    assert read == [("1", ""), ("3", "It is a quotation.")]


def test_a_period_and_an_account_narrow_it(place: dict[str, str]) -> None:
    (c99,) = rows(place, "--from", "2026-11-24")
    assert (c99["found"], c99["block"], c99["withdrawn"]) == (1, 1, 1)
    assert rows(place, "--account", "police") == rows(place)
    wrong = policy("report", "--account", "parks", **place)
    assert wrong.returncode == 1
    assert "police" in wrong.stderr


def test_where_nothing_happened_it_says_so(place: dict[str, str]) -> None:
    assert "Nothing was checked" in policy("report", "--from", "2027-01-01", **place).stdout
