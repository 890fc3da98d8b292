"""A bundle has the report, sealed with the rest; a long period's report stays one that a browser can show."""

import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

from bundle_parts import SignerByHand, outsider
from factories import TestHouse
from reported import MADE, published, read

from approval.reading import Period
from approval.record.bundle.asked import Asked
from approval.record.bundle.disclosing import Told, Withheld
from approval.record.bundle.making import Maker
from approval.record.entry import compose
from approval.record.report.line import Line
from approval.record.report.writing import MOST_LISTED, Occasion, reporting, write_report

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_the_manifest_names_the_report(house: TestHouse, tmp_path: Path) -> None:
    signer = SignerByHand(house.store)
    signer.sign()
    published(house)
    asked = Asked(Period(), why="the council asked")
    maker = Maker(house.store, signer.trusted(), lambda *_: None, 0.2, reporting(house.house, asked))
    maker.make(tmp_path / "bundle", asked, signer.seal)
    assert "report.html" in outsider(tmp_path / "bundle", signer.trust())["manifest"]["files"]
    page = (tmp_path / "bundle" / "report.html").read_text(encoding="utf-8")
    assert "No. 1 of 1 replies" in read(page).text
    assert "2026-11-23 02:00:00-07:00" in page, "the time of the policy's own zone"


def test_of_a_long_period_every_number_stands_there_and_the_first_entries_are_told() -> None:
    many = MOST_LISTED + 40

    def entries() -> list[Told]:
        made = [
            compose(seq, AT + timedelta(seconds=seq), "proposal.refused", {"code": "not_proposer"}, {})
            for seq in range(many)
        ]
        return [Told(entry, entry.fields, ()) for entry in made]

    out = StringIO()
    write_report(lambda: iter(entries()), out, Occasion(Asked(Period()), MADE))
    page = read(out.getvalue())
    assert page.table("refused")["Proposing without being on the account's list of proposers"]["Attempts"] == "5,040"
    assert len([each for each in page.ids if re.fullmatch("e[0-9]+", each)]) == MOST_LISTED
    assert "The figures rest on 5,040 entries. 5,000 of them stand below" in page.text
    assert f" {MOST_LISTED}–{many - 1} " in page.text
    assert {link[1:] for link in page.links if link[0] == "#"} <= set(page.ids)


def test_a_value_that_is_not_told_says_why() -> None:
    def said(name: str, *withheld: Withheld) -> str:
        entry = compose(7, AT, "review.approved", {}, {})
        return str(Line.of(Told(entry, entry.fields, withheld)).said(name))

    names = Withheld(3, "names")
    assert said("name", names) == "(withheld: names)"
    assert said("reason", names) == "(nothing was written)"
    assert said("reason", names, Withheld(1, "NMSA 14-2-1(D)")) == "(withheld: NMSA 14-2-1(D))"
    assert said("text", Withheld(1, "erased", 45)) == "(erased under the retention schedule, as entry 45 says)"


def test_the_plotting_library_is_loaded_by_nobody_who_writes_no_report() -> None:
    program = "import bot.bundling, countersign.record.app, sys; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
