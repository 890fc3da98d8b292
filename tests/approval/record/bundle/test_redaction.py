"""A redaction leaves one value out of everything, with its legal reason; what is wrong in the file is named by line."""

import csv
from pathlib import Path

import pytest
from bundle_parts import SignerByHand, outsider
from factories import TestHouse
from sqlalchemy import delete, update

from approval import tables
from approval.errors import CountersignError
from approval.reading import Period
from approval.record.bundle.asked import Asked, Audience, NotBundled
from approval.record.bundle.redaction import read_redactions

LAW = "NMSA 14-2-1(D)"


@pytest.fixture
def signer(own_house: TestHouse) -> SignerByHand:
    signer = SignerByHand(own_house.store)
    signer.sign()
    return signer


def submitted(house: TestHouse, text: str) -> int:
    """The number of the entry in which a reply of this text was proposed."""
    proposal = house.submit(text=text)
    with house.store.read() as reading:
        return next(entry.seq for entry in reading.entries(proposal_id=proposal.id))


def redacted(folder: Path, text: str) -> Asked:
    (folder / "redact.toml").write_text(text)
    return Asked(Period(), Audience.HR, "", read_redactions(folder / "redact.toml"))


def test_a_redacted_value_is_nowhere_and_counted_under_its_law(
    own_house: TestHouse, signer: SignerByHand, tmp_path: Path
) -> None:
    seq = submitted(own_house, "the child's name")
    asked = redacted(tmp_path, f'[[redact]]\nseq = {seq}\nname = "text"\nreason = "{LAW}"\n')
    signer.bundle(tmp_path / "bundle", asked)
    found = outsider(tmp_path / "bundle", signer.trust())
    assert found["withheld"][seq] == [{"count": 1, "why": LAW}]
    assert found["values"][seq]["name"] == "Nadia Begay"
    written = "".join(path.read_text() for path in (tmp_path / "bundle").rglob("*") if path.is_file())
    assert "the child's name" not in written + str(found["values"])
    with (tmp_path / "bundle" / "log.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.DictReader(file))[seq]["withheld"] == f"1 {LAW}"


GOOD = '[[redact]]\nseq = 9\nname = "text"\nreason = "law"\n\n'


@pytest.mark.parametrize(
    ("text", "place", "hint"),
    [
        (GOOD + '[[redact]]\nseq = 9\nname = "reason"\n', 6, "legal reason is missing"),
        (GOOD + '[[redact]]\nseq = 9\nname = "reason"\nreason = "  "\n', 6, "legal reason is missing"),
        (GOOD + '[[redact]]\nseq = "9"\nname = "reason"\nreason = "law"\n', 6, "number of an entry"),
        (GOOD + '[[redact]]\nseq = true\nname = "reason"\nreason = "law"\n', 6, "number of an entry"),
        (GOOD + '[[redact]]\nseq = 9\nreason = "law"\n', 6, "`name`"),
        (GOOD + '[[redact]]\nseq = 9\nname = "reason"\nreason = "erased"\n', 6, "meaning of their own"),
        (GOOD + '[[redact]]\nseq = 9\nname = "reason"\nreason = "law"\nwho = "me"\n', 6, "«who»"),
        (GOOD + GOOD, 6, "above already"),
        (GOOD + "[redaction]\nseq = 9\n", 6, "only [[redact]]"),
        ("\nredact = 9\n", 2, "no list"),
    ],
)
def test_what_is_wrong_in_the_file_is_named_by_its_line(tmp_path: Path, text: str, place: int, hint: str) -> None:
    with pytest.raises(CountersignError) as error:
        redacted(tmp_path, text)
    assert f"redact.toml:{place}:" in str(error.value)
    assert hint in str(error.value)


def test_a_file_that_is_no_toml_is_named_with_the_parsers_own_place(tmp_path: Path) -> None:
    with pytest.raises(CountersignError, match="line 2"):
        redacted(tmp_path, "[[redact]]\nseq = \n")


@pytest.mark.parametrize(
    ("seq", "name", "hint"), [(999, "text", "entry 999 is not in"), (0, "text", "no value «text»")]
)
def test_a_redaction_of_what_is_not_there_names_its_line(
    own_house: TestHouse, signer: SignerByHand, tmp_path: Path, seq: int, name: str, hint: str
) -> None:
    asked = redacted(tmp_path, f'\n[[redact]]\nseq = {seq}\nname = "{name}"\nreason = "{LAW}"\n')
    with pytest.raises(NotBundled) as error:
        signer.bundle(tmp_path / "bundle", asked)
    assert "redact.toml:2:" in str(error.value)
    assert hint in str(error.value)


def erase(house: TestHouse, seq: int, says: str, told_of: bool = True) -> int:
    """Destroy the values of an entry, with or without an entry that says so; the number of that entry."""
    with house.store.engine.begin() as connection:
        connection.execute(delete(tables.disclosures).where(tables.disclosures.c.seq == seq))
    if not told_of:
        return -1
    with house.store.begin() as tx:
        return tx.log("record.erased", plain={"entries": says}).seq


@pytest.mark.parametrize("form", ["{0}", "0-{0}", "{0}-100 200"])
def test_what_was_erased_is_withheld_under_the_entry_that_says_so(
    own_house: TestHouse, signer: SignerByHand, tmp_path: Path, form: str
) -> None:
    seq = submitted(own_house, "long ago")
    erasure = erase(own_house, seq, form.format(seq))
    signer.bundle(tmp_path / "bundle", Asked(Period()))
    found = outsider(tmp_path / "bundle", signer.trust())
    count = len(found["fields"][seq]["sd"])
    assert found["withheld"][seq] == [{"count": count, "why": "erased", "entry": erasure}]
    assert found["values"][seq] == {}


@pytest.mark.parametrize("says", ["", "0", "100-200"])
def test_a_value_that_is_gone_without_an_erasure_ends_the_export(
    own_house: TestHouse, signer: SignerByHand, tmp_path: Path, says: str
) -> None:
    seq = submitted(own_house, "gone")
    erase(own_house, seq, says, told_of=says != "")
    with pytest.raises(NotBundled, match=f"entry {seq} .*no erasure says so"):
        signer.bundle(tmp_path / "bundle", Asked(Period()))
    assert not list(tmp_path.glob("bundle*"))


def test_an_erasure_that_the_log_never_had_hides_nothing(
    own_house: TestHouse, signer: SignerByHand, tmp_path: Path
) -> None:
    seq = submitted(own_house, "gone")
    erase(own_house, seq, "", told_of=False)
    own_house.clock.advance(days=1)
    with own_house.store.begin() as tx:
        forged = tx.log("test.done", plain={"entries": str(seq)})
        for _ in range(2):  # what nothing stands behind yet is in no subtree
            tx.log("test.done")
    with own_house.store.engine.begin() as connection:
        mine = tables.entries.c.seq == forged.seq
        leaf = forged.leaf.replace(b"test.done", b"record.erased")
        connection.execute(update(tables.entries).where(mine).values(action="record.erased", leaf=leaf))
    with pytest.raises(NotBundled, match="changed"):
        signer.bundle(tmp_path / "bundle", Asked(Period(None, forged.at)))


def test_a_value_or_a_leaf_that_was_exchanged_ends_the_export(
    own_house: TestHouse, signer: SignerByHand, tmp_path: Path
) -> None:
    first, second = submitted(own_house, "one"), submitted(own_house, "two")
    submitted(own_house, "three")
    submitted(own_house, "four")  # what nothing stands behind yet is in no subtree
    with own_house.store.read() as reading:
        leaf = next(iter(reading.entries(after=second - 1))).leaf
        other = next(item for item in next(iter(reading.entries(after=first - 1))).disclosures if item.name == "text")
    with own_house.store.engine.begin() as connection:
        mine = tables.entries.c.seq == second
        connection.execute(update(tables.entries).where(mine).values(leaf=leaf.replace(b"PROPOSER-", b"APPROVER-")))
    with pytest.raises(NotBundled, match="log's tree"):
        signer.bundle(tmp_path / "leaf", Asked(Period()))
    with own_house.store.engine.begin() as connection:
        connection.execute(update(tables.entries).where(mine).values(leaf=leaf))
        value = (tables.disclosures.c.seq == second) & (tables.disclosures.c.name == "text")
        connection.execute(update(tables.disclosures).where(value).values(encoded=other.encoded))
    with pytest.raises(NotBundled, match=f"beside entry {second}"):
        signer.bundle(tmp_path / "value", Asked(Period()))
