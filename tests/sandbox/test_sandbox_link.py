"""Socket Mode: what goes over the wire, and what happens when nobody answers."""

import queue
import time

import httpx
import pytest
from link_client import LinkClient
from sandbox_server import RunningSandbox
from shapes_for_tests import actions, button
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect


def test_hello_says_how_many_connections_there_are(sandbox: RunningSandbox, link: LinkClient) -> None:
    assert link.hello["type"] == "hello"
    assert (link.hello["num_connections"], link.hello["connection_info"]) == (1, {"app_id": "A0COUNTER"})
    assert link.hello["debug_info"]["approximate_connection_time"] > 0
    with LinkClient(sandbox) as second:
        assert second.hello["num_connections"] == 2


def test_a_ticket_opens_one_connection(sandbox: RunningSandbox) -> None:
    client = WebClient(base_url=sandbox.slack_url)
    url = client.apps_connections_open(app_token=sandbox.settings.app_token)["url"]
    with connect(url, proxy=None) as first:
        first.recv(5)
        with pytest.raises(Exception, match="403"):
            connect(url, proxy=None)


def test_a_ping_is_answered(sandbox: RunningSandbox) -> None:
    client = WebClient(base_url=sandbox.slack_url)
    with connect(client.apps_connections_open(app_token=sandbox.settings.app_token)["url"], proxy=None) as socket:
        assert socket.ping().wait(5)


def test_an_eleventh_connection_is_sent_away(sandbox: RunningSandbox) -> None:
    open_ones = [LinkClient(sandbox).__enter__() for _ in range(10)]
    client = WebClient(base_url=sandbox.slack_url)
    with connect(client.apps_connections_open(app_token=sandbox.settings.app_token)["url"], proxy=None) as socket:
        assert "too_many_websockets" in str(socket.recv(5))
        with pytest.raises(ConnectionClosed):
            socket.recv(5)
    for each in open_ones:
        each.close()


def test_a_command_carries_what_slack_sends(sandbox: RunningSandbox, link: LinkClient) -> None:
    sandbox.command("U0NADIA", "C0DESK", "/reply", "http://127.0.0.1/?a=1&b=2 <hello>")
    envelope = link.next("slash_commands")
    payload = envelope["payload"]
    assert envelope["accepts_response_payload"] is True
    assert (payload["command"], payload["user_id"], payload["user_name"]) == ("/reply", "U0NADIA", "nadia")
    assert (payload["channel_id"], payload["channel_name"]) == ("C0DESK", "privategroup")
    assert payload["text"] == "http://127.0.0.1/?a=1&amp;b=2 &lt;hello&gt;"
    assert payload["response_url"].startswith(f"{sandbox.url}/slack/response/")
    assert payload["trigger_id"].count(".") == 2


def test_an_ack_with_a_text_answers_privately(sandbox: RunningSandbox, link: LinkClient) -> None:
    link.acks["slash_commands"] = {"text": "on its way"}
    sandbox.command("U0NADIA", "C0DESK", "/reply")
    (message,) = sandbox.messages("U0NADIA", "C0DESK")
    assert (message["text"], message["ephemeral"]) == ("on its way", True)
    assert sandbox.messages("U0RUTH", "C0DESK") == []


def test_an_unacknowledged_command_times_out_and_is_not_sent_again(sandbox: RunningSandbox, link: LinkClient) -> None:
    link.acks["slash_commands"] = None
    assert sandbox.command("U0NADIA", "C0DESK", "/reply") == {"ok": False, "error": "operation_timeout"}
    link.next("slash_commands")
    with LinkClient(sandbox) as second, pytest.raises(queue.Empty):
        second.next("slash_commands", timeout=0.5)
    assert link.envelopes.empty()


def test_a_command_with_nobody_connected_fails(sandbox: RunningSandbox) -> None:
    assert sandbox.command("U0NADIA", "C0DESK", "/reply") == {"ok": False, "error": "dispatch_failed"}
    assert sandbox.command("U0NADIA", "C0DESK", "/nothing") == {"ok": False, "error": "unknown_command"}
    assert sandbox.command("U0OWEN", "C0DESK", "/reply")["error"] == "channel_not_found"


