"""The report as one document that an archive keeps: it says what report.html says, and carries the sealed bundle."""

import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from bundle_parts import SignerByHand
from factories import LENA, NADIA, RUTH, TestHouse, finding
from printed import attached, bundle, dense, marks, unpack, words
from reported import publish, published, read, revised

from approval.errors import Refusal
from approval.finding import Severity
from approval.reading import Period
from approval.record.bundle.asked import Asked
from approval.record.bundle.packing import pack
from approval.record.pdf.letters import families, font_files, gathered, letters
from approval.record.pdf.sealed import NotPrinted
from approval.record.pdf.writing import write_pdf

SPANISH = "¿Quién habló? La reunión se trasladó a las 5 p.m. ñ 👍🏽 ❤️ 🇺🇸 ≤ ✓"


@pytest.fixture
def council(house: TestHouse, tmp_path: Path) -> Path:
    """A bundle of a story in which a bit of everything happened."""
    published(house)
    proposal = house.checked(text="You people never read.")
    proposal = revised(house, proposal, f"{SPANISH} 漢 see https://mesaverdesprings.example/{'notices' * 12}")
    publish(house, house.approve(proposal))
    grave = house.checked(finding(Severity.ESCALATE, "C3.personnel"), text="She was right.")
    for approver in (RUTH, LENA):
        grave = house.approve(house.see(grave), approver, "The council knows.")
    publish(house, house.see(grave))
    with pytest.raises(Refusal):
        house.approve(house.checked(), NADIA)
    bundle(house, tmp_path / "council")
    return tmp_path / "council"


def test_it_has_the_marks_of_an_archive_s_file(council: Path, tmp_path: Path) -> None:
    write_pdf(council, tmp_path / "report.pdf")
    found = marks(tmp_path / "report.pdf")
    assert (found.part, found.conformance, found.accessible) == ("3", "A", "1")
    assert not found.encrypted
    assert found.intent == "/GTS_PDFA1"
    assert found.profile[36:40] == b"acsp", "a colour profile, by its own signature"
    assert (found.tagged, found.language) == (True, "en")
    assert found.title.startswith("Did anyone speak for the city alone?")
    assert found.loose_fonts == []
    assert found.actions == [], "it runs nothing and leads nowhere"
    made = json.loads((council / "manifest.json").read_text())["made"]
    assert found.producer_dates == {f"{made[:19]}Z"}


