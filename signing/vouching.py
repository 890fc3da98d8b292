"""Asks others to vouch for each checkpoint: witnesses, and a time-stamping authority. Each has a thread of its own, so
that a slow one holds up neither the signer nor the others."""

import _thread
import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import replace

from sqlalchemy.exc import OperationalError

from approval.record.checkpoint import parse_checkpoint
from approval.record.note import Note, Signature, Verifier
from approval.store import Store
from approval.stored_tree import StoredCheckpoint
from signing.head import HeadFile
from signing.signer import alarm
from signing.time_stamps import TimeStampInvalid, TimeStampUnavailable, stamp
from signing.witnesses import WitnessRefused, WitnessUnavailable, ask

log = logging.getLogger(__name__)

TIMEOUT = 10.0
LONGEST_PAUSE = 60.0


class Growing:
    """One checkpoint, kept in the database again with each signature that comes."""

    def __init__(self, store: Store, checkpoint: StoredCheckpoint) -> None:
        self._store = store
        self._checkpoint = checkpoint
        self._lock = threading.Lock()

    @property
    def checkpoint(self) -> StoredCheckpoint:
        return self._checkpoint

    def cosign(self, signature: Signature) -> None:
        """One more line under it, in place of an earlier one of the same key."""
        with self._lock:
            note = self._checkpoint.note
            others = [each for each in note.signatures if (each.name, each.id) != (signature.name, signature.id)]
            self._keep(replace(self._checkpoint, note=Note(note.text, (*others, signature))))

    def stamp(self, answer: bytes) -> None:
        """The answer of a time-stamping authority over its text."""
        with self._lock:
            self._keep(replace(self._checkpoint, stamp=answer))

    def _keep(self, checkpoint: StoredCheckpoint) -> None:
        with self._store.begin() as tx:
            tx.keep_checkpoint(checkpoint)
        self._checkpoint = checkpoint


class Voucher:
    """Has `act` done for the newest checkpoint; while it answers that it could not, again after a pause.

    What is given while it is at work waits, and only the newest of it counts.
    """

    def __init__(self, name: str, act: Callable[[Growing], bool], first_pause: float = 1.0) -> None:
        self._act = act
        self._first_pause = first_pause
        self._given: queue.Queue[Growing | None] = queue.Queue()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def give(self, growing: Growing) -> None:
        """There is a new checkpoint."""
        self._given.put(growing)

    def stop(self) -> None:
        """Begin nothing more; what is under way may still come to its end."""
        self._given.put(None)

    def _run(self) -> None:
        finished = False
        try:
            self._work()
            finished = True
        finally:
            # A signer whose checkpoints nobody cosigns must not look well: end it, so that it is started again.
            if not finished:
                log.critical("%s stopped by an error; the signer ends", self._thread.name)
                _thread.interrupt_main()

    def _work(self) -> None:
        current, pause = self._newest(None), self._first_pause
        while current is not None:
            if self._act(current):
                current, pause = self._newest(None), self._first_pause
                continue
            try:
                current, pause = self._newest(pause), self._first_pause
            except queue.Empty:
                pause = min(pause * 2, LONGEST_PAUSE)

    def _newest(self, timeout: float | None) -> Growing | None:
        """The newest that was given; None where there is nothing more to do. queue.Empty when the time is over."""
        found = self._given.get(timeout=timeout)
        while found is not None and not self._given.empty():
            found = self._given.get()
        return found


def witness(
    store: Store, file: HeadFile, name: str, verifier: Verifier, url: str, timeout: float = TIMEOUT
) -> Callable[[Growing], bool]:
    """Asks one witness; False where it should be asked again."""
    key = str(verifier)

    def act(growing: Growing) -> bool:
        note = growing.checkpoint.note
        own = [line for line in note.signatures if (line.name, line.id) == (verifier.name, verifier.id)]
        # What stands in the database is not believed: anybody may have written a line under it.
        if own and verifier.signed(note.text, own[0].signature):
            return True
        size = parse_checkpoint(note.text).size

        def prove(old: int) -> tuple[bytes, ...]:
            with store.read() as reading:
                return reading.consistency_proof(old, size)

        try:
            signature = ask(url, verifier, min(file.size_of(key), size), prove, note, timeout)
            growing.cosign(signature)
        except WitnessUnavailable as error:
            log.warning("%s", error, extra={"witness": name, "size": size})
            return False
        except WitnessRefused as error:
            log.error("%s", error, extra={"witness": name, "size": size})
            # Nobody can tell from here whether the witness is wrong or this house: so it is said, and signing goes on.
            _tell(store, str(error), f"witness-{name}")
            return True
        except (OperationalError, LookupError) as error:
            log.warning("the database did not answer (%s); the witness is asked again", type(error).__name__)
            return False
        file.witnessed(key, size)
        log.info("cosigned", extra={"witness": name, "size": size})
        return True

    return act


def time_stamp(url: str, timeout: float = TIMEOUT) -> Callable[[Growing], bool]:
    """Has a time-stamping authority say that a checkpoint existed; False where it should be asked again."""

    def act(growing: Growing) -> bool:
        if growing.checkpoint.stamp is not None:
            return True
        try:
            growing.stamp(stamp(url, growing.checkpoint.note.text.encode(), timeout))
        except (TimeStampUnavailable, TimeStampInvalid) as error:
            log.warning("%s", error)
            return False
        except OperationalError as error:
            log.warning("the database did not answer (%s); the stamp is asked for again", type(error).__name__)
            return False
        log.info("time-stamped", extra={"size": growing.checkpoint.size})
        return True

    return act


def _tell(store: Store, text: str, tag: str) -> None:
    try:
        alarm(store, text, tag)
    except OperationalError:
        log.exception("the oversight channel could not be told")
