"""The loop that looks at the database and has done what is due: the relay, expiry, stalled releases, forgetting."""

import logging
import time
from collections.abc import Callable
from datetime import datetime
from threading import Event

from sqlalchemy.exc import InterfaceError, OperationalError

from approval.acting import REMEMBERED
from approval.bootstrap import House
from approval.errors import Misconfigured
from approval.proposal import State
from approval.release import STALLED
from workers.relay import Relay

log = logging.getLogger(__name__)

# Seconds between two looks. The relay is at every one of them, so that a task waits no longer than about 100 ms.
TICK = 0.05
EVERY_SECOND = 1.0
EVERY_HOUR = 3600.0

# Seconds to wait after the database could not be asked.
PAUSE = 1.0


class Clock:
    """Reads often and writes only where something is due, so that an idle house costs next to nothing."""

    def __init__(self, house: House, relay: Relay, now: Callable[[], datetime]) -> None:
        self._house = house
        self._relay = relay
        self._now = now
        self._next_second = 0.0
        self._next_hour = 0.0
        self._lost = False

    def run(self, stop: Event) -> None:
        """Tick until told to stop."""
        log.info("clock started")
        while not stop.is_set():
            stop.wait(TICK if self.tick() else PAUSE)
        log.info("clock stopped")

    def tick(self) -> bool:
        """One look; False if the database could not be asked."""
        try:
            self._relay.tick()
            if time.monotonic() >= self._next_second:
                self._next_second = time.monotonic() + EVERY_SECOND
                self._expire_and_stall()
            if time.monotonic() >= self._next_hour:
                self._next_hour = time.monotonic() + EVERY_HOUR
                with self._house.store.begin() as tx:
                    tx.forget(REMEMBERED)
                    tx.forget_trials(REMEMBERED)
        except (OperationalError, InterfaceError, Misconfigured) as error:
            self._database_gone(error)
            return False
        if self._lost:
            self._lost = False
            log.info("the database is back")
        return True

    def _expire_and_stall(self) -> None:
        """Look first: only what is due is worth the write lock."""
        now = self._now()
        with self._house.store.read() as reading:
            late = reading.due([State.IN_REVIEW, State.APPROVED], "expires_at", now)
            stalled = reading.due([State.PUBLISHING], "claimed_at", now - STALLED)
        if late:
            for proposal_id in self._house.release.expire():
                log.info("expired", extra={"proposal": proposal_id})
        if stalled:
            for proposal_id in self._house.release.stall():
                log.error("publishing stopped in the middle, a person must look", extra={"proposal": proposal_id})

    def _database_gone(self, error: Exception) -> None:
        if not self._lost:
            self._lost = True
            log.error("the database cannot be asked now", extra={"error": type(error).__name__})
