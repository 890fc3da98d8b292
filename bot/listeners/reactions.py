"""Deciding by reaction: only on cards, only with the two that mean something, each event once."""

import logging
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from slack_bolt import Ack, App
from sqlalchemy.exc import OperationalError

from approval.jobs import Job
from approval.people import Actor, Role
from approval.proposal import Card, Decision, Via
from approval.record.shown import shown
from bot.desk import Desk
from bot.errors import CardComing

log = logging.getLogger(__name__)

# Seconds during which a removal waits for a busy database; after that Slack is left to tell of it again.
INSIST = 20.0

MEANING = {"white_check_mark": Decision.APPROVE, "x": Decision.REJECT}


def register(app: App, desk: Desk) -> None:
    # Slack may deliver a reaction after its removal, and events are worked on side by side. So whether a reaction still
    # stands is asked of Slack, and a removal of it waits until what was decided by that answer is committed.
    locks = [threading.Lock() for _ in range(16)]

    def lock(event: dict[str, Any]) -> threading.Lock:
        return locks[hash((event["item"]["channel"], event["item"]["ts"])) % len(locks)]

    @app.event("reaction_added")
    def added(ack: Ack, body: dict[str, Any], event: dict[str, Any]) -> None:
        if (shown := _on_card(desk, event)) is not None:
            proposal, revision, decision = shown
            key = f"event:{body['event_id']}"
            with lock(event):
                actor = desk.people.deciding(event["user"], Role.APPROVER)
                if desk.people.reacts(event["user"], event["item"]["channel"], event["item"]["ts"], event["reaction"]):
                    check = _check_seen(desk, proposal, revision, event)
                    desk.house.workflow.review(actor, proposal, revision, decision, Via.REACTION, key=key, check=check)
            desk.wake()
        ack()

    @app.event("reaction_removed")
    def removed(ack: Ack, body: dict[str, Any], event: dict[str, Any]) -> None:
        if (shown := _on_card(desk, event)) is not None:
            proposal, revision, decision = shown
            key = f"event:{body['event_id']}"
            with lock(event):
                # Who did it is not asked: taking an approval back must not wait for Slack's answer.
                _insist(desk, Actor(event["user"]), proposal, revision, decision, key)
            desk.wake()
        ack()


def _insist(desk: Desk, actor: Actor, proposal: str, revision: int, decision: Decision, key: str) -> None:
    """Take back, also where the database is busy: who wrote next would else release what nobody stands by any more."""
    end = time.monotonic() + INSIST
    while True:
        try:
            desk.house.workflow.take_back(actor, proposal, revision, decision, key)
        except OperationalError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)
        else:
            return


def _check_seen(desk: Desk, proposal: str, revision: int, event: dict[str, Any]) -> int:
    """The check whose findings stood on the card when this was reacted to it; 0 where those of an earlier one may have.

    Nothing in a reaction says what was seen: only its time does, and when the card was redrawn.
    """
    with desk.house.store.read() as reading:
        card = Card(revision, event["item"]["channel"], event["item"]["ts"])
        stands = shown(reading.entries(proposal_id=proposal), proposal, card)
    made_at = datetime.fromtimestamp(float(event.get("event_ts") or 0), UTC)
    return stands.seen_at(made_at) if stands else 0


def _on_card(desk: Desk, event: dict[str, Any]) -> tuple[str, int, Decision] | None:
    """Proposal, revision and what the reaction means; None if it is about no card or means nothing here.

    CardComing where it may be about a card that stands in the channel and of which nobody knows yet.
    """
    item, decision = event["item"], MEANING.get(event["reaction"])
    if decision is None or item.get("type") != "message":
        return None
    with desk.house.store.read() as reading:
        found = reading.proposal_on_card(item["channel"], item["ts"])
        card = Card(found[1], item["channel"], item["ts"]) if found else None
        if found and card and shown(reading.entries(proposal_id=found[0]), found[0], card) is None:
            # Somebody moved the row: what the log knows of no card is none.
            log.error("a message that is no card stands in the table of cards", extra={"proposal": found[0]})
            return None
        # A bot that was killed after posting a card finds it again as soon as the card's task is taken again.
        coming = reading.tasks([Job.CARD], desk.house.store.now() + timedelta(minutes=1), limit=1)
    if not found and coming:
        raise CardComing("The card is not known yet.")
    return (*found, decision) if found else None
