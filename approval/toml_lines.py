"""Finds the line of a value in a TOML text: tomllib keeps no positions, and an error without a line helps nobody."""

import re
import tomllib
from collections.abc import Sequence

_PART = r"(?:\"[^\"]*\"|'[^']*'|[\w-]+)"
_NAME = rf"{_PART}(?:\s*\.\s*{_PART})*"
_HEADING = re.compile(rf"\s*\[\s*({_NAME})\s*\]\s*(#.*)?")
_KEY = re.compile(rf"\s*({_NAME})\s*=")
_STRING = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'[^']*'|#.*")


def line_of(text: str, path: Sequence[int | str]) -> int:
    """The line on which a value stands, counted from 1; the nearest heading above where the key itself is missing.

    Follows the path through headings, then keys, then the strings of a list.
    """
    lines = text.splitlines()
    best, depth = 1, 0
    heading: list[str] = []
    for number, line in enumerate(lines, start=1):
        if match := _HEADING.fullmatch(line):
            here = heading = _parts(match[1])
        elif match := _KEY.match(line):
            here = [*heading, *_parts(match[1])]
        else:
            continue
        if list(path[: len(here)]) == here and len(here) > depth:
            best, depth = number, len(here)
    if depth < len(path) and isinstance(index := path[depth], int):
        return _line_of_string(lines, best, index)
    return best


def _line_of_string(lines: Sequence[str], first: int, index: int) -> int:
    """The line of the string at `index` of a list that begins on line `first`; that line if it has no such string."""
    seen = 0
    for number, line in enumerate(lines[first - 1 :], start=first):
        for match in _STRING.finditer(line):
            if match[0].startswith("#"):
                break
            if seen == index:
                return number
            seen += 1
    return first


def _parts(name: str) -> list[str]:
    """The keys of a dotted name, which may be quoted: read by the parser itself."""
    parts: list[str] = []
    table = tomllib.loads(f"{name} = 0")
    while isinstance(table, dict):
        ((key, table),) = table.items()
        parts.append(key)
    return parts
