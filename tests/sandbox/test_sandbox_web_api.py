"""The Web API's door: tokens, scopes, argument forms, rate limits."""

from pathlib import Path

import httpx
import pytest
from link_client import LinkClient
from sandbox_server import RunningSandbox
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

MANIFEST = """
display_information: {name: Countersign}
features:
  slash_commands: [{command: /hello, description: Say hello, usage_hint: "[name]", should_escape: true}]
  shortcuts: [{name: Do it, type: global, callback_id: do_it, description: Do it}]
oauth_config: {scopes: {bot: [chat:write, channels:read]}}
settings: {event_subscriptions: {bot_events: [app_home_opened]}}
"""


def refusal(call: object, *args: object, **kwargs: object) -> SlackApiError:
    with pytest.raises(SlackApiError) as caught:
        call(*args, **kwargs)  # type: ignore[operator]  # Any WebClient method.
    return caught.value


def test_the_bot_learns_who_it_is(client: WebClient) -> None:
    who = client.auth_test()
    assert (who["team_id"], who["user_id"], who["bot_id"]) == ("T0CITY", "U0COUNTER", "B0COUNTER")
    assert "chat:write" in who.headers["x-oauth-scopes"]


def test_no_token_is_not_authed_and_a_wrong_one_invalid_auth(sandbox: RunningSandbox) -> None:
    assert httpx.post(sandbox.slack_url + "auth.test", trust_env=False).json()["error"] == "not_authed"
    wrong = WebClient(token="xoxb-wrong", base_url=sandbox.slack_url)
    assert refusal(wrong.auth_test).response["error"] == "invalid_auth"


def test_the_bot_token_opens_no_connection_and_the_app_token_posts_nothing(
    sandbox: RunningSandbox, client: WebClient
) -> None:
    opened = refusal(client.apps_connections_open, app_token=sandbox.settings.bot_token)
    assert opened.response["error"] == "not_allowed_token_type"
    app = WebClient(token=sandbox.settings.app_token, base_url=sandbox.slack_url)
    posted = refusal(app.chat_postMessage, channel="C0GENERAL", text="x")
    assert posted.response["error"] == "not_allowed_token_type"


def test_a_missing_scope_is_named(tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.yaml"
    manifest.write_text(MANIFEST)
    with RunningSandbox(tmp_path / "state", manifest=manifest) as sandbox:
        client = WebClient(token=sandbox.settings.bot_token, base_url=sandbox.slack_url)
        error = refusal(client.users_info, user="U0NADIA").response
        assert (error["error"], error["needed"]) == ("missing_scope", "users:read")
        assert error["provided"] == "channels:read,chat:write"
        private = refusal(client.conversations_info, channel="C0DESK").response
        assert private["needed"] == "groups:read"
        assert client.conversations_info(channel="C0GENERAL")["ok"]
        assert [each["command"] for each in sandbox.get("workspace")["commands"]] == ["/hello"]


def test_arguments_come_as_form_or_json(sandbox: RunningSandbox) -> None:
    url, token = sandbox.slack_url + "users.info", {"authorization": f"Bearer {sandbox.settings.bot_token}"}
    with httpx.Client(headers=token, trust_env=False) as http:
        assert http.post(url, data={"user": "U0RUTH"}).json()["user"]["name"] == "ruth"
        assert http.post(url, json={"user": "U0RUTH"}).json()["user"]["name"] == "ruth"
        assert http.get(url, params={"user": "U0RUTH"}).json()["user"]["name"] == "ruth"
        assert (
            http.post(url, content=b"{", headers={"content-type": "application/json"}).json()["error"] == "invalid_json"
        )
        assert http.post(url, json={"user": ["U0RUTH"]}).json()["error"] == "invalid_arguments"
        assert http.post(sandbox.slack_url + "chat.shout").json()["error"] == "unknown_method"


def test_posting_faster_than_slack_allows_is_rate_limited_by_channel(tmp_path: Path) -> None:
    with RunningSandbox(tmp_path, rate_limits=True) as sandbox:
        client = WebClient(token=sandbox.settings.bot_token, base_url=sandbox.slack_url, retry_handlers=[])
        for number in range(10):
            client.chat_postMessage(channel="C0GENERAL", text=str(number))
        error = refusal(client.chat_postMessage, channel="C0GENERAL", text="too much").response
        assert (error.status_code, error["error"], error.headers["retry-after"]) == (429, "ratelimited", "1")
        assert client.chat_postMessage(channel="C0DESK", text="elsewhere")["ok"]


def test_people_and_groups_can_be_listed(client: WebClient) -> None:
    first = client.users_list(limit=3)
    rest = client.users_list(limit=100, cursor=first["response_metadata"]["next_cursor"])
    names = [user["name"] for user in first["members"] + rest["members"]]
    assert len(first["members"]) == 3
    assert {"nadia", "tomas", "tomas.alt", "ruth", "lena", "iris", "owen", "countersign"} == set(names)
    assert client.usergroups_users_list(usergroup="S0APPROVE")["users"] == ["U0RUTH", "U0LENA", "U0TOMAS"]
    assert {group["handle"] for group in client.usergroups_list()["usergroups"]} == {"reply-approvers", "comms"}
    assert refusal(client.usergroups_users_list, usergroup="S0NONE").response["error"] == "no_such_subteam"
    assert refusal(client.users_info, user="U0NOBODY").response["error"] == "user_not_found"


def test_a_deactivated_person_is_in_no_group(sandbox: RunningSandbox, client: WebClient) -> None:
    sandbox.post("user", {"id": "U0LENA", "deleted": True})
    assert client.usergroups_users_list(usergroup="S0APPROVE")["users"] == ["U0RUTH", "U0TOMAS"]


def test_the_bot_joins_a_public_channel_and_hears_of_it(sandbox: RunningSandbox, client: WebClient) -> None:
    sandbox.probe("channel", id="C0PARKS", name="parks", is_private=False, members=["U0OWEN"])
    with LinkClient(sandbox) as link:
        assert client.conversations_join(channel="C0PARKS")["channel"]["is_member"] is True
        assert link.next("events_api")["payload"]["event"]["type"] == "member_joined_channel"
    assert client.chat_postMessage(channel="C0PARKS", text="hello")["ok"]


def test_a_private_channel_without_the_bot_does_not_exist_for_it(sandbox: RunningSandbox, client: WebClient) -> None:
    sandbox.probe("channel", id="C0SECRET", name="secret", is_private=True, members=["U0RUTH"])
    sandbox.probe("channel", id="C0PARKS", name="parks", is_private=False, members=["U0OWEN"])
    assert refusal(client.conversations_info, channel="C0SECRET").response["error"] == "channel_not_found"
    assert refusal(client.chat_postMessage, channel="C0SECRET", text="x").response["error"] == "channel_not_found"
    assert refusal(client.chat_postMessage, channel="C0PARKS", text="x").response["error"] == "not_in_channel"
    assert refusal(client.conversations_history, channel="C0PARKS").response["error"] == "not_in_channel"
    listed = client.conversations_list(types="public_channel,private_channel")["channels"]
    assert [channel["name"] for channel in listed] == ["reply-desk", "general", "oversight", "parks"]
    assert client.conversations_members(channel="C0PARKS")["members"] == ["U0OWEN"]
    mine = client.users_conversations(types="public_channel,private_channel")["channels"]
    assert [channel["name"] for channel in mine] == ["reply-desk", "general", "oversight"]
