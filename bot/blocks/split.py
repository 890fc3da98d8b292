"""Cuts a long text into pieces that Slack takes, without losing or adding a character."""

import regex

# Slack takes 3,000 in a text; it counts as JavaScript does (UTF-16), and what comes around it needs room too.
PIECE = 2800

_GRAPHEME = regex.compile(r"\X")


def units(text: str) -> int:
    """The length of a text as Slack counts it: UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def characters(text: str) -> int:
    """The length of a text as a person counts it: extended grapheme clusters."""
    return sum(1 for _ in _GRAPHEME.finditer(text))


def pieces(text: str, most: int = PIECE) -> list[str]:
    """The text in pieces of at most `most` units. Joined they are the text, exactly.

    Each ends after a line, else after a word, else between two characters as people see them.
    """
    found: list[str] = []
    rest = text
    while units(rest) > most:
        cut = _cut(rest, most)
        found.append(rest[:cut])
        rest = rest[cut:]
    return [*found, rest] if rest or not found else found


def _cut(text: str, most: int) -> int:
    fits, used = 0, 0
    while used <= most:
        used += 2 if text[fits] > "\uffff" else 1
        fits += 1
    fits -= 1
    window = text[:fits]
    for mark in ("\n", " "):
        # A cut that leaves most of the room empty would make many small pieces.
        if (at := window.rfind(mark)) >= fits // 2:
            return at + 1
    last = 0
    for match in _GRAPHEME.finditer(text, 0, fits + 1):
        if match.end() > fits:
            break
        last = match.end()
    # One "character" of thousands of marks has no better place than this.
    return last or fits
