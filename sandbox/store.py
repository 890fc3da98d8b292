"""One SQLite file: every change is committed before it is answered, so a kill -9 loses nothing that was promised."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sandbox.json_types import JsonObject

_TABLES = """
CREATE TABLE IF NOT EXISTS document (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, UNIQUE (kind, id));
CREATE TABLE IF NOT EXISTS message (
    channel TEXT NOT NULL, ts TEXT NOT NULL, thread_ts TEXT, ephemeral_for TEXT,
    deleted INTEGER NOT NULL DEFAULT 0, body TEXT NOT NULL, PRIMARY KEY (channel, ts));
CREATE INDEX IF NOT EXISTS message_thread ON message (channel, thread_ts);
CREATE TABLE IF NOT EXISTS content (id TEXT PRIMARY KEY, bytes BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS square_post (
    id INTEGER PRIMARY KEY AUTOINCREMENT, handle TEXT NOT NULL, text TEXT NOT NULL,
    in_reply_to INTEGER, media TEXT NOT NULL, created_at REAL NOT NULL, deleted INTEGER NOT NULL DEFAULT 0);
"""


class Store:
    """Documents by kind and id, messages, file contents, the square's posts. Only the event loop's thread uses it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(folder / "sandbox.sqlite3", isolation_level=None, check_same_thread=False)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=FULL")
        self._db.executescript(_TABLES)
        self._open = False

    @contextmanager
    def change(self) -> Iterator[None]:
        """Everything inside is one commit or none; inside another change it joins that one."""
        if self._open:
            yield
            return
        self._db.execute("BEGIN IMMEDIATE")
        self._open = True
        try:
            # The connection commits at the end of the block, and rolls back where the block or the commit fails.
            with self._db:
                yield
        finally:
            self._open = False

    def put(self, kind: str, id: str, body: JsonObject) -> None:
        """Create or replace a document."""
        self._db.execute(
            "INSERT INTO document (kind, id, body) VALUES (?, ?, ?)"
            " ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body",
            (kind, id, json.dumps(body)),
        )

    def get(self, kind: str, id: str) -> JsonObject | None:
        """The document, None when there is none."""
        row = self._db.execute("SELECT body FROM document WHERE kind = ? AND id = ?", (kind, id)).fetchone()
        return None if row is None else _object(row[0])

    def all(self, kind: str) -> list[JsonObject]:
        """All documents of a kind, oldest first."""
        rows = self._db.execute("SELECT body FROM document WHERE kind = ? ORDER BY position", (kind,))
        return [_object(row[0]) for row in rows]

    def remove(self, kind: str, id: str) -> None:
        """Remove a document; no error when it is gone already."""
        self._db.execute("DELETE FROM document WHERE kind = ? AND id = ?", (kind, id))

    def execute(self, sql: str, values: Sequence[object] = ()) -> int:
        """Run one statement; the id of the row it inserted, or 0."""
        return self._db.execute(sql, values).lastrowid or 0

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """The rows of one query."""
        return self._db.execute(sql, values).fetchall()

    def wipe(self) -> None:
        """Forget everything: a fresh workspace."""
        for table in ("document", "message", "content", "square_post"):
            self._db.execute(f"DELETE FROM {table}")  # noqa: S608  # Only constants are put together.

    def close(self) -> None:
        """Close the file."""
        self._db.close()


def _object(text: str) -> JsonObject:
    body: JsonObject = json.loads(text)
    return body
