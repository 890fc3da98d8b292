"""Reads what a person typed out of what Slack made of it in a slash command or a message."""

import re

_ADDRESS = re.compile(r"<((?:https?://|mailto:)[^<>|\s]+)(?:\|[^<>]*)?>")
_LINK = re.compile(r"https?://\S+")


def typed(text: str) -> str:
    """The text as it was typed.

    Slack sends &, < and > as entities and sets addresses in angle brackets, `<url>` or `<url|label>`
    (docs.slack.dev/messaging/formatting-message-text). A bracket that was typed arrives as an entity, so entities are
    read last and cannot be mistaken for brackets.
    """
    return _characters(_ADDRESS.sub(lambda match: match[1], text))


def link_and_text(text: str) -> tuple[str, str]:
    """`[link] [text]` of the slash command: the link if the first word is one, and the rest as it was typed."""
    plain = typed(text).strip()
    match = _LINK.match(plain)
    return (match[0], plain[match.end() :].strip()) if match else ("", plain)


def first_link(text: str, beginning: str) -> str:
    """The first address in a message that begins like this; "" if there is none.

    Slack says where an address ends by its brackets; where there are none, punctuation behind it is not part of it.
    """
    marked = [_characters(match[1]) for match in _ADDRESS.finditer(text)]
    bare = [link.rstrip(".,;:!?)>'\"") for link in _LINK.findall(typed(text))]
    return next((link for link in (*marked, *bare) if beginning and link.startswith(beginning)), "")


def _characters(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
