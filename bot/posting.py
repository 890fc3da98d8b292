"""Says cards to Slack: posts and changes them, and falls back to plain blocks where Slack refuses the others."""

import hashlib
import json
import logging
from collections.abc import Sequence

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from approval.people import Accounts
from approval.proposal import Card, Proposal
from bot import sent
from bot.blocks.card import CardContent, Part, card, simple_card
from bot.blocks.fitting import messages
from bot.blocks.literal import Block
from bot.blocks.plainly import plainly
from bot.blocks.printed import Printed
from bot.slack_answers import BLOCK_FAULTS, code

log = logging.getLogger(__name__)


class Posting:
    """One workspace's messages. Raises what Slack or the network raised."""

    def __init__(self, slack: WebClient) -> None:
        self._slack = slack
        # What a card was last made to say, so that a card that is right already costs no call.
        self._said: dict[tuple[str, str], str] = {}

    def post(self, channel: str, view: Proposal, accounts: Accounts, printed: Printed) -> tuple[Card, CardContent]:
        """A new message with the card of this revision; where it is, and what it says."""
        content = card(view, accounts, printed)
        said = _fingerprint(content)
        try:
            ts = self._say(channel, content.text, content.blocks, _metadata(view))
        except SlackApiError as error:
            if code(error) not in BLOCK_FAULTS:
                raise
            _complain(view, error)
            content = simple_card(view, accounts, printed)
            ts = self._say(channel, content.text, content.blocks, _metadata(view))
        self._said[channel, ts] = said
        return Card(view.revision.number, channel, ts), content

    def update(self, at: Card, view: Proposal, accounts: Accounts, printed: Printed) -> None:
        """Have the message say what is so now."""
        content = card(view, accounts, printed)
        said = _fingerprint(content)
        if self._said.get((at.channel, at.ts)) == said:
            return
        try:
            self._change(at, view, content)
        except SlackApiError as error:
            if code(error) not in BLOCK_FAULTS:
                raise
            _complain(view, error)
            self._change(at, view, simple_card(view, accounts, printed))
        self._said[at.channel, at.ts] = said

    def add(self, at: Card, view: Proposal, part: Part) -> None:
        """Put one part of the card into its thread."""
        carried = sent.metadata(sent.PART, {"part": part.name})
        try:
            self._say(at.channel, part.text, part.blocks, carried, at.ts)
        except SlackApiError as error:
            if code(error) not in BLOCK_FAULTS:
                raise
            _complain(view, error)
            for message in messages(plainly(part.blocks)):
                self._say(at.channel, part.text, message, carried, at.ts)

    def _say(
        self, channel: str, text: str, blocks: Sequence[Block], carried: dict[str, object], thread: str | None = None
    ) -> str:
        answer = self._slack.chat_postMessage(
            channel=channel,
            text=text,
            blocks=blocks,
            metadata=carried,
            thread_ts=thread,
            unfurl_links=False,
            unfurl_media=False,
        )
        return str(answer["ts"])

    def _change(self, at: Card, view: Proposal, content: CardContent) -> None:
        # Without `parse` chat.update reads a text as a person's client would, names and channels included.
        self._slack.chat_update(
            channel=at.channel,
            ts=at.ts,
            text=content.text,
            blocks=content.blocks,
            parse="none",
            link_names=False,
            metadata=_metadata(view),
        )


def _metadata(view: Proposal) -> dict[str, object]:
    return sent.metadata(sent.CARD, {"proposal": view.id, "revision": view.revision.number, "check": view.check})


def _fingerprint(content: CardContent) -> str:
    return hashlib.sha256(json.dumps([content.text, content.blocks]).encode()).hexdigest()


def _complain(view: Proposal, error: SlackApiError) -> None:
    log.error("slack refused blocks of ours; plain ones instead", extra={"proposal": view.id, "code": code(error)})
