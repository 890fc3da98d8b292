"""One post's receipt: what it holds, how long it is, and why there is none."""

import base64
import json
from collections.abc import Callable

import pytest
from bundle_parts import ORIGIN, SignerByHand
from factories import LENA, RUTH, TOMAS, TestHouse, draft
from receipts import A_MILLION, LINK, among_a_million, approved_by_two, confirm, publish, receipt_of, url
from sqlalchemy import update

from approval import tables
from approval.proposal import Proposal
from approval.record.bundle.trusting import Trusted
from approval.record.checkpoint import Checkpoint
from approval.record.entry import PUBLISHED, Entry, compose
from approval.record.inclusion import parse_inclusion_proof
from approval.record.note import Kind, Note, Signer, new_signer
from approval.record.receipt import SHORT, NotProved, make_receipt
from approval.record.trust import parse_trust
from approval.stored_tree import StoredCheckpoint


def published_entry(house: TestHouse, proposal: Proposal) -> Entry:
    with house.store.read() as reading:
        (entry,) = reading.entries(proposal_id=proposal.id, action=PUBLISHED)
    return entry


def refused(house: TestHouse, signer: SignerByHand, at: str = LINK) -> str:
    with pytest.raises(NotProved) as error:
        receipt_of(house, signer, at)
    return str(error.value)


def test_a_receipt_is_a_tlog_proof_of_one_leaf_and_shows_nothing_but_the_link(house: TestHouse) -> None:
    proposal, signer = publish(house, house.approved()), SignerByHand(house.store)
    house.checked()
    signer.sign()
    receipt, entry = receipt_of(house, signer), published_entry(house, proposal)
    proof = parse_inclusion_proof(bytes(receipt))
    leaf, newline, link = proof.extra.partition(b"\n")
    assert (proof.index, leaf, newline) == (entry.seq, entry.leaf, b"\n")
    assert json.loads(base64.urlsafe_b64decode(link + b"=="))[1:] == ["url", LINK]
    proof.verify(leaf)
    assert [each.by for each in signer.trusted().policy.check(proof.checkpoint)] == [
        signer.log.verifier,
        signer.witness.verifier,
    ]
    assert (receipt.authors, receipt.approvers) == (entry.fields["authors"], entry.fields["approvers"])
    for private in ("Nadia", "U0NADIA", proposal.revision.text, proposal.revision.digest):
        assert private.encode() not in proof.extra


def test_it_reads_the_newest_checkpoint_that_the_policy_believes(house: TestHouse) -> None:
    signer = SignerByHand(house.store)
    publish(house, house.approved())
    believed = signer.sign()
    house.checked()
    signer.sign(cosigned=False)
    assert receipt_of(house, signer).proof.checkpoint == believed
    house.checked()
    assert receipt_of(house, signer).proof.checkpoint != signer.sign() == receipt_of(house, signer).proof.checkpoint


def test_what_a_person_confirmed_has_a_receipt_that_says_so(house: TestHouse) -> None:
    signer = SignerByHand(house.store)
    publish(house, house.approved(), url(1))
    confirm(house, house.approved(), url(2))
    signer.sign()
    assert [receipt_of(house, signer, url(each)).by_hand for each in (1, 2)] == [False, True]


def test_a_persons_word_about_another_posts_link_does_not_take_its_receipt(house: TestHouse) -> None:
    signer = SignerByHand(house.store)
    confirm(house, house.approved())
    proposal = publish(house, house.approved())
    confirm(house, house.approved())
    signer.sign()
    assert receipt_of(house, signer).proof.index == published_entry(house, proposal).seq


def test_where_two_replies_have_one_link_nothing_is_made_up(house: TestHouse) -> None:
    signer = SignerByHand(house.store)
    both = {publish(house, house.approved()).id for _ in range(2)}
    signer.sign()
    assert both <= set(refused(house, signer).replace(",", "").replace("(", "").replace(")", "").split())


@pytest.mark.parametrize("release", [publish, confirm])
def test_a_receipt_is_under_two_kilobytes_in_a_log_of_a_million_entries(
    own_house: TestHouse, release: Callable[[TestHouse, Proposal], Proposal]
) -> None:
    first = approved_by_two(own_house)
    own_house.workflow.revise(TOMAS, first.id, 1, draft("Other words."), own_house.form())
    own_house.house.checking.checked(first.id, 2, ())
    proposal = own_house.approve(own_house.approve(own_house.see(first), RUTH), LENA)
    among_a_million(own_house, lambda: release(own_house, proposal))
    signer = SignerByHand(own_house.store)
    signer.sign()
    receipt = receipt_of(own_house, signer)
    assert (receipt.size, len(receipt.proof.path)) == (A_MILLION, 20)
    assert len(receipt.authors.split(",")) == len(receipt.approvers.split(",")) == 2
    receipt.proof.verify(published_entry(own_house, proposal).leaf)
    assert len(bytes(receipt)) < SHORT == 2000


WITNESSES = [new_signer(f"witness-{number}.example/witness", Kind.COSIGNATURE) for number in range(6)]
OLD, STRANGE = new_signer(ORIGIN, Kind.ED25519), new_signer("x.example/log", Kind.ED25519)


def signed(house: TestHouse, signers: list[Signer]) -> None:
    with house.store.begin() as tx:
        text = str(Checkpoint(ORIGIN, tx.next_seq(), tx.root(tx.next_seq())))
        lines = tuple(
            each.sign(text, 1_700_000_000 if each.verifier.kind is Kind.COSIGNATURE else None) for each in signers
        )
        tx.keep_checkpoint(StoredCheckpoint(tx.next_seq(), Note(text, lines), None, tx.now))


