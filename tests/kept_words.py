"""Looks for words wherever a database may keep them: in each column of each table, and in the bytes of its files."""

import base64
from collections.abc import Iterable, Iterator
from pathlib import Path

from sqlalchemy import Engine, select

from approval import tables


def kept(engine: Engine, words: Iterable[str]) -> set[str]:
    """Those of the words that stand in any column of any table, also within an encoded disclosure."""
    with engine.connect() as connection:
        cells = [
            (f"{table.name}.{column.name}", value)
            for table in tables.metadata.sorted_tables
            for column in table.columns
            for value in connection.scalars(select(column))
        ]
    texts = [text for place, value in cells for text in _texts(place, value)]
    return {word for word in words if any(word in text for text in texts)}


def in_files(engine: Engine, words: Iterable[str]) -> set[str]:
    """Those of the words whose bytes stand anywhere in the SQLite file, or beside it in its log."""
    path = Path(engine.url.database or "")
    data = b"".join(each.read_bytes() for each in sorted(path.parent.glob(f"{path.name}*")))
    assert data.startswith(b"SQLite format 3"), "There is no such file."
    return {word for word in words if word.encode() in data}


def disclosed(engine: Engine) -> dict[int, list[str]]:
    """What stands beside each entry, encoded as the database has it."""
    found: dict[int, list[str]] = {}
    with engine.connect() as connection:
        for row in connection.execute(select(tables.disclosures)):
            found.setdefault(row.seq, []).append(row.encoded)
    return found


def _texts(place: str, value: object) -> Iterator[str]:
    text = value.decode("latin-1") if isinstance(value, bytes) else str(value)
    yield text
    if place == "disclosures.encoded":
        yield base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("utf-8", "surrogatepass")