def test_an_unacknowledged_event_comes_again_with_its_count(sandbox: RunningSandbox, link: LinkClient) -> None:
    link.acks["events_api"] = None
    sandbox.say("U0NADIA", "C0DESK", "hello")
    tries = [link.next("events_api") for _ in range(4)]
    assert [each["retry_attempt"] for each in tries] == [0, 1, 2, 3]
    assert [each["retry_reason"] for each in tries] == ["", "timeout", "timeout", "timeout"]
    assert len({each["payload"]["event_id"] for each in tries}) == 1
    assert len({each["envelope_id"] for each in tries}) == 4
    sandbox.wait_for(lambda: not sandbox.waiting_events())


def test_an_event_lost_with_its_connection_goes_to_another(sandbox: RunningSandbox, link: LinkClient) -> None:
    link.acks["events_api"] = None
    sandbox.say("U0NADIA", "C0DESK", "hello")
    lost = link.next("events_api")["payload"]["event_id"]
    with LinkClient(sandbox) as second:
        link.close()
        again = second.next("events_api")
        assert (again["payload"]["event_id"], again["retry_attempt"]) == (lost, 1)
    sandbox.wait_for(lambda: not sandbox.waiting_events())


def test_an_event_waits_for_the_next_connection(sandbox: RunningSandbox) -> None:
    sandbox.say("U0NADIA", "C0DESK", "hello")
    time.sleep(0.3)
    with LinkClient(sandbox) as link:
        assert link.next("events_api")["payload"]["event"]["text"] == "hello"


def test_events_say_what_slack_says(sandbox: RunningSandbox, link: LinkClient, client: WebClient) -> None:
    ts = client.chat_postMessage(channel="C0DESK", text="card")["ts"]
    posted = link.next("events_api")["payload"]
    assert (posted["event"]["type"], posted["event"]["channel_type"], posted["event"]["bot_id"]) == (
        "message",
        "group",
        "B0COUNTER",
    )
    sandbox.react("U0RUTH", "C0DESK", ts, "white_check_mark")
    body = link.next("events_api")["payload"]
    assert (body["type"], body["team_id"], body["api_app_id"]) == ("event_callback", "T0CITY", "A0COUNTER")
    assert body["authorizations"][0]["user_id"] == "U0COUNTER"
    assert body["event_id"].startswith("Ev")
    event = {key: value for key, value in body["event"].items() if key != "event_ts"}
    assert event == {
        "type": "reaction_added",
        "user": "U0RUTH",
        "reaction": "white_check_mark",
        "item": {"type": "message", "channel": "C0DESK", "ts": ts},
        "item_user": "U0COUNTER",
    }
    sandbox.react("U0RUTH", "C0DESK", ts, "white_check_mark", remove=True)
    assert link.next("events_api")["payload"]["event"]["type"] == "reaction_removed"


def test_the_app_hears_nothing_of_channels_that_it_is_not_in(sandbox: RunningSandbox, link: LinkClient) -> None:
    sandbox.probe("channel", id="C0SECRET", name="secret", is_private=True, members=["U0RUTH"])
    sandbox.say("U0RUTH", "C0SECRET", "quiet")
    sandbox.say("U0RUTH", "C0GENERAL", "loud")
    assert link.next("events_api")["payload"]["event"]["text"] == "loud"


def test_changes_of_groups_and_people_are_told(sandbox: RunningSandbox, link: LinkClient) -> None:
    sandbox.post("group", {"group": "S0APPROVE", "users": ["U0RUTH", "U0OWEN"]})
    event = link.next("events_api")["payload"]["event"]
    assert (event["type"], event["added_users"], event["removed_users"]) == (
        "subteam_members_changed",
        ["U0OWEN"],
        ["U0LENA", "U0TOMAS"],
    )
    assert link.next("events_api")["payload"]["event"]["subteam"]["users"] == ["U0RUTH", "U0OWEN"]
    sandbox.post("user", {"id": "U0LENA", "deleted": True})
    assert link.next("events_api")["payload"]["event"]["user"]["deleted"] is True


def test_opening_the_app_home_is_told_and_a_refresh_is_not(sandbox: RunningSandbox, link: LinkClient) -> None:
    sandbox.home("U0NADIA", refresh=True)
    sandbox.home("U0NADIA")
    event = link.next("events_api")["payload"]["event"]
    assert (event["type"], event["user"], event["tab"]) == ("app_home_opened", "U0NADIA", "home")
    assert link.envelopes.empty()


