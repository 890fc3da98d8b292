"""log.csv is what RFC 4180 says, and no cell of it is a formula to any spreadsheet."""

import csv
import io
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approval.record.bundle.disclosing import Told, Withheld
from approval.record.bundle.table import Table
from approval.record.entry import compose
from approval.record.export import FORMULA, guarded

MOMENT = datetime(2026, 11, 23, 9, tzinfo=UTC)
# What a spreadsheet may pass over before it looks: what it trims, what it takes off, what nobody sees.
PASSED_OVER = " \t\r\n\x00\x0b\x1f\x7f\x85\xa0\u00ad\u200b\u200e\u2028\u2060\u3000\ufeff\"'`´‘’“”„"


def table(text: str, name: str = "text", why: str = "names") -> str:
    out = io.StringIO(newline="")
    entry = compose(0, MOMENT, "test.done", {"actor": text}, {name: text})
    Table(out, names=True).write(Told(entry, entry.fields, (Withheld(1, why),)))
    return out.getvalue()


def cells(written: str) -> list[list[str]]:
    assert written.startswith("\ufeff")
    return list(csv.reader(io.StringIO(written[1:], newline=""), strict=True))


def quoted(cell: str) -> str:
    doubled = cell.replace('"', '""')
    return f'"{doubled}"'


@pytest.mark.parametrize("opening", sorted(FORMULA))
@pytest.mark.parametrize("before", ["", *PASSED_OVER, " \" '"])
def test_a_cell_never_begins_like_a_formula_whatever_stands_before(opening: str, before: str) -> None:
    assert guarded(f"{before}{opening}1+1") == f"'{before}{opening}1+1"


@given(st.text(alphabet=st.one_of(st.sampled_from([*FORMULA, *PASSED_OVER, ",", ";", "a"]), st.characters())))
def test_every_cell_of_the_table_is_harmless_and_keeps_its_text(text: str) -> None:
    header, row = cells(table(text, why=text))
    assert len(header) == len(row)
    for cell in row:
        seen = cell.lstrip(PASSED_OVER) if not cell.startswith("'") else ""
        assert seen[:1] not in FORMULA
        assert cell[:1] not in FORMULA
    if text:
        assert dict(zip(header, row, strict=True))["text"].removeprefix("'") in (text.removeprefix("'"), text)


@given(st.text(min_size=1))
def test_all_cells_stand_in_quotes_and_lines_end_as_the_standard_has_it(text: str) -> None:
    written = table(text, name="oddly named")
    assert written[1:] == "".join(f"{','.join(map(quoted, row))}\r\n" for row in cells(written))
    other = dict(zip(*cells(written), strict=True))["other"]
    assert json.loads(other) == {"oddly named": text}
