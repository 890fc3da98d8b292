"""Finds the line of a value in a TOML text: tomllib keeps no positions, and an error without a line helps nobody."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache

Path = tuple[int | str, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*+)*+")
_PART = r"(?:\"(?:[^\"\\\n]|\\.)*+\"|'[^'\n]*+'|[A-Za-z0-9_-]++)"
_KEY = re.compile(rf"{_PART}(?:[ \t]*+\.[ \t]*+{_PART})*+")
_STRING = re.compile(
    r'"""(?:\\[\s\S]|(?!""")[^\\])*+"{3,5}'
    r"|'''(?:(?!''')[\s\S])*+'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*+"'
    r"|'[^'\n]*+'"
)
# A number, a truth, a date; a date and its time may stand apart.
_PLAIN = re.compile(r"[^\s,\]}#]++(?: [0-9][0-9:.+Z-]*+)?")


def line_of(text: str, path: Sequence[int | str]) -> int:
    """The line on which a value of a valid TOML text stands, counted from 1.

    The path goes through tables by key and through lists by number. Where the text has no such value, it is the line
    of the nearest thing around it.
    """
    places = _places(text)
    for length in range(len(path), 0, -1):
        if tuple(path[:length]) in places:
            return text.count("\n", 0, places[tuple(path[:length])]) + 1
    return 1


@lru_cache(maxsize=8)
def _places(text: str) -> Mapping[Path, int]:
    """At which character each value begins: looked for once, however many errors a text has."""
    return _Scan(text).places


class _Scan:
    """Walks once through a text that tomllib has accepted; `places` says at which character each value begins."""

    def __init__(self, text: str) -> None:
        self.places: dict[Path, int] = {}
        self._text = text
        self._at = 0
        self._tables: dict[Path, int] = {}  # how many tables a list of tables has so far
        heading: Path = ()
        self._blank()
        while self._at < len(text):
            if text[self._at] == "[":
                heading = self._heading()
            else:
                self._pair(heading)
            self._blank()

    def _heading(self) -> Path:
        start, several = self._at, self._text.startswith("[[", self._at)
        self._at += 2 if several else 1
        parts = self._key()
        self._at += 2 if several else 1
        path: Path = ()
        for number, part in enumerate(parts, start=1):
            path = (*path, part)
            self.places.setdefault(path, start)
            if several and number == len(parts):
                self._tables[path] = self._tables.get(path, 0) + 1
            if path in self._tables:  # what comes below a list of tables belongs to its last one
                path = (*path, self._tables[path] - 1)
                self.places.setdefault(path, start)
        # A table may be opened by what is below it; its own heading is the better place.
        self.places[path] = start
        return path

    def _pair(self, around: Path) -> None:
        start, path = self._at, around
        for part in self._key():
            path = (*path, part)
            self.places.setdefault(path, start)
        self._at += 1  # the equals sign
        self._value(path)

    def _value(self, path: Path) -> None:
        self._blank()
        if self._text[self._at] == "[":
            self._items(path, "]")
        elif self._text[self._at] == "{":
            self._items(path, "}")
        elif match := _STRING.match(self._text, self._at) or _PLAIN.match(self._text, self._at):
            self._at = match.end()
        else:
            raise ValueError("not a TOML text")

    def _items(self, path: Path, end: str) -> None:
        self._at += 1
        index = 0
        self._blank()
        while self._text[self._at] != end:
            if self._text[self._at] == ",":
                self._at += 1
            elif end == "}":
                self._pair(path)
            else:
                self.places[(*path, index)] = self._at
                self._value((*path, index))
                index += 1
            self._blank()
        self._at += 1

    def _key(self) -> list[str]:
        """The parts of the dotted key here, which may be quoted: read by the parser itself. Ends after blanks."""
        self._blank()
        match = _KEY.match(self._text, self._at)
        if match is None:
            raise ValueError("not a TOML text")
        self._at = match.end()
        self._blank()
        parts: list[str] = []
        table = tomllib.loads(f"{match[0]} = 0")
        while isinstance(table, dict):
            ((key, table),) = table.items()
            parts.append(key)
        return parts

    def _blank(self) -> None:
        if match := _BLANK.match(self._text, self._at):
            self._at = match.end()