def test_a_click_carries_the_apps_own_value_whatever_the_page_says(
    sandbox: RunningSandbox, link: LinkClient, client: WebClient
) -> None:
    ts = client.chat_postMessage(channel="C0DESK", text="x", blocks=[actions(button("approve", "P1:2"))])["ts"]
    assert sandbox.click("U0RUTH", "C0DESK", ts, "approve", value="P9:9") == {"ok": True}
    payload = link.next("interactive")["payload"]
    (action,) = payload["actions"]
    assert (action["value"], action["type"], action["action_id"]) == ("P1:2", "button", "approve")
    assert payload["container"]["message_ts"] == payload["message"]["ts"] == ts
    assert payload["user"]["id"] == "U0RUTH"


def test_a_click_on_an_ephemeral_comes_without_its_message(
    sandbox: RunningSandbox, link: LinkClient, client: WebClient
) -> None:
    ts = client.chat_postEphemeral(channel="C0DESK", user="U0NADIA", text="x", blocks=[actions(button("go"))])
    sandbox.click("U0NADIA", "C0DESK", ts["message_ts"], "go")
    payload = link.next("interactive")["payload"]
    assert payload["container"]["is_ephemeral"] is True
    assert "message" not in payload


def test_a_message_shortcut_carries_the_message(sandbox: RunningSandbox, link: LinkClient) -> None:
    ts = sandbox.say("U0NADIA", "C0DESK", "see http://127.0.0.1/square/posts/1")["ts"]
    assert sandbox.shortcut("U0NADIA", "propose_reply", "C0DESK", ts) == {"ok": True}
    payload = link.next("interactive")["payload"]
    assert (payload["type"], payload["callback_id"]) == ("message_action", "propose_reply")
    assert payload["message"]["text"] == "see <http://127.0.0.1/square/posts/1>"
    assert sandbox.shortcut("U0NADIA", "other", "C0DESK", ts)["error"] == "unknown_shortcut"


def test_a_real_bolt_app_survives_a_refresh_of_its_connection(sandbox: RunningSandbox, client: WebClient) -> None:
    app = App(client=client, signing_secret="unused")
    heard: list[str] = []

    @app.command("/reply")
    def reply(ack, command):  # type: ignore[no-untyped-def]  # Bolt gives arguments by name.
        heard.append(command["text"])
        ack()

    handler = SocketModeHandler(app, sandbox.settings.app_token, ping_interval=1)
    handler.connect()
    try:
        assert sandbox.command("U0NADIA", "C0DESK", "/reply", "before") == {"ok": True}
        for reason in ("refresh_requested", "warning"):
            sandbox.probe("disconnect", reason=reason)
            sandbox.wait_for(lambda: sandbox.command("U0NADIA", "C0DESK", "/reply", "after").get("ok"))
        sandbox.probe("drop")
        sandbox.wait_for(lambda: sandbox.command("U0NADIA", "C0DESK", "/reply", "again").get("ok"), timeout=15)
    finally:
        handler.close()
    assert heard[0] == "before"
    assert {"after", "again"} <= set(heard)


def test_a_redelivered_envelope_is_the_same_envelope(sandbox: RunningSandbox, link: LinkClient) -> None:
    sandbox.say("U0NADIA", "C0DESK", "hello")
    first = link.next("events_api")
    sandbox.probe("redeliver")
    assert link.next("events_api") == first


def test_other_web_sites_cannot_act_here(sandbox: RunningSandbox) -> None:
    body = {"as": "U0NADIA", "channel": "C0GENERAL", "text": "x"}
    with httpx.Client(base_url=sandbox.url, trust_env=False) as http:
        assert http.post("/page/api/message", json=body).status_code == 403
        rebound = {"host": "evil.example", "x-sandbox-page": "1"}
        assert http.post("/page/api/message", json=body, headers=rebound).status_code == 403
        assert http.get("/page/api/workspace", headers={"host": "evil.example:8765"}).status_code == 403
        assert http.get("/page/api/workspace", headers={"host": "localhost:8765"}).status_code == 200
