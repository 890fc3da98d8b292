"""Methods about conversations: which there are, who is in them, opening a direct message."""

from collections.abc import Callable

from sandbox import city
from sandbox.ids import format_ts
from sandbox.json_types import JsonObject
from sandbox.web_api.call import ApiError, Call
from sandbox.workspace import channel_type

_TYPES = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}
_SCOPES = {"channel": "channels:read", "group": "groups:read", "im": "im:read", "mpim": "mpim:read"}


def info(call: Call) -> JsonObject:
    """conversations.info."""
    channel = call.conversation("read")
    shown = shown_channel(channel)
    if call.flag("include_num_members"):
        shown["num_members"] = len(channel["members"])
    return {"channel": shown}


def listing(call: Call) -> JsonObject:
    """conversations.list: public channels, and those private ones that the bot is in."""
    return _listed(call, lambda channel: not channel["is_private"] or city.BOT_USER in channel["members"])


def of_user(call: Call) -> JsonObject:
    """users.conversations: where the bot, or another person as far as the bot can see, is a member."""
    user = call.text("user") or city.BOT_USER
    if call.world.workspace.user(user) is None:
        raise ApiError("user_not_found")

    def wanted(channel: JsonObject) -> bool:
        seen = not channel["is_private"] or city.BOT_USER in channel["members"]
        return seen and user in channel["members"]

    return _listed(call, wanted)


def members(call: Call) -> JsonObject:
    """conversations.members, in pages."""
    channel = call.conversation("read")
    rows = [{"id": user} for user in channel["members"]]
    shown, cursor = call.page(rows, call.number("limit", 100, 1000))
    return {"members": [row["id"] for row in shown], "response_metadata": {"next_cursor": cursor}}


def open_direct(call: Call) -> JsonObject:
    """conversations.open: the DM (or group DM) of the bot with these people, made when needed."""
    workspace = call.world.workspace
    known = call.text("channel")
    if known:
        found = workspace.channel(known)
        if found is None or found["kind"] == "channel" or city.BOT_USER not in found["members"]:
            raise ApiError("channel_not_found")
        return _opened(found, already=True, full=call.flag("return_im"))
    listed = call.arguments.get("users")
    users = listed if isinstance(listed, list) else [each.strip() for each in (call.text("users") or "").split(",")]
    users = [user for user in users if user and user != city.BOT_USER]
    if not users:
        raise ApiError("users_list_not_supplied")
    if len(users) > 8:
        raise ApiError("too_many_users")
    for user in users:
        person = workspace.user(str(user))
        if person is None:
            raise ApiError("user_not_found")
        if person["deleted"]:
            raise ApiError("user_disabled")
    call.require_scope("im:write" if len(users) == 1 else "mpim:write")
    before = len(workspace.channels())
    channel = workspace.group_message(users)
    already = before == len(workspace.channels())
    call.world.stream.changed("workspace")
    return _opened(channel, already, full=call.flag("return_im"))


def join(call: Call) -> JsonObject:
    """conversations.join: the bot joins a public channel."""
    channel = call.world.workspace.channel(call.need("channel"))
    if channel is None or channel["is_private"]:
        raise ApiError("channel_not_found" if channel is None else "method_not_supported_for_channel_type")
    if city.BOT_USER in channel["members"]:
        return {"channel": shown_channel(channel), "warning": "already_in_channel"}
    joined = {**channel, "members": [*channel["members"], city.BOT_USER]}
    call.world.workspace.save_channel(joined)
    now = format_ts(int(call.world.clock() * 1_000_000))
    event = {"type": "member_joined_channel", "user": city.BOT_USER, "channel": channel["id"], "team": city.TEAM}
    call.world.events.emit({**event, "channel_type": "C", "event_ts": now})
    call.world.stream.changed("workspace")
    return {"channel": shown_channel(joined)}


def shown_channel(channel: JsonObject) -> JsonObject:
    """A conversation as Slack's API shows it to the bot."""
    kind = channel_type(channel)
    if kind == "im":
        return {
            "id": channel["id"],
            "created": 0,
            "is_archived": False,
            "is_im": True,
            "is_org_shared": False,
            "user": channel["user"],
            "is_user_deleted": False,
            "priority": 0,
        }
    return {
        "id": channel["id"],
        "name": channel["name"],
        "name_normalized": channel["name"],
        "is_channel": kind == "channel",
        "is_group": kind == "group",
        "is_im": False,
        "is_mpim": kind == "mpim",
        "is_private": channel["is_private"],
        "is_archived": False,
        "is_general": channel["id"] == "C0GENERAL",
        "is_shared": False,
        "is_member": city.BOT_USER in channel["members"],
        "created": 0,
        "creator": "U0RUTH",
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "previous_names": [],
        "context_team_id": city.TEAM,
        "updated": 0,
    }


def _opened(channel: JsonObject, already: bool, full: bool) -> JsonObject:
    shown = shown_channel(channel) if full else {"id": channel["id"]}
    return {"channel": shown, **({"no_op": True, "already_open": True} if already else {})}


def _listed(call: Call, wanted: Callable[[JsonObject], bool]) -> JsonObject:
    types = [each.strip() for each in (call.text("types") or "public_channel").split(",")]
    unknown = [each for each in types if each not in _TYPES]
    if unknown:
        raise ApiError("invalid_types")
    kinds = {_TYPES[each] for each in types}
    for kind in sorted(kinds):
        call.require_scope(_SCOPES[kind])
    found = [each for each in call.world.workspace.channels() if channel_type(each) in kinds and wanted(each)]
    shown, cursor = call.page([shown_channel(each) for each in found], call.number("limit", 100, 1000))
    return {"channels": shown, "response_metadata": {"next_cursor": cursor}}
