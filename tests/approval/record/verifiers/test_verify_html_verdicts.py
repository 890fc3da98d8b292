"""What verify.html says of small bundles and receipts that were made from docs/record.md alone."""

import json
from collections.abc import Iterator

import pytest
from bundles import Files, checkpoint, make, manifest, older_checkpoint, receipt, seal
from forged_logs import alone
from playwright.sync_api import Browser, sync_playwright
from sample_log import CLERK, LOG_KEY, NEXT_LOG_KEY, ORIGIN, PAPER, TRUST, Key, story, written
from verifying_page import VerifyingPage, launch, opened, said, states


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[VerifyingPage]:
    """One page for all: whoever verifies one bundle after the other does not open it anew."""
    with opened(browser) as page:
        yield page


def test_a_whole_bundle_holds_point_by_point(page: VerifyingPage) -> None:
    report = page.bundle(make(), TRUST, older_checkpoint())
    assert (report["holds"], states(report)) == (True, "hhhhhhhhh")
    assert report["verdict"] == "Everything in this bundle holds."
    assert "2 times a reply was sent out" in said(report)
    assert "1 value is withheld: “NMSA 14-2-1(D)”" in said(report)
    assert "cosigned it on 2026-11-18 11:06:40 UTC" in said(report)


@pytest.mark.parametrize("audience", ["council", "hr"])
@pytest.mark.parametrize("accounts", [(), ("police",), ("parks", "police")])
@pytest.mark.parametrize(("first", "last"), [(0, None), (1, 20), (7, 8), (16, 17), (5, 13)])
def test_any_part_of_the_log_holds(
    page: VerifyingPage, audience: str, accounts: tuple[str, ...], first: int, last: int | None
) -> None:
    files = make(first=first, last=last, audience=audience, accounts=accounts)
    if b'"policy"' not in files["log.jsonl"]:
        files = make(first=first, last=last, audience=audience, accounts=accounts, policies={})
    report = page.bundle(files, TRUST)
    assert (report["holds"], states(report)) == (True, "hhhhhhhoh"), said(report)


def test_every_older_checkpoint_is_held_against_the_log(page: VerifyingPage) -> None:
    sizes = range(1, len(story()) + 1)
    files = make(older=sizes)
    for size in sizes:
        report = page.bundle(files, TRUST, older_checkpoint(size))
        assert report["holds"], (size, said(report))
        assert states(report)[7] == "h"
    forged = story()
    forged[3].plain["required"] = 7
    for size in range(4, len(story()) + 1):
        report = page.bundle(files, TRUST, older_checkpoint(size, forged))
        assert states(report) == "hhhhhhhfh", size


def test_an_older_checkpoint_of_no_size_that_is_known_is_not_believed(page: VerifyingPage) -> None:
    assert "has no proof for the older checkpoint" in said(page.bundle(make(), TRUST, older_checkpoint(8)))
    unsigned = older_checkpoint(9, signers=[LOG_KEY])
    assert "Too few witnesses" in said(page.bundle(make(), TRUST, unsigned))
    assert states(page.bundle(make(), TRUST, b"no checkpoint"))[7] == "f"
    later = checkpoint(written(story() * 2).leaves)
    assert "is not the older one" in said(page.bundle(make(), TRUST, later))


def test_without_a_trust_policy_of_ones_own_the_page_says_what_to_compare(page: VerifyingPage) -> None:
    report = page.bundle(make(), None)
    assert report["holds"]
    assert report["verdict"].endswith("if the keys that came with it are the right ones.")
    assert report["trust"]["keys"][0] == ["log", LOG_KEY.verifier]
    own = TRUST + b"# Ours.\n"
    report = page.bundle(make(), own)
    assert (report["verdict"], report["trust"]["differing"]) == ("Everything in this bundle holds.", True)


def test_both_keys_of_an_exchange_may_sign_and_one_is_enough(page: VerifyingPage) -> None:
    both = TRUST + f"log {NEXT_LOG_KEY.verifier}\n".encode()
    for signers in ([LOG_KEY, CLERK], [NEXT_LOG_KEY, PAPER], [LOG_KEY, NEXT_LOG_KEY, CLERK]):
        assert page.bundle(make(signers=signers, trust=both), both)["holds"]
    assert not page.bundle(make(signers=[CLERK, PAPER]), both)["holds"]


@pytest.mark.parametrize(
    "trust",
    [
        b"", b"quorum nobody\n", TRUST + b"quorum none\n", TRUST + b"x\n", TRUST + b"group a 3 clerk paper\n",
        TRUST.replace(b"quorum", b"#"), TRUST + f"log {LOG_KEY.verifier}\n".encode(), TRUST.replace(b"\n", b"\r\n"),
        TRUST.replace(LOG_KEY.id.hex().encode(), b"00000000"), f"log {CLERK.verifier}\nquorum none\n".encode(),
        TRUST + b"group again any clerk\n", b"\xff\xfe" + TRUST,
    ],
)  # fmt: skip
def test_what_is_no_trust_policy_is_said_so(page: VerifyingPage, trust: bytes) -> None:
    report = page.bundle(make(), trust)
    assert (report["holds"], states(report)) == (False, "hhhfhhhoh")
    assert "rust policy" in said(report)


