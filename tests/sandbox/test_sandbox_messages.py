"""Messages: who may post, change and read what, and how Slack says no."""

import pytest
from sandbox_server import RunningSandbox
from shapes_for_tests import section
from slack_sdk import WebClient
from test_sandbox_web_api import refusal


def test_a_posted_message_is_seen_by_the_channels_members_only(sandbox: RunningSandbox, client: WebClient) -> None:
    ts = client.chat_postMessage(channel="C0DESK", text="a card", blocks=[section("a card")])["ts"]
    (message,) = sandbox.messages("U0RUTH", "C0DESK")
    assert (message["ts"], message["user"], message["text"]) == (ts, "U0COUNTER", "a card")
    assert message["blocks"][0]["block_id"]
    assert sandbox.post("reaction", {"as": "U0OWEN", "channel": "C0DESK", "ts": ts, "name": "x"})["ok"] is False


def test_no_two_messages_share_a_ts(client: WebClient) -> None:
    stamps = [client.chat_postMessage(channel="C0GENERAL", text="x")["ts"] for _ in range(20)]
    assert len(set(stamps)) == 20
    assert stamps == sorted(stamps)
    assert all(len(ts.partition(".")[2]) == 6 for ts in stamps)


def test_metadata_comes_back_only_when_asked_for(client: WebClient) -> None:
    metadata = {"event_type": "proposal", "event_payload": {"id": "P1"}}
    ts = client.chat_postMessage(channel="C0DESK", text="x", metadata=metadata)["ts"]
    plain = client.conversations_history(channel="C0DESK")["messages"][0]
    full = client.conversations_history(channel="C0DESK", include_all_metadata=True)["messages"][0]
    assert (plain["ts"], plain.get("metadata"), full["metadata"]) == (ts, None, metadata)
    assert refusal(client.chat_postMessage, channel="C0DESK", text="x", metadata={"a": 1}).response["error"] == (
        "invalid_metadata_schema"
    )


def test_only_the_bots_own_messages_can_be_changed(sandbox: RunningSandbox, client: WebClient) -> None:
    theirs = sandbox.say("U0NADIA", "C0GENERAL", "hello")["ts"]
    assert (
        refusal(client.chat_update, channel="C0GENERAL", ts=theirs, text="x").response["error"] == "cant_update_message"
    )
    assert refusal(client.chat_delete, channel="C0GENERAL", ts=theirs).response["error"] == "cant_delete_message"
    assert refusal(client.chat_update, channel="C0GENERAL", ts="1.000001", text="x").response["error"] == (
        "message_not_found"
    )
    mine = client.chat_postMessage(channel="C0GENERAL", text="a", blocks=[section("a")])["ts"]
    client.chat_update(channel="C0GENERAL", ts=mine, text="b")
    changed = sandbox.messages("U0NADIA", "C0GENERAL")[-1]
    assert (changed["text"], changed["blocks"], changed["edited"]) == ("b", [], True)


def test_text_is_needed_and_has_a_limit(client: WebClient) -> None:
    assert refusal(client.api_call, "chat.postMessage", json={"channel": "C0GENERAL"}).response["error"] == "no_text"
    long = refusal(client.chat_postMessage, channel="C0GENERAL", text="x" * 40_001)
    assert long.response["error"] == "msg_too_long"


