"""verify.html and verify.py were written apart from each other, and say the same of logs that all have signed."""

import io
import json
import random
import shutil
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import replace
from pathlib import Path

import pytest
from bundles import Files, make, older_checkpoint, put, seal
from playwright.sync_api import sync_playwright
from sample_log import POLICY, TRUST, Item, compact, story, written
from verifying_page import VerifyingPage, launch, opened, said

from approval.record.verifiers import verify

# Bent stories: some still hold, most do not.
BENT = 300
TEXTS = ("police", "p1", "p2", "APPROVER-02", "APPROVER-05", "PROPOSER-01", "PERSON-02", "PERSON-01,PERSON-03", "block",
         "approver", POLICY, "0", "20-22", "", "é\n\u202e")  # fmt: skip
NUMBERS = (-1, 0, 1, 2, 3, 8, 11, 10**15 - 1, 10**15)
NAMES: dict[str, tuple[str | int | bool, ...]] = {
    **dict.fromkeys(("actor", "proposal", "severity", "role", "authors", "approvers", "policy", "before"), TEXTS),
    **dict.fromkeys(("entries", "at", "account"), TEXTS),
    **dict.fromkeys(("required", "check", "revision"), NUMBERS),
    "proposal": (*TEXTS, 7, True),
    "revision": (*NUMBERS, "1", False),
    **dict.fromkeys(("Name", "x y", "z9"), (*TEXTS, *NUMBERS, True, False)),
}
ACTIONS = tuple({item.action for item in story()})


@pytest.fixture(scope="module")
def page() -> Iterator[VerifyingPage]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        with opened(browser) as page:
            yield page
        browser.close()


def by_verify_py(files: Files, tmp_path: Path, older: bytes | None = None) -> tuple[bool, str]:
    """Whether verify.py says that a bundle holds, and all that it says."""
    folder = tmp_path / "bundle"
    folder.mkdir()
    (tmp_path / "trust.txt").write_bytes(TRUST)
    put(files, folder)
    asked = [str(folder), "--trust", str(tmp_path / "trust.txt")]
    if older is not None:
        (tmp_path / "older.txt").write_bytes(older)
        asked += ["--older", str(tmp_path / "older.txt")]
    words = io.StringIO()
    with redirect_stdout(words), redirect_stderr(words):
        code = verify.main(asked)
    shutil.rmtree(folder)
    return code == 0, words.getvalue()


def bent(rng: random.Random) -> list[Item]:
    """A story of which somebody has changed one thing, or two."""
    items = [replace(item, plain=dict(item.plain), private=dict(item.private)) for item in story()]
    for _ in range(rng.choice((1, 1, 1, 2))):
        at, how = rng.randrange(len(items)), rng.randrange(8)
        if how == 0:
            items[at].action = rng.choice(ACTIONS)
        elif how == 1 and items[at].plain:
            items[at].plain.pop(rng.choice([*items[at].plain]))
        elif how == 2:
            items.append(items[at])
        elif how == 3 and items[at].private:
            items[at].private.pop(rng.choice([*items[at].private]))
            items[at].erased.clear()
        else:
            name = rng.choice([*NAMES])
            items[at].plain[name] = rng.choice(NAMES[name])
    return items


def policies_of(items: list[Item]) -> dict[str, bytes] | None:
    """No policy where the story does not name it any more."""
    return None if any(item.plain.get("policy") == POLICY for item in items) else {}


def test_they_say_the_same_of_every_honest_part_of_the_log(page: VerifyingPage, tmp_path: Path) -> None:
    for first in (0, 1, 6, 11, 15):
        for last in (first + 1, first + 3, len(story())):
            for audience in ("council", "hr"):
                items = story()
                packs = policies_of(items[first:last])
                files = make(items, first=first, last=last, audience=audience, accounts=("parks",), policies=packs)
                report = page.bundle(files, TRUST, older_checkpoint())
                held, words = by_verify_py(files, tmp_path, older_checkpoint())
                assert (report["holds"], held) == (True, True), (first, last, audience, said(report), words)


def test_they_say_the_same_of_logs_that_were_bent_and_signed_by_all(page: VerifyingPage, tmp_path: Path) -> None:
    rng = random.Random(76)
    stories = [bent(rng) for _ in range(BENT)]
    bundles = [make(items, policies=policies_of(items)) for items in stories]
    reports = page.bundles(bundles, TRUST)
    answers = [by_verify_py(files, tmp_path) for files in bundles]
    apart = [
        (number, report["holds"], said(report), words)
        for number, (report, (held, words)) in enumerate(zip(reports, answers, strict=True))
        if report["holds"] != held
    ]
    assert apart == []
    holding = sum(report["holds"] for report in reports)
    assert BENT / 10 < holding < BENT * 9 / 10, "neither all of them nor none should hold"


def test_they_say_the_same_of_manifests_that_were_bent_and_sealed_by_all(page: VerifyingPage, tmp_path: Path) -> None:
    changes: list[dict[str, object]] = [
        {"why": ""}, {"audience": "hr"}, {"accounts": ["parks", "police"]}, {"accounts": ["nobody"]}, {"more": 1},
        {"made": "yesterday"}, {"from": "yesterday"}, {"format": "countersign-bundle/2"}, {"origin": "x.example/log"},
        {"first": True}, {"first": 1}, {"last": 22}, {"last": 24}, {"files": {}}, {"format": ""},
    ]  # fmt: skip
    apart = []
    for change in changes:
        files = sealed_with(change)
        report, (held, words) = page.bundle(files, TRUST), by_verify_py(files, tmp_path)
        if report["holds"] != held:
            apart.append((change, report["holds"], said(report), words))
    assert apart == []


@pytest.mark.parametrize(
    "change",
    [{"audience": "all"}, {"audience": 1}, {"accounts": "police"}, {"accounts": [7]}, {"from": 1}, {"to": None},
     {"why": []}, {"made": True}],
)  # fmt: skip
def test_a_manifest_whose_values_are_of_another_kind_is_none(
    page: VerifyingPage, tmp_path: Path, change: dict[str, object]
) -> None:
    files = sealed_with(change)
    report = page.bundle(files, TRUST)
    assert (report["holds"], report["points"][0]["state"]) == (False, "fails")
    assert not by_verify_py(files, tmp_path)[0]


def sealed_with(change: dict[str, object]) -> Files:
    """A bundle with another manifest, sealed by all."""
    files = make()
    said = json.loads(files["manifest.json"])
    return seal(files | {"manifest.json": compact({**said, **change})}, written(story()).leaves)
