"""Messages, threads, ephemerals and reactions, addressed by channel and ts as in Slack."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace

from sandbox.ids import format_ts, parse_ts
from sandbox.json_types import JsonObject
from sandbox.store import Store


@dataclass(frozen=True)
class Message:
    """One message; `body` is what Slack's API would show of it, `ephemeral_for` the only person who sees it."""

    channel: str
    ts: str
    thread_ts: str | None
    ephemeral_for: str | None
    deleted: bool
    body: JsonObject


_COLUMNS = "channel, ts, thread_ts, ephemeral_for, deleted, body"


class Messages:
    """The only writer of messages; a ts is never given twice, not even in two channels."""

    def __init__(self, store: Store, clock: Callable[[], float]) -> None:
        self._store = store
        self._clock = clock

    def next_ts(self) -> str:
        """A fresh ts: now, or just after the last one given."""
        last = self._store.get("counter", "ts") or {"micros": 0}
        micros = max(int(self._clock() * 1_000_000), int(last["micros"]) + 100)
        self._store.put("counter", "ts", {"micros": micros})
        return format_ts(micros)

    def post(self, channel: str, body: JsonObject, thread_ts: str | None = None, only: str | None = None) -> Message:
        """Store a new message; `only` makes it ephemeral for that person."""
        ts = self.next_ts()
        full = {"type": "message", **body, "ts": ts}
        if thread_ts is not None:
            full["thread_ts"] = thread_ts
        message = Message(channel, ts, thread_ts, only, False, full)
        self._store.execute(
            f"INSERT INTO message ({_COLUMNS}) VALUES (?, ?, ?, ?, 0, ?)",  # noqa: S608  # Only constants are put together.
            (channel, ts, thread_ts, only, json.dumps(full)),
        )
        return message

    def get(self, channel: str, ts: str) -> Message | None:
        """The message, None when it never was or was deleted."""
        rows = self._store.rows(
            "SELECT channel, ts, thread_ts, ephemeral_for, deleted, body FROM message"
            " WHERE channel = ? AND ts = ? AND deleted = 0",
            (channel, ts),
        )
        return _message(rows[0]) if rows else None

    def change(self, message: Message, body: JsonObject) -> Message:
        """Replace a message's body; ts and thread stay."""
        self._store.execute(
            "UPDATE message SET body = ? WHERE channel = ? AND ts = ?", (json.dumps(body), message.channel, message.ts)
        )
        return replace(message, body=body)

    def delete(self, message: Message) -> None:
        """Mark it deleted: nobody reads it again, its thread stays."""
        self._store.execute(
            "UPDATE message SET deleted = 1 WHERE channel = ? AND ts = ?", (message.channel, message.ts)
        )

    def channel(self, channel: str) -> list[Message]:
        """What stands in a channel outside threads, oldest first, ephemerals included."""
        return self._select("channel = ? AND (thread_ts IS NULL OR thread_ts = ts) AND deleted = 0", (channel,))

    def thread(self, channel: str, thread_ts: str) -> list[Message]:
        """A thread's parent and replies, oldest first, ephemerals included."""
        return self._select(
            "channel = ? AND (ts = ? OR thread_ts = ?) AND deleted = 0", (channel, thread_ts, thread_ts)
        )

    def replies(self, channel: str, thread_ts: str) -> list[Message]:
        """The replies under a parent, oldest first, without ephemerals."""
        return [each for each in self.thread(channel, thread_ts) if each.ts != thread_ts and each.ephemeral_for is None]

    def react(self, message: Message, name: str, user: str) -> bool:
        """Add a person's reaction; False when it was there already."""
        reactions = list(message.body.get("reactions", []))
        for index, reaction in enumerate(reactions):
            if reaction["name"] == name:
                if user in reaction["users"]:
                    return False
                reactions[index] = _reaction(name, [*reaction["users"], user])
                break
        else:
            reactions.append(_reaction(name, [user]))
        self.change(message, {**message.body, "reactions": reactions})
        return True

    def unreact(self, message: Message, name: str, user: str) -> bool:
        """Take a person's reaction away; False when there was none."""
        before = message.body.get("reactions", [])
        if not any(each["name"] == name and user in each["users"] for each in before):
            return False
        after = [
            _reaction(each["name"], [one for one in each["users"] if one != user or each["name"] != name])
            for each in before
        ]
        self.change(message, {**message.body, "reactions": [each for each in after if each["users"]]})
        return True

    def _select(self, where: str, values: tuple[str, ...]) -> list[Message]:
        rows = self._store.rows(f"SELECT {_COLUMNS} FROM message WHERE {where} ORDER BY ts", values)  # noqa: S608  # Only constants are put together.
        return sorted((_message(row) for row in rows), key=lambda each: parse_ts(each.ts))


def _reaction(name: str, users: list[str]) -> JsonObject:
    return {"name": name, "users": users, "count": len(users)}


def _message(row: tuple[object, ...]) -> Message:
    channel, ts, thread_ts, ephemeral_for, deleted, body = row
    return Message(
        str(channel),
        str(ts),
        None if thread_ts is None else str(thread_ts),
        None if ephemeral_for is None else str(ephemeral_for),
        bool(deleted),
        json.loads(str(body)),
    )
