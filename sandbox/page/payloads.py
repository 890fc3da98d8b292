"""The payloads of interactions, field for field as docs.slack.dev/reference/interaction-payloads lists them."""

from sandbox import city
from sandbox.ids import format_ts
from sandbox.json_types import JsonObject
from sandbox.messages import Message
from sandbox.world import World

_TOKEN = "sandbox-verification-token"  # noqa: S105  # Invented, or no secret at all.
_TEAM = {"id": city.TEAM, "domain": city.TEAM_DOMAIN}


def command(world: World, person: JsonObject, channel: JsonObject, name: str, text: str) -> JsonObject:
    """A slash command's form fields."""
    return {
        "token": _TOKEN,
        "team_id": city.TEAM,
        "team_domain": city.TEAM_DOMAIN,
        "channel_id": channel["id"],
        "channel_name": channel_name(channel),
        "user_id": person["id"],
        "user_name": person["name"],
        "command": name,
        "text": text,
        "api_app_id": city.APP,
        "is_enterprise_install": "false",
        "response_url": world.passes.new_response_url(channel["id"], person["id"]),
        "trigger_id": world.passes.new_trigger(person["id"]),
    }


def message_shortcut(
    world: World, person: JsonObject, channel: JsonObject, message: Message, callback_id: str
) -> JsonObject:
    """A message shortcut (type message_action)."""
    thread_ts = message.thread_ts
    return {
        **_interaction(world, "message_action", person),
        "action_ts": _now(world),
        "callback_id": callback_id,
        "channel": {"id": channel["id"], "name": channel_name(channel)},
        "response_url": world.passes.new_response_url(channel["id"], person["id"], thread_ts=thread_ts),
        "message_ts": message.ts,
        "message": message_body(message),
    }


def global_shortcut(world: World, person: JsonObject, callback_id: str) -> JsonObject:
    """A global shortcut (type shortcut)."""
    return {**_interaction(world, "shortcut", person), "action_ts": _now(world), "callback_id": callback_id}


def message_action(
    world: World, person: JsonObject, channel: JsonObject, message: Message, action: JsonObject, state: JsonObject
) -> JsonObject:
    """A click or choice in a message (type block_actions); an ephemeral message itself is not sent along."""
    ephemeral = message.ephemeral_for is not None
    container = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel["id"],
        "is_ephemeral": ephemeral,
        **({"thread_ts": message.thread_ts} if message.thread_ts else {}),
    }
    url = world.passes.new_response_url(channel["id"], person["id"], message.ts, message.thread_ts)
    return {
        **_interaction(world, "block_actions", person),
        "container": container,
        "channel": {"id": channel["id"], "name": channel_name(channel)},
        **({} if ephemeral else {"message": message_body(message)}),
        "state": {"values": state},
        "response_url": url,
        "actions": [{**action, "action_ts": _now(world)}],
    }


def view_action(
    world: World, person: JsonObject, view: JsonObject, action: JsonObject, state: JsonObject
) -> JsonObject:
    """A click or choice in a modal or App Home (type block_actions)."""
    return {
        **_interaction(world, "block_actions", person),
        "container": {"type": "view", "view_id": view["id"]},
        "view": {**view, "state": {"values": state}},
        "actions": [{**action, "action_ts": _now(world)}],
    }


def options_request(world: World, person: JsonObject, where: JsonObject, action: JsonObject) -> JsonObject:
    """An external select asks for its options (type block_suggestion)."""
    body = _interaction(world, "block_suggestion", person)
    del body["trigger_id"]
    return {**body, **where, **action}


def view_submission(world: World, person: JsonObject, view: JsonObject, state: JsonObject) -> JsonObject:
    """A modal was submitted."""
    return {
        **_interaction(world, "view_submission", person),
        "view": {**view, "state": {"values": state}},
        "response_urls": [],
    }


def view_closed(world: World, person: JsonObject, view: JsonObject, is_cleared: bool) -> JsonObject:
    """A modal with notify_on_close was closed."""
    body = _interaction(world, "view_closed", person)
    del body["trigger_id"]
    return {**body, "view": view, "is_cleared": is_cleared}


def channel_name(channel: JsonObject) -> str:
    """How interaction payloads name a conversation: real names for public channels only."""
    if channel["kind"] == "im":
        return "directmessage"
    return "privategroup" if channel["is_private"] else str(channel["name"])


def message_body(message: Message) -> JsonObject:
    """A message as payloads carry it: with its metadata."""
    return dict(message.body)


def _interaction(world: World, kind: str, person: JsonObject) -> JsonObject:
    user = {"id": person["id"], "username": person["name"], "name": person["name"], "team_id": city.TEAM}
    return {
        "type": kind,
        "user": user,
        "api_app_id": city.APP,
        "token": _TOKEN,
        "trigger_id": world.passes.new_trigger(person["id"]),
        "team": _TEAM,
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _now(world: World) -> str:
    return format_ts(int(world.clock() * 1_000_000))