def test_bad_blocks_are_refused_and_the_place_is_named(client: WebClient) -> None:
    error = refusal(client.chat_postMessage, channel="C0GENERAL", text="x", blocks=[section("x" * 3001)]).response
    assert error["error"] == "invalid_blocks"
    assert error["response_metadata"]["messages"] == [
        "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    ]
    not_json = refusal(client.chat_postMessage, channel="C0GENERAL", text="x", blocks="[{").response
    assert not_json["error"] == "invalid_blocks_format"


def test_an_ephemeral_is_seen_by_one_person_and_read_back_by_nobody(sandbox: RunningSandbox, client: WebClient) -> None:
    client.chat_postEphemeral(channel="C0DESK", user="U0NADIA", text="only you")
    assert [each["text"] for each in sandbox.messages("U0NADIA", "C0DESK")] == ["only you"]
    assert sandbox.messages("U0RUTH", "C0DESK") == []
    assert client.conversations_history(channel="C0DESK")["messages"] == []
    outsider = refusal(client.chat_postEphemeral, channel="C0DESK", user="U0OWEN", text="x").response
    assert outsider["error"] == "user_not_in_channel"


def test_an_ephemeral_cannot_be_updated_by_its_ts(sandbox: RunningSandbox, client: WebClient) -> None:
    ts = client.chat_postEphemeral(channel="C0DESK", user="U0NADIA", text="x")["message_ts"]
    assert refusal(client.chat_update, channel="C0DESK", ts=ts, text="y").response["error"] == "message_not_found"


def test_threads_are_kept_apart_from_the_channel(sandbox: RunningSandbox, client: WebClient) -> None:
    parent = client.chat_postMessage(channel="C0DESK", text="parent")["ts"]
    reply = client.chat_postMessage(channel="C0DESK", text="reply", thread_ts=parent)["ts"]
    assert [each["ts"] for each in sandbox.messages("U0RUTH", "C0DESK")] == [parent]
    assert sandbox.messages("U0RUTH", "C0DESK")[0]["reply_count"] == 1
    assert [each["ts"] for each in sandbox.messages("U0RUTH", "C0DESK", parent)] == [parent, reply]
    assert [each["ts"] for each in client.conversations_replies(channel="C0DESK", ts=parent)["messages"]] == [
        parent,
        reply,
    ]
    assert len(client.conversations_history(channel="C0DESK")["messages"]) == 1
    gone = refusal(client.chat_postMessage, channel="C0DESK", text="x", thread_ts="1700000000.000100").response
    assert gone["error"] == "thread_not_found"


def test_a_direct_message_reaches_its_person_only(sandbox: RunningSandbox, client: WebClient) -> None:
    channel = client.conversations_open(users="U0NADIA")["channel"]["id"]
    client.chat_postMessage(channel=channel, text="hello")
    client.chat_postMessage(channel="U0NADIA", text="again")
    assert [each["text"] for each in sandbox.direct_messages("U0NADIA")] == ["hello", "again"]
    assert sandbox.direct_messages("U0RUTH") == []
    assert client.conversations_open(users=["U0NADIA"])["already_open"] is True


def test_a_deactivated_person_cannot_be_written_to_or_act(sandbox: RunningSandbox, client: WebClient) -> None:
    sandbox.post("user", {"id": "U0RUTH", "deleted": True})
    assert client.users_info(user="U0RUTH")["user"]["deleted"] is True
    assert refusal(client.conversations_open, users="U0RUTH").response["error"] == "user_disabled"
    assert sandbox.say("U0RUTH", "C0GENERAL", "hello")["error"] == "account_inactive"


def test_reactions_are_added_once(sandbox: RunningSandbox, client: WebClient) -> None:
    ts = client.chat_postMessage(channel="C0DESK", text="x")["ts"]
    client.reactions_add(channel="C0DESK", timestamp=ts, name="eyes")
    again = refusal(client.reactions_add, channel="C0DESK", timestamp=ts, name="eyes").response
    assert again["error"] == "already_reacted"
    sandbox.react("U0RUTH", "C0DESK", ts, "eyes")
    (reaction,) = client.reactions_get(channel="C0DESK", timestamp=ts)["message"]["reactions"]
    assert (reaction["name"], reaction["users"], reaction["count"]) == ("eyes", ["U0COUNTER", "U0RUTH"], 2)
    client.reactions_remove(channel="C0DESK", timestamp=ts, name="eyes")
    none = refusal(client.reactions_remove, channel="C0DESK", timestamp=ts, name="eyes").response
    assert none["error"] == "no_reaction"


@pytest.mark.parametrize("typed", ["<!channel> *hi*", "a & b < c", "&lt;"])
def test_what_people_type_is_escaped_as_slack_does(sandbox: RunningSandbox, client: WebClient, typed: str) -> None:
    sandbox.say("U0NADIA", "C0GENERAL", typed)
    stored = client.conversations_history(channel="C0GENERAL")["messages"][0]["text"]
    assert stored == typed.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def test_a_typed_link_comes_in_angle_brackets(sandbox: RunningSandbox, client: WebClient) -> None:
    sandbox.say("U0NADIA", "C0GENERAL", "see http://127.0.0.1/a?b=1&c=2.")
    stored = client.conversations_history(channel="C0GENERAL")["messages"][0]["text"]
    assert stored == "see <http://127.0.0.1/a?b=1&amp;c=2>."


def test_history_pages_through_and_respects_bounds(client: WebClient) -> None:
    stamps = [client.chat_postMessage(channel="C0GENERAL", text=str(n))["ts"] for n in range(5)]
    page = client.conversations_history(channel="C0GENERAL", limit=2)
    assert [each["text"] for each in page["messages"]] == ["4", "3"]
    assert page["has_more"] is True
    after = client.conversations_history(channel="C0GENERAL", limit=2, cursor=page["response_metadata"]["next_cursor"])
    assert [each["text"] for each in after["messages"]] == ["2", "1"]
    exact = client.conversations_history(
        channel="C0GENERAL", oldest=stamps[2], latest=stamps[2], inclusive=True, limit=1
    )
    assert [each["ts"] for each in exact["messages"]] == [stamps[2]]