def test_the_bundle_is_attached_byte_for_byte_and_still_verifies(
    house: TestHouse, council: Path, tmp_path: Path
) -> None:
    write_pdf(council, tmp_path / "report.pdf")
    packed = io.BytesIO()
    pack(council, packed)
    assert attached(tmp_path / "report.pdf") == {"bundle.zip": packed.getvalue()}
    assert (marks(tmp_path / "report.pdf").relationship, marks(tmp_path / "report.pdf").associated) == ("/Source", 1)
    unpack(attached(tmp_path / "report.pdf")["bundle.zip"], tmp_path / "saved")
    saved = tmp_path / "saved" / "council"
    command = [sys.executable, str(saved / "verify.py"), str(saved), "--trust", str(saved / "trust.txt")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert {path.name for path in council.iterdir()} == {path.name for path in saved.iterdir()}


def test_it_says_what_the_report_says(council: Path, tmp_path: Path) -> None:
    write_pdf(council, tmp_path / "report.pdf")
    printed = dense(words(tmp_path / "report.pdf"))
    html = (council / "report.html").read_text(encoding="utf-8")
    shown = html[html.index("<main") : html.index('<section id="lists"')]
    shown = re.sub(r"(?s)<nav.*?</nav>|<svg.*?</svg>|<span class=\"unseen\">.*?</span>", "", shown)
    page = read(shown.replace("漢", "[U+6F22]"))
    assert len(page.words) > 100
    assert [each for each in page.words if dense(each) not in printed] == []
    for chart in ("C3.personnel", "under5min", "own_proposal"):
        assert printed.count(chart) >= 2, "in the table and in the chart"


def test_what_stands_behind_it_tells_which_bundle_it_is_of(council: Path, tmp_path: Path) -> None:
    write_pdf(council, tmp_path / "report.pdf")
    printed = dense(words(tmp_path / "report.pdf"))
    seal = json.loads((council / "proofs.json").read_text())["seal"]
    assert json.loads(seal["leaf"])["manifest"] in printed
    assert dense(f"entry {seal['index']} of the record") in printed
    origin, size, root, *_ = (council / "checkpoint.txt").read_text().split("\n")
    assert origin in printed
    assert dense(f"{size} entries, root {root}") in printed
    assert "thecouncilasked" in printed


def test_letters_of_many_languages_are_drawn_and_others_are_named(council: Path, tmp_path: Path) -> None:
    write_pdf(council, tmp_path / "report.pdf")
    printed = words(tmp_path / "report.pdf")
    for each in SPANISH.split():
        assert dense(each) in dense(printed)
    assert "[U+6F22]" in printed
    assert "stand here by their codes" in " ".join(printed.split())
    assert letters(font_files()).named("漢\U000fe4e5 ñ👍🏽\n") == "[U+6F22][U+FE4E5] ñ👍🏽\n"


def test_without_its_fonts_nothing_is_set(tmp_path: Path) -> None:
    with pytest.raises(LookupError, match="DejaVu Sans"):
        families(gathered(font_files()[:-1], tmp_path))


def test_words_of_a_reply_are_never_taken_for_markup(house: TestHouse, tmp_path: Path) -> None:
    hostile = '#read("/etc/passwd") = *no* $x$ \\ <b>no</b> ]] #panic("x") // no @x `x` --- "q"'
    published(house)
    publish(house, house.approve(revised(house, house.checked(text="Before."), hostile)))
    bundle(house, tmp_path / "council")
    write_pdf(tmp_path / "council", tmp_path / "report.pdf")
    assert dense(hostile) in dense(words(tmp_path / "report.pdf"))


def test_letters_joined_as_no_font_foresees_do_not_prevent_it(house: TestHouse, tmp_path: Path) -> None:
    heaped = "Because \U0001f3a8\ufe0f\u26ef\U0001f3fd\ufd49\U0001f744\U0001f3fd of ñ"
    publish(house, house.approve(revised(house, house.checked(text="Before."), heaped)))
    bundle(house, tmp_path / "council")
    write_pdf(tmp_path / "council", tmp_path / "report.pdf")
    printed = dense(words(tmp_path / "report.pdf"))
    assert "Because[U+1F3A8][U+FE0F][U+26EF][U+1F3FD][U+FD49][U+1F744][U+1F3FD]ofñ" in printed
    assert "standherebytheircodes" in printed


def test_the_same_bundle_is_the_same_document(council: Path, tmp_path: Path) -> None:
    write_pdf(council, tmp_path / "one.pdf")
    write_pdf(council, tmp_path / "two.pdf")
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()


@pytest.mark.parametrize("name", ["report.html", "log.jsonl", "manifest.json"])
def test_what_is_not_as_it_was_sealed_is_not_printed(council: Path, tmp_path: Path, name: str) -> None:
    path = council / name
    path.write_bytes(path.read_bytes()[::-1].replace(b"e", b"a", 1)[::-1])
    with pytest.raises(NotPrinted, match="as an export made it"):
        write_pdf(council, tmp_path / "report.pdf")
    assert [each.name for each in tmp_path.glob("report*")] == []


def test_what_lies_in_the_folder_by_chance_is_not_attached(council: Path, tmp_path: Path) -> None:
    (council / "notes.txt").write_text("not for the council")
    with pytest.raises(NotPrinted, match=r"notes\.txt"):
        write_pdf(council, tmp_path / "report.pdf")


def test_a_folder_that_is_no_bundle_and_one_without_a_report_are_told_so(
    house: TestHouse, council: Path, tmp_path: Path
) -> None:
    with pytest.raises(NotPrinted, match="not a whole bundle"):
        write_pdf(tmp_path / "nothing", tmp_path / "report.pdf")
    signer = SignerByHand(house.store)
    signer.bundle(tmp_path / "bare", Asked(Period()))
    with pytest.raises(NotPrinted, match="no report"):
        write_pdf(tmp_path / "bare", tmp_path / "report.pdf")


def test_nothing_is_replaced_and_nothing_is_written_into_the_bundle(council: Path, tmp_path: Path) -> None:
    (tmp_path / "report.pdf").write_text("what was there")
    with pytest.raises(NotPrinted, match="there already"):
        write_pdf(council, tmp_path / "report.pdf")
    assert (tmp_path / "report.pdf").read_text() == "what was there"
    with pytest.raises(NotPrinted, match="does not verify"):
        write_pdf(council, council / "report.pdf")
    with pytest.raises(NotPrinted, match="no folder"):
        write_pdf(council, tmp_path / "nowhere" / "report.pdf")


def test_a_bundle_too_large_to_be_attached_is_handed_out_as_a_folder(council: Path, tmp_path: Path) -> None:
    with pytest.raises(NotPrinted, match="folder itself"):
        write_pdf(council, tmp_path / "report.pdf", most=1000)
    assert [each.name for each in tmp_path.glob("report*")] == []
