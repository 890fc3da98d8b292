"""What is erased is nowhere any more, what is held or open or not due is untouched, and the log verifies as before."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from factories import IRIS, NADIA, OWEN, RUTH, TestHouse, draft, finding, parent
from kept_words import disclosed, in_files, kept

from approval.draft import Draft
from approval.erasing import Erasing
from approval.errors import NotFound, NotPermitted
from approval.outcome import Published
from approval.proposal import Decision, Media, Proposal, State, Via
from approval.record.ranges import read_ranges
from approval.record.schedule import Schedule, parse_schedule
from approval.record.tree import CompactRange, leaf_hash, verify_consistency, verify_inclusion
from approval.stored_erasure import scrub

YEARS = timedelta(days=4 * 366)


def schedule(*classes: str) -> Schedule:
    """A schedule of classes, each «name: period; what belongs to it»."""
    text = ""
    for each in classes:
        name, _, rest = each.partition(": ")
        period, _, belongs = rest.partition("; ")
        text += f'[retention.{name}]\ntitle = "A class"\nperiod = "{period}"\nsource = "A law"\n{belongs}\n'
    return parse_schedule(text)


ALL = schedule("all: 3 years; everything = true")
REPLIES = schedule('replies: 3 years; states = ["published", "rejected", "withdrawn"]')


def erase(house: TestHouse, by: Schedule = ALL) -> list[int]:
    """Erase what is due; answers the entries of the log that were written of it."""
    erasing = Erasing(house.store)
    return [seq for each in erasing.erase(by, erasing.plan(by), "the clerk", "a year's end") for seq in each.entries]


@dataclass(frozen=True)
class Written:
    """A reply that went all the way, full of words that stand nowhere else."""

    proposal: Proposal
    words: frozenset[str]
    picture: str


def published(house: TestHouse, name: str = "Oleander", picture: bytes = b"a picture") -> Written:
    with house.store.begin() as tx:
        sha256 = tx.add_picture(picture)
        tx.add_parent(parent(f"{name}Parent", f"@{name}Author"))
    wording: Draft = draft(
        f"{name}Text",
        parent=parent(f"{name}Parent", f"@{name}Author"),
        reason=f"{name}Source",
        media=(Media(sha256, "image/png", f"{name}File.png", f"{name}Alt", f"F{name.upper()}"),),
    )
    proposal = house.workflow.submit(NADIA, wording, house.form())
    found = finding()
    house.house.checking.checked(
        proposal.id, 1, (type(found)(found.rule, found.severity, f"{name}Message", "Mend", 0, 3, f"{name}Span"),)
    )
    with pytest.raises(NotPermitted):
        house.workflow.review(OWEN, proposal.id, 1, Decision.REJECT, Via.BUTTON, f"{name}Refused", house.form())
    house.approve(house.see(proposal), RUTH, f"{name}Reason")
    house.house.release.claim(proposal.id)
    house.house.release.finish(proposal.id, 1, Published(f"{name}Id", f"https://square.example/{name}Url"))
    parts = ["Text", "Parent", "Author", "Source", "File", "Alt", "Message", "Span", "Refused", "Reason", "Id", "Url"]
    return Written(house.see(proposal), frozenset({f"{name}{part}" for part in parts}), sha256)


def leaves(house: TestHouse) -> list[bytes]:
    with house.store.read() as reading:
        return [entry.leaf for entry in reading.entries()]


def root_of(leaves: list[bytes]) -> bytes:
    return CompactRange().append(map(leaf_hash, leaves)).root


def test_what_is_erased_stands_in_no_column_of_any_table(house: TestHouse) -> None:
    written = published(house)
    assert kept(house.store.engine, written.words) == written.words
    house.clock.advance(days=3 * 366)
    assert erase(house)
    assert kept(house.store.engine, {*written.words, "oleanderauthor", written.proposal.proposer_slack}) == set()
    with house.store.read() as reading, pytest.raises(NotFound):
        reading.picture(written.picture)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_is_erased_is_not_in_the_bytes_of_the_file_either(house: TestHouse) -> None:
    written = published(house)
    published(house, "Tamarisk")
    encoded = {each for some in disclosed(house.store.engine).values() for each in some}
    # Some words stand nowhere but in disclosures, where they are encoded.
    assert in_files(house.store.engine, encoded | written.words) >= encoded | {"OleanderText", "OleanderReason"}
    house.clock.advance(days=3 * 366)
    by = schedule('replies: 3 years; states = ["published"]')
    erase(house, by)
    assert scrub(house.store.engine) == ""
    rest = {each for some in disclosed(house.store.engine).values() for each in some}
    assert rest & encoded, "What belongs to no reply was not to be erased."
    assert in_files(house.store.engine, (encoded - rest) | written.words) == set()
    assert in_files(house.store.engine, rest) == rest


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_somebody_who_reads_meanwhile_is_named_as_what_stood_in_the_way(house: TestHouse) -> None:
    published(house)
    with house.store.read() as reading:
        entries: Iterator[object] = reading.entries()
        next(entries)
        house.clock.advance(days=3 * 366)
        erase(house)
        assert scrub(house.store.engine) != ""
    assert scrub(house.store.engine) == ""


def test_the_database_answers_as_before_once_it_was_written_anew(house: TestHouse) -> None:
    before = leaves(house)
    assert scrub(house.store.engine) == ""
    assert leaves(house) == before
    assert house.approved().state is State.APPROVED


def test_leaves_root_and_proofs_are_what_they_were(house: TestHouse) -> None:
    published(house)
    before = leaves(house)
    size, older = len(before), len(before) - 3
    with house.store.read() as reading:
        root, inclusion = reading.root(size), reading.inclusion_proof(older, size)
    house.clock.advance(days=3 * 366)
    erase(house)
    after = leaves(house)
    assert after[:size] == before
    with house.store.read() as reading:
        assert reading.root(size) == root
        assert reading.inclusion_proof(older, size) == inclusion
        newer = reading.root(len(after))
        proof = reading.consistency_proof(size, len(after))
        path = reading.inclusion_proof(older, len(after))
    assert newer == root_of(after)
    verify_consistency(size, root, len(after), newer, proof)
    verify_inclusion(leaf_hash(before[older]), older, len(after), path, newer)


def test_the_entry_names_what_was_erased_by_which_class_of_which_schedule(house: TestHouse) -> None:
    written = published(house)
    with house.store.read() as reading:
        its = {entry.seq for entry in reading.entries(proposal_id=written.proposal.id) if entry.disclosures}
    house.clock.advance(days=3 * 366)
    erase(house, REPLIES)
    with house.store.read() as reading:
        entry = reading.last_entry("record.erased")
        bare = [each.disclosures for each in reading.entries(proposal_id=written.proposal.id)]
    assert entry is not None
    assert {seq for each in read_ranges(str(entry.fields["entries"])) for seq in each} == its
    assert (entry.fields["class"], entry.fields["schedule"]) == ("replies", REPLIES.digest)
    assert entry.disclosed == {"name": "the clerk", "reason": "a year's end", "title": "A class", "source": "A law"}
    assert set(bare) == {()}


def test_a_reply_that_was_erased_is_told_of_as_such(house: TestHouse) -> None:
    written = published(house)
    house.clock.advance(days=3 * 366)
    erase(house)
    with pytest.raises(NotFound, match=f"erased under the retention schedule on {house.clock():%Y-%m-%d}"):
        house.see(written.proposal)
    with pytest.raises(NotFound, match="erased under the retention schedule"):
        house.workflow.may_revise(NADIA, written.proposal.id, 1)
    with house.store.read() as reading, pytest.raises(NotFound, match="another installation"):
        reading.proposal("NEVERTHERE")


def test_nothing_is_erased_twice(house: TestHouse) -> None:
    published(house)
    house.clock.advance(days=3 * 366)
    assert erase(house)
    before = leaves(house)
    assert erase(house) == []
    assert leaves(house) == before


def test_what_is_open_is_never_erased(house: TestHouse) -> None:
    waiting, failed = house.checked(text="OleanderText"), house.submit(text="TamariskText")
    house.clock.advance(days=400 * 10)
    plan = Erasing(house.store).plan(ALL)
    erase(house)
    assert {each.piece.proposal for each in plan.open} == {waiting.id, failed.id}
    assert kept(house.store.engine, {"OleanderText", "TamariskText"}) == {"OleanderText", "TamariskText"}
    house.workflow.withdraw(NADIA, waiting.id)
    house.clock.advance(days=3 * 366)
    erase(house)
    assert kept(house.store.engine, {"OleanderText", "TamariskText"}) == {"TamariskText"}


def test_the_clock_of_a_reply_starts_at_its_last_entry(house: TestHouse) -> None:
    written = published(house)
    house.clock.advance(days=700)
    with pytest.raises(NotPermitted):
        house.workflow.may_review(OWEN, written.proposal.id, 1, Decision.REJECT)
    house.clock.advance(days=700)
    assert erase(house, REPLIES) == []
    house.clock.advance(days=700)
    assert len(erase(house, REPLIES)) == 1


def test_what_no_class_names_is_kept_for_ever(house: TestHouse) -> None:
    written = published(house)
    house.clock.advance(days=365 * 300)
    other = schedule('other: 1 month; accounts = ["fire"]')
    assert Erasing(house.store).plan(other).for_ever > 0
    assert erase(house, other) == []
    assert house.see(written.proposal).revision.text == "OleanderText"


def test_the_longest_of_the_classes_wins(house: TestHouse) -> None:
    written = published(house)
    both = schedule("short: 1 year; everything = true", 'long: 9 years; rules = ["test.rule"]')
    house.clock.advance(days=8 * 366)
    erase(house, both)
    assert house.see(written.proposal).state is State.PUBLISHED
    house.clock.advance(days=2 * 366)
    erase(house, both)
    with house.store.read() as reading:
        entry = reading.last_entry("record.erased")
    assert entry is not None
    assert entry.fields["class"] == "long"


def test_what_was_tried_in_vain_is_erased_with_the_words_of_the_try(house: TestHouse) -> None:
    with pytest.raises(NotPermitted):
        house.workflow.submit(IRIS, draft("OleanderText", parent=parent("OleanderParent")), house.form())
    house.clock.advance(days=400)
    erase(house, schedule('tries: 1 year; actions = ["proposal.refused"]'))
    assert kept(house.store.engine, {"OleanderText", "OleanderParent"}) == set()


def test_a_picture_stays_while_another_reply_or_a_refused_one_shows_it(house: TestHouse) -> None:
    first = published(house)
    house.clock.advance(days=800)
    media = (Media(first.picture, "image/png", "again.png", "The same", "F1"),)
    second = house.workflow.submit(NADIA, draft("Again", media=media), house.form())
    house.clock.advance(days=800)
    with pytest.raises(NotPermitted):
        house.workflow.submit(IRIS, draft("Refused", media=media), house.form())
    erase(house)
    with house.store.read() as reading:
        assert reading.picture(first.picture) == b"a picture"
    house.workflow.withdraw(NADIA, second.id)
    house.clock.advance(days=1000)
    erase(house, schedule('withdrawn: 1 year; states = ["withdrawn"]'))
    with house.store.read() as reading:
        assert reading.picture(first.picture) == b"a picture"
    house.clock.advance(days=1000)
    erase(house)
    with house.store.read() as reading, pytest.raises(NotFound):
        reading.picture(first.picture)
