"""Events for the app: only those that it subscribes to, may read, and is present for."""

import logging
from collections.abc import Callable

from sandbox import city
from sandbox.ids import new_id
from sandbox.json_types import JsonObject
from sandbox.manifest import Manifest
from sandbox.store import Store
from sandbox.workspace import Workspace, channel_type

log = logging.getLogger(__name__)

_MESSAGE_EVENTS = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}
# The scope that each event needs, from its page under docs.slack.dev/reference/events.
_SCOPES = {
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "member_joined_channel": "channels:read",
    "member_left_channel": "channels:read",
    "subteam_members_changed": "usergroups:read",
    "subteam_updated": "usergroups:read",
    "user_change": "users:read",
    "file_shared": "files:read",
}


class Events:
    """Queues events durably; the sender delivers them and takes them off when they are acknowledged."""

    def __init__(
        self,
        store: Store,
        clock: Callable[[], float],
        manifest: Manifest,
        workspace: Workspace,
        wake: Callable[[], None],
    ) -> None:
        self._store = store
        self._clock = clock
        self._manifest = manifest
        self._workspace = workspace
        self._wake = wake

    def emit(self, event: JsonObject, channel: str | None = None) -> None:
        """Queue an event for the app; nothing happens when the app would not be told of it in Slack."""
        name = str(event["type"])
        if channel is not None:
            place = self._workspace.channel(channel)
            if place is None or city.BOT_USER not in place["members"]:
                return
            if name == "message":
                event = {**event, "channel": channel, "channel_type": channel_type(place)}
                name = f"message.{_MESSAGE_EVENTS[channel_type(place)]}"
        needed = _SCOPES.get(name)
        if name not in self._manifest.events or (needed is not None and needed not in self._manifest.scopes):
            return
        now = self._clock()
        event_id = new_id("Ev")
        body = {
            "token": "sandbox-verification-token",
            "team_id": city.TEAM,
            "api_app_id": city.APP,
            "event": event,
            "type": "event_callback",
            "event_id": event_id,
            "event_time": int(now),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": city.TEAM,
                    "user_id": city.BOT_USER,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": False,
            "event_context": new_id("4-", 40),
        }
        queued = {"body": body, "attempt": 0, "reason": "", "due": now, "queued": now}
        self._store.put("event", event_id, queued)
        log.info("event queued", extra={"event": event_id, "event_type": name})
        self._wake()
