"""The database: one writer at a time, state and log and outbox in one commit or none.

No network call may happen inside a transaction: it holds the only write lock of the house.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DisconnectionError

from approval.errors import Misconfigured
from approval.reading import Reading
from approval.transaction import Transaction

# Any fixed number does: every Countersign process on one database must use the same. ("sign" in ASCII.)
WRITE_LOCK = 0x7369676E

# How long a writer waits for the others. Below Slack's 3 s, so that a person gets an error and not silence.
BUSY_SECONDS = 2.5


def open_engine(url: str) -> Engine:
    """An engine for a SQLite file or PostgreSQL, set up for one writer at a time; Misconfigured for any other URL."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        # Without the URL: there may be a password in it.
        raise Misconfigured("The database's address is no URL: write sqlite:///var/countersign.db, say.") from None
    # hide_parameters: an error's text goes to the logs, and must not carry the texts that people wrote.
    if parsed.get_backend_name() == "sqlite":
        if not parsed.database or ":memory:" in parsed.database or parsed.query.get("mode") == "memory":
            raise Misconfigured("The database must be a file: write sqlite:///var/countersign.db, say.")
        engine = create_engine(
            parsed, hide_parameters=True, connect_args={"timeout": BUSY_SECONDS, "isolation_level": None}
        )
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "checkout", _same_file(Path(parsed.database).absolute()))
        return engine
    if parsed.get_backend_name() == "postgresql":
        url_to_psycopg = parsed.set(drivername="postgresql+psycopg")
        return create_engine(url_to_psycopg, hide_parameters=True, pool_pre_ping=True)
    raise Misconfigured(f"The database must be SQLite or PostgreSQL, not {parsed.get_backend_name()}.")


class Store:
    """Hands out one writing Transaction at a time, and any number of readings."""

    def __init__(self, engine: Engine, now: Callable[[], datetime]) -> None:
        self.engine = engine
        self.now = now
        self._sqlite = engine.dialect.name == "sqlite"

    @contextmanager
    def begin(self) -> Iterator[Transaction]:
        """A transaction that holds the write lock; commits at the end of the block, rolls back on any error."""
        with self.engine.connect() as connection, connection.begin():
            # Under the driver's "no isolation level" SQLAlchemy's begin sends nothing, so the lock is taken here.
            if self._sqlite:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            else:
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{int(BUSY_SECONDS * 1000)}ms'")
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": WRITE_LOCK})
            # The time is read when the lock is held: entries are then in the order of their times.
            yield Transaction(connection, self.now())

    @contextmanager
    def read(self) -> Iterator[Reading]:
        """A consistent view that blocks nobody."""
        with self.engine.connect() as connection, connection.begin():
            self._snapshot(connection)
            yield Reading(connection)

    def _snapshot(self, connection: Connection) -> None:
        if self._sqlite:
            connection.exec_driver_sql("BEGIN")
        else:
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")


def _prepare_sqlite(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    # FULL: a commit that was answered for is on the disk, also after a power cut.
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _same_file(path: Path) -> Callable[[Any, Any, object], None]:
    """Lets go of a connection whose file was moved away, removed or exchanged.

    SQLite would go on writing into a file that nobody finds again, and what it took would be gone at the next start.
    """

    def checkout(_connection: Any, record: Any, _proxy: object) -> None:
        try:
            stat = path.stat()
            now = (stat.st_dev, stat.st_ino)
        except OSError:
            now = None
        if record.info.setdefault("file", now) != now:
            raise DisconnectionError("The database file is no longer the one that was opened.")

    return checkout
