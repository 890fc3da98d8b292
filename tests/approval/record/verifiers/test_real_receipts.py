"""Both verifiers on receipts that Countersign made: they hold, and whatever was changed of them does not."""

import base64
import io
import json
import random
from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from bundle_parts import ORIGIN, SignerByHand
from factories import LENA, RUTH, TOMAS, TestHouse, draft, house_on
from playwright.sync_api import sync_playwright
from receipts import LINK, among_a_million, approved_by_two, confirm, publish, receipt_of, url
from verifying_page import VerifyingPage, launch, opened, said, states

from approval import migrate
from approval.record.checkpoint import Checkpoint
from approval.record.entry import Disclosure, Entry
from approval.record.inclusion import InclusionProof, parse_inclusion_proof
from approval.record.note import Kind, Note, Signer, new_signer
from approval.record.tree import leaf_hash, node_hash
from approval.record.verifiers import verify
from approval.store import Store, open_engine

STRANGER = new_signer("elsewhere.example/log", Kind.ED25519)
FALSE_CLERK = new_signer("clerk.example/witness", Kind.COSIGNATURE)


@dataclass
class Town:
    """Three posts in a log of a million entries: by the platform's word, by a person's, and one of several people."""

    house: TestHouse
    signer: SignerByHand
    posts: tuple[str, ...]
    folder: Path

    @property
    def trust(self) -> bytes:
        return self.signer.trust().encode()

    def proof(self, at: str = LINK) -> InclusionProof:
        return receipt_of(self.house, self.signer, at).proof

    def entry(self, seq: int) -> Entry:
        with self.house.store.read() as reading:
            return next(reading.entries(after=seq - 1))

    def by_verify_py(self, receipt: bytes) -> tuple[bool, str]:
        """Whether verify.py says that it holds, and all that it says."""
        (self.folder / "trust.txt").write_bytes(self.trust)
        (self.folder / "receipt").write_bytes(receipt)
        out = io.StringIO()
        with redirect_stdout(out):
            code = verify.main(["--receipt", str(self.folder / "receipt"), "--trust", str(self.folder / "trust.txt")])
        return code == 0, out.getvalue()


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("town")
    engine = open_engine(f"sqlite:///{folder / 'countersign.db'}")
    migrate.upgrade(engine)
    house = house_on(lambda clock: Store(engine, clock))

    def posts() -> None:
        publish(house, house.approved())
        confirm(house, house.approved(), url(1))
        first = approved_by_two(house)
        house.workflow.revise(TOMAS, first.id, 1, draft("Other words."), house.form())
        house.house.checking.checked(first.id, 2, ())
        publish(house, house.approve(house.approve(house.see(first), RUTH), LENA), url(2))

    among_a_million(house, posts)
    signer = SignerByHand(house.store)
    signer.sign()
    yield Town(house, signer, (LINK, url(1), url(2)), folder)
    engine.dispose()


@pytest.fixture(scope="module")
def page() -> Iterator[VerifyingPage]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        with opened(browser) as page:
            yield page
        browser.close()


def written(proof: InclusionProof) -> bytes:
    return str(proof).encode()


def test_what_countersign_makes_holds_for_both_and_says_the_same(town: Town, page: VerifyingPage) -> None:
    for at in town.posts:
        receipt = receipt_of(town.house, town.signer, at)
        report, (holds, words) = page.receipt(bytes(receipt), town.trust), town.by_verify_py(bytes(receipt))
        assert (report["holds"], states(report), holds) == (True, "hhhhh", True), (said(report), words)
        for person in (*receipt.authors.split(","), *receipt.approvers.split(",")):
            assert person in said(report)
            assert person.removeprefix("PERSON-") in words
        assert at in said(report)
        assert at in words
    assert len(town.proof(url(2)).path) == 20


def test_dropped_into_the_page_it_is_told_in_words(town: Town, page: VerifyingPage) -> None:
    files = (("post.tlog-proof", written(town.proof())), ("trust.txt", town.trust))
    page.page.set_input_files(
        "#loose", [{"name": name, "mimeType": "text/plain", "buffer": data} for name, data in files]
    )
    page.page.wait_for_function("document.body.innerText.includes('Nobody spoke alone')")
    assert LINK in page.page.inner_text("body")


