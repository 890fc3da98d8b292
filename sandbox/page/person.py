"""Who acts, and whether they may: what Slack's own client would not let a person do ends in a PageError."""

from sandbox.json_types import JsonObject
from sandbox.messages import Message
from sandbox.world import World


class PageError(Exception):
    """Something a person cannot do in Slack; the word says what."""

    def __init__(self, error: str, status: int = 400) -> None:
        super().__init__(error)
        self.error = error
        self.status = status


def acting(world: World, fields: JsonObject) -> JsonObject:
    """The active person named by `as`."""
    person = world.workspace.user(str(fields.get("as")))
    if person is None or person["is_bot"]:
        raise PageError("user_not_found", 404)
    if person["deleted"]:
        raise PageError("account_inactive", 403)
    return person


def conversation(world: World, person: JsonObject, id: object, member: bool = False) -> JsonObject:
    """A conversation that the person can read (or, with `member`, is in)."""
    channel = world.workspace.channel(str(id))
    if channel is None or not world.workspace.can_read(str(id), person["id"]):
        raise PageError("channel_not_found", 404)
    if member and person["id"] not in channel["members"]:
        raise PageError("not_in_channel", 403)
    return channel


def visible(world: World, person: JsonObject, channel: JsonObject, ts: object) -> Message:
    """A message that the person sees."""
    message = world.messages.get(channel["id"], str(ts))
    if message is None or message.ephemeral_for not in (None, person["id"]):
        raise PageError("message_not_found", 404)
    return message


def own(message: Message, person: JsonObject) -> Message:
    """The message, when the person wrote it."""
    if message.body.get("user") != person["id"] or message.ephemeral_for is not None:
        raise PageError("cant_update_message", 403)
    return message
