"""Sends what a person is told, as a direct message, once."""

import logging
from datetime import datetime, timedelta
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from approval.bootstrap import House
from approval.jobs import Task
from approval.proposal import Proposal
from bot import sent
from bot.blocks.notice import NoticeContent, notice
from bot.blocks.trial import tried
from bot.reference import Reference
from bot.slack_answers import NOBODY, code

log = logging.getLogger(__name__)

# Of this kind is the answer to /reply-check; the others are about a proposal.
TRIED = "tried"
# As long as a tried draft is kept at most: nothing about it can stand in the conversation from before.
TRIAL_KEPT = timedelta(days=2)


class Notices:
    """Takes one notice at a time."""

    def __init__(self, house: House, slack: WebClient, reference: Reference) -> None:
        self._house = house
        self._slack = slack
        self._reference = reference

    def deliver(self, task: Task) -> None:
        """Tell the person, and take the task out of the outbox; raises what Slack or the network raised."""
        proposal = None if task.detail["kind"] == TRIED else self._proposal(task)
        content = self._of_proposal(task, proposal) if proposal else self._of_trial(task)
        try:
            if content is not None:
                self._say(task, content)
        except SlackApiError as error:
            if code(error) not in NOBODY:
                raise
            with self._house.store.begin() as tx:
                if proposal is not None:
                    told = {"code": code(error), "kind": task.detail["kind"]}
                    self._house.workflow.log_step(tx, "notice.undelivered", proposal, told)
                tx.done(task)
            log.warning("nobody to tell", extra={"proposal": task.proposal_id, "code": code(error)})
            return
        with self._house.store.begin() as tx:
            tx.done(task)

    def _proposal(self, task: Task) -> Proposal:
        with self._house.store.read() as reading:
            return reading.proposal(task.proposal_id, int(task.detail["revision"]))

    def _of_proposal(self, task: Task, proposal: Proposal) -> NoticeContent:
        printed = self._reference.of(proposal)
        return notice(task.detail["kind"], proposal, task.detail, self._house.accounts(), printed)

    def _of_trial(self, task: Task) -> NoticeContent | None:
        """What was found in the draft; None where it was forgotten before anybody could be told."""
        with self._house.store.read() as reading:
            trial = reading.trial(task.detail["trial"])
        return tried(trial, self._reference.named(trial.policy)) if trial else None

    def _say(self, task: Task, content: NoticeContent) -> None:
        there = self._already(task) if task.attempt else set()
        for number, blocks in enumerate((content.blocks, *content.more)):
            if number not in there:
                self._slack.chat_postMessage(
                    channel=task.detail["to"],
                    text=content.text,
                    blocks=blocks,
                    unfurl_links=False,
                    unfurl_media=False,
                    metadata=sent.metadata(sent.NOTICE, {"notice": task.key, "number": number}),
                )

    def _already(self, task: Task) -> set[object]:
        """Which of the notice's messages stand in the conversation, though the answer to them was lost."""
        opened: Any = self._slack.conversations_open(users=task.detail["to"]).data
        return {
            payload["number"]
            for _, payload in sent.in_channel(self._slack, opened["channel"]["id"], self._since(task), sent.NOTICE)
            if payload.get("notice") == task.key
        }

    def _since(self, task: Task) -> datetime:
        """A time from before which nothing of the notice can stand there.

        A notice is asked for once and never anew, and what it is about is older than its first day due.
        """
        if task.detail["kind"] == TRIED:
            return self._house.store.now() - TRIAL_KEPT
        with self._house.store.read() as reading:
            return reading.proposal(task.proposal_id).created_at