def test_every_way_to_speak_alone_is_found(page: VerifyingPage) -> None:
    for name, more in alone(len(story())).items():
        report = page.bundle(make([*story(), *more]), TRUST)
        assert (report["holds"], states(report)) == (False, "hhhhhhhof"), name


@pytest.mark.parametrize(
    ("leaf", "says"),
    [
        ({"x": None}, "in the form of a leaf"),
        ({"x": 1.5}, "in the form of a leaf"),
        ({"x": 2**53}, "in the form of a leaf"),
        ({"v": 2}, "of a version that is not known"),
        ({"at": "2026-11-23T12:00:00Z"}, "does not say when"),
        ({"at": "2026-02-30T12:00:00.000000Z"}, "does not say when"),
        ({"at": "2026-11-23T11:00:00.000000Z"}, "from before the entry"),
    ],
)
def test_a_leaf_in_another_form_is_refused_though_all_have_signed_it(
    page: VerifyingPage, leaf: dict[str, object], says: str
) -> None:
    items = story()
    log = written(items)
    changed = json.loads(log.leaves[5]) | leaf
    line = json.dumps(changed, sort_keys=True, separators=(",", ":")).encode()
    report = page.bundle(_with_line(5, line), TRUST)
    assert (report["holds"], states(report)[1]) == (False, "f")
    assert says in said(report)


@pytest.mark.parametrize(("old", "new"), [(b'"v":1', b'"v":1 '), (b'"v":1', b'"v":1,"v":1'), (b'"v":1', b'"v":1e0'),
                                      (b'"account"', b'"zz":1,"account"'), (b"police", b"polic\\u0065")])  # fmt: skip
def test_a_leaf_that_is_spelt_otherwise_is_refused_though_all_have_signed_it(
    page: VerifyingPage, old: bytes, new: bytes
) -> None:
    line = written(story()).leaves[5]
    assert line.count(old) == 1
    report = page.bundle(_with_line(5, line.replace(old, new)), TRUST)
    assert (report["holds"], states(report)[1]) == (False, "f")


def _with_line(seq: int, line: bytes) -> Files:
    """A bundle, signed by all, of a log that has this line."""
    files = make()
    lines = files["log.jsonl"].splitlines()
    lines[seq] = line
    files["log.jsonl"] = b"".join(each + b"\n" for each in lines)
    files["manifest.json"] = manifest(files, 0, len(lines))
    return seal(files, lines)


def test_a_receipt_holds_and_says_who(page: VerifyingPage) -> None:
    items = story()
    for seq in [n for n, item in enumerate(items) if item.action == "publish.succeeded"]:
        report = page.receipt(receipt(seq), TRUST)
        assert (report["holds"], states(report)) == (True, "hhhhh")
    assert "Written by PERSON-01, PERSON-03; approved by PERSON-02, PERSON-05." in said(report)
    assert "https://social.example/@city/p2" in said(report)


def test_a_receipt_without_a_trust_policy_is_not_believed(page: VerifyingPage) -> None:
    report = page.receipt(receipt(6), None)
    assert (report["holds"], states(report)) == (False, "hhbhh")
    assert report["verdict"] == "It is not known whether this receipt holds: give the trust policy too."


def test_a_receipt_for_whom_nobody_else_approved_is_refused(page: VerifyingPage) -> None:
    for authors, approvers in (("PERSON-02", "PERSON-02"), ("PERSON-01", ""), ("", "PERSON-02"),
                               ("PERSON-01", "PERSON-02,PERSON-02"), ("PERSON-01,PERSON-02", "PERSON-02")):  # fmt: skip
        items = story()
        items[6].plain |= {"authors": authors, "approvers": approvers}
        report = page.receipt(receipt(6, items), TRUST)
        assert (report["holds"], states(report)) == (False, "hhhhf")


def test_each_bit_of_a_receipt_counts(page: VerifyingPage) -> None:
    whole = receipt(6)
    assert len(whole) < 2000
    changed = [bytes([*whole[:at], whole[at] ^ 1, *whole[at + 1 :]]) for at in range(len(whole))]
    reports = page.receipts(changed, TRUST)
    assert len(reports) == len(whole)
    assert [at for at, report in enumerate(reports) if report["holds"]] == []


def test_foreign_text_cannot_turn_a_line_round_or_hide(page: VerifyingPage) -> None:
    name = "\u202ereport\u200b.exe<img src=x onerror=alert(1)>"
    report = page.bundle(make() | {name: b""}, TRUST)
    assert "“⟨U+202E⟩report⟨U+200B⟩.exe<img src=x onerror=alert(1)>” does not belong to a bundle" in said(report)


def test_another_log_under_the_same_trust_is_no_part_of_this_one(page: VerifyingPage) -> None:
    other = Key("elsewhere.example/log", 1)
    trust = TRUST + f"log {other.verifier}\n".encode()
    files = make()
    text = files["checkpoint.txt"].decode().rpartition("\n\n")[0].replace(ORIGIN, other.name) + "\n"
    files["checkpoint.txt"] = f"{text}\n{other.line(text)}{CLERK.line(text)}".encode()
    report = page.bundle(files, trust)
    assert (report["holds"], "another log than the checkpoint" in said(report)) == (False, True)
