"""Pictures of the page along the story, for the README; without a folder to put them in, none are taken."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from sandbox.json_types import JsonObject
from sandbox.story.town import DESK, StoryBroken

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

SIZE = (1280, 860)
# The pane alone, high enough for a whole card with what the checks found.
HIGH = (1280, 1060)
SMALL = (760, 480)
# Without colours at the edges of letters a picture is a third smaller, and looks the same on every screen.
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-lcd-text"]
CHROMIUMS = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")


class Camera(Protocol):
    """Takes a picture of what somebody sees at a moment of the story."""

    def desk(self, name: str, who: str) -> None:
        """The channel, as it stands."""

    def form(self, name: str, who: str) -> None:
        """The form that is open."""

    def message(self, name: str, who: str, channel: str, message: JsonObject) -> None:
        """One message, large."""

    def beside_the_square(self, name: str, who: str, channel: str, message: JsonObject) -> None:
        """One message, and the public square beside it."""

    def last_told(self, name: str, who: str, channel: str) -> None:
        """The last thing that only this person sees."""

    def latest(self, name: str, who: str, channel: str) -> None:
        """The newest message of a channel."""

    def public(self, name: str, url: str) -> None:
        """A post, as a citizen opens it."""


class NoCamera:
    """Nobody takes pictures."""

    def desk(self, name: str, who: str) -> None: ...
    def form(self, name: str, who: str) -> None: ...
    def message(self, name: str, who: str, channel: str, message: JsonObject) -> None: ...
    def beside_the_square(self, name: str, who: str, channel: str, message: JsonObject) -> None: ...
    def last_told(self, name: str, who: str, channel: str) -> None: ...
    def latest(self, name: str, who: str, channel: str) -> None: ...
    def public(self, name: str, url: str) -> None: ...


@contextmanager
def camera(folder: Path | None, url: str) -> Iterator[Camera]:
    """A camera whose pictures go to `folder` (made if need be) as PNG; StoryBroken where there is no browser."""
    if folder is None:
        yield NoCamera()
        return
    try:
        from playwright.sync_api import sync_playwright  # Only developers have it.
    except ImportError:
        raise StoryBroken("Pictures need Playwright, which `make dev` installs.") from None
    folder.mkdir(parents=True, exist_ok=True)
    installed = next((path for path in CHROMIUMS if Path(path).exists()), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed, args=FLAGS)
        page = browser.new_page(
            viewport={"width": SIZE[0], "height": SIZE[1]}, reduced_motion="reduce", color_scheme="light"
        )
        yield _Browser(page, folder, url)
        browser.close()


class _Browser:
    def __init__(self, page: "Page", folder: Path, url: str) -> None:
        self._page = page
        self._folder = folder
        self._url = url
        self._taken = 0

    def desk(self, name: str, who: str) -> None:
        self._size(SIZE)
        self._be(who, DESK)
        self._take(name)

    def form(self, name: str, who: str) -> None:
        self._size(SIZE)
        self._be(who, DESK)
        self._page.get_by_test_id("modal").wait_for()
        # The caret would blink in one picture and not in the next.
        self._page.evaluate("document.activeElement.blur()")
        self._take(name)

    def message(self, name: str, who: str, channel: str, message: JsonObject) -> None:
        self._size(HIGH)
        self._be(who, channel)
        self._point(self._found(message))
        self._take(name, self._page.get_by_test_id("talk"))

    def beside_the_square(self, name: str, who: str, channel: str, message: JsonObject) -> None:
        self._size(SIZE)
        self._be(who, channel)
        self._point(self._found(message))
        self._take(name)

    def last_told(self, name: str, who: str, channel: str) -> None:
        self._size(HIGH)
        self._be(who, channel)
        self._point(self._page.locator("[data-testid=message][data-ephemeral=true]").last)
        self._take(name, self._page.get_by_test_id("talk"))

    def latest(self, name: str, who: str, channel: str) -> None:
        self._size(SIZE)
        self._be(who, channel)
        self._point(self._page.get_by_test_id("message").last)
        self._take(name)

    def public(self, name: str, url: str) -> None:
        self._size(SMALL)
        self._page.goto(url)
        self._take(name)

    def _size(self, size: tuple[int, int]) -> None:
        self._page.set_viewport_size({"width": size[0], "height": size[1]})

    def _be(self, who: str, channel: str) -> None:
        self._page.goto(f"{self._url}/#as={who}&channel={channel}")
        self._page.reload()
        self._page.locator(f'[data-place="{who} {channel}"]').wait_for()

    def _found(self, message: JsonObject) -> "Locator":
        return self._page.locator(f'[data-testid=message][data-ts="{message["ts"]}"]')

    def _point(self, message: "Locator") -> None:
        message.wait_for()
        # Its end is where the buttons are, and what was decided.
        message.evaluate("node => node.scrollIntoView({ block: 'end' })")

    def _take(self, name: str, of: "Locator | None" = None) -> None:
        self._taken += 1
        (of or self._page).screenshot(path=self._folder / f"{self._taken}-{name}.png")
