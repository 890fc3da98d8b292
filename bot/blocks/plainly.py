"""The same content in the plainest blocks, for when Slack refuses the others: nothing but headings, words, buttons."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from bot.blocks.literal import Block, Element, divider, plain
from bot.blocks.split import pieces


def plainly(blocks: Sequence[Block]) -> list[Block]:
    """Every word of the blocks, in order, and every button. Pictures go; their descriptions stand in words."""
    return [each for block in blocks for each in _block(block)]


def _block(block: Block) -> Iterator[Block]:
    if block["type"] == "rich_text":
        for quoted, parts in groupby(block["elements"], key=lambda part: part["type"] == "rich_text_quote"):
            sections = [_section(piece) for piece in pieces("\n".join(_lines(parts)))]
            # Lines of ours around somebody else's words: nothing that they contain can draw one.
            yield from [divider(), *sections, divider()] if quoted else sections
    elif block["type"] != "image":
        yield block


def _section(words: str) -> Block:
    return {"type": "section", "text": plain(words)}


def _lines(parts: Iterable[Element]) -> Iterator[str]:
    for part in parts:
        if part["type"] == "rich_text_list":
            yield from (f"• {line}" for line in _lines(part["elements"]))
        else:
            yield "".join(_words(each) for each in part["elements"])


def _words(element: Element) -> str:
    if element["type"] == "date":
        return str(element["fallback"])
    if element["type"] == "link" and element["text"] != element["url"]:
        return f"{element['text']} ({element['url']})"
    return str(element["text"])
