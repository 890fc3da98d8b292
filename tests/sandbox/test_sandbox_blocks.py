"""Block Kit: what Slack takes and what it refuses."""

from typing import Any

import pytest
from shapes_for_tests import actions, button, modal, plain, section, text_input

from sandbox.blocks.check import check_blocks, check_view

FILE_INPUT = {"type": "input", "label": plain(), "element": {"type": "file_input", "action_id": "f"}}


def options(count: int, **more: Any) -> list[dict[str, Any]]:
    return [{"text": plain("o"), "value": str(number), **more} for number in range(count)]


FINE = {
    "section of 3,000 characters": section("x" * 3000),
    "section with fields only": {"type": "section", "fields": [plain("a"), plain("b")]},
    "header of 150 characters": {"type": "header", "text": plain("x" * 150)},
    "button with a value of 2,000 characters": actions(button(value="x" * 2000)),
    "confirmed danger button": actions(
        button(style="danger", confirm={"title": plain(), "text": plain(), "confirm": plain(), "deny": plain()})
    ),
    "static select": actions({"type": "static_select", "action_id": "s", "options": options(100)}),
    "overflow": section(accessory={"type": "overflow", "action_id": "o", "options": options(5)}),
    "context with text and picture": {
        "type": "context",
        "elements": [plain(), {"type": "image", "image_url": "http://127.0.0.1/a.png", "alt_text": "a"}],
    },
    "input in a message": text_input(),
    "rich text": {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "hi"}]}],
    },
}

REFUSED = {
    "section of 3,001 characters": (section("x" * 3001), "/blocks/0/text/text"),
    "empty section text": (section(""), "/blocks/0/text/text"),
    "section without text and fields": ({"type": "section"}, "/blocks/0"),
    "eleven fields": ({"type": "section", "fields": [plain()] * 11}, "/blocks/0/fields"),
    "field of 2,001 characters": ({"type": "section", "fields": [plain("x" * 2001)]}, "/blocks/0/fields/0"),
    "header of 151 characters": ({"type": "header", "text": plain("x" * 151)}, "/blocks/0/text/text"),
    "header in mrkdwn": ({"type": "header", "text": {"type": "mrkdwn", "text": "x"}}, "/blocks/0/text"),
    "button text of 76 characters": (actions(button(text=plain("x" * 76))), "/blocks/0/elements/0/text/text"),
    "button text in mrkdwn": (actions(button(text={"type": "mrkdwn", "text": "x"})), "/blocks/0/elements/0/text"),
    "button value of 2,001 characters": (actions(button(value="x" * 2001)), "/blocks/0/elements/0/value"),
    "button style of its own": (actions(button(style="green")), "/blocks/0/elements/0/style"),
    "action_id of 256 characters": (actions(button("x" * 256)), "/blocks/0/elements/0/action_id"),
    "block_id of 256 characters": (section(block_id="x" * 256), "/blocks/0/block_id"),
    "one action_id twice in a block": (actions(button("a"), button("a")), "action_id"),
    "26 buttons in a row": (actions(*[button(f"b{n}") for n in range(26)]), "/blocks/0/elements"),
    "a text input among the buttons": (
        actions({"type": "plain_text_input", "action_id": "x"}),
        "unsupported type: plain_text_input",
    ),
    "a button in a context": ({"type": "context", "elements": [button()]}, "unsupported type: button"),
    "a button as an input": (
        {"type": "input", "label": plain(), "element": button()},
        "unsupported type: button",
    ),
    "101 options": (actions({"type": "static_select", "action_id": "s", "options": options(101)}), "options"),
    "six overflow options": (
        section(accessory={"type": "overflow", "action_id": "o", "options": options(6)}),
        "options",
    ),
    "option of 76 characters": (
        actions({"type": "static_select", "action_id": "s", "options": [{"text": plain("x" * 76), "value": "1"}]}),
        "/blocks/0/elements/0/options/0/text",
    ),
    "initial option that is no option": (
        actions({"type": "static_select", "action_id": "s", "options": options(2), "initial_option": options(3)[2]}),
        "initial option",
    ),
    "a property of its own": (section(colour="red"), "invalid additional property: colour"),
    "a type of its own": ({"type": "sectoin"}, "unsupported type: sectoin"),
    "no type": ({"text": plain()}, "unsupported type"),
    "a string for a text object": ({"type": "section", "text": "hello"}, "/blocks/0/text"),
    "a picture without a description": ({"type": "image", "image_url": "http://127.0.0.1/a.png"}, "alt_text"),
    "a file input outside a modal": (FILE_INPUT, "file_input is not allowed in a message"),
}


@pytest.mark.parametrize("block", FINE.values(), ids=FINE)
def test_a_message_may_hold_a(block: dict[str, Any]) -> None:
    assert check_blocks([block], "message") == []


@pytest.mark.parametrize(("block", "where"), REFUSED.values(), ids=REFUSED)
def test_a_message_may_not_hold_a(block: dict[str, Any], where: str) -> None:
    problems = check_blocks([block], "message")
    assert problems
    assert where in problems[0]


def test_a_message_holds_50_blocks_and_a_modal_100() -> None:
    assert check_blocks([section()] * 50, "message") == []
    assert check_blocks([section()] * 51, "message")
    assert check_view(modal(*[section()] * 100)) == []
    assert check_view(modal(*[section()] * 101))


def test_a_block_id_stands_once() -> None:
    assert "`block_id` a already exists" in check_blocks([section(block_id="a"), section(block_id="a")], "message")[0]


def test_a_modal_takes_files() -> None:
    assert check_view(modal(FILE_INPUT)) == []


REFUSED_VIEWS = {
    "a title of 25 characters": modal(title=plain("x" * 25)),
    "a title in mrkdwn": modal(title={"type": "mrkdwn", "text": "x"}),
    "no title": {key: value for key, value in modal().items() if key != "title"},
    "inputs but nothing to submit": {key: value for key, value in modal().items() if key != "submit"},
    "private_metadata of 3,001 characters": modal(private_metadata="x" * 3001),
    "a callback_id of 256 characters": modal(callback_id="x" * 256),
    "a property of its own": modal(colour="red"),
    "a home with a title": {"type": "home", "title": plain(), "blocks": [section()]},
    "a home with a file input": {"type": "home", "blocks": [FILE_INPUT]},
    "a max_length of 3,001": modal(text_input(max_length=3001)),
    "two elements in focus": modal(text_input("a", focus_on_load=True), text_input("b", focus_on_load=True)),
}


@pytest.mark.parametrize("view", REFUSED_VIEWS.values(), ids=REFUSED_VIEWS)
def test_a_view_is_refused_for(view: dict[str, Any]) -> None:
    assert check_view(view)
