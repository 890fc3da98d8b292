"""Checkboxes in a message as the page shows them: by keyboard, named for screen readers, kept until an update."""

from collections.abc import Iterator

import pytest
from link_client import LinkClient
from playwright.sync_api import Page, expect, sync_playwright
from sandbox_server import RunningSandbox
from shapes_for_tests import actions, button, plain
from slack_sdk import WebClient

DESK = "C0DESK"
ASKED = "Before you approve"
QUESTIONS = {"true": "True?", "helpful": "Helpful?"}


@pytest.fixture
def page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser.new_page(viewport={"width": 1000, "height": 800})
        browser.close()


def blocks(version: str) -> list[dict[str, object]]:
    options = [{"text": plain(title), "value": name} for name, title in QUESTIONS.items()]
    asked = {"type": "checkboxes", "action_id": "asked", "options": options}
    named = {"type": "section", "block_id": f"questions {version}", "text": plain(ASKED), "accessory": asked}
    return [named, actions(button("go"), block_id="buttons")]


def ticked(link: LinkClient) -> list[str]:
    """What the next click says was ticked."""
    values = link.next("interactive")["payload"]["state"]["values"]
    return [option["value"] for block in values.values() for option in block["asked"]["selected_options"]]


def test_what_is_ticked_stays_until_the_message_is_updated(
    sandbox: RunningSandbox, link: LinkClient, client: WebClient, page: Page
) -> None:
    ts = str(client.chat_postMessage(channel=DESK, text="x", blocks=blocks("1"))["ts"])
    page.goto(f"{sandbox.url}/#as=U0RUTH&channel={DESK}")
    group = page.get_by_role("group", name=ASKED)
    group.get_by_role("checkbox", name="True?").focus()
    page.keyboard.press("Space")
    assert ticked(link) == ["true"]
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert ticked(link) == ["true", "helpful"]
    # A reaction draws the message anew, and nothing that was chosen is lost by it.
    sandbox.react("U0LENA", DESK, ts, "eyes")
    expect(page.get_by_test_id("reaction-eyes")).to_be_visible()
    expect(group.get_by_role("checkbox", name="Helpful?")).to_be_checked()
    page.get_by_test_id("action-go").click()
    assert ticked(link) == ["true", "helpful"]
    # Somebody else at the same page has ticked nothing.
    page.goto(f"{sandbox.url}/#as=U0LENA&channel={DESK}")
    expect(page.locator(f'[data-place="U0LENA {DESK}"]')).to_be_visible()
    expect(group.get_by_role("checkbox", name="True?")).not_to_be_checked()
    page.goto(f"{sandbox.url}/#as=U0RUTH&channel={DESK}")
    expect(group.get_by_role("checkbox", name="True?")).to_be_checked()
    client.chat_update(channel=DESK, ts=ts, text="x", blocks=blocks("2"))
    expect(group.get_by_role("checkbox", name="True?")).not_to_be_checked()
    page.get_by_test_id("action-go").click()
    assert ticked(link) == []
