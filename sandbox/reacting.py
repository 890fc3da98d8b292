"""A reaction by anybody: stored, told to the app, shown in the page."""

from sandbox.ids import format_ts
from sandbox.messages import Message
from sandbox.world import World


def react(world: World, message: Message, name: str, user: str, remove: bool = False) -> bool:
    """Add or remove a person's reaction; False when there was nothing to change."""
    change = world.messages.unreact if remove else world.messages.react
    if not change(message, name, user):
        return False
    event = {
        "type": "reaction_removed" if remove else "reaction_added",
        "user": user,
        "reaction": name,
        "item": {"type": "message", "channel": message.channel, "ts": message.ts},
        "item_user": message.body.get("user"),
        "event_ts": format_ts(int(world.clock() * 1_000_000)),
    }
    world.events.emit(event, message.channel)
    world.stream.changed("messages", channel=message.channel)
    return True
