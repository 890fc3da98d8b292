"""One call of a Web API method: its arguments, and the errors it can end in."""

import json
from dataclasses import dataclass
from typing import Any

from sandbox import city
from sandbox.json_types import JsonObject
from sandbox.workspace import channel_type
from sandbox.world import World


class ApiError(Exception):
    """Slack's {"ok": false, "error": ...}, with whatever else the answer says."""

    def __init__(self, error: str, status: int = 200, headers: dict[str, str] | None = None, **extra: Any) -> None:
        super().__init__(error)
        self.error = error
        self.status = status
        self.headers = headers or {}
        self.extra: JsonObject = extra


def invalid_arguments(*messages: str) -> ApiError:
    """The error for arguments of the wrong kind, saying which."""
    return ApiError("invalid_arguments", response_metadata={"messages": [f"[ERROR] {each}" for each in messages]})


@dataclass(frozen=True)
class Call:
    """Arguments as the app sent them, form or JSON; the app's bot user is who acts."""

    world: World
    method: str
    arguments: JsonObject

    def text(self, name: str) -> str | None:
        """A string argument, None when it is absent or null."""
        value = self.arguments.get(name)
        if value is None:
            return None
        if isinstance(value, str):
            return value
        if isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)
        raise invalid_arguments(f"{name} must be a string [json-pointer:/{name}]")

    def need(self, name: str) -> str:
        """A string argument that must be there."""
        value = self.text(name)
        if not value:
            raise invalid_arguments(f"missing required field: {name}")
        return value

    def flag(self, name: str) -> bool:
        """A boolean argument, as forms and JSON write them."""
        return self.arguments.get(name) in (True, "true", "1", 1, "True")

    def number(self, name: str, default: int, most: int) -> int:
        """A whole number from 1 to `most`."""
        value = self.text(name)
        if value is None or value == "":
            return default
        if not (value.isascii() and value.isdigit()) or int(value) < 1:
            raise invalid_arguments(f"{name} must be a positive number [json-pointer:/{name}]")
        return min(int(value), most)

    def json(self, name: str, error: str) -> Any:
        """A JSON argument, decoded when it came as a string; ApiError with this name when it is not JSON."""
        value = self.arguments.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError as bad:
            raise ApiError(error) from bad

    def require_scope(self, *any_of: str) -> None:
        """One of these scopes is enough."""
        granted = self.world.manifest.scopes
        if not any(scope in granted for scope in any_of):
            raise ApiError("missing_scope", needed=any_of[0], provided=",".join(sorted(granted)))

    def conversation(self, right: str, name: str = "channel") -> JsonObject:
        """The conversation of an argument, with the scope for its kind ("read" or "history") checked.

        Private conversations without the bot look as if they did not exist.
        """
        id = self.need(name)
        found = self.world.workspace.channel(id)
        if found is None:
            raise ApiError("channel_not_found")
        scopes = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}
        self.require_scope(f"{scopes[channel_type(found)]}:{right}")
        if found["is_private"] and city.BOT_USER not in found["members"]:
            raise ApiError("channel_not_found")
        return found

    def page(self, items: list[JsonObject], limit: int) -> tuple[list[JsonObject], str]:
        """The items from the cursor on, and the next cursor ("" at the end)."""
        cursor = self.text("cursor") or ""
        start = 0
        if cursor:
            _, _, position = cursor.partition("next:")
            if not (position.isascii() and position.isdigit()):
                raise ApiError("invalid_cursor")
            start = int(position)
        end = start + limit
        return items[start:end], f"next:{end}" if end < len(items) else ""
