"""Posting, changing and deleting messages."""

import re

from sandbox import city
from sandbox.blocks.check import check_blocks
from sandbox.ids import parse_ts
from sandbox.json_types import JsonObject
from sandbox.messages import Message
from sandbox.posting import tell_of_change, tell_of_deletion, tell_of_message
from sandbox.views import with_block_ids
from sandbox.web_api.call import ApiError, Call, invalid_arguments
from sandbox.web_api.pictures import show_pictures

MAX_TEXT = 40_000
"""docs.slack.dev/reference/methods/chat.postMessage: longer messages are truncated there; chat.update refuses them."""
MAX_UPDATE_TEXT = 4_000
"""docs.slack.dev/reference/methods/chat.update, error msg_too_long."""


def post(call: Call) -> JsonObject:
    """chat.postMessage: into a channel the bot is in, or to a person's DM."""
    world = call.world
    channel = _place(call)
    content = message_content(call.arguments, call.json("blocks", "invalid_blocks_format"), MAX_TEXT)
    show_pictures(world, channel, content.get("blocks"))
    thread_ts = call.text("thread_ts")
    if thread_ts:
        parent = world.messages.get(channel["id"], thread_ts)
        if parent is None or parent.ephemeral_for is not None:
            raise ApiError("invalid_thread_ts" if not _is_ts(thread_ts) else "thread_not_found")
        thread_ts = parent.thread_ts or parent.ts
    metadata = call.json("metadata", "invalid_metadata_format")
    if metadata is not None:
        content["metadata"] = _checked_metadata(metadata)
    message = world.messages.post(channel["id"], {**_author(), **content}, thread_ts)
    tell_of_message(world, message)
    shown = {key: value for key, value in message.body.items() if key != "metadata"}
    return {"channel": channel["id"], "ts": message.ts, "message": shown}


def post_ephemeral(call: Call) -> JsonObject:
    """chat.postEphemeral: seen by one member of the channel only."""
    world = call.world
    user = call.need("user")
    channel = _place(call)
    if world.workspace.user(user) is None or user not in channel["members"]:
        raise ApiError("user_not_in_channel")
    content = message_content(call.arguments, call.json("blocks", "invalid_blocks_format"), MAX_TEXT)
    show_pictures(world, channel, content.get("blocks"))
    body = {**_author(), **content, "is_ephemeral": True}
    message = world.messages.post(channel["id"], body, call.text("thread_ts"), only=user)
    tell_of_message(world, message)
    return {"message_ts": message.ts}


def update(call: Call) -> JsonObject:
    """chat.update: the bot's own messages only; what is not given stays."""
    world = call.world
    message = _own(call, "cant_update_message")
    blocks = call.json("blocks", "invalid_blocks_format")
    text = call.text("text")
    if text is None and blocks is None:
        raise ApiError("no_text")
    content = message_content(call.arguments, blocks, MAX_UPDATE_TEXT)
    show_pictures(world, {"id": message.channel}, content.get("blocks"))
    if blocks is None and text is not None:
        # A text alone replaces the blocks as well, as Slack's page on chat.update says.
        content["blocks"] = []
    metadata = call.json("metadata", "invalid_metadata_format")
    if metadata is not None:
        content["metadata"] = _checked_metadata(metadata) if metadata else None
    body = {**message.body, **content, "edited": {"user": city.BOT_USER, "ts": world.messages.next_ts()}}
    body = {key: value for key, value in body.items() if value is not None and (key != "blocks" or value)}
    changed = world.messages.change(message, body)
    tell_of_change(world, message, changed)
    shown = {key: value for key, value in body.items() if key != "metadata"}
    return {"channel": message.channel, "ts": message.ts, "text": body.get("text", ""), "message": shown}


def delete(call: Call) -> JsonObject:
    """chat.delete: the bot's own messages only."""
    message = _own(call, "cant_delete_message")
    call.world.messages.delete(message)
    tell_of_deletion(call.world, message)
    return {"channel": message.channel, "ts": message.ts}


def permalink(call: Call) -> JsonObject:
    """chat.getPermalink."""
    id, ts = call.need("channel"), call.need("message_ts")
    channel = call.world.workspace.channel(id)
    if channel is None or (channel["is_private"] and city.BOT_USER not in channel["members"]):
        raise ApiError("channel_not_found")
    message = call.world.messages.get(id, ts)
    if message is None or message.ephemeral_for is not None:
        raise ApiError("message_not_found")
    link = f"{call.world.settings.base_url}/archives/{id}/p{ts.replace('.', '')}"
    if message.thread_ts:
        link += f"?thread_ts={message.thread_ts}&cid={id}"
    return {"channel": id, "permalink": link}


def message_content(fields: JsonObject, blocks: object, longest: int) -> JsonObject:
    """The checked text, blocks and attachments of a message; ApiError as Slack would refuse them."""
    text = fields.get("text")
    if text is not None and not isinstance(text, str):
        raise invalid_arguments("text must be a string [json-pointer:/text]")
    if not text and not blocks and not fields.get("attachments"):
        raise ApiError("no_text")
    if text and len(text) > longest:
        raise ApiError("msg_too_long")
    content: JsonObject = {"text": text or ""}
    if blocks is not None:
        problems = check_blocks(blocks, "message")
        if problems:
            messages = [f"[ERROR] {problem}" for problem in problems]
            raise ApiError(_blocks_error(blocks), errors=problems, response_metadata={"messages": messages})
        assert isinstance(blocks, list)
        content["blocks"] = with_block_ids(blocks)
    return content


def _blocks_error(blocks: object) -> str:
    return "invalid_blocks" if isinstance(blocks, list) else "invalid_blocks_format"


def _author() -> JsonObject:
    return {"user": city.BOT_USER, "bot_id": city.BOT, "app_id": city.APP, "team": city.TEAM}


def _place(call: Call) -> JsonObject:
    id = call.text("channel")
    workspace = call.world.workspace
    if not id:
        raise ApiError("channel_not_found")
    person = workspace.user(id)
    if person is not None and not person["is_bot"]:
        return workspace.direct_message(id)
    channel = workspace.channel(id)
    if channel is None or (channel["is_private"] and city.BOT_USER not in channel["members"]):
        raise ApiError("channel_not_found")
    if city.BOT_USER not in channel["members"] and "chat:write.public" not in call.world.manifest.scopes:
        raise ApiError("not_in_channel")
    return channel


def _own(call: Call, not_mine: str) -> Message:
    id = call.text("channel") or ""
    channel = call.world.workspace.channel(id)
    if channel is None or (channel["is_private"] and city.BOT_USER not in channel["members"]):
        raise ApiError("channel_not_found")
    message = call.world.messages.get(id, call.text("ts") or "")
    if message is None or message.ephemeral_for is not None:
        raise ApiError("message_not_found")
    if message.body.get("bot_id") != city.BOT:
        raise ApiError(not_mine)
    return message


def _checked_metadata(metadata: object) -> JsonObject:
    if not isinstance(metadata, dict):
        raise ApiError("invalid_metadata_format")
    if not isinstance(metadata.get("event_type"), str) or not isinstance(metadata.get("event_payload"), dict):
        raise ApiError("invalid_metadata_schema")
    return {"event_type": metadata["event_type"], "event_payload": metadata["event_payload"]}


def _is_ts(text: str) -> bool:
    try:
        parse_ts(text)
    except ValueError:
        return False
    return re.fullmatch(r"\d+\.\d+", text) is not None
