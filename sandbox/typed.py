"""How Slack writes down what a person typed (docs.slack.dev/messaging/formatting-message-text, "Escaping text")."""

import re

_URL = re.compile(r"https?://[^\s<>|]+[^\s<>|.,;:!?\"')\]]")


def escape(text: str) -> str:
    """The three control characters as entities."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def message_text(text: str) -> str:
    """A typed message: control characters escaped, addresses in angle brackets."""
    parts: list[str] = []
    end = 0
    for found in _URL.finditer(text):
        parts += [escape(text[end : found.start()]), f"<{escape(found.group())}>"]
        end = found.end()
    return "".join([*parts, escape(text[end:])])
