"""Deciding by reaction: only on cards, only with the two that mean something, each event once."""

from typing import Any

from slack_bolt import Ack, App

from approval.people import Actor, Role
from approval.proposal import Decision, Via
from bot.desk import Desk

MEANING = {"white_check_mark": Decision.APPROVE, "x": Decision.REJECT}


def register(app: App, desk: Desk) -> None:
    @app.event("reaction_added")
    def added(ack: Ack, body: dict[str, Any], event: dict[str, Any]) -> None:
        if (shown := _on_card(desk, event)) is not None:
            proposal, revision, decision = shown
            actor = desk.people.deciding(event["user"], Role.APPROVER)
            key = f"event:{body['event_id']}"
            desk.house.workflow.review(actor, proposal, revision, decision, Via.REACTION, key=key)
            desk.wake()
        ack()

    @app.event("reaction_removed")
    def removed(ack: Ack, body: dict[str, Any], event: dict[str, Any]) -> None:
        if (shown := _on_card(desk, event)) is not None:
            proposal, revision, decision = shown
            # Slack is asked nothing here: taking an approval back must not wait for an answer about who did.
            actor = Actor(event["user"])
            desk.house.workflow.take_back(actor, proposal, revision, decision, f"event:{body['event_id']}")
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
