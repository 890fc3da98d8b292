"""People, channels, direct messages and user groups of the pretend workspace."""

from sandbox import city
from sandbox.json_types import JsonObject
from sandbox.store import Store


class Workspace:
    """Reads and changes who is who and who is where. Members are listed in the order in which they joined."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def seed(self) -> None:
        """Make the invented city, unless it is there already."""
        if self._store.get("user", city.BOT_USER) is not None:
            return
        with self._store.change():
            for person in city.PEOPLE:
                self._store.put("user", person["id"], person)
            for channel in city.CHANNELS:
                self._store.put("channel", channel["id"], {**channel, "kind": "channel"})
            for group in city.GROUPS:
                self._store.put("group", group["id"], group)

    def users(self) -> list[JsonObject]:
        """Everybody, deactivated people included."""
        return self._store.all("user")

    def user(self, id: str) -> JsonObject | None:
        """One person, None when there is no such id."""
        return self._store.get("user", id)

    def save_user(self, user: JsonObject) -> None:
        """Store a changed person."""
        self._store.put("user", user["id"], user)

    def channels(self) -> list[JsonObject]:
        """Channels, direct messages and group messages."""
        return self._store.all("channel")

    def channel(self, id: str) -> JsonObject | None:
        """One conversation, None when there is no such id."""
        return self._store.get("channel", id)

    def save_channel(self, channel: JsonObject) -> None:
        """Store a new or changed conversation."""
        self._store.put("channel", channel["id"], channel)

    def is_member(self, channel: str, user: str) -> bool:
        """Whether the person is in the conversation; False when there is no such conversation."""
        found = self.channel(channel)
        return found is not None and user in found["members"]

    def can_read(self, channel: str, user: str) -> bool:
        """Whether a person may read it: members, and everybody for public channels."""
        found = self.channel(channel)
        if found is None:
            return False
        return user in found["members"] or (found["kind"] == "channel" and not found["is_private"])

    def direct_message(self, user: str) -> JsonObject:
        """The direct message between a person and the app, made when it is first needed."""
        return self.group_message([user])

    def group_message(self, users: list[str]) -> JsonObject:
        """The conversation of these people and the app: a DM for one person, a group DM for more."""
        members = sorted({*users, city.BOT_USER})
        for channel in self.channels():
            if channel["kind"] != "channel" and sorted(channel["members"]) == members:
                return channel
        one = len(users) == 1
        name = users[0].removeprefix("U0") if one else "-".join(user.removeprefix("U0").lower() for user in users)
        channel = {
            "id": f"D0{name}" if one else f"G0{name.upper().replace('-', '')}",
            "name": name if one else f"mpdm-{name}-1",
            "kind": "im" if one else "mpim",
            "user": users[0],
            "is_private": True,
            "members": [*users, city.BOT_USER],
        }
        self.save_channel(channel)
        return channel

    def groups(self) -> list[JsonObject]:
        """All user groups."""
        return self._store.all("group")

    def group(self, id: str) -> JsonObject | None:
        """One user group, None when there is no such id."""
        return self._store.get("group", id)

    def save_group(self, group: JsonObject) -> None:
        """Store a changed user group."""
        self._store.put("group", group["id"], group)


def channel_type(channel: JsonObject) -> str:
    """How Slack's events name the kind of a conversation: channel, group, im or mpim."""
    if channel["kind"] != "channel":
        return str(channel["kind"])
    return "group" if channel["is_private"] else "channel"