@pytest.mark.parametrize(("witnesses", "kept"), [(1, 1), (2, 2), (6, 2)])
def test_it_has_all_trusted_cosignatures_that_fit_and_as_many_as_the_policy_asks_for(
    own_house: TestHouse, witnesses: int, kept: int
) -> None:
    signer = SignerByHand(own_house.store)
    among_a_million(own_house, lambda: publish(own_house, own_house.approved(), url(1)))
    signed(own_house, [STRANGE, signer.log, *WITNESSES[:witnesses]])
    names = " ".join(f"w{number}" for number in range(witnesses))
    lines = [f"witness w{number} {each.verifier}" for number, each in enumerate(WITNESSES[:witnesses])]
    least = min(2, witnesses)
    text = "\n".join([f"log {signer.log.verifier}", *lines, f"group g {least} {names}", "quorum g", ""])
    with own_house.store.read() as reading:
        receipt = make_receipt(reading, Trusted(text.encode(), parse_trust(text)), url(1))
    by = [line.name for line in receipt.proof.checkpoint.signatures]
    assert by == [ORIGIN, *(each.verifier.name for each in WITNESSES[:kept])]
    parse_trust(text).check(receipt.proof.checkpoint)


def test_while_the_logs_key_is_exchanged_both_sign_it(house: TestHouse) -> None:
    signer = SignerByHand(house.store)
    publish(house, house.approved())
    signed(house, [OLD, signer.log, signer.witness])
    text = signer.trust() + f"log {OLD.verifier}\n"
    with house.store.read() as reading:
        receipt = make_receipt(reading, Trusted(text.encode(), parse_trust(text)), LINK)
    assert [line.id for line in receipt.proof.checkpoint.signatures] == [
        each.verifier.id for each in (OLD, signer.log, signer.witness)
    ]


def test_an_unknown_link_is_said_to_be_unknown(house: TestHouse) -> None:
    signer = SignerByHand(house.store)
    publish(house, house.approved())
    signer.sign()
    for at in ("https://elsewhere.example/1", LINK.upper(), "", f"{LINK}?x"):
        assert f"The record knows no reply at {at}." in refused(house, signer, at)


def test_before_a_checkpoint_covers_the_post_it_says_when_one_will(house: TestHouse) -> None:
    signer = SignerByHand(house.store)
    publish(house, house.approved())
    assert "No checkpoint of this log was ever signed" in refused(house, signer)
    signer.sign()
    later = publish(house, house.approved(), url(1))
    said = refused(house, signer, url(1))
    assert f"The post is entry {published_entry(house, later).seq} of the log" in said
    assert "at least once a minute" in said
    assert "ask again in a minute" in said
    signer.sign(cosigned=False)
    said = refused(house, signer, url(1))
    assert "Too few witnesses have cosigned this: the quorum is clerk" in said
    signer.sign()
    assert receipt_of(house, signer, url(1))


def bent(house: TestHouse, entry: Entry, **said: str) -> None:
    """The entry says something else; the database was changed by another hand."""
    fields = {name: value for name, value in {**entry.fields, **said}.items() if value}
    leaf = json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()
    with house.store.engine.begin() as connection:
        connection.execute(update(tables.entries).where(tables.entries.c.seq == entry.seq).values(leaf=leaf))


def test_what_was_published_before_entries_named_people_has_no_receipt(house: TestHouse) -> None:
    signer = SignerByHand(house.store)
    proposal = publish(house, house.approved())
    signer.sign()
    for missing in ({"authors": ""}, {"approvers": ""}):
        bent(house, published_entry(house, proposal), **missing)
        assert f"The reply {proposal.id} was released before Countersign made receipts" in refused(house, signer)


def test_what_a_person_confirmed_before_there_were_receipts_has_none(house: TestHouse) -> None:
    signer = SignerByHand(house.store)
    proposal = confirm(house, house.approved())
    bent(house, published_entry(house, proposal), action="publish.reported_late")
    signer.sign()
    assert "was released before Countersign made receipts" in refused(house, signer)


def test_nothing_is_made_of_an_entry_that_says_that_somebody_spoke_alone(house: TestHouse) -> None:
    signer = SignerByHand(house.store)
    entry = published_entry(house, publish(house, house.approved()))
    bent(house, entry, approvers=f"PERSON-91,{entry.fields['authors']}")
    signer.sign()
    assert "nobody would believe a receipt of that" in refused(house, signer)


def test_a_database_that_is_not_the_log_any_more_is_told(house: TestHouse) -> None:
    signer = SignerByHand(house.store)
    entry = published_entry(house, publish(house, house.approved()))
    signer.sign()
    bent(house, entry, approvers="PERSON-91")
    assert "Its database was changed" in refused(house, signer)


def test_a_link_that_the_leaf_does_not_vouch_for_has_no_receipt(house: TestHouse) -> None:
    signer = SignerByHand(house.store)
    entry = published_entry(house, publish(house, house.approved()))
    signer.sign()
    forged = next(item for item in compose(0, entry.at, "x.y", {}, {"url": url(5)}).disclosures)
    with house.store.engine.begin() as connection:
        of_it = (tables.disclosures.c.seq == entry.seq, tables.disclosures.c.name == "url")
        connection.execute(update(tables.disclosures).where(*of_it).values(encoded=forged.encoded))
        connection.execute(update(tables.proposals).values(post_url=url(5)))
    refused(house, signer, url(5))
