"""What Countersign itself exports holds for verify.py, before and after something was erased."""

import io
from contextlib import redirect_stdout
from datetime import timedelta
from pathlib import Path

from bundle_parts import SignerByHand
from factories import NADIA, TestHouse
from receipts import confirm

from approval.erasing import Erasing
from approval.outcome import Published
from approval.reading import Period
from approval.record.bundle.asked import Asked, Audience
from approval.record.schedule import parse_schedule
from approval.record.verifiers import verify

EVERYTHING = parse_schedule('[retention.all]\ntitle = "All"\nperiod = "3 years"\nsource = "A law"\neverything = true\n')


def published(house: TestHouse) -> None:
    proposal = house.approved()
    house.house.release.claim(proposal.id)
    house.house.release.finish(proposal.id, 1, Published("7", "https://square.example/7"))


def said_of(folder: Path, trust: Path, older: Path) -> tuple[int, str]:
    said = io.StringIO()
    with redirect_stdout(said):
        code = verify.main([str(folder), "--trust", str(trust), "--older", str(older)])
    return code, said.getvalue()


def test_what_countersign_exports_holds_before_and_after_an_erasure(own_house: TestHouse, tmp_path: Path) -> None:
    signer = SignerByHand(own_house.store)
    trust, older = tmp_path / "trust.txt", tmp_path / "older.txt"
    trust.write_text(signer.trust())
    published(own_house)
    older.write_text(str(signer.sign()))
    own_house.submit(NADIA)
    asked = Asked(Period(), why="the council asked")
    signer.bundle(tmp_path / "before", asked)
    own_house.clock.advance(days=4 * 366)
    erasing = Erasing(own_house.store)
    assert list(erasing.erase(EVERYTHING, erasing.plan(EVERYTHING), "the clerk", "a year's end"))
    published(own_house)
    signer.bundle(tmp_path / "after", asked)
    signer.bundle(tmp_path / "people", Asked(Period(), Audience.HR))
    signer.bundle(tmp_path / "later", Asked(Period(own_house.clock() - timedelta(days=1))))
    for name, releases in (("before", 1), ("after", 2), ("people", 2), ("later", 1)):
        code, said = said_of(tmp_path / name, trust, older)
        assert code == 0, (name, said)
        assert f"{releases} replies released, none by one person alone" in said
        assert ("(erased)" in said) == (name in ("after", "people"))


def test_what_a_person_confirmed_holds_and_counts_once(own_house: TestHouse, tmp_path: Path) -> None:
    signer = SignerByHand(own_house.store)
    trust, older = tmp_path / "trust.txt", tmp_path / "older.txt"
    trust.write_text(signer.trust())
    older.write_text(str(signer.sign()))
    confirm(own_house, own_house.approved())
    signer.bundle(tmp_path / "bundle", Asked(Period()))
    code, said = said_of(tmp_path / "bundle", trust, older)
    assert code == 0, said
    assert "1 replies released, none by one person alone" in said


def test_an_export_in_which_a_word_was_changed_does_not_hold(own_house: TestHouse, tmp_path: Path) -> None:
    signer = SignerByHand(own_house.store)
    trust, older = tmp_path / "trust.txt", tmp_path / "older.txt"
    trust.write_text(signer.trust())
    published(own_house)
    older.write_text(str(signer.sign()))
    signer.bundle(tmp_path / "bundle", Asked(Period()))
    log = tmp_path / "bundle" / "log.jsonl"
    log.write_bytes(log.read_bytes().replace(b"APPROVER-", b"APPR0VER-", 1))
    code, said = said_of(tmp_path / "bundle", trust, older)
    assert code == 1
    assert "log.jsonl is not the file that the manifest names" in said
    assert "FAILS  3" in said
