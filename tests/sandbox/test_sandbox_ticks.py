"""Checkboxes in a message: what each person ticked goes along with their clicks, and only what the message offers."""

from typing import Any

import pytest
from link_client import LinkClient
from sandbox_server import RunningSandbox
from shapes_for_tests import actions, button, plain, section
from slack_sdk import WebClient

from sandbox.blocks.check import check_blocks

DESK = "C0DESK"


def boxes(*values: str, **more: Any) -> dict[str, Any]:
    options = [{"text": plain(value), "value": value} for value in values]
    return {"type": "checkboxes", "action_id": "asked", "options": options, **more}


def posted(client: WebClient, *values: str, block_id: str = "questions") -> str:
    blocks = [section(accessory=boxes(*values), block_id=block_id), actions(button("go"))]
    return str(client.chat_postMessage(channel=DESK, text="x", blocks=blocks)["ts"])


def test_a_click_carries_what_this_person_ticked(sandbox: RunningSandbox, link: LinkClient, client: WebClient) -> None:
    ts = posted(client, "true", "helpful")
    ticked = {"questions": {"asked": ["helpful"]}}
    assert sandbox.click("U0RUTH", DESK, ts, "go", values=ticked) == {"ok": True}
    payload = link.next("interactive")["payload"]
    chosen = {"text": plain("helpful"), "value": "helpful"}
    assert payload["state"]["values"] == {"questions": {"asked": {"type": "checkboxes", "selected_options": [chosen]}}}
    # What somebody ticked is theirs alone.
    sandbox.click("U0LENA", DESK, ts, "go")
    payload = link.next("interactive")["payload"]
    assert payload["state"]["values"]["questions"]["asked"]["selected_options"] == []


def test_every_tick_is_an_action(sandbox: RunningSandbox, link: LinkClient, client: WebClient) -> None:
    ts = posted(client, "true", "helpful")
    assert sandbox.click("U0RUTH", DESK, ts, "asked", value=["true", "helpful"]) == {"ok": True}
    payload = link.next("interactive")["payload"]
    (action,) = payload["actions"]
    assert [each["value"] for each in action["selected_options"]] == ["true", "helpful"]
    assert payload["state"]["values"]["questions"]["asked"]["selected_options"] == action["selected_options"]


@pytest.mark.parametrize(
    ("action", "given"),
    [
        ("asked", {"value": ["kind"]}),
        ("go", {"values": {"questions": {"asked": ["kind"]}}}),
        ("go", {"values": {"others": {"asked": ["true"]}}}),
        ("go", {"values": {"questions": {"else": ["true"]}}}),
    ],
)
def test_nobody_ticks_what_the_message_does_not_offer(
    sandbox: RunningSandbox, link: LinkClient, client: WebClient, action: str, given: dict[str, Any]
) -> None:
    ts = posted(client, "true")
    assert sandbox.click("U0RUTH", DESK, ts, action, **given)["ok"] is False
    assert "interactive" not in [each["type"] for each in link.envelopes.queue]


def test_an_update_takes_the_ticks_with_it(sandbox: RunningSandbox, link: LinkClient, client: WebClient) -> None:
    ts = posted(client, "true")
    ticked = {"questions": {"asked": ["true"]}}
    sandbox.click("U0RUTH", DESK, ts, "go", values=ticked)
    link.next("interactive")
    client.chat_update(channel=DESK, ts=ts, text="x", blocks=[section(), actions(button("go"))])
    assert sandbox.click("U0RUTH", DESK, ts, "go", values=ticked) == {"ok": False, "error": "state_not_found"}
    sandbox.click("U0RUTH", DESK, ts, "go")
    assert link.next("interactive")["payload"]["state"]["values"] == {}


def test_a_group_holds_ten_boxes_and_no_empty_choice() -> None:
    assert check_blocks([actions(boxes(*"abcdefghij"))], "message") == []
    assert "/blocks/0/elements/0/options" in check_blocks([actions(boxes(*"abcdefghijk"))], "message")[0]
    assert "initial_options" in check_blocks([actions(boxes("a", initial_options=[]))], "message")[0]
