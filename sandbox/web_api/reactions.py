"""Reactions: added and removed by the app, read back from a message."""

import re

from sandbox import city
from sandbox.json_types import JsonObject
from sandbox.messages import Message
from sandbox.reacting import react
from sandbox.web_api.call import ApiError, Call

_NAME = re.compile(r"[a-z0-9_+'-]+(::skin-tone-[2-6])?")


def add(call: Call) -> JsonObject:
    """reactions.add."""
    message, name = _message(call), _name(call)
    if not react(call.world, message, name, city.BOT_USER):
        raise ApiError("already_reacted")
    return {}


def remove(call: Call) -> JsonObject:
    """reactions.remove."""
    message, name = _message(call), _name(call)
    if not react(call.world, message, name, city.BOT_USER, remove=True):
        raise ApiError("no_reaction")
    return {}


def get(call: Call) -> JsonObject:
    """reactions.get for a message."""
    message = _message(call)
    shown = {key: value for key, value in message.body.items() if key != "metadata"}
    return {"type": "message", "channel": message.channel, "message": shown}


def _name(call: Call) -> str:
    name = call.need("name").strip(":")
    if not _NAME.fullmatch(name):
        raise ApiError("invalid_name")
    return name


def _message(call: Call) -> Message:
    id = call.need("channel")
    channel = call.world.workspace.channel(id)
    if channel is None or (channel["is_private"] and city.BOT_USER not in channel["members"]):
        raise ApiError("channel_not_found")
    if city.BOT_USER not in channel["members"]:
        raise ApiError("not_in_channel")
    ts = call.text("timestamp")
    if not ts:
        raise ApiError("no_item_specified")
    message = call.world.messages.get(id, ts)
    if message is None or message.ephemeral_for is not None:
        raise ApiError("message_not_found")
    return message
