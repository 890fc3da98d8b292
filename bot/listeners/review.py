"""Deciding by button, and by the form that asks for a reason."""

from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from approval.finding import Severity
from approval.people import Role
from approval.proposal import Decision, Via
from bot import dialogs
from bot.blocks.buttons import Clicked, clicked
from bot.desk import Desk
from bot.opening import open_form


def register(app: App, desk: Desk) -> None:
    @app.action("approve")
    def approve(ack: Ack, body: dict[str, Any], action: dict[str, Any], client: WebClient) -> None:
        click = clicked(action["value"])
        if _needs_reason(desk, click):
            ask_why(body, click, Decision.APPROVE, client)
        else:
            actor = desk.people.deciding(body["user"]["id"], Role.APPROVER)
            key = f"click:{action['action_ts']}:{actor.slack_id}"
            desk.house.workflow.review(actor, click.proposal, click.revision, Decision.APPROVE, Via.BUTTON, key=key)
            desk.wake()
        ack()

    @app.action("reject")
    def reject(ack: Ack, body: dict[str, Any], action: dict[str, Any], client: WebClient) -> None:
        ask_why(body, clicked(action["value"]), Decision.REJECT, client)
        ack()

    @app.action("request_changes")
    def request_changes(ack: Ack, body: dict[str, Any], action: dict[str, Any], client: WebClient) -> None:
        ask_why(body, clicked(action["value"]), Decision.REQUEST_CHANGES, client)
        ack()

    @app.view(dialogs.REASON)
    def reasoned(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        asked = dialogs.answered(view)
        actor = desk.people.deciding(body["user"]["id"], Role.APPROVER)
        key = f"view:{view['id']}"
        desk.house.workflow.review(actor, asked.proposal, asked.revision, asked.decision, Via.BUTTON, asked.answer, key)
        desk.wake()
        ack()

    def ask_why(body: dict[str, Any], click: Clicked, decision: Decision, client: WebClient) -> None:
        actor = desk.people.deciding(body["user"]["id"], Role.APPROVER)
        proposal = desk.house.workflow.may_review(actor, click.proposal, click.revision, decision)
        open_form(client, body, dialogs.reason_form(proposal, decision))


def _needs_reason(desk: Desk, click: Clicked) -> bool:
    with desk.house.store.read() as reading:
        return reading.proposal(click.proposal).severity is Severity.ESCALATE
