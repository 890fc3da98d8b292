"""Deciding by reaction: only on cards, only with the two that mean something, each event once."""

import threading
from typing import Any

from slack_bolt import Ack, App

from approval.people import Actor, Role
from approval.proposal import Decision, Via
from bot.desk import Desk

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
                    desk.house.workflow.review(actor, proposal, revision, decision, Via.REACTION, key=key)
            desk.wake()
        ack()

    @app.event("reaction_removed")
    def removed(ack: Ack, body: dict[str, Any], event: dict[str, Any]) -> None:
        if (shown := _on_card(desk, event)) is not None:
            proposal, revision, decision = shown
            key = f"event:{body['event_id']}"
            with lock(event):
                # Who did it is not asked: taking an approval back must not wait for Slack's answer.
                desk.house.workflow.take_back(Actor(event["user"]), proposal, revision, decision, key)
            desk.wake()
        ack()


def _on_card(desk: Desk, event: dict[str, Any]) -> tuple[str, int, Decision] | None:
    """Proposal, revision and what the reaction means; None if it is about no card or means nothing here."""
    item, decision = event["item"], MEANING.get(event["reaction"])
    if decision is None or item.get("type") != "message":
        return None
    with desk.house.store.read() as reading:
        found = reading.proposal_on_card(item["channel"], item["ts"])
    return (*found, decision) if found else None
