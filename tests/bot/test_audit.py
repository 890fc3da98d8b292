"""An auditor asks in Slack and gets the record as a file; nobody else does, and every asking is on record."""

import csv
import io
import json
import urllib.request
from typing import Any

import pytest
from running_bot import City

IRIS = "U0IRIS"
GENERAL = "C0GENERAL"


def ask(city: City, who: str, text: str = "") -> dict[str, Any]:
    return city.sandbox.command(who, GENERAL, "/reply-audit", text)


def file_for(city: City, who: str) -> tuple[str, str]:
    """Name and content of the file that came to the person's own messages."""

    def arrived() -> dict[str, Any] | None:
        files = [file for message in city.sandbox.direct_messages(who) for file in message.get("files", [])]
        return files[-1] if files else None

    file = city.sandbox.wait_for(arrived)
    assert file is not None
    with urllib.request.urlopen(f"{city.sandbox.url}{file['url']}?as={who}") as answer:
        return file["name"], answer.read().decode("utf-8-sig")


def test_an_auditor_gets_a_csv_of_all_that_they_may_read(city: City) -> None:
    proposal, _ = city.carded()
    assert ask(city, IRIS)["ok"]
    name, content = file_for(city, IRIS)
    rows = list(csv.DictReader(io.StringIO(content, newline="")))
    assert name.endswith(".csv")
    assert [row["action"] for row in rows if row["proposal"] == proposal.id][:2] == [
        "proposal.submitted",
        "revision.checked",
    ]
    assert rows[-1]["action"] == "export.requested", "the asking stands in what is handed out"
    assert "Nadia" not in content


def test_the_period_account_and_form_are_what_was_asked_for(city: City) -> None:
    city.carded()
    assert ask(city, IRIS, "police 2020-01-01 2099-12-31 jsonl")["ok"]
    name, content = file_for(city, IRIS)
    assert name == "countersign-police-from-2020-01-01.jsonl"
    assert json.loads(content.splitlines()[0])["entry"]["action"] == "policy.adopted"


def test_a_period_in_which_nothing_happened_is_said_so(city: City) -> None:
    assert ask(city, IRIS, "2020-01-01 2020-12-31")["ok"]
    city.sandbox.wait_for(lambda: "no entries" in str(city.sandbox.direct_messages(IRIS)))


@pytest.mark.parametrize("who", ["U0NADIA", "U0RUTH", "U0OWEN"])
def test_nobody_else_gets_it_and_the_refusal_is_on_record(city: City, who: str) -> None:
    ask(city, who)
    assert "auditor" in city.told(who, GENERAL) or "not know you" in city.told(who, GENERAL)
    assert city.desk.log()[-1] == "export.refused"
    assert not [file for message in city.sandbox.direct_messages(who) for file in message.get("files", [])]


@pytest.mark.parametrize(
    ("text", "hint"),
    [("parks", "police"), ("2026-13-45", "2026-11-23"), ("2026-01-01 2026-01-02 2026-01-03", "first and a last")],
)
def test_what_cannot_be_read_is_answered_with_how_to_write_it(city: City, text: str, hint: str) -> None:
    ask(city, IRIS, text)
    assert hint in city.told(IRIS, GENERAL)
