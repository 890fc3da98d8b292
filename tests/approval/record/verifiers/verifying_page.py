"""verify.html as a council member has it: opened from the disk, in a real browser that counts what it asks for."""

import base64
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Playwright, ViewportSize

PAGE = Path(__file__).resolve().parents[4] / "approval" / "record" / "verifiers" / "verify.html"
DESK: ViewportSize = {"width": 1280, "height": 900}
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
_FILES = """() => {
    const unless = (text) => (text === null ? null : bytes(text));
    globalThis.bytes = (text) => Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
    globalThis.given = ({ trust, older }) => ({ trust: unless(trust), older: unless(older) });
    globalThis.filesOf = (bundle) => Object.entries(bundle).map(
        ([path, data]) => ({ path, file: new File([bytes(data)], path) }));
}"""

Report = dict[str, Any]


def launch(playwright: Playwright) -> Browser:
    """Debian's Chromium."""
    return playwright.chromium.launch(executable_path="/usr/bin/chromium", args=_FLAGS)


class VerifyingPage:
    """The page; `asked` is what it asked for besides itself, `wrong` what the browser complained of."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.asked: list[str] = []
        self.wrong: list[str] = []
        page.set_default_timeout(60_000)
        page.on("console", lambda message: self.wrong.append(message.text))
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.goto(PAGE.as_uri())
        # From here on: the page itself is not a request that it makes. A blob: is its own script, for its workers.
        page.on("request", lambda request: self.asked.append(request.url))
        page.evaluate(_FILES)

    def bundles(
        self, bundles: Sequence[Mapping[str, bytes]], trust: bytes | None, older: bytes | None = None
    ) -> list[Report]:
        """What the page's own function says of each of these bundles."""
        found: list[Report] = self.page.evaluate(
            """async ([bundles, own]) => {
                const found = [];
                for (const each of bundles) found.push(await verifyBundle(filesOf(each), given(own)));
                return found;
            }""",
            [[{name: _b64(data) for name, data in each.items()} for each in bundles], _given(trust, older)],
        )
        return found

    def bundle(self, files: Mapping[str, bytes], trust: bytes | None, older: bytes | None = None) -> Report:
        return self.bundles([files], trust, older)[0]

    def receipts(self, receipts: Sequence[bytes], trust: bytes | None) -> list[Report]:
        """What the page's own function says of each of these receipts."""
        found: list[Report] = self.page.evaluate(
            """async ([receipts, own]) => {
                const found = [];
                for (const each of receipts) found.push(await verifyReceipt(bytes(each), given(own)));
                return found;
            }""",
            [[_b64(each) for each in receipts], _given(trust, None)],
        )
        return found

    def receipt(self, receipt: bytes, trust: bytes | None) -> Report:
        return self.receipts([receipt], trust)[0]

    @property
    def requests(self) -> list[str]:
        return [url for url in self.asked if not url.startswith("blob:")]


@contextmanager
def opened(browser: Browser, viewport: ViewportSize = DESK, dark: bool = False) -> Iterator[VerifyingPage]:
    """The page, opened; the test fails where it asked for anything, or where the browser complained."""
    context = browser.new_context(viewport=viewport, color_scheme="dark" if dark else "light")
    verifying = VerifyingPage(context.new_page())
    yield verifying
    context.close()
    assert (verifying.requests, verifying.wrong) == ([], [])


def states(report: Report) -> str:
    """The points in short: h(olds), f(ails), o(pen), b(locked)."""
    return "".join(point["state"][0] for point in report["points"])


def said(report: Report) -> str:
    """All that stands under the points."""
    return " ".join(sentence for point in report["points"] for sentence in point["says"])


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _given(trust: bytes | None, older: bytes | None) -> dict[str, str | None]:
    return {
        "trust": None if trust is None else _b64(trust),
        "older": None if older is None else _b64(older),
    }
