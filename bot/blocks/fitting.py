"""How much fits into one message, and how what does not is laid out over several."""

import json
from collections.abc import Sequence

from bot.blocks.literal import Block
from bot.blocks.split import units

MOST_BLOCKS = 50
# Slack refuses a message whose blocks are together longer than some 13,200 characters (msg_blocks_too_long); how it
# counts is not documented, and 11,341 characters of text in rich text blocks were refused too
# (github.com/slackapi/bolt-js issues 2509 and 2867). The whole JSON below this stays clear of both.
MOST_JSON = 12_000


def size(blocks: Sequence[Block]) -> int:
    """The length of the blocks' JSON, in UTF-16 units."""
    return units(json.dumps(blocks, ensure_ascii=False, separators=(",", ":")))


def fits(blocks: Sequence[Block]) -> bool:
    """Whether Slack takes these blocks as one message."""
    return len(blocks) <= MOST_BLOCKS and size(blocks) <= MOST_JSON


def messages(blocks: Sequence[Block]) -> list[list[Block]]:
    """The blocks in order, in as many messages as they need. Each block alone must fit."""
    packed: list[list[Block]] = [[]]
    for block in blocks:
        if packed[-1] and not fits([*packed[-1], block]):
            packed.append([])
        packed[-1].append(block)
    return [each for each in packed if each]
