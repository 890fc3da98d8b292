"""Small builders of Block Kit, for tests."""

from typing import Any


def plain(text: str = "text") -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def section(text: str = "text", **more: Any) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(action_id: str = "go", value: str = "1", **more: Any) -> dict[str, Any]:
    return {"type": "button", "action_id": action_id, "text": plain("Go"), "value": value, **more}


def actions(*elements: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements or [button()]), **more}


def text_input(block_id: str = "text", action_id: str = "typed", optional: bool = False, **more: Any) -> dict[str, Any]:
    element = {"type": "plain_text_input", "action_id": action_id, **more}
    return {"type": "input", "block_id": block_id, "label": plain("Text"), "element": element, "optional": optional}


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": "form",
        "title": plain("A form"),
        "submit": plain("Send"),
        "blocks": list(blocks or [text_input()]),
        **more,
    }
