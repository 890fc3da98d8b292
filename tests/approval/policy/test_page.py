"""The published page in a real browser: on a phone and on a desk, for everybody, and asking nobody for anything."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright
from policy_packs import pack_files

from approval.policy.compare import compare
from approval.policy.pack import Pack, parse_pack
from approval.policy.printing import print_html

SIZES: dict[str, ViewportSize] = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1280, "height": 900}}
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
LONG = "Donaudampfschifffahrtsgesellschaft" * 8


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=_FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A page with all that one can have, and with a word, an option and an address that are too long for any line."""
    old = parse_pack(Pack(pack_files()))
    check = f'severity = "warn"\nwords = ["{LONG}"]\nlists ='
    files = pack_files(
        {"words/a-list-with-a-name-that-is-long-enough.en.txt": "no\n"},
        ("behaviour.toml", "lists =", check),
        ("behaviour.toml", "You are a clown.", LONG),
        ("behaviour.toml", "/r-26-12", f"/{LONG}"),
        ("policy.toml", '"1.0"', '"1.1"'),
        ("policy.toml", "contact =", 'contact.es = "Escriba a la Secretaría Municipal."\ncontact.en ='),
    )
    new = parse_pack(Pack(files))
    path = tmp_path_factory.mktemp("published") / "policy.html"
    path.write_text(print_html(new, compare(old, new)), encoding="utf-8")
    return path.as_uri()


@pytest.fixture(params=["phone light", "phone dark", "desk light", "desk dark"])
def page(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    """The page, opened. Whatever it asks for besides itself, and whatever the browser complains of, fails the test."""
    size, scheme = str(request.param).split()
    dark = scheme == "dark"
    context = browser.new_context(viewport=SIZES[size], color_scheme="dark" if dark else "light")
    page = context.new_page()
    asked: list[str] = []
    wrong: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(address)
    if shots := os.environ.get("COUNTERSIGN_SHOTS"):
        page.screenshot(path=Path(shots) / f"policy-{size}-{scheme}.png", full_page=True)
    yield page
    context.close()
    assert [url for url in asked if not url.startswith("data:")] == [address]
    assert wrong == []


def opened(page: Page) -> None:
    """Opens what can be opened, as a reader would: by its own switch."""
    for summary in page.locator("summary").all():
        summary.click()


def test_nothing_is_wider_than_the_screen(page: Page) -> None:
    opened(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    cut = "[...document.querySelectorAll('main *')].filter(e => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 1)"
    assert page.evaluate(f"{cut}.map(e => e.outerHTML.slice(0, 80))") == []


def test_every_language_has_lines_of_the_same_length(page: Page) -> None:
    english, spanish = page.locator("#contact p").evaluate_all("all => all.map(each => each.clientWidth)")
    assert english == spanish


def test_axe_has_nothing_to_say(page: Page) -> None:
    opened(page)
    results = Axe().run(page, options={"resultTypes": ["violations", "incomplete"]})
    assert results.violations_count == 0, results.generate_report()
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in results.response["incomplete"]] == []
    assert len(results.response["passes"]) > 20


def test_a_rule_is_reached_by_its_address_and_the_text_by_the_keyboard(page: Page) -> None:
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the policy"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.goto(f"{page.url.split('#')[0]}#B01")
    page.locator("#B01").wait_for()
    assert 0 <= page.evaluate("document.getElementById('B01').getBoundingClientRect().top") < 60


def test_on_paper_the_settings_and_the_addresses_of_sources_are_printed_too(page: Page) -> None:
    page.emulate_media(media="print")
    assert page.locator(".settings dd").first.is_visible()
    assert not page.locator("nav").is_visible()
    after = "getComputedStyle(document.querySelector('dd a[href^=http]'), '::after').content"
    assert "https://mesaverde.example/" in page.evaluate(after)
