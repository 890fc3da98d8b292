"""Reading conversations: history and threads, for members only."""

from sandbox import city
from sandbox.ids import parse_ts
from sandbox.json_types import JsonObject
from sandbox.messages import Message
from sandbox.web_api.call import ApiError, Call, invalid_arguments


def history(call: Call) -> JsonObject:
    """conversations.history: newest first, without replies and ephemerals."""
    channel = _readable(call)
    found = [each for each in call.world.messages.channel(channel["id"]) if each.ephemeral_for is None]
    found = [each for each in found if _in_range(call, each.ts)]
    found.reverse()
    rows = [shown_message(call, each) for each in found]
    page, cursor = call.page(rows, call.number("limit", 100, 999))
    return {"messages": page, "has_more": bool(cursor), "pin_count": 0, "response_metadata": {"next_cursor": cursor}}


def replies(call: Call) -> JsonObject:
    """conversations.replies: the parent and its replies, oldest first."""
    channel = _readable(call)
    ts = call.need("ts")
    asked = call.world.messages.get(channel["id"], ts)
    if asked is None or asked.ephemeral_for is not None:
        raise ApiError("thread_not_found")
    found = [
        each
        for each in call.world.messages.thread(channel["id"], asked.thread_ts or ts)
        if each.ephemeral_for is None and (each.ts == (asked.thread_ts or ts) or _in_range(call, each.ts))
    ]
    page, cursor = call.page([shown_message(call, each) for each in found], call.number("limit", 1000, 1000))
    return {"messages": page, "has_more": bool(cursor), "response_metadata": {"next_cursor": cursor}}


def shown_message(call: Call, message: Message) -> JsonObject:
    """A message as the API shows it: metadata only when asked for, thread counts on parents."""
    shown = dict(message.body)
    if not call.flag("include_all_metadata") and not call.flag("include_metadata"):
        shown.pop("metadata", None)
    under = call.world.messages.replies(message.channel, message.ts)
    if under:
        users = list(dict.fromkeys(str(each.body.get("user")) for each in under))
        shown |= {
            "thread_ts": message.ts,
            "reply_count": len(under),
            "reply_users_count": len(users),
            "reply_users": users,
            "latest_reply": under[-1].ts,
            "is_locked": False,
            "subscribed": False,
        }
    elif message.thread_ts not in (None, message.ts):
        parent = call.world.messages.get(message.channel, str(message.thread_ts))
        if parent is not None:
            shown["parent_user_id"] = parent.body.get("user")
    return shown


def _readable(call: Call) -> JsonObject:
    channel = call.conversation("history")
    if city.BOT_USER not in channel["members"]:
        raise ApiError("not_in_channel")
    return channel


def _in_range(call: Call, ts: str) -> bool:
    try:
        oldest, latest = parse_ts(call.text("oldest") or "0"), parse_ts(call.text("latest") or "9999999999")
        inclusive = call.flag("inclusive")
        at = parse_ts(ts)
    except ValueError as error:
        raise invalid_arguments("oldest and latest must be timestamps") from error
    return (oldest < at < latest) or (inclusive and at in (oldest, latest))
