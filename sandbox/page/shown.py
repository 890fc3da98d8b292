"""What the page shows of the workspace, as one person sees it."""

from sandbox import city
from sandbox.json_types import JsonObject
from sandbox.page.person import acting, conversation
from sandbox.views import OpenView
from sandbox.world import World


def workspace(world: World) -> JsonObject:
    """The team, its people, conversations, groups, and what the app registered."""
    return {
        "team": {"id": city.TEAM, "name": city.TEAM_NAME, "domain": city.TEAM_DOMAIN},
        "users": [{key: value for key, value in user.items() if key != "tz"} for user in world.workspace.users()],
        "channels": [_channel(channel) for channel in world.workspace.channels()],
        "groups": world.workspace.groups(),
        "commands": [
            {key: each[key] for key in ("command", "usage", "description")} for each in world.manifest.commands
        ],
        "shortcuts": list(world.manifest.shortcuts),
        "bot_user": city.BOT_USER,
        "bot_connected": world.route.connected(),
        "delivery": world.settings.delivery,
    }


def messages(world: World, fields: JsonObject) -> list[JsonObject]:
    """What the person sees in a channel or thread, oldest first; ephemerals only their own."""
    person = acting(world, fields)
    channel = conversation(world, person, fields.get("channel"))
    thread = fields.get("thread")
    found = world.messages.thread(channel["id"], str(thread)) if thread else world.messages.channel(channel["id"])
    shown = []
    for each in found:
        if each.ephemeral_for not in (None, person["id"]):
            continue
        body = each.body
        shown.append(
            {
                "ts": each.ts,
                "channel": each.channel,
                "user": body.get("user"),
                "text": body.get("text", ""),
                "blocks": body.get("blocks", []),
                "files": [_file(file) for file in body.get("files", [])],
                "reactions": [{"name": one["name"], "users": one["users"]} for one in body.get("reactions", [])],
                "edited": "edited" in body,
                "deleted": each.deleted,
                "ephemeral": each.ephemeral_for is not None,
                "thread_ts": each.thread_ts,
                "reply_count": len(world.messages.replies(each.channel, each.ts)),
                "metadata": body.get("metadata"),
            }
        )
    return shown


def views(world: World, fields: JsonObject) -> list[JsonObject]:
    """The person's open modals, the top one last."""
    person = acting(world, fields)
    return [_view(each) for each in world.views.stack(person["id"])]


def file_for(world: World, id: str, person: str) -> JsonObject | None:
    """A file's Slack object when the person may read it, or when they are the citizen-facing page's owner of it."""
    return world.files.get(id) if world.files.may_read(id, person) else None


def _view(shown: OpenView) -> JsonObject:
    return {
        "id": shown.view["id"],
        "callback_id": shown.view["callback_id"],
        "view": shown.view,
        "errors": shown.errors,
    }


def _channel(channel: JsonObject) -> JsonObject:
    return {
        "id": channel["id"],
        "name": channel["name"],
        "is_private": channel["is_private"],
        "is_im": channel["kind"] == "im",
        "is_mpim": channel["kind"] == "mpim",
        "user": channel.get("user"),
        "members": channel["members"],
    }


def _file(file: JsonObject) -> JsonObject:
    return {key: file[key] for key in ("id", "name", "title", "mimetype", "size")} | {
        "url": f"/page/files/{file['id']}"
    }
