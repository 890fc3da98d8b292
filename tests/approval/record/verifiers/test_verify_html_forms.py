"""What may be written in one way only, both verifiers take in that way only; and however long a line or a file is."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from bundles import Files, make, manifest, seal
from playwright.sync_api import sync_playwright
from sample_log import TRUST, Item, b64url, compact, one_reply, sha256, story, written
from test_verify_html_agrees import by_verify_py
from verifying_page import VerifyingPage, launch, opened, said, states

# verify.html reads so much of a file at once.
SLICE = 4 << 20
SALT = b64url(bytes(range(16)))
STRAY = SALT[:-1] + "x"
PLAIN_TEXT = "".join(map(chr, [*range(0x20), *range(0x7E, 0xA1), 0xD800, 0xFFFF])) + "é “ 🚒"


@pytest.fixture(scope="module")
def page() -> Iterator[VerifyingPage]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        with opened(browser) as page:
            yield page
        browser.close()


def both_say(page: VerifyingPage, tmp_path: Path, files: Files, holds: bool) -> None:
    report, (held, words) = page.bundle(files, TRUST), by_verify_py(files, tmp_path)
    assert (report["holds"], held) == (holds, holds), (said(report), words)


def with_lines(files: Files, **changed: bytes) -> Files:
    """The bundle with these lines in place of its third ones, signed by all."""
    for name, line in changed.items():
        lines = files[f"{name}.jsonl"].splitlines()
        at = 2 if name == "log" else [json.loads(each)["seq"] for each in lines].index(2)
        files[f"{name}.jsonl"] = b"".join(each + b"\n" for each in [*lines[:at], line, *lines[at + 1 :]])
    leaves = files["log.jsonl"].splitlines()
    return seal(files | {"manifest.json": manifest(files, 0, len(leaves))}, leaves)


def with_text(spelt: bytes) -> Files:
    """An entry one of whose texts is spelt like this."""
    items = story()
    items[2].plain["note"] = "NOTE"
    line = written(items).leaves[2]
    return with_lines(make(items), log=line.replace(b"NOTE", spelt))


def with_value(array: bytes) -> Files:
    """An entry with this array beside it, in place of its text."""
    log = written(story())
    log.beside[2]["text"] = b64url(array)
    line = json.loads(log.leaves[2]) | {"sd": sorted(b64url(sha256(each.encode())) for each in log.beside[2].values())}
    files = make()
    (beside,) = [each for each in map(json.loads, files["disclosures.jsonl"].splitlines()) if each["seq"] == 2]
    old = written(story()).beside[2]["text"]
    beside["disclosures"] = [log.beside[2]["text"] if each == old else each for each in beside["disclosures"]]
    return with_lines(files, log=compact(line), disclosures=json.dumps(beside, separators=(",", ":")).encode())


def test_every_letter_has_its_spelling_in_an_entry(page: VerifyingPage, tmp_path: Path) -> None:
    both_say(page, tmp_path, with_text(json.dumps(PLAIN_TEXT)[1:-1].encode()), holds=True)


@pytest.mark.parametrize(
    "spelt",
    [b"\\u0041", b"\\u00E9", b"\\/", b"\\u000a", b"\\u0022", b"\\u007e", b"\\x41", b"\\u00", b"\x7f", b"\t",
     b'\\"\\', b"\xc3\xa9"],
)  # fmt: skip
def test_another_spelling_of_a_letter_is_refused(page: VerifyingPage, tmp_path: Path, spelt: bytes) -> None:
    both_say(page, tmp_path, with_text(spelt), holds=False)


@pytest.mark.parametrize(
    ("value", "holds"),
    [
        (f'["{SALT}","text","plain"]', True),
        (f'["{SALT}","text","Zoë 🚒 \\u00e9 \\n"]', True),
        (f'["{SALT}", "text" , [{{"a": -1, "b": true}}]]', True),
        (f'["{STRAY}","text","plain"]', False),
        (f'["{SALT}A","text","plain"]', False),
        (f'["{SALT}","source","twice of one name"]', False),
        (f'["{SALT}","text",1.5]', False),
        (f'["{SALT}","text",1234567890123456]', False),
        (f'["{SALT}","text",{{"a":1,"a":2}}]', False),
        (f'["{SALT}","text","plain",1]', False),
        (f'["{SALT}","text"]', False),
        (f'["{SALT}",7,"plain"]', False),
        ("7", False),
    ],
)
def test_a_value_beside_an_entry_has_its_form(page: VerifyingPage, tmp_path: Path, value: str, holds: bool) -> None:
    both_say(page, tmp_path, with_value(value.encode()), holds)


def test_half_a_pair_of_surrogates_beside_an_entry_is_a_text_as_the_record_has_it(
    page: VerifyingPage, tmp_path: Path
) -> None:
    value = f'["{SALT}","text","half \ud83d of it"]'.encode("utf-8", "surrogatepass")
    both_say(page, tmp_path, with_value(value), holds=True)
    both_say(page, tmp_path, with_value(value.replace(b"\xed\xa0", b"\xed\xe0")), holds=False)


@pytest.mark.parametrize("change", ["stray bits", "out of order", "twice", "short", "none"])
def test_digests_have_one_spelling_and_one_order(page: VerifyingPage, tmp_path: Path, change: str) -> None:
    items = story()
    for name in list(items[2].private):
        items[2].hidden[name] = "NMSA 14-2-1(D)"  # Nothing of it is disclosed, so that nothing need fit.
    leaf = json.loads(written(items).leaves[2])
    digests = leaf["sd"]
    both_say(page, tmp_path, with_lines(make(items), log=compact(leaf)), holds=True)
    leaf["sd"] = {
        "stray bits": [*digests[:-1], digests[-1][:-1] + "x"],
        "out of order": [digests[1], digests[0], *digests[2:]],
        "twice": [*digests[:-1], digests[-2]],
        "short": [*digests[:-1], digests[-1][:-1]],
        "none": [],
    }[change]
    both_say(page, tmp_path, with_lines(make(items), log=compact(leaf)), holds=False)


@pytest.mark.parametrize(
    ("author", "approver", "holds"), [("11", "12", True), ("11", "011", False), ("11", "2", False)]
)
def test_a_person_is_a_number_however_many_zeroes_stand_before_it(
    page: VerifyingPage, tmp_path: Path, author: str, approver: str, holds: bool
) -> None:
    both_say(page, tmp_path, make([*story(), *one_reply(len(story()), "p9", author, [approver])]), holds)


def ticks(*sizes: int) -> list[Item]:
    """Entries with texts of these sizes, in the leaf and beside it."""
    return [Item("clock.ticked", {"note": "x" * size}, {"text": "y" * (size // 2)}) for size in sizes]


@pytest.mark.parametrize("over", [-1, 0, 1])
def test_lines_are_read_whole_wherever_a_slice_of_the_file_ends(page: VerifyingPage, tmp_path: Path, over: int) -> None:
    first = [*story(), *ticks(1)]
    rest = SLICE - len(b"".join(leaf + b"\n" for leaf in written(first).leaves))
    files = make([*story(), *ticks(1 + rest + over), *ticks(1, 2 * SLICE + 7, 3), *ticks(*[1000] * 100)])
    assert files["log.jsonl"][SLICE + over - 1 :][:2] == b"\n{"
    assert len(files["disclosures.jsonl"]) > SLICE
    both_say(page, tmp_path, files, holds=True)
    assert states(page.bundle(files, TRUST)) == "hhhhhhhoh"
    altered = files | {"log.jsonl": files["log.jsonl"][:-9] + b"2" + files["log.jsonl"][-8:]}
    assert "f" in states(page.bundle(altered, TRUST))[:2]