def refused(town: Town, page: VerifyingPage, mutants: Sequence[tuple[str, bytes]]) -> list[str]:
    """Which of these receipts one of the verifiers takes."""
    whole = {written(town.proof(at)) for at in town.posts}
    assert [name for name, data in mutants if data in whole] == [], "each of them was changed"
    reports = page.receipts([data for _, data in mutants], town.trust)
    taken = [f"verify.html: {name}" for (name, _), report in zip(mutants, reports, strict=True) if report["holds"]]
    return taken + [f"verify.py: {name}" for name, data in mutants if town.by_verify_py(data)[0]]


def test_no_bit_can_be_changed(town: Town, page: VerifyingPage) -> None:
    data, rng = written(town.proof()), random.Random(4)
    # One byte in eight: of smaller receipts test_verify_py and test_verify_html_verdicts change each.
    flips = [(rng.randrange(at, min(at + 8, len(data))), 1 << rng.randrange(8)) for at in range(0, len(data), 8)]
    mutants = [(f"byte {at} ^ {bit}", bytes([*data[:at], data[at] ^ bit, *data[at + 1 :]])) for at, bit in flips]
    assert refused(town, page, mutants) == []


def test_no_line_can_be_dropped_doubled_or_exchanged(town: Town, page: VerifyingPage) -> None:
    lines = written(town.proof()).splitlines(keepends=True)
    mutants = []
    for at in range(len(lines)):
        mutants += [
            (f"line {at} dropped", b"".join(lines[:at] + lines[at + 1 :])),
            (f"cut before line {at}", b"".join(lines[:at])),
            (f"line {at} spaced", b"".join([*lines[:at], lines[at][:-1], b" \n", *lines[at + 1 :]])),
        ]
        if at < len(lines) - 2:  # A signature that stands twice is still one.
            mutants += [
                (f"line {at} doubled", b"".join([*lines[:at], lines[at], *lines[at:]])),
                (
                    f"lines {at} and {at + 1} exchanged",
                    b"".join([*lines[:at], lines[at + 1], lines[at], *lines[at + 2 :]]),
                ),
            ]
    assert refused(town, page, mutants) == []


def test_another_leaf_proof_link_or_checkpoint_is_not_this_ones(town: Town, page: VerifyingPage) -> None:
    mine, other = town.proof(), town.proof(url(1))
    leaf, _, link = mine.extra.partition(b"\n")
    its_leaf, _, its_link = other.extra.partition(b"\n")
    entry, release = town.entry(mine.index), town.entry(mine.index - 1)
    beside = {item.name: item.encoded.encode() for item in entry.disclosures}
    with town.house.store.read() as reading:
        path_of_release = reading.inclusion_proof(release.seq, 1_000_000)
    head = mine.checkpoint
    assert release.action == "publish.started"
    mutants = {
        "another post's leaf": replace(mine, extra=its_leaf + b"\n" + link),
        "another post's link": replace(mine, extra=leaf + b"\n" + its_link),
        "another post's way to the root": replace(mine, path=other.path),
        "another post's place": replace(mine, index=other.index),
        "another post's place and way": replace(mine, index=other.index, path=other.path),
        "the platform's id for a link": replace(mine, extra=leaf + b"\n" + beside["post_id"]),
        "no link": replace(mine, extra=leaf),
        "an empty link": replace(mine, extra=leaf + b"\n"),
        "two links": replace(mine, extra=mine.extra + b"\n" + link),
        "a newline more": replace(mine, extra=mine.extra + b"\n"),
        "a leaf with other bytes": replace(mine, extra=leaf.replace(b",", b", ", 1) + b"\n" + link),
        "nothing beside": replace(mine, extra=b""),
        "the entry that released it": InclusionProof(
            release.seq, path_of_release, head, release.leaf + b"\n" + beside["url"]
        ),
        "no witness": replace(mine, checkpoint=Note(head.text, head.signatures[:1])),
        "no log": replace(mine, checkpoint=Note(head.text, head.signatures[1:])),
        "nobody": replace(mine, checkpoint=Note(head.text, ())),
        "a larger log's size": replace(mine, checkpoint=Note(head.text.replace("1000000", "1000001"), head.signatures)),
    }
    assert refused(town, page, [(name, written(each)) for name, each in mutants.items()]) == []


