"""A bundle holds the entries of a period, told for its readers, and an outsider can verify each of its files."""

import csv
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from bundle_parts import SignerByHand, outsider
from factories import RUTH, TestHouse, parent
from sqlalchemy import delete, update

from approval import tables
from approval.outcome import Published
from approval.proposal import Decision, Via
from approval.reading import Period
from approval.record.bundle.asked import Asked, Audience, NotBundled
from approval.record.bundle.making import Maker

NAMES = ("Nadia", "nadia", "U0NADIA", "Ruth", "U0RUTH")
ALL = Asked(Period(), why="the council asked")


@pytest.fixture
def signer(house: TestHouse) -> SignerByHand:
    signer = SignerByHand(house.store)
    signer.sign()
    return signer


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def rows(folder: Path) -> list[dict[str, str]]:
    with (folder / "log.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_all_of_a_bundle_holds_for_an_outsider(house: TestHouse, signer: SignerByHand, tmp_path: Path) -> None:
    house.approved()
    house.checked(text="Nobody spoke alone.", parent=parent())
    made = signer.bundle(tmp_path / "bundle", ALL)
    found = outsider(tmp_path / "bundle", signer.trust())
    with house.store.read() as reading:
        entries = list(reading.entries())
    assert [each["seq"] for each in found["fields"]] == list(range(made.seal))
    assert (tmp_path / "bundle" / "log.jsonl").read_bytes() == b"".join(
        entry.leaf + b"\n" for entry in entries[: made.seal]
    )
    assert found["manifest"]["why"] == "the council asked"
    assert (found["manifest"]["first"], found["manifest"]["last"]) == (0, made.entries)
    assert "Nobody spoke alone." in str(found["values"])
    assert (tmp_path / "bundle" / "trust.txt").read_text() == signer.trust()
    assert {name for name in files(tmp_path / "bundle") if name.startswith("policies/")} == {
        f"policies/{house.house.policy().digest}.json"
    }


def test_the_verifier_that_goes_with_a_bundle_says_the_same(
    house: TestHouse, signer: SignerByHand, tmp_path: Path
) -> None:
    proposal = house.approved()
    claimed = house.house.release.claim(proposal.id)
    assert claimed is not None
    house.house.release.finish(proposal.id, claimed.attempts, Published("1", "https://square.example/posts/1"))
    (tmp_path / "trust.txt").write_text(signer.trust())
    (tmp_path / "older").write_text(str(signer.sign()))
    house.submit(text="=1+1 is 2, é")
    for audience in Audience:
        folder = tmp_path / audience.value
        signer.bundle(folder, Asked(Period(), audience, "für den Rat"))
        command = [sys.executable, str(folder / "verify.py"), str(folder), "--trust", str(tmp_path / "trust.txt")]
        done = subprocess.run([*command, "--older", str(tmp_path / "older")], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout
        assert "1 replies released" in done.stdout


@pytest.mark.parametrize("size", [1, 3, 8, 13])
def test_whatever_the_sizes_the_proofs_join_leaves_and_checkpoint(
    own_house: TestHouse, tmp_path: Path, size: int
) -> None:
    signer, start = SignerByHand(own_house.store), own_house.clock.time
    with own_house.store.read() as reading:
        before = reading.next_seq()
    olds = [signer.sign()]
    for number in range(size):
        own_house.clock.advance(hours=1)
        with own_house.store.begin() as tx:
            tx.log("test.done", plain={"number": number}, private={"text": f"number {number}"})
        olds.append(signer.sign())
    for first in {0, size // 2, size - 1}:
        begin = start.replace(hour=start.hour) + (own_house.clock.time - start) * (first + 1) / size
        folder = tmp_path / f"from-{first}"
        signer.bundle(folder, Asked(Period(begin, own_house.clock.time)) if first < size - 1 else Asked(Period(begin)))
        for old in olds:
            found = outsider(folder, signer.trust(), str(old))
        assert found["manifest"]["first"] == before + first


def test_a_council_reads_roles_and_hr_reads_people(house: TestHouse, signer: SignerByHand, tmp_path: Path) -> None:
    house.approved()
    for audience in Audience:
        signer.bundle(tmp_path / audience.value, Asked(Period(), audience))
    council, hr = tmp_path / "council", tmp_path / "hr"
    told = outsider(council, signer.trust())
    text = "".join(path.read_text() for path in council.rglob("*") if path.is_file()) + str(told["values"])
    assert not [name for name in NAMES if name in text]
    assert "PROPOSER-01" in text
    assert {"count": 3, "why": "names"} in [each for withheld in told["withheld"].values() for each in withheld]
    told = outsider(hr, signer.trust())
    assert "Nadia Begay" in str(told["values"])
    assert not [each for withheld in told["withheld"].values() for each in withheld]
    assert "Nadia Begay" in [row["name"] for row in rows(hr)]
    assert (told["manifest"]["audience"], told["sealed"]["audience"]) == ("hr", "hr")


def test_entries_of_other_accounts_stand_there_and_their_values_do_not(
    house: TestHouse, signer: SignerByHand, tmp_path: Path
) -> None:
    house.approved()
    with house.store.begin() as tx:
        tx.log("test.done", account="parks", private={"text": "the parks' own"})
    signer.bundle(tmp_path / "bundle", Asked(Period(accounts=frozenset({"police"}))))
    found = outsider(tmp_path / "bundle", signer.trust())
    other = next(each for each in found["fields"] if each.get("account") == "parks")
    assert found["values"][other["seq"]] == {}
    assert found["withheld"][other["seq"]] == [{"count": 1, "why": "account"}]
    assert "the parks' own" not in (tmp_path / "bundle" / "log.csv").read_text()
    assert rows(tmp_path / "bundle")[other["seq"]]["withheld"] == "1 account"
    policy = next(each for each in found["fields"] if each["action"] == "policy.adopted")
    assert found["values"][policy["seq"]]["title"], "what belongs to no account is told"
    assert found["sealed"]["accounts"] == "police"


def test_a_period_is_by_the_times_in_the_leaves(own_house: TestHouse, tmp_path: Path) -> None:
    signer = SignerByHand(own_house.store)
    signer.sign()
    own_house.clock.advance(days=1)
    start = own_house.clock.time
    own_house.submit(text="of the day")
    own_house.clock.advance(days=1)
    own_house.submit(text="of the day after")
    with own_house.store.engine.begin() as connection:
        connection.execute(update(tables.entries).values(at=start))  # a hand that would hide by the column
    signer.bundle(tmp_path / "bundle", Asked(Period(start, own_house.clock.time)))
    found = outsider(tmp_path / "bundle", signer.trust())
    assert [values["text"] for values in found["values"].values()] == ["of the day"]
    assert found["manifest"]["from"] == "2026-11-24T09:00:00.000000Z"
    assert found["manifest"]["to"] == "2026-11-25T09:00:00.000000Z"


def test_a_reply_of_half_a_letter_ends_no_bundle(house: TestHouse, signer: SignerByHand, tmp_path: Path) -> None:
    with house.store.begin() as tx:
        tx.log("test.done", private={"text": "half a pair: \ud800"})
    signer.bundle(tmp_path / "bundle", Asked(Period(), why="half \ud800"))
    outsider(tmp_path / "bundle", signer.trust())
    assert "half a pair: \ufffd" in rows(tmp_path / "bundle")[-1]["text"]


def test_a_stamp_goes_with_its_checkpoint(house: TestHouse, signer: SignerByHand, tmp_path: Path) -> None:
    signer.stamp = b"an answer of RFC 3161"
    signer.bundle(tmp_path / "bundle", ALL)
    assert (tmp_path / "bundle" / "checkpoint.tsr").read_bytes() == b"an answer of RFC 3161"
    outsider(tmp_path / "bundle", signer.trust())


def test_whoever_holds_an_older_checkpoint_gets_its_proof(
    house: TestHouse, signer: SignerByHand, tmp_path: Path
) -> None:
    house.approved()
    old = signer.sign()
    with house.store.engine.begin() as connection:
        connection.execute(delete(tables.checkpoints))  # as one of many thousand, which are not all proved
    house.approved()
    signer.sign()
    (tmp_path / "older").write_text(str(old))
    signer.bundle(tmp_path / "bundle", ALL, older=(tmp_path / "older",))
    outsider(tmp_path / "bundle", signer.trust(), str(old))


def test_an_older_checkpoint_of_another_log_is_refused(house: TestHouse, signer: SignerByHand, tmp_path: Path) -> None:
    text = str(signer.sign()).splitlines()
    (tmp_path / "older").write_text("\n".join([*text[:2], "A" * 43 + "=", *text[3:]]) + "\n")
    with pytest.raises(NotBundled, match="another log"):
        signer.bundle(tmp_path / "bundle", ALL, older=(tmp_path / "older",))
    assert sorted(tmp_path.glob("bundle*")) == []


def test_without_a_checkpoint_there_is_no_bundle_and_the_record_keeps_the_try(
    house: TestHouse, signer: SignerByHand, tmp_path: Path
) -> None:
    maker = Maker(house.store, signer.trusted(), lambda *_: None, patience=0.1)
    house.approved()
    with pytest.raises(NotBundled, match="countersign doctor"):
        maker.make(tmp_path / "bundle", ALL, lambda plain: house.workflow.seal_at_desk("ana", "council", plain))
    assert sorted(tmp_path.glob("bundle*")) == []
    assert house.log()[-1] == "export.sealed"


def test_a_checkpoint_that_too_few_witnesses_saw_is_not_enough(
    house: TestHouse, signer: SignerByHand, tmp_path: Path
) -> None:
    def seal(plain: Any) -> Any:
        entry = house.workflow.seal_at_desk("ana", "council", plain)
        signer.sign(cosigned=False)
        return entry

    maker = Maker(house.store, signer.trusted(), lambda *_: None, patience=0.1)
    with pytest.raises(NotBundled, match="Too few witnesses"):
        maker.make(tmp_path / "bundle", ALL, seal)


def test_before_anything_was_signed_there_is_no_bundle(house: TestHouse, tmp_path: Path) -> None:
    with pytest.raises(NotBundled, match="signer"):
        SignerByHand(house.store).bundle(tmp_path / "bundle", ALL)


@pytest.mark.parametrize("pack", ['{"policy.toml": "another"}', "[]", None])
def test_a_policy_that_is_not_as_it_was_adopted_ends_the_export(
    own_house: TestHouse, tmp_path: Path, pack: str | None
) -> None:
    signer = SignerByHand(own_house.store)
    signer.sign()
    with own_house.store.engine.begin() as connection:
        connection.execute(update(tables.packs).values(pack=pack) if pack else delete(tables.packs))
    with pytest.raises(NotBundled, match="as it was adopted"):
        signer.bundle(tmp_path / "bundle", ALL)


def test_a_part_of_the_tree_that_is_gone_ends_the_export(own_house: TestHouse, tmp_path: Path) -> None:
    signer = SignerByHand(own_house.store)
    signer.sign()
    with own_house.store.engine.begin() as connection:
        connection.execute(delete(tables.subtrees))
    with pytest.raises(NotBundled, match="no subtree"):
        signer.bundle(tmp_path / "bundle", ALL)


def test_a_report_is_made_of_what_is_told_and_is_sealed_too(
    house: TestHouse, signer: SignerByHand, tmp_path: Path
) -> None:
    house.approved()
    with house.store.begin() as tx:
        tx.log("test.done", account="parks", private={"text": "the parks' own"})

    def report(entries: Any, out: Any) -> None:
        for _ in range(2):  # it may read them as often as it needs
            for told in entries():
                out.write(f"{told.entry.action} {told.entry.disclosed}\n")

    maker = Maker(house.store, signer.trusted(), lambda *_: None, patience=0.1, report=report)
    maker.make(tmp_path / "bundle", Asked(Period(accounts=frozenset({"police"}))), signer.seal)
    assert "report.html" in outsider(tmp_path / "bundle", signer.trust())["manifest"]["files"]
    written = (tmp_path / "bundle" / "report.html").read_text()
    assert written.count("proposal.submitted") == 2
    assert "test.done" not in written, "only the accounts that were asked for"
    assert "Nadia" not in written


def test_a_rejected_reply_stands_there_with_its_reason(house: TestHouse, signer: SignerByHand, tmp_path: Path) -> None:
    proposal = house.checked()
    house.workflow.review(
        RUTH, proposal.id, 1, Decision.REJECT, Via.BUTTON, "too sharp", house.form(), check=proposal.check
    )
    signer.bundle(tmp_path / "bundle", ALL)
    assert "too sharp" in [row["reason"] for row in rows(tmp_path / "bundle")]
