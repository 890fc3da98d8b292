"""What follows a message: the app's event and the page's news."""

from sandbox.json_types import JsonObject
from sandbox.messages import Message
from sandbox.world import World


def tell_of_message(world: World, message: Message, subtype: str | None = None) -> None:
    """A new message was posted; ephemerals have no event."""
    if message.ephemeral_for is None:
        event = {key: value for key, value in message.body.items() if key != "metadata"}
        if subtype is not None:
            event["subtype"] = subtype
        world.events.emit({**event, "event_ts": message.ts}, message.channel)
    _news(world, message)


def tell_of_change(world: World, before: Message, after: Message) -> None:
    """A message was edited."""
    if after.ephemeral_for is None:
        now = world.messages.next_ts()
        event: JsonObject = {
            "type": "message",
            "subtype": "message_changed",
            "hidden": True,
            "message": _plain(after),
            "previous_message": _plain(before),
            "ts": now,
            "event_ts": now,
        }
        world.events.emit(event, after.channel)
    _news(world, after)


def tell_of_deletion(world: World, message: Message) -> None:
    """A message was deleted."""
    if message.ephemeral_for is None:
        now = world.messages.next_ts()
        event: JsonObject = {
            "type": "message",
            "subtype": "message_deleted",
            "hidden": True,
            "deleted_ts": message.ts,
            "previous_message": _plain(message),
            "ts": now,
            "event_ts": now,
        }
        world.events.emit(event, message.channel)
    _news(world, message)


def _plain(message: Message) -> JsonObject:
    return {key: value for key, value in message.body.items() if key != "metadata"}


def _news(world: World, message: Message) -> None:
    world.stream.changed("messages", channel=message.channel, **{"as": message.ephemeral_for})
