"""verify.html as a person meets it: drops and choices, words, keyboard, paper; and that nothing leaves it."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from bundles import Files, make, older_checkpoint, put, receipt
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright
from sample_log import LOG_KEY, TRUST, story
from verifying_page import DESK, PAGE, launch, opened

PHONE: ViewportSize = {"width": 390, "height": 844}
LONG = "Donaudampfschifffahrtsgesellschaft" * 6
HOLDS = "Everything in this bundle holds."


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with opened(browser) as verifying:
        yield verifying.page


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    return put(make(), tmp_path / "bundle")


@pytest.fixture
def own(tmp_path: Path) -> list[Path]:
    """What a person has from elsewhere: a trust policy, and a checkpoint from before."""
    trust, older = tmp_path / "from the clerk.txt", tmp_path / "kept.txt"
    trust.write_bytes(TRUST)
    older.write_bytes(older_checkpoint())
    return [trust, older]


def verdict(page: Page) -> str:
    expect(page.locator("#result")).to_be_visible(timeout=30_000)
    return page.locator("#verdict").inner_text()


def mark(page: Page) -> str:
    """The sign before the verdict, which is no part of what is read out."""
    sign: str = page.evaluate("getComputedStyle(document.getElementById('verdict'), '::before').content")
    return sign[1]


def drop(page: Page, *paths: Path) -> None:
    """What an operating system does when files or folders are let go over the page."""
    session = page.context.new_cdp_session(page)
    data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        session.send("Input.dispatchDragEvent", {"type": kind, "x": 100, "y": 250, "data": data})


def test_a_folder_is_dropped_and_the_result_comes_first(page: Page, bundle: Path) -> None:
    drop(page, bundle)
    assert verdict(page) == "Everything in this bundle holds, if the keys that came with it are the right ones."
    expect(page.locator("#trust")).to_contain_text("came with the bundle itself")
    expect(page.locator("#trust")).to_contain_text(LOG_KEY.verifier)
    assert page.evaluate("document.activeElement.id") == "verdict"
    assert page.locator("#points > li").count() == 9
    for unknown in ("What the log never saw", "true when it was written", "report.html", "Who a number is"):
        expect(page.locator("#limits")).to_contain_text(unknown)


def test_a_folder_and_ones_own_files_are_dropped_at_once(page: Page, bundle: Path, own: list[Path]) -> None:
    drop(page, bundle, *own)
    assert verdict(page) == HOLDS
    expect(page.locator("#told")).to_contain_text(
        "“from the clerk.txt”, a trust policy; “kept.txt”, an older checkpoint"
    )
    assert page.locator("#points .state").all_inner_texts() == ["Holds."] * 9


def test_a_folder_is_chosen_and_ones_own_files_are_pasted_and_chosen(page: Page, bundle: Path, own: list[Path]) -> None:
    page.set_input_files("#folder", bundle)
    assert "if the keys" in verdict(page)
    page.set_input_files("#loose", own)
    expect(page.locator("#verdict")).to_have_text(HOLDS)
    page.locator("summary").click()
    page.fill("#pasted", TRUST.decode().replace("quorum either", "group both all either\nquorum both"))
    page.click("#use")
    expect(page.locator("#trust")).to_contain_text("It is not the same file as the trust.txt in the bundle.")
    expect(page.locator("#trust")).to_contain_text("Witnesses asked for: 1 of (1 of (clerk, paper)).")


def test_what_is_wrong_stands_at_the_top_and_at_its_point(page: Page, bundle: Path, own: list[Path]) -> None:
    (bundle / "report.html").write_text("All is well.")
    drop(page, bundle, *own)
    assert verdict(page) == "This bundle is not to be relied on: 1 point does not hold."
    said = "report.html is not as the manifest says: it was altered."
    expect(page.locator("#why")).to_have_text(said)
    expect(page.locator("#points > li.fails")).to_contain_text(said)
    assert page.locator("#points .state").all_inner_texts() == ["Does not hold.", *["Holds."] * 8]


def test_a_receipt_is_dropped(page: Page, tmp_path: Path, own: list[Path]) -> None:
    path = tmp_path / "post.tlog-proof"
    path.write_bytes(receipt(6))
    drop(page, path)
    assert verdict(page) == "It is not known whether this receipt holds: give the trust policy too."
    drop(page, own[0])
    expect(page.locator("#verdict")).to_have_text("Everything in this receipt holds.")
    expect(page.locator("#facts")).to_contain_text("https://social.example/@city/p1")


def test_what_is_no_part_of_it_is_answered_in_words(page: Page, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    drop(page, tmp_path / "empty")
    expect(page.locator("#told")).to_have_text("There was no file in it.")
    (tmp_path / "holiday.jpg").write_bytes(bytes(range(256)))
    drop(page, tmp_path / "holiday.jpg")
    expect(page.locator("#told")).to_contain_text("none of the files that this page knows")
    expect(page.locator("#result")).to_be_hidden()


def test_all_of_it_can_be_done_by_the_keyboard(page: Page) -> None:
    reached = []
    for _ in range(3):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id || document.activeElement.tagName"))
    page.keyboard.press("Enter")
    for _ in range(2):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id || document.activeElement.tagName"))
    assert reached == ["folder", "loose", "SUMMARY", "pasted", "use"]


@pytest.mark.parametrize("size", ["phone", "desk"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("what", ["nothing", "whole", "altered"])
def test_axe_has_nothing_to_say_and_nothing_is_wider_than_the_screen(
    browser: Browser, tmp_path: Path, size: str, scheme: str, what: str
) -> None:
    files = make() if what == "whole" else make() | {LONG: b"", "log.jsonl": b"{}\n"}
    with opened(browser, PHONE if size == "phone" else DESK, scheme == "dark") as verifying:
        page = verifying.page
        if what != "nothing":
            page.set_input_files("#folder", put(files, tmp_path / "bundle"))
            assert verdict(page)
            assert mark(page) == ("✓" if what == "whole" else "✗")
        page.locator("summary").click()
        if shots := os.environ.get("COUNTERSIGN_SHOTS"):
            page.screenshot(path=Path(shots) / f"verify-{what}-{size}-{scheme}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        results = Axe().run(page, options={"resultTypes": ["violations", "incomplete"]})
        assert results.violations_count == 0, results.generate_report()
        assert [(rule["id"], rule["nodes"][0]["html"]) for rule in results.response["incomplete"]] == []
        assert len(results.response["passes"]) > 10


def test_on_paper_stands_the_result_alone(page: Page, bundle: Path) -> None:
    page.set_input_files("#folder", bundle)
    assert "Everything" in verdict(page)
    page.emulate_media(media="print")
    assert not page.locator("#drop").is_visible()
    assert page.locator("#points").is_visible()


def test_whatever_a_bundle_says_is_text(page: Page, tmp_path: Path) -> None:
    items = story()
    evil = "<img src=x onerror=alert(1)>\u202e"
    trust = TRUST.replace(b"# Whom we believe.", f"# {evil}".encode())
    items[3].plain["required"] = evil
    files: Files = make(items, trust=trust) | {evil.replace("/", ""): b""}
    page.set_input_files("#folder", put(files, tmp_path / "bundle"))
    assert "not to be relied on" in verdict(page)
    assert page.locator("#result img").count() == 0
    expect(page.locator("#points")).to_contain_text("<img src=x onerror=alert(1)>⟨U+202E⟩")
    assert re.findall("innerHTML|outerHTML|insertAdjacentHTML|document.write", PAGE.read_text(encoding="utf-8")) == []
