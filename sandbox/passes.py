"""Short-lived rights that an interaction hands to the app: trigger ids and response URLs."""

from collections.abc import Callable

from sandbox.ids import new_id, new_trigger_id
from sandbox.json_types import JsonObject
from sandbox.settings import Settings
from sandbox.store import Store

RESPONSE_URL_USES = 5
RESPONSE_URL_SECONDS = 30 * 60
"""docs.slack.dev/interactivity/handling-user-interaction: "up to 5 times within 30 minutes"."""


class Passes:
    """Trigger ids open one modal within three seconds; response URLs answer five times within half an hour."""

    def __init__(self, store: Store, clock: Callable[[], float], settings: Settings) -> None:
        self._store = store
        self._clock = clock
        self._settings = settings

    def new_trigger(self, user: str) -> str:
        """A trigger id with which the app may open one modal for this person."""
        id = new_trigger_id()
        self._store.put("trigger", id, {"user": user, "issued": self._clock(), "used": False})
        return id

    def use_trigger(self, id: str) -> str | JsonObject:
        """Use the trigger up. The pass itself (with "user"), or the name of Slack's error."""
        found = self._store.get("trigger", id)
        if found is None:
            return "invalid_trigger_id"
        if found["used"]:
            return "exchanged_trigger_id"
        if self._clock() - found["issued"] > self._settings.trigger_seconds:
            return "expired_trigger_id"
        self._store.put("trigger", id, {**found, "used": True})
        return found

    def new_response_url(self, channel: str, user: str, ts: str | None = None, thread_ts: str | None = None) -> str:
        """A URL that answers in this channel, or changes the message `ts` that carried the interaction."""
        id = new_id("R", 24)
        body = {"channel": channel, "user": user, "ts": ts, "thread_ts": thread_ts}
        self._store.put("response_url", id, {**body, "issued": self._clock(), "uses": 0})
        return f"{self._settings.base_url}/slack/response/{id}"

    def use_response_url(self, id: str) -> str | JsonObject:
        """Count one use. The pass (channel, user, ts, thread_ts), or the name of Slack's error."""
        found = self._store.get("response_url", id)
        if found is None:
            return "invalid_url"
        if self._clock() - found["issued"] > RESPONSE_URL_SECONDS:
            return "expired_url"
        if found["uses"] >= RESPONSE_URL_USES:
            return "used_url"
        self._store.put("response_url", id, {**found, "uses": found["uses"] + 1})
        return found
