"""An export says what is in the log: whole, in order, without names unless asked, harmless in a spreadsheet."""

import base64
import csv
import hashlib
import io
import json
from pathlib import Path

import pytest
from factories import IRIS, NADIA, OWEN, RUTH, SETTING_UP, TestHouse
from hypothesis import given
from hypothesis import strategies as st

from approval.errors import InvalidContent, NotPermitted
from approval.people import Actor
from approval.reading import Period
from approval.record.export import FORMULA, Format, export, guarded
from approval.record.period import parse_period


def exported(house: TestHouse, form: Format, period: Period | None = None, names: bool = False) -> str:
    out = io.StringIO(newline="")
    with house.store.read() as reading:
        for _ in export(reading.entries(period), out, form, names):
            pass
    return out.getvalue()


def lines(house: TestHouse, **more: object) -> list[dict]:
    return [json.loads(line) for line in exported(house, Format.JSONL, **more).splitlines()]


def actions(house: TestHouse, period: Period) -> list[str]:
    return [line["entry"]["action"] for line in lines(house, period=period)]


def rows(house: TestHouse, **more: object) -> list[dict[str, str]]:
    text = exported(house, Format.CSV, **more)
    assert text.startswith("\ufeff"), "Excel needs the mark"
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_each_line_carries_the_exact_bytes_of_its_leaf(house: TestHouse) -> None:
    house.approved()
    with house.store.read() as reading:
        leaves = [entry.leaf.decode() for entry in reading.entries()]
    assert [line["leaf"] for line in lines(house)] == leaves


def test_disclosures_in_an_export_are_those_that_the_leaf_names(house: TestHouse) -> None:
    house.approved()
    for line in lines(house, names=True):
        named = json.loads(line["leaf"]).get("sd", [])
        assert len(line["disclosures"]) == len(named)
        for encoded in line["disclosures"]:
            digest = base64.urlsafe_b64encode(hashlib.sha256(encoded.encode()).digest()).rstrip(b"=").decode()
            assert digest in named


@pytest.mark.parametrize("form", list(Format))
def test_names_stay_out_unless_they_are_asked_for(house: TestHouse, form: Format) -> None:
    house.approved()
    without, with_names = exported(house, form), exported(house, form, names=True)
    assert "Nadia" not in without
    assert "U0NADIA" not in without
    assert "PROPOSER-01" in without
    assert "Nadia Begay" in with_names


def test_what_was_proposed_stands_in_the_export_word_for_word(house: TestHouse) -> None:
    text = 'Line one, with "quotes";\nline two — café, Diné bizaad 🏜️'
    house.submit(text=text)
    assert lines(house)[-1]["entry"]["text"] == text
    assert rows(house)[-1]["text"] == text


@pytest.mark.parametrize("form", list(Format))
def test_no_word_that_got_into_the_record_ends_every_export(house: TestHouse, form: Format, tmp_path: Path) -> None:
    with pytest.raises(NotPermitted):
        house.workflow.audit(OWEN, "half a pair: \ud800")
    with (tmp_path / "record").open("w", encoding="utf-8", newline="") as out, house.store.read() as reading:
        assert list(export(reading.entries(), out, form))
    written = (tmp_path / "record").read_text(encoding="utf-8")
    assert ("\\ud800" if form is Format.JSONL else "\ufffd") in written


@pytest.mark.parametrize("opening", sorted(FORMULA))
def test_a_cell_never_begins_like_a_formula(house: TestHouse, opening: str) -> None:
    house.submit(text=f"{opening}HYPERLINK(1)")
    assert rows(house)[-1]["text"] == f"'{opening}HYPERLINK(1)"


@given(st.text())
def test_a_guarded_cell_is_harmless_and_keeps_every_character(value: str) -> None:
    cell = guarded(value)
    assert cell.removeprefix("'") == value or cell == value
    assert cell.lstrip()[:1] not in FORMULA


def test_a_period_is_whole_days_and_holds_what_happened_in_them(house: TestHouse) -> None:
    house.submit()
    house.clock.advance(days=1)
    house.submit()
    assert house.clock.time.date().isoformat() == "2026-11-24"
    first = parse_period("2026-11-23", "2026-11-23")
    second = parse_period("2026-11-24", "")
    assert actions(house, first) == [*SETTING_UP, "proposal.submitted"]
    assert actions(house, second) == ["proposal.submitted"]


def test_a_day_begins_in_the_citys_own_time() -> None:
    period = parse_period("2026-11-23", "2026-11-23", zone="America/Denver")
    assert period.start is not None
    assert period.end is not None
    assert (period.start.isoformat(), period.end.isoformat()) == (
        "2026-11-23T07:00:00+00:00",
        "2026-11-24T07:00:00+00:00",
    )


@pytest.mark.parametrize(
    ("start", "end", "zone", "hint"),
    [
        ("yesterday", "", "UTC", "2026-11-23"),
        ("2026-11-23T09:00", "", "UTC", "offset"),
        ("2026-12-01", "2026-11-01", "UTC", "before it begins"),
        ("", "", "Albuquerque", "America/Denver"),
    ],
)
def test_a_period_that_cannot_be_read_says_what_to_write(start: str, end: str, zone: str, hint: str) -> None:
    with pytest.raises(InvalidContent, match=hint):
        parse_period(start, end, zone=zone)


def test_an_account_that_was_not_asked_for_stays_out(house: TestHouse) -> None:
    house.submit()
    assert actions(house, Period(accounts=frozenset({"parks"}))) == SETTING_UP


def test_asking_for_the_record_is_an_entry(house: TestHouse) -> None:
    assert [account.id for account in house.house.workflow.audit(IRIS, "council")] == ["police"]
    assert house.log()[-1] == "export.requested"


@pytest.mark.parametrize("actor", [OWEN, NADIA, RUTH])
def test_only_auditors_get_the_record_and_a_refusal_is_an_entry(house: TestHouse, actor: Actor) -> None:
    with pytest.raises(NotPermitted):
        house.house.workflow.audit(actor, "curious")
    assert house.log()[-1] == "export.refused"
