"""Keeps what a report is made of outside of memory: a temporary SQLite database that no file name leads to."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Any

from approval.record.report.line import Line

_TABLES = """
CREATE TABLE lines (seq INTEGER PRIMARY KEY, proposal BLOB, line TEXT);
CREATE INDEX by_proposal ON lines (proposal, seq);
CREATE TABLE figures (figure INTEGER, rank INTEGER, seq INTEGER, PRIMARY KEY (figure, seq)) WITHOUT ROWID;
CREATE TABLE notes (kind TEXT, number INTEGER PRIMARY KEY, note TEXT);
CREATE INDEX by_kind ON notes (kind, number);
CREATE TABLE listed (seq INTEGER PRIMARY KEY);
"""


class Spool:
    """Lines by entry and by reply, which entries each figure rests on, and what is to be told one by one."""

    def __init__(self) -> None:
        # With no name SQLite keeps it in a file that is deleted while open: a kill leaves nothing behind.
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.executescript(f"PRAGMA journal_mode = OFF; PRAGMA cache_size = -8192; {_TABLES}")

    def __enter__(self) -> "Spool":
        self._database.execute("BEGIN")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._database.close()

    def keep(self, line: Line) -> None:
        # As bytes: half a surrogate pair is no text that SQLite would take.
        row = (line.seq, line.word("proposal").encode("utf-8", "surrogatepass"), line.to_json())
        self._database.execute("INSERT INTO lines VALUES (?, ?, ?)", row)

    def rests(self, figure: int, rank: int, seqs: Iterable[int]) -> None:
        """That a figure rests on these entries; the lower the rank, the sooner somebody should look at them."""
        rows = [(figure, rank, seq) for seq in seqs]
        self._database.executemany("INSERT OR IGNORE INTO figures VALUES (?, ?, ?)", rows)

    def note(self, kind: str, **said: Any) -> None:
        self._database.execute("INSERT INTO notes (kind, note) VALUES (?, ?)", (kind, json.dumps(said)))

    def notes(self, kind: str, most: int) -> Iterator[dict[str, Any]]:
        query = "SELECT note FROM notes WHERE kind = ? ORDER BY number LIMIT ?"
        return (json.loads(note) for (note,) in self._database.execute(query, (kind, most)))

    def count(self, kind: str) -> int:
        (count,) = self._database.execute("SELECT COUNT(*) FROM notes WHERE kind = ?", (kind,)).fetchone()
        return int(count)

    def replies(self) -> Iterator[list[Line]]:
        """The lines of one reply after the other, each in order: those of no more than one are in memory."""
        query = "SELECT proposal FROM lines WHERE proposal <> x'' GROUP BY proposal ORDER BY MIN(seq)"
        for (proposal,) in self._database.execute(query):
            rows = self._database.execute("SELECT line FROM lines WHERE proposal = ? ORDER BY seq", (proposal,))
            yield [Line.from_json(text) for (text,) in rows]

    def line(self, seq: int) -> Line:
        (text,) = self._database.execute("SELECT line FROM lines WHERE seq = ?", (seq,)).fetchone()
        return Line.from_json(text)

    def choose(self, most: int) -> tuple[int, int]:
        """Choose which entries stand in the appendix, the gravest first; how many those are, and of how many."""
        self._database.execute(
            "INSERT INTO listed SELECT seq FROM figures GROUP BY seq ORDER BY MIN(rank), seq LIMIT ?", (most,)
        )
        (listed,) = self._database.execute("SELECT COUNT(*) FROM listed").fetchone()
        (of,) = self._database.execute("SELECT COUNT(DISTINCT seq) FROM figures").fetchone()
        return int(listed), int(of)

    def listed(self) -> Iterator[Line]:
        query = "SELECT line FROM listed JOIN lines USING (seq) ORDER BY seq"
        return (Line.from_json(text) for (text,) in self._database.execute(query))

    def is_listed(self, seq: int) -> bool:
        return self._database.execute("SELECT 1 FROM listed WHERE seq = ?", (seq,)).fetchone() is not None

    def entries_of(self, figure: int) -> Iterator[tuple[int, int, bool]]:
        """The entries that a figure rests on, as runs: first, last, whether it stands in the appendix."""
        query = """SELECT figures.seq, listed.seq IS NOT NULL FROM figures LEFT JOIN listed USING (seq)
                   WHERE figure = ? ORDER BY figures.seq"""
        run: tuple[int, int] | None = None
        for seq, listed in self._database.execute(query, (figure,)):
            if run and not listed and seq == run[1] + 1:
                run = run[0], seq
                continue
            if run:
                yield *run, False
            run = None if listed else (seq, seq)
            if listed:
                yield seq, seq, True
        if run:
            yield *run, False
