"""Sends what the proposer is told, as a direct message, once."""

import logging
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from approval.bootstrap import House
from approval.jobs import Task
from bot import sent
from bot.blocks.notice import notice
from bot.slack_answers import NOBODY, code

log = logging.getLogger(__name__)


class Notices:
    """Takes one notice at a time."""

    def __init__(self, house: House, slack: WebClient) -> None:
        self._house = house
        self._slack = slack

    def deliver(self, task: Task) -> None:
        """Tell the person, and take the task out of the outbox; raises what Slack or the network raised."""
        detail = task.detail
        with self._house.store.read() as reading:
            proposal = reading.proposal(task.proposal_id, int(detail["revision"]))
        content = notice(detail["kind"], proposal, detail, self._house.accounts())
        try:
            there = self._already(task) if task.attempt else set()
            for number, blocks in enumerate((content.blocks, *content.more)):
                if number not in there:
                    self._slack.chat_postMessage(
                        channel=detail["to"],
                        text=content.text,
                        blocks=blocks,
                        unfurl_links=False,
                        unfurl_media=False,
                        metadata=sent.metadata(sent.NOTICE, {"notice": task.key, "number": number}),
                    )
        except SlackApiError as error:
            if code(error) not in NOBODY:
                raise
            with self._house.store.begin() as tx:
                self._house.workflow.log_step(
                    tx, "notice.undelivered", proposal, {"code": code(error), "kind": detail["kind"]}
                )
                tx.done(task)
            log.warning("nobody to tell", extra={"proposal": proposal.id, "code": code(error)})
            return
        with self._house.store.begin() as tx:
            tx.done(task)

    def _already(self, task: Task) -> set[object]:
        """Which of the notice's messages stand in the conversation, though the answer to them was lost."""
        opened: Any = self._slack.conversations_open(users=task.detail["to"]).data
        # A notice is asked for once and never anew, so nothing of it can stand there from before its first day due;
        # the proposal's own time is earlier than that.
        with self._house.store.read() as reading:
            since = reading.proposal(task.proposal_id).created_at
        return {
            payload["number"]
            for _, payload in sent.in_channel(self._slack, opened["channel"]["id"], since, sent.NOTICE)
            if payload.get("notice") == task.key
        }
