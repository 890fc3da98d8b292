"""Delivers queued events until they are acknowledged or their retries are used up."""

import asyncio
import logging
from collections.abc import Callable

from sandbox.delivery.route import NobodyConnected, NotDelivered, Route
from sandbox.json_types import JsonObject
from sandbox.settings import Settings
from sandbox.store import Store

log = logging.getLogger(__name__)

_LOOK_AGAIN_SECONDS = 0.2


class Sender:
    """Takes events from the store, so that a restart goes on where the last process stopped."""

    def __init__(self, store: Store, clock: Callable[[], float], settings: Settings) -> None:
        self._store = store
        self._clock = clock
        self._settings = settings
        self._wake = asyncio.Event()
        self._in_flight: dict[str, asyncio.Task[None]] = {}

    def wake(self) -> None:
        """Look for due events now."""
        self._wake.set()

    def hurry(self) -> None:
        """Make everything undelivered due at once: the app has a fresh connection, or lost one."""
        for queued in self._store.all("event"):
            if queued["attempt"] == 0 or queued["reason"] == "connection_failed":
                self._store.put("event", queued["body"]["event_id"], {**queued, "due": self._clock()})
        self._wake.set()

    async def run(self, route: Route) -> None:
        """Deliver until cancelled."""
        try:
            while True:
                for queued in self._store.all("event"):
                    id = str(queued["body"]["event_id"])
                    if queued["due"] <= self._clock() and id not in self._in_flight:
                        self._in_flight[id] = asyncio.create_task(self._deliver(route, id, queued))
                try:
                    await asyncio.wait_for(self._wake.wait(), _LOOK_AGAIN_SECONDS)
                except TimeoutError:
                    continue
                self._wake.clear()
        finally:
            for attempt in self._in_flight.values():
                attempt.cancel()

    async def _deliver(self, route: Route, id: str, queued: JsonObject) -> None:
        try:
            await route.tell(queued["body"], queued["attempt"], queued["reason"])
        except NobodyConnected:
            # Slack would have given up by the end of its retries; until then a new connection gets the event.
            waited = self._clock() - queued["queued"]
            if waited > sum(self._settings.retry_delays):
                self._give_up(id)
            else:
                self._put_off(id, queued, self._clock() + 1.0)
        except NotDelivered as failure:
            attempt = queued["attempt"] + 1
            if attempt > len(self._settings.retry_delays) or not failure.again:
                self._give_up(id)
            else:
                due = self._clock() + self._settings.retry_delays[attempt - 1]
                self._put_off(id, {**queued, "attempt": attempt, "reason": failure.reason}, due)
        else:
            self._store.remove("event", id)
            log.info("event acknowledged", extra={"event": id, "attempt": queued["attempt"]})
        finally:
            del self._in_flight[id]

    def _put_off(self, id: str, queued: JsonObject, due: float) -> None:
        self._store.put("event", id, {**queued, "due": due})
        log.info("event put off", extra={"event": id, "attempt": queued["attempt"], "reason": queued["reason"]})
        self._wake.set()

    def _give_up(self, id: str) -> None:
        self._store.remove("event", id)
        log.warning("event given up", extra={"event": id})
