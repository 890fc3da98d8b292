"""Signs the log: only what extends what it signed before, and only after its own file says so.

A checkpoint is in the head file before anybody sees it. Ed25519 signs the same text with the same bytes, so whatever is
killed in between, there are never two checkpoints of one size with different roots.
"""

import logging
from collections.abc import Iterable, Sequence
from itertools import islice

from approval.errors import Misconfigured
from approval.jobs import Job
from approval.reading import Reading
from approval.record.checkpoint import Checkpoint, parse_checkpoint
from approval.record.note import Note, NoteInvalid, Signer
from approval.record.tree import CompactRange, leaf_hash
from approval.store import Store
from approval.stored_tree import StoredCheckpoint
from signing.head import Head, HeadFile
from signing.leaves import LeafInvalid, Leaves, time_of
from signing.refusal import Refused

log = logging.getLogger(__name__)

BACKUP = "Was it restored from an old copy? Bring back the database that holds what was signed."


class LogSigner:
    """`start` once, then `sign` as often as there may be news. All `keys` have the log's name and sign together.

    Both raise Refused where the database does not hold what was signed; after that neither may be called again before a
    person has acted.
    """

    def __init__(self, store: Store, keys: Sequence[Signer], file: HeadFile) -> None:
        self._store = store
        self._keys = keys
        self._file = file
        self.origin = keys[0].verifier.name
        self._range = CompactRange()
        # The time of the last entry that was signed.
        self._at = ""
        self._unstored: Note | None = None

    def start(self) -> StoredCheckpoint | None:
        """Read the whole log and compare it with what was signed; the newest checkpoint, None if none ever was.

        A leaf that was changed long ago is seen only by this: `sign` reads no more than what is new.
        """
        head = self._file.load()
        if head is not None and not self._is_ours(head.note):
            raise Misconfigured(
                f"The checkpoint in {self._file.path} is not signed with this key. To exchange the log's key, let both "
                "sign for a while: the old one as COUNTERSIGN_SIGNER_KEY_FILE, the new one as "
                "COUNTERSIGN_SIGNER_NEXT_KEY_FILE. A log of another name has a head file of its own."
            )
        with self._store.read() as reading:
            stored = self._stored(reading)
            self._range, self._at = self._again(reading, head, parse_checkpoint(stored.note.text) if stored else None)
        if stored is not None and (head is None or head.range.size < stored.size):
            self._resumed(stored.size, f"is of {head.range.size:,} entries only" if head else "is not there")
            self._file.advance(self._range, stored.note)
        elif head is not None and (stored is None or stored.size < head.range.size):
            self._unstored = head.note
            return self.store_again()
        elif head is None:
            log.warning("%s was never signed: beginning with its first checkpoint", self.origin)
        return stored

    def _resumed(self, size: int, was: str) -> None:
        told = (
            f"The signer's head file {self._file.path} {was}. It goes on from the checkpoint of {size:,} entries in "
            "the database, which is signed with this key and matches every entry. If nobody moved that file or brought "
            "back an old one, find out what happened: checkpoints that were signed after this one may be forgotten."
        )
        log.error("%s", told)
        alarm(self._store, told, f"resumed-{size}")

    def sign(self) -> StoredCheckpoint | None:
        """Sign what is new; None where nothing is."""
        if self._unstored is not None:
            return self.store_again()
        with self._store.read() as reading:
            size = reading.next_seq()
            if size == self._range.size:
                return None
            grown, at = self._extend(reading, size)
        text = str(Checkpoint(self.origin, grown.size, grown.root))
        note = Note(text, tuple(key.sign(text) for key in self._keys))
        self._file.advance(grown, note)
        self._range, self._at, self._unstored = grown, at, note
        return self.store_again()

    def store_again(self) -> StoredCheckpoint | None:
        """Put into the database what was signed, if it is not there yet."""
        if self._unstored is None:
            return None
        with self._store.begin() as tx:
            checkpoint = StoredCheckpoint(parse_checkpoint(self._unstored.text).size, self._unstored, None, tx.now)
            tx.keep_checkpoint(checkpoint)
            # The bot posts it, and what follows within the hour together an hour later (bot/checkpoints.py).
            if tx.serial(Job.CHECKPOINT, "") is None:
                tx.enqueue(Job.CHECKPOINT, "")
        self._unstored = None
        log.info("signed", extra={"size": checkpoint.size})
        return checkpoint

    def _extend(self, reading: Reading, size: int) -> tuple[CompactRange, str]:
        """The tree with the new entries, and the last one's time."""
        if size < self._range.size:
            raise _shorter(size, self._range.size)
        leaves = Leaves(self._range.size, self._at)
        try:
            grown = self._range.append(leaves.hashes(reading.leaves(self._range.size - 1)))
            kept = reading.root(size)
        except LeafInvalid as error:
            raise Refused(
                f"The log cannot be signed: {error}. Somebody wrote to the table of entries past Countersign. Find out "
                "who; what was not signed yet can still be mended, with the subtrees that were made of it."
            ) from None
        except LookupError as error:
            raise Refused(f"{error} The database has lost a part of the log's tree. {BACKUP}") from None
        if (grown.size, grown.root) != (size, kept):
            raise Refused(
                f"The {size:,} entries do not make the root that the database keeps of them: entries or subtrees were "
                "changed in it. Find out by whom, and bring back a database from before."
            )
        return grown, leaves.at

    def _again(self, reading: Reading, head: Head | None, stored: Checkpoint | None) -> tuple[CompactRange, str]:
        """The tree of all that was signed, made from every leaf of it anew, and the last one's time."""
        marks = [(head.checkpoint, f"the head file {self._file.path}")] if head else []
        marks += [(stored, "the newest checkpoint in the database")] if stored else []
        grown, last = CompactRange(), b""
        for checkpoint, where in sorted(marks, key=lambda mark: mark[0].size):
            tail = _Last(islice(reading.leaves(grown.size - 1), checkpoint.size - grown.size), last)
            grown = grown.append(tail.hashes())
            last = tail.leaf
            if grown.size < checkpoint.size:
                raise _shorter(grown.size, checkpoint.size)
            if grown.root != checkpoint.root:
                raise Refused(
                    f"The first {checkpoint.size:,} entries are not those that were signed ({where}): an entry was "
                    "changed, left out or put in. Find out by whom, and bring back a database from before."
                )
        return grown, time_of(last) if last else ""

    def _stored(self, reading: Reading) -> StoredCheckpoint | None:
        try:
            stored = reading.checkpoint()
        except NoteInvalid as error:
            raise Refused(f"The newest checkpoint in the database is none: {error} Find out who wrote it.") from None
        if stored is None:
            return None
        if not self._is_ours(stored.note) or parse_checkpoint(stored.note.text).size != stored.size:
            raise Refused(
                "The newest checkpoint in the database is not signed with this key, or stands at another size than it "
                "is of. Somebody else wrote it: find out who. If it was signed with a key that is no longer used here, "
                "set that key again beside the new one."
            )
        return stored

    def _is_ours(self, note: Note) -> bool:
        try:
            note.verified([key.verifier for key in self._keys])
            return parse_checkpoint(note.text).origin == self.origin
        except NoteInvalid:
            return False


class _Last:
    """Hashes leaves in passing, and keeps the last one."""

    def __init__(self, rows: Iterable[tuple[int, bytes]], leaf: bytes) -> None:
        self._rows = rows
        self.leaf = leaf

    def hashes(self) -> Iterable[bytes]:
        for _, leaf in self._rows:
            self.leaf = leaf
            yield leaf_hash(leaf)


def alarm(store: Store, text: str, tag: str) -> None:
    """Tell the oversight channel at once; of one `tag` once an hour, for a flooded channel is not read."""
    with store.begin() as tx:
        key = f"alarm:{tag}:{tx.now:%Y-%m-%dT%H}"
        if tx.seen(key) is None:
            tx.remember(key, "")
            tx.enqueue(Job.CHECKPOINT, "alarm", {"alarm": text}, tag=tag)


def _shorter(size: int, signed: int) -> Refused:
    return Refused(f"The log has {size:,} entries, and {signed:,} were signed: some are missing. {BACKUP}")