def link_of(name: str, value: object) -> Disclosure:
    array = json.dumps(["A" * 22, name, value], separators=(",", ":")).encode()
    return Disclosure(name, base64.urlsafe_b64encode(array).rstrip(b"=").decode())


def made_up(town: Town, signers: Sequence[Signer], link: Disclosure | None = None, **said: object) -> bytes:
    """A receipt from a log of four entries, whose second says this; signed by these."""
    link = link or link_of("url", LINK)
    fields = {**town.entry(town.proof().index).fields, "seq": 1, "sd": [link.digest], **said}
    fields = {name: value for name, value in fields.items() if value is not None}
    leaf = json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()
    path = (b"\x01" * 32, b"\x02" * 32)
    root = node_hash(node_hash(path[0], leaf_hash(leaf)), path[1])
    text = str(Checkpoint(ORIGIN, 4, root))
    lines = [each.sign(text, 1_700_000_000 if each.verifier.kind is Kind.COSIGNATURE else None) for each in signers]
    proof = InclusionProof(1, path, Note(text, tuple(lines)), leaf + b"\n" + link.encoded.encode())
    parse_inclusion_proof(written(proof)).verify(leaf)
    return written(proof)


def test_what_the_logs_thief_makes_up_holds_only_with_the_witness(town: Town, page: VerifyingPage) -> None:
    log, clerk = town.signer.log, town.signer.witness
    both = made_up(town, [log, clerk])
    assert (page.receipt(both, town.trust)["holds"], town.by_verify_py(both)[0]) == (True, True)
    signers = {
        "the stolen key of the log": [log],
        "the same twice": [log, log],
        "a witness alone": [clerk],
        "somebody who calls himself the witness": [log, FALSE_CLERK],
        "another log's key": [STRANGER, clerk],
    }
    people = {"a reply that others approved": {}, "one's own": {"approvers": "PERSON-01"}}
    mutants = [
        (f"{what}, signed by {who}", made_up(town, by, **said))
        for who, by in signers.items()
        for what, said in people.items()
    ]
    assert refused(town, page, mutants) == []


# Signed by the log and by its witness both: what contradicts itself is refused even so.
LIES: dict[str, dict[str, object]] = {
    "the author approves": {"approvers": "PERSON-01"},
    "the author approves among others": {"approvers": "PERSON-03,PERSON-01"},
    "one of two authors approves": {"authors": "PERSON-01,PERSON-03"},
    "the author approves in another role": {"approvers": "APPROVER-01"},
    "the author approves under another spelling": {"approvers": "PERSON-001"},
    "one approver is counted twice": {"approvers": "PERSON-03,PERSON-03"},
    "one approver is counted twice in two spellings": {"approvers": "PERSON-03,PERSON-003"},
    "nobody approves": {"approvers": ""},
    "no word of who approves": {"approvers": None},
    "nobody wrote it": {"authors": ""},
    "no word of who wrote it": {"authors": None},
    "a name": {"approvers": "Ruth Okafor"},
    "a number that is none": {"approvers": "PERSON-"},
    "a short number": {"approvers": "PERSON-3"},
    "a long number": {"approvers": "PERSON-" + "9" * 400},
    "spaces": {"approvers": "PERSON-03, PERSON-04"},
    "an empty place": {"approvers": "PERSON-03,"},
    "an approver who is a number": {"approvers": 3},
    "an approver who is true": {"approvers": True},
    "it was not published": {"action": "publish.started"},
    "a person's word alone": {"action": "publish.confirmed"},
    "it stands elsewhere in the log": {"seq": 2},
    "the leaf is of another version": {"v": 2},
    "no time": {"at": "yesterday"},
}


@pytest.mark.parametrize("what", LIES)
def test_not_even_the_log_and_its_witness_can_sign_that(town: Town, page: VerifyingPage, what: str) -> None:
    assert refused(town, page, [(what, made_up(town, [town.signer.log, town.signer.witness], **LIES[what]))]) == []


@pytest.mark.parametrize(
    ("name", "value"), [("link", LINK), ("url", 7), ("url", [LINK]), ("url", True), ("digest", "ab"), ("", LINK)]
)
def test_what_is_no_link_is_not_taken_for_one(town: Town, page: VerifyingPage, name: str, value: object) -> None:
    receipt = made_up(town, [town.signer.log, town.signer.witness], link_of(name, value))
    assert refused(town, page, [(name, receipt)]) == []
