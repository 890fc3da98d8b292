"""The pieces of Block Kit that show words literally, and nothing else of it."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

Block = dict[str, Any]
Element = dict[str, Any]

# Slack: 3,000 characters in a link's address is what a section would take; a longer one is shown and not linked.
LONGEST_URL = 2000
HEADER_LIMIT = 150


def text(words: str, *, bold: bool = False, italic: bool = False, code: bool = False) -> Element:
    """Words as they are."""
    style = {name: True for name, wanted in (("bold", bold), ("italic", italic), ("code", code)) if wanted}
    return {"type": "text", "text": words, **({"style": style} if style else {})}


def link(url: str, label: str = "") -> Element:
    """A link to where a person may go, or the address as mere words where it is no web address.

    A label is ours alone: an address given by a person is shown as it is, so that it cannot look like another.
    """
    if not is_web_address(url):
        return text(label or url)
    return {"type": "link", "url": url, "text": label or url}


def is_web_address(url: str) -> bool:
    """Whether this can be linked: http(s), printable, not endless."""
    return url.startswith(("https://", "http://")) and len(url) <= LONGEST_URL and url.isprintable() and " " not in url


def moment(at: datetime) -> Element:
    """A time that each reader sees in their own time zone."""
    return {
        "type": "date",
        "timestamp": int(at.timestamp()),
        "format": "{date_short_pretty} at {time}",
        "fallback": at.astimezone(UTC).strftime("%d %b %Y, %H:%M UTC"),
    }


def section(*elements: Element) -> Element:
    """One paragraph of a rich text block."""
    return {"type": "rich_text_section", "elements": _filled(elements)}


def quote(*elements: Element) -> Element:
    """Words of somebody else, behind a line that nothing inside can end."""
    return {"type": "rich_text_quote", "elements": _filled(elements)}


def bullets(items: Iterable[Element]) -> Element:
    """A list; each item is a section."""
    return {"type": "rich_text_list", "style": "bullet", "elements": list(items)}


def rich_text(*parts: Element) -> Block:
    """A block of sections, quotes and lists."""
    return {"type": "rich_text", "elements": list(parts)}


def plain(words: str) -> Element:
    """A text object in which `:tada:` stays `:tada:`."""
    return {"type": "plain_text", "text": words or " ", "emoji": False}


def header(words: str) -> Block:
    """A headline of ours. Names do not belong here: a headline must be short."""
    assert len(words) <= HEADER_LIMIT, "a headline is written by us and short"
    return {"type": "header", "text": {"type": "plain_text", "text": words, "emoji": True}}


def small(*lines: str) -> Block:
    """Small grey print; each line its own element."""
    return {"type": "context", "elements": [plain(line) for line in lines if line]}


def divider() -> Block:
    return {"type": "divider"}


def _filled(elements: tuple[Element, ...]) -> list[Element]:
    # Slack refuses an empty text, and a paragraph without anything in it.
    return [each for each in elements if each.get("text") != ""] or [text(" ")]
