"""Reads report.html for the document: its words, tables and charts, without what only a screen has a use for."""

import re
from collections.abc import Callable
from html import unescape
from html.parser import HTMLParser
from typing import Any

from approval.record.pdf.letters import breakable

# A piece of the page: text, or {"tag": …, "class": …, "children": [pieces]}.
Piece = str | dict[str, Any]

# More would not be read on paper, and all of it is in the report itself.
MOST = 50
MOST_ROWS = 200
REST = "{count:,} more stand in report.html, in the attached bundle."

_SVG = re.compile(r"<svg .*?</svg>", re.DOTALL)
_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.DOTALL)
_VOID = frozenset({"meta", "link", "br", "img", "hr", "input"})
# For a screen, or lists of entries of which there are as many as the period is long.
_LEFT_OUT_TAGS = frozenset({"head", "nav", "footer"})
_LEFT_OUT_CLASSES = frozenset({"skip", "unseen"})
_LEFT_OUT_IDS = frozenset({"lists", "entries"})
# Beside which space says nothing.
_BLOCKS = frozenset(
    {"p", "ul", "li", "dl", "dt", "dd", "div", "section", "header", "main", "article", "blockquote"}
) | (
    frozenset(
        {"h1", "h2", "h3", "h4", "table", "thead", "tbody", "tr", "th", "td", "figure", "figcaption", "svg", "body"}
    )
)
# In which lines end where they do.
_LITERAL = frozenset({"dd", "blockquote"})


def read_page(html: str, named: Callable[[str], str]) -> Piece:
    """The page as one piece; `named` gives a text with what cannot be drawn named by its code."""
    reader = _Reader(named)
    last = 0
    for drawing in _SVG.finditer(html):
        reader.feed(html[last : drawing.start()])
        reader.draw(drawing[0])
        last = drawing.end()
    reader.feed(html[last:])
    reader.close()
    return _short(reader.page)


class _Reader(HTMLParser):
    def __init__(self, named: Callable[[str], str]) -> None:
        super().__init__()
        self.page: dict[str, Any] = {"tag": "", "class": "", "children": []}
        self._open = [self.page]
        self._named = named
        # How deep within something that is left out.
        self._out = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        words = has.get("class", "").split()
        left_out = tag in _LEFT_OUT_TAGS or has.get("id") in _LEFT_OUT_IDS or _LEFT_OUT_CLASSES & set(words)
        if tag in _VOID:
            return
        if self._out or left_out:
            self._out += 1
            return
        piece = {"tag": tag, "class": has.get("class", ""), "children": []}
        self._open[-1]["children"].append(piece)
        self._open.append(piece)

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        if self._out:
            self._out -= 1
        else:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._out:
            return
        literal = any(each["tag"] in _LITERAL for each in self._open)
        lines = data.split("\n") if literal else [re.sub(r"\s+", " ", data)]
        for number, line in enumerate(lines):
            if number:
                self._add({"tag": "br", "class": "", "children": []})
            for part, piece in enumerate(breakable(self._named(line))):
                if part:
                    self._add({"tag": "wbr", "class": "", "children": []})
                self._add(piece)

    def draw(self, svg: str) -> None:
        """A chart, with the words that say what it shows."""
        if not self._out:
            title = _TITLE.search(svg)
            alt = self._named(unescape(title[1])) if title else ""
            self._add({"tag": "svg", "class": "", "children": [self._named(svg)], "alt": alt})

    def _add(self, piece: Piece) -> None:
        self._open[-1]["children"].append(piece)


def _short(piece: Piece) -> Piece:
    """The page with what there may be thousands of cut down to what somebody reads, and how many were left out."""
    if isinstance(piece, str) or piece["tag"] == "svg":
        return piece
    children = [_short(each) for each in piece["children"]]
    if any(not isinstance(each, str) and each["tag"] in _BLOCKS for each in children):
        children = [each for each in children if not isinstance(each, str) or each.strip()]
    kind, most = _kind(piece)
    those = [at for at, each in enumerate(children) if not isinstance(each, str) and each["tag"] == kind]
    if len(those) > most:
        rest = {"tag": "rest", "class": "", "children": [REST.format(count=len(those) - most)]}
        children[those[most] : those[-1] + 1] = [rest]
    return {**piece, "children": children}


def _kind(piece: dict[str, Any]) -> tuple[str, int]:
    """Of what a piece may have very many, and how many of them are shown."""
    if piece["tag"] == "ul":
        return "li", MOST
    return ("tr", MOST_ROWS) if piece["tag"] == "tbody" else ("article", MOST)
