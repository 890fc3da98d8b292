"""What a restart keeps, what a reset forgets, and how pages hear of changes."""

import json
import threading
from typing import Any

import httpx
from link_client import LinkClient
from sandbox_server import RunningSandbox
from shapes_for_tests import actions, button, modal
from slack_sdk import WebClient
from test_sandbox_web_api import refusal


def test_everything_that_was_answered_outlives_a_restart(
    sandbox: RunningSandbox, link: LinkClient, client: WebClient
) -> None:
    ts = client.chat_postMessage(channel="C0DESK", text="x", blocks=[actions(button("go"))])["ts"]
    sandbox.react("U0RUTH", "C0DESK", ts, "eyes")
    sandbox.command("U0NADIA", "C0DESK", "/reply")
    payload = link.next("slash_commands")["payload"]
    view = client.views_open(trigger_id=payload["trigger_id"], view=modal())["view"]
    before = sandbox.messages("U0RUTH", "C0DESK")
    link.close()
    sandbox.restart()
    assert sandbox.messages("U0RUTH", "C0DESK") == before
    assert sandbox.views("U0NADIA")[0]["id"] == view["id"]
    used = refusal(client.views_open, trigger_id=payload["trigger_id"], view=modal()).response
    assert used["error"] == "exchanged_trigger_id"
    assert httpx.post(payload["response_url"], json={"text": "later"}, trust_env=False).status_code == 200


def test_an_event_that_nobody_acknowledged_outlives_a_restart(sandbox: RunningSandbox) -> None:
    sandbox.say("U0NADIA", "C0DESK", "hello")
    sandbox.restart()
    with LinkClient(sandbox) as link:
        assert link.next("events_api")["payload"]["event"]["text"] == "hello"


def test_a_reset_makes_a_fresh_city(sandbox: RunningSandbox) -> None:
    sandbox.say("U0NADIA", "C0DESK", "hello")
    sandbox.citizen_posts("karl_h", "again")
    sandbox.post("reset", {})
    assert sandbox.messages("U0NADIA", "C0DESK") == []
    assert len(sandbox.square_posts()) == 5


def test_an_open_page_hears_what_changed(sandbox: RunningSandbox) -> None:
    heard: list[dict[str, Any]] = []
    listening = threading.Event()

    def listen() -> None:
        with httpx.stream("GET", f"{sandbox.url}/page/api/stream", trust_env=False, timeout=10) as stream:
            for line in stream.iter_lines():
                listening.set()
                if line.startswith("data: "):
                    heard.append(json.loads(line.removeprefix("data: ")))
                if len(heard) == 3:
                    return

    page = threading.Thread(target=listen)
    page.start()
    assert listening.wait(5)
    ts = sandbox.say("U0NADIA", "C0DESK", "hello")["ts"]
    sandbox.react("U0RUTH", "C0DESK", ts, "eyes")
    sandbox.citizen_posts("karl_h", "again")
    page.join(10)
    assert heard == [
        {"type": "changed", "what": "messages", "channel": "C0DESK"},
        {"type": "changed", "what": "messages", "channel": "C0DESK"},
        {"type": "changed", "what": "square"},
    ]
