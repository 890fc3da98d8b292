"""The signer until a signal ends it: signs what is new, has it vouched for, and stops when something is wrong."""

import hashlib
import logging
import time
from collections.abc import Callable
from threading import Event

from sqlalchemy.exc import OperationalError

from approval.store import Store
from approval.stored_tree import StoredCheckpoint
from signing.refusal import RefusalFile, Refused
from signing.signer import LogSigner, alarm
from signing.vouching import Growing, Voucher

log = logging.getLogger(__name__)

SECONDS_BETWEEN_REMINDERS = 60.0


class Process:
    """`run` goes round until it is told to stop; `round` goes round once."""

    def __init__(
        self,
        store: Store,
        signer: LogSigner,
        refusal: RefusalFile,
        vouchers: tuple[Voucher, ...] = (),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._signer = signer
        self._refusal = refusal
        self._vouchers = vouchers
        self._clock = clock
        self._started = False
        self._reminded = float("-inf")

    def run(self, stop: Event, interval: float) -> None:
        for voucher in self._vouchers:
            voucher.start()
        while not stop.is_set():
            self.round()
            stop.wait(interval)
        for voucher in self._vouchers:
            voucher.stop()

    def round(self) -> None:
        """Sign what is new, unless something stands in the way."""
        if (why := self._refusal.read()) is not None:
            self._started = False
            self._remind(why)
            return
        try:
            if not self._started:
                self._give(self._signer.start())
                self._started = True
            self._give(self._signer.sign())
        except Refused as error:
            self._refuse(str(error))
        except OperationalError as error:
            log.warning("the database did not answer (%s); trying again", type(error).__name__)
        except OSError as error:
            # Nothing is shown to anybody that is not in the head file.
            log.error("the head file cannot be written (%s): nothing is signed until it can be", error)

    def _give(self, checkpoint: StoredCheckpoint | None) -> None:
        if checkpoint is not None:
            growing = Growing(self._store, checkpoint)
            for voucher in self._vouchers:
                voucher.give(growing)

    def _refuse(self, why: str) -> None:
        self._started = False
        # Told first: whoever is killed in between finds the same again, and the bot tells it once.
        try:
            text = f"The signer refuses to sign the log. {why} {self._refusal.advice}"
            alarm(self._store, text, hashlib.sha256(why.encode()).hexdigest()[:16])
        except OperationalError:
            log.exception("the oversight channel could not be told")
        self._refusal.write(why, self._store.now())
        self._remind(f"{why} {self._refusal.advice}")

    def _remind(self, why: str) -> None:
        if self._clock() - self._reminded >= SECONDS_BETWEEN_REMINDERS:
            self._reminded = self._clock()
            log.error("REFUSING TO SIGN. %s", why)
