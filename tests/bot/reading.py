"""Reads a built message as a person would: its words in order, its buttons, what stands behind a quote's line."""

from collections.abc import Iterable, Iterator
from typing import Any


def elements(blocks: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """Every object in the blocks, in reading order."""
    for each in blocks:
        if isinstance(each, dict):
            yield each
            yield from elements(each.values())
        elif isinstance(each, list | tuple):
            yield from elements(each)


def words(blocks: Iterable[Any]) -> str:
    """All that can be read in the blocks."""
    return " ".join(each["text"] for each in elements(blocks) if isinstance(each.get("text"), str))


def buttons(blocks: Iterable[Any]) -> list[str]:
    """The action ids of the buttons."""
    return [each["action_id"] for each in elements(blocks) if each.get("type") == "button"]


def quotes(blocks: Iterable[Any]) -> list[str]:
    """What stands in quotes."""
    return [
        "".join(part["text"] for part in each["elements"])
        for each in elements(blocks)
        if each.get("type") == "rich_text_quote"
    ]


def mrkdwn(blocks: Iterable[Any]) -> list[str]:
    """The texts that Slack reads as markup."""
    return [each["text"] for each in elements(blocks) if each.get("type") == "mrkdwn"]
