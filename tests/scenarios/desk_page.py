"""The sandbox's page in a real browser, and short words for what people do and see there."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Playwright, expect
from whole_stack import WholeStack

DESK = "C0DESK"
HOME = "home"
COMPLAINT = "I reported the break-in on Juniper St NINE days ago"
WIDE = {"width": 1440, "height": 900}
NARROW = {"width": 420, "height": 860}

# Checks, the clock and the publish worker each need a moment, and on a busy machine a long one.
PATIENCE = 30_000

_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def launch(playwright: Playwright) -> Browser:
    """Debian's Chromium."""
    expect.set_options(timeout=PATIENCE)
    return playwright.chromium.launch(executable_path="/usr/bin/chromium", args=_FLAGS)


class DeskPage:
    """One browser page, in which one acts as anybody. `wrong` is what the browser complained of."""

    def __init__(self, page: Page, stack: WholeStack, shots: Path) -> None:
        self.page = page
        self.stack = stack
        self.wrong: list[str] = []
        self._shots = shots
        page.set_default_timeout(PATIENCE)
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.goto(f"{stack.url}/")
        expect(page.locator("body[data-ready=true]")).to_be_visible()
        expect(self.by("bot-pill")).to_have_attribute("data-state", "on")

    def by(self, testid: str) -> Locator:
        return self.page.get_by_test_id(testid)

    def act_as(self, who: str, channel: str = DESK, thread: str = "") -> None:
        """Be somebody, somewhere."""
        place = f"as={who}&channel={channel}" + (f"&thread={thread}" if thread else "")
        self.page.goto(f"{self.stack.url}/#{place}")
        shown = self.by("home") if channel == HOME else self.page.locator(f'[data-place="{who} {channel}"]')
        expect(shown).to_be_visible()

    # Proposing.

    def open_form(self, text: str = "", link: str = "") -> Locator:
        """Type /reply; the form."""
        self.by("composer").fill(f"/reply {link} {text}".replace("  ", " ").strip())
        self.by("composer-send").click()
        return self.form("reply_form")

    def form(self, callback_id: str) -> Locator:
        """The open form of that name."""
        form = self.page.locator(f'[data-testid=modal][data-callback-id="{callback_id}"]')
        expect(form).to_be_visible()
        return form

    def fill(self, **fields: str) -> None:
        for name, value in fields.items():
            self.by(f"field-{name}").fill(value)

    def submit(self) -> None:
        self.by("modal-submit").click()

    def propose(self, text: str, link: str = "", **fields: str) -> Locator:
        """A proposal by command and form; its card, once the checks are done."""
        self.open_form(link=link)
        self.fill(text=text, **fields)
        self.submit()
        self.taken()
        return self.card(text)

    def taken(self) -> str:
        """What the proposer is told at once; and close it."""
        told = self.form("taken")
        words = told.inner_text()
        self.by("modal-close").click()
        expect(told).to_have_count(0)
        return words

    # Cards.

    def card(self, text: str) -> Locator:
        """The card that shows this text."""
        card = self.page.locator('[data-testid=message][data-user="U0COUNTER"][data-ephemeral=false]').filter(
            has_text=text
        )
        expect(card).to_have_count(1)
        return card

    def click(self, card: Locator, action: str) -> None:
        card.get_by_test_id(f"action-{action}").click()

    def react(self, card: Locator, name: str = "white_check_mark") -> None:
        card.hover()
        card.get_by_test_id(f"quick-{name}").click()
        expect(card.get_by_test_id(f"reaction-{name}")).to_be_visible()

    def decide(self, card: Locator, action: str, reason: str) -> None:
        """Reject, or request changes, with a reason."""
        self.click(card, action)
        self.form("review_reason")
        self.fill(reason=reason)
        self.submit()
        expect(self.by("modal")).to_have_count(0)

    def decided(self, text: str, headline: str) -> None:
        """The card says what became of it, and nothing can be decided on it any more."""
        expect(self.card(text).get_by_role("heading", name=re.compile(headline))).to_be_visible()
        expect(self.card(text).get_by_test_id("action-approve")).to_have_count(0)

    # What people see.

    def told(self, words: str | re.Pattern[str]) -> Locator:
        """What only this person sees here, by some of its words."""
        return self.page.locator("[data-testid=message][data-ephemeral=true]").filter(has_text=words).last

    def in_messages(self, who: str, words: str) -> Locator:
        """A direct message of Countersign to this person."""
        self.act_as(who, "C0GENERAL")
        # The conversation is there from the first message on.
        self.by(f"channel-D0{who.removeprefix('U0')}").click()
        return self.by("message").filter(has_text=words).last

    def post(self, text: str) -> Locator:
        """A post on the public square."""
        return self.by("square-post").filter(has_text=text)

    def posted(self, text: str) -> str:
        """The address of the post, once it is public; it is there once."""
        expect(self.post(text)).to_have_count(1)
        assert self.stack.texts().count(text) == 1
        return self.address_of(text)

    def address_of(self, text: str) -> str:
        """The public address of a post."""
        return self.post(text).get_attribute("data-url") or ""

    def shot(self, name: str, of: Locator | None = None) -> None:
        """Keep a picture, for whoever looks."""
        if of is not None:
            of.scroll_into_view_if_needed()
        self.page.screenshot(path=self._shots / f"{name}.png")

    @contextmanager
    def narrow(self) -> Iterator[None]:
        """As on a telephone."""
        self.page.set_viewport_size({"width": NARROW["width"], "height": NARROW["height"]})
        yield
        self.page.set_viewport_size({"width": WIDE["width"], "height": WIDE["height"]})

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.wrong.append(f"{message.type}: {message.text} ({message.location.get('url', '')})")
