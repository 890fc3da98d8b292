"""People talk: messages, edits, reactions; and what an administrator changes."""

from sandbox import city
from sandbox.ids import format_ts
from sandbox.json_types import JsonObject
from sandbox.page.person import PageError, acting, conversation, own, visible
from sandbox.posting import tell_of_change, tell_of_deletion, tell_of_message
from sandbox.reacting import react
from sandbox.typed import message_text
from sandbox.web_api.people import shown_group, shown_user
from sandbox.world import World


def say(world: World, fields: JsonObject) -> JsonObject:
    """A person types a message."""
    person = acting(world, fields)
    channel = conversation(world, person, fields.get("channel"), member=True)
    text = _text(fields)
    thread_ts = fields.get("thread_ts")
    if thread_ts:
        visible(world, person, channel, thread_ts)
    body = {"user": person["id"], "team": city.TEAM, "text": message_text(text)}
    message = world.messages.post(channel["id"], body, str(thread_ts) if thread_ts else None)
    tell_of_message(world, message)
    return {"ok": True, "ts": message.ts}


def edit(world: World, fields: JsonObject) -> JsonObject:
    """A person edits a message of their own."""
    person = acting(world, fields)
    channel = conversation(world, person, fields.get("channel"), member=True)
    message = own(visible(world, person, channel, fields.get("ts")), person)
    edited = {"user": person["id"], "ts": world.messages.next_ts()}
    after = world.messages.change(message, {**message.body, "text": message_text(_text(fields)), "edited": edited})
    tell_of_change(world, message, after)
    return {"ok": True}


def delete(world: World, fields: JsonObject) -> JsonObject:
    """A person deletes a message of their own."""
    person = acting(world, fields)
    channel = conversation(world, person, fields.get("channel"), member=True)
    message = own(visible(world, person, channel, fields.get("ts")), person)
    world.messages.delete(message)
    tell_of_deletion(world, message)
    return {"ok": True}


def reaction(world: World, fields: JsonObject) -> JsonObject:
    """A person reacts, or takes a reaction away."""
    person = acting(world, fields)
    channel = conversation(world, person, fields.get("channel"), member=True)
    message = visible(world, person, channel, fields.get("ts"))
    if message.ephemeral_for is not None:
        raise PageError("message_not_found", 404)
    name = str(fields.get("name", "")).strip(":")
    changed = react(world, message, name, person["id"], remove=bool(fields.get("remove")))
    return {"ok": True, "changed": changed}


def home(world: World, fields: JsonObject, quiet: bool) -> JsonObject:
    """A person opens the App Home, which tells the app.

    A page that only refetches what was published (refresh=1) does not open it, or publishing would never end.
    """
    person = acting(world, fields)
    view = world.views.home(person["id"])
    if not quiet:
        channel = world.workspace.direct_message(person["id"])
        event = {
            "type": "app_home_opened",
            "user": person["id"],
            "channel": channel["id"],
            "tab": "home",
            "event_ts": format_ts(int(world.clock() * 1_000_000)),
            **({"view": view} if view else {}),
        }
        world.events.emit(event)
    return {"view": view}


def change_group(world: World, fields: JsonObject) -> JsonObject:
    """An administrator changes who is in a user group."""
    group = world.workspace.group(str(fields.get("group")))
    users = fields.get("users")
    if group is None or not isinstance(users, list):
        raise PageError("no_such_subteam", 404)
    if any(world.workspace.user(str(user)) is None for user in users):
        raise PageError("user_not_found", 404)
    after = {**group, "users": list(users)}
    world.workspace.save_group(after)
    now = int(world.clock())
    added = [user for user in users if user not in group["users"]]
    removed = [user for user in group["users"] if user not in users]
    event = {
        "type": "subteam_members_changed",
        "subteam_id": group["id"],
        "team_id": city.TEAM,
        "date_previous_update": 0,
        "date_update": now,
        "added_users": added,
        "added_users_count": str(len(added)),
        "removed_users": removed,
        "removed_users_count": str(len(removed)),
        "event_ts": format_ts(int(world.clock() * 1_000_000)),
    }
    world.events.emit(event)
    updated = {"type": "subteam_updated", "subteam": shown_group(after), "event_ts": event["event_ts"]}
    world.events.emit(updated)
    world.stream.changed("workspace")
    return {"ok": True}


def change_user(world: World, fields: JsonObject) -> JsonObject:
    """An administrator deactivates a person, or lets them in again."""
    user = world.workspace.user(str(fields.get("id")))
    if user is None or user["is_bot"]:
        raise PageError("user_not_found", 404)
    after = {**user, "deleted": bool(fields.get("deleted", user["deleted"]))}
    world.workspace.save_user(after)
    now = format_ts(int(world.clock() * 1_000_000))
    world.events.emit({"type": "user_change", "user": shown_user(after), "cache_ts": 0, "event_ts": now})
    world.stream.changed("workspace")
    return {"ok": True}


def _text(fields: JsonObject) -> str:
    text = fields.get("text")
    if not isinstance(text, str) or not text.strip():
        raise PageError("no_text")
    return text
