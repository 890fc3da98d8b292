"""Shows the oversight channel what was signed, at most once an hour, and says at once when something is wrong.

What stands in Slack with people who do not administer the house's machines cannot be exchanged afterwards: whoever
rewrites the log would have to rewrite that too.
"""

import logging
from datetime import timedelta

from slack_sdk import WebClient

from approval.bootstrap import House
from approval.jobs import Job, Task
from approval.record.checkpoint import parse_checkpoint
from approval.stored_tree import StoredCheckpoint
from bot import sent
from bot.blocks.literal import Element, rich_text, section, text

log = logging.getLogger(__name__)

BETWEEN = timedelta(hours=1)
# How far back is looked for a message whose answer was lost; a task is not tried again later than this by much.
LOOKED_BACK = timedelta(hours=2)


class Checkpoints:
    """Takes one task at a time. Raises what Slack or the network raised; nothing is lost by it."""

    def __init__(self, house: House, slack: WebClient) -> None:
        self._house = house
        self._slack = slack

    def deliver(self, task: Task) -> None:
        """Post what is new and take the task out of the outbox, or put it off by an hour."""
        channel = self._house.accounts().oversight
        if not channel:
            self._done(task)
        elif "alarm" in task.detail:
            self._alarm(task, channel)
        else:
            self._show(task, channel)

    def _alarm(self, task: Task, channel: str) -> None:
        if not any(found.get("alarm") == task.key for found in self._sent(task, channel, sent.ALARM)):
            self._slack.chat_postMessage(
                channel=channel,
                text=f"The record: {task.detail['alarm']}",
                blocks=[rich_text(section(text("The record. ", bold=True), text(task.detail["alarm"])))],
                unfurl_links=False,
                unfurl_media=False,
                metadata=sent.metadata(sent.ALARM, {"alarm": task.key}),
            )
        self._done(task)

    def _show(self, task: Task, channel: str) -> None:
        shown = int(task.detail.get("size", 0))
        with self._house.store.begin() as tx:
            newest = tx.checkpoint()
            if newest is None or newest.size <= shown:
                # In one commit with the look: what is signed from now on is asked for anew by the signer.
                tx.done(task)
                return
        there = [size for found in self._sent(task, channel, sent.CHECKPOINT) if isinstance(size := found["size"], int)]
        if max(there, default=0) <= shown:
            self._post(newest, channel)
            there.append(newest.size)
        with self._house.store.begin() as tx:
            tx.enqueue(Job.CHECKPOINT, "", {"size": str(max(there))}, delay=BETWEEN)

    def _post(self, checkpoint: StoredCheckpoint, channel: str) -> None:
        head = parse_checkpoint(checkpoint.note.text)
        words = (
            f"The record of {head.origin} has {head.size:,} entries, and this is its seal: whoever keeps it can prove "
            "later if one of them was changed or left out."
        )
        self._slack.chat_postMessage(
            channel=channel,
            text=words,
            blocks=[rich_text(section(text(words)), _preformatted(str(checkpoint.note)))],
            unfurl_links=False,
            unfurl_media=False,
            metadata=sent.metadata(sent.CHECKPOINT, {"size": head.size}),
        )
        log.info("checkpoint shown", extra={"size": head.size})

    def _sent(self, task: Task, channel: str, kind: str) -> list[sent.Payload]:
        """What stands in the channel already, though the answer to it was lost; nothing at the first attempt."""
        if not task.attempt:
            return []
        since = self._house.store.now() - LOOKED_BACK
        return [payload for _, payload in sent.in_channel(self._slack, channel, since, kind)]

    def _done(self, task: Task) -> None:
        with self._house.store.begin() as tx:
            tx.done(task)


def _preformatted(words: str) -> Element:
    """A code block: to be copied as it is, whatever signs stand in it."""
    return {"type": "rich_text_preformatted", "elements": [text(words)]}
