"""The report in a real browser: on a phone, on a desk and on paper, for everybody, and asking nobody for anything."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from factories import LENA, NADIA, RUTH, TestHouse, finding, house_on, parent
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright
from reported import approved_by, publish, published, report, revised

from approval import migrate
from approval.errors import NotPermitted
from approval.finding import Severity
from approval.proposal import Decision, Via
from approval.store import Store, open_engine

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


def lively(house: TestHouse) -> None:
    """Something in every part of the report, with words too long for any line."""
    published(house)
    proposal = house.checked(text=f"Your question was answered {LONG} before.")
    publish(house, approved_by(house, revised(house, proposal, "Your question was answered in May.")))
    spanish = house.checked(text="La calle está cerrada.", parent=parent("¿Por qué está cerrada la calle?"))
    publish(house, approved_by(house, revised(house, spanish, "La calle está cerrada por obras hasta el lunes.")))
    grave = house.checked(finding(Severity.ESCALATE, f"C07.{LONG}"), text="Grave.")
    approved_by(house, grave, f"The lawyer has read it. {LONG}")
    publish(house, house.approve(house.see(grave), LENA, "I agree."))
    with pytest.raises(NotPermitted):
        house.approve(house.checked(text="Alone."), NADIA)
    rejected = house.checked(text="Too sharp.")
    house.workflow.review(RUTH, rejected.id, 1, Decision.REJECT, Via.BUTTON, "Too sharp.", house.form())
    with house.store.begin() as tx:
        for action in ("proposal.submitted", "publish.started", "publish.succeeded"):
            tx.log(action, LONG, "ALONE", {"revision": 1, "actor": "PROPOSER-91"}, {"text": f"Alone. {LONG}"})


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("reported")
    engine = open_engine(f"sqlite:///{folder / 'countersign.db'}")
    migrate.upgrade(engine)
    house = house_on(lambda clock: Store(engine, clock))
    lively(house)
    (folder / "report.html").write_text(report(house), encoding="utf-8")
    engine.dispose()
    return (folder / "report.html").as_uri()


@pytest.fixture(params=["phone screen", "desk screen", "phone print", "desk print"])
def page(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    """The page, opened. Whatever it asks for besides itself, and whatever the browser complains of, fails the test."""
    size, media = str(request.param).split()
    context = browser.new_context(viewport=SIZES[size])
    page = context.new_page()
    asked: list[str] = []
    wrong: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.emulate_media(media="print" if media == "print" else "screen")
    page.goto(address)
    if shots := os.environ.get("COUNTERSIGN_SHOTS"):
        page.screenshot(path=Path(shots) / f"report-{size}-{media}.png", full_page=True)
    yield page
    context.close()
    assert [url for url in asked if not url.startswith("data:")] == [address]
    assert wrong == []


def test_nothing_is_wider_than_the_screen(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_axe_has_nothing_to_say(page: Page) -> None:
    results = Axe().run(page, options={"resultTypes": ["violations", "incomplete"]})
    assert results.violations_count == 0, results.generate_report()
    # Axe cannot measure the contrast of a chart's words, which are black on white or the lightest grey, nor of what a
    # phone shows of the widest table only when it is scrolled: on a desk it measures these.
    beyond = (
        ".wide td, .wide td *, .wide th" if page.evaluate("innerWidth < 500 && matchMedia('screen').matches") else ""
    )
    known = ", ".join(filter(None, ["figure text", beyond]))
    for rule in results.response["incomplete"]:
        assert rule["id"] == "color-contrast"
        for node in rule["nodes"]:
            assert page.locator(node["target"][0]).evaluate("(node, known) => node.matches(known)", known), node["html"]
    assert len(results.response["passes"]) > 15


def test_the_first_screen_answers_and_says_what_it_cannot_know(browser: Browser, address: str) -> None:
    for size in SIZES.values():
        context = browser.new_context(viewport=size)
        page = context.new_page()
        page.goto(address)
        for part in ("h1", ".answer", ".limits h2"):
            box = page.locator(part).bounding_box()
            assert box is not None
            assert box["y"] + box["height"] <= size["height"], part
        context.close()


def test_what_was_said_in_spanish_is_read_out_as_spanish_and_nothing_else_is(page: Page) -> None:
    marked = {" ".join(text.split()) for text in page.locator("[lang=es]").all_inner_texts()}
    assert marked == {
        "La calle está cerrada.",
        "La calle está cerrada por obras hasta el lunes.",
        "La calle está [−cerrada.]",
        "La calle está [+cerrada por obras hasta el lunes.]",
        "¿Por qué está cerrada la calle?",
    }
    assert page.locator("html").get_attribute("lang") == "en"


def test_a_figure_leads_to_its_entries_and_these_to_what_they_say(page: Page) -> None:
    page.locator("#refused td.n a").first.evaluate("link => link.click()")
    figure = page.evaluate("location.hash")
    assert page.locator(figure).inner_text().startswith("Approving, or deciding on, a reply")
    page.locator(f"{figure} p a").first.click()
    entry = page.locator(page.evaluate("location.hash"))
    assert "own_proposal" in entry.inner_text()
    assert entry.bounding_box()["y"] >= -1  # type: ignore[index]  # it is on the page


def test_every_chart_is_drawn_without_colour_too(page: Page) -> None:
    charts = page.locator("figure svg")
    assert charts.count() == 4
    for number in range(4):
        # What the browser really paints: the attributes count, since the page allows no style within it.
        painted = charts.nth(number).evaluate(
            "svg => [...svg.querySelectorAll('path')].map(each => getComputedStyle(each).stroke)"
        )
        assert "rgb(18, 53, 74)" in painted
    texts = charts.first.locator("text").all_text_contents()
    assert any("own_proposal" in text for text in texts)


def test_the_page_may_run_and_fetch_nothing(page: Page) -> None:
    assert page.locator("script, iframe, object, embed, form, img, [style], [onload], [onclick]").count() == 0
    policy = page.locator("meta[http-equiv=Content-Security-Policy]").get_attribute("content") or ""
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
