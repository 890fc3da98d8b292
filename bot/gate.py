"""HTTP mode's door: what Slack did not sign, or signed for another moment, is refused before anything reads it."""

import hmac
import logging
import threading
import time
from collections.abc import Callable, Mapping
from enum import StrEnum

from slack_sdk.signature import SignatureVerifier
from sqlalchemy.exc import OperationalError

from approval.store import Store

log = logging.getLogger(__name__)

# Slack asks to refuse what is older (docs.slack.dev/authentication/verifying-requests-from-slack).
SECONDS_VALID = 300


class Turned(StrEnum):
    """Why a request was turned away; the code in the log."""

    UNSIGNED = "unsigned_request"
    FORGED = "forged_signature"
    STALE = "stale_request"
    REPLAYED = "replayed_request"


class Gate:
    """Knows Slack's requests by their signature, and each only once.

    Signatures are kept in memory for the five minutes that they are valid. What a restart forgets does no harm: forms
    and events are remembered in the database, a click finds that it was made, and a trigger lives three seconds.
    """

    def __init__(self, signing_secret: str, clock: Callable[[], float] = time.time) -> None:
        self._verifier = SignatureVerifier(signing_secret)
        self._clock = clock
        self._passed: dict[str, float] = {}
        self._lock = threading.Lock()

    def turn_away(self, headers: Mapping[str, str], body: bytes) -> Turned | None:
        """Why this request must not come in; None if it may."""
        timestamp = headers.get("x-slack-request-timestamp", "")
        signature = headers.get("x-slack-signature", "")
        if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12 and signature.isascii()):
            return Turned.UNSIGNED
        if not signature:
            return Turned.UNSIGNED
        try:
            right = self._verifier.generate_signature(timestamp=timestamp, body=body)
        except UnicodeDecodeError:
            return Turned.FORGED
        if right is None or not hmac.compare_digest(right, signature):
            return Turned.FORGED
        now = self._clock()
        if abs(now - int(timestamp)) > SECONDS_VALID:
            return Turned.STALE
        with self._lock:
            self._passed = {known: until for known, until in self._passed.items() if until >= now}
            if signature in self._passed:
                return Turned.REPLAYED
            self._passed[signature] = int(timestamp) + SECONDS_VALID
        return None

    def unanswered(self, headers: Mapping[str, str]) -> None:
        """This request failed here, so Slack may send the same again, within the same second even."""
        with self._lock:
            self._passed.pop(headers.get("x-slack-signature", ""), None)


class TurnedAway:
    """Writes refused requests into the record: the first few of each minute one by one, the others as a count.

    Whoever can reach the door could else fill the record, which nothing is ever taken out of.
    """

    MINUTE = 60.0
    MOST = 3

    def __init__(self, store: Store, clock: Callable[[], float] = time.monotonic) -> None:
        self._store = store
        self._clock = clock
        self._began = float("-inf")
        self._written = 0
        self._uncounted = 0
        self._lock = threading.Lock()

    def note(self, why: Turned) -> None:
        """One more request was turned away."""
        log.warning("request refused", extra={"code": why.value})
        with self._lock:
            if self._clock() - self._began >= self.MINUTE:
                self._flush()
                self._began, self._written = self._clock(), 0
            if self._written >= self.MOST:
                self._uncounted += 1
                return
            self._written += 1
            self._write(why.value, 1)

    def flush(self) -> None:
        """Write the count of what was not written one by one: every minute, and at the end."""
        with self._lock:
            self._flush()

    def _flush(self) -> None:
        if self._uncounted:
            count, self._uncounted = self._uncounted, 0
            self._write("more_of_the_same", count)

    def _write(self, code: str, count: int) -> None:
        try:
            with self._store.begin() as tx:
                tx.log("request.refused", plain={"code": code, "count": count})
        except OperationalError:
            # The database is busy or gone; the count goes into the next entry.
            log.warning("refused request not recorded yet", extra={"count": count})
            self._uncounted += count
