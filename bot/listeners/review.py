"""Deciding by button, and by the form that asks for a reason."""

from collections.abc import Mapping
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from approval.finding import Severity
from approval.people import Role
from approval.proposal import Decision, Proposal, Via
from bot import dialogs
from bot.blocks.buttons import Clicked, clicked
from bot.blocks.questions import answers
from bot.desk import Desk
from bot.opening import open_form


def register(app: App, desk: Desk) -> None:
    @app.action("approve")
    def approve(ack: Ack, body: dict[str, Any], action: dict[str, Any], client: WebClient) -> None:
        click = clicked(action["value"])
        proposal = _seen(desk, click.proposal)
        if proposal.severity is Severity.ESCALATE:
            ask_why(body, click, Decision.APPROVE, client)
        else:
            actor = desk.people.deciding(body["user"]["id"], Role.APPROVER)
            key = f"click:{action['action_ts']}:{actor.slack_id}"
            yes = _answers(desk, body, proposal)
            desk.house.workflow.review(
                actor,
                click.proposal,
                click.revision,
                Decision.APPROVE,
                Via.BUTTON,
                key=key,
                answers=yes,
                check=click.check,
            )
            desk.wake()
        ack()

    @app.action("questions")
    def ticked(ack: Ack) -> None:
        # A tick decides nothing, and is kept by nobody: Approve brings all of them along.
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
        yes = _answers(desk, view, _seen(desk, asked.proposal))
        desk.house.workflow.review(
            actor, asked.proposal, asked.revision, asked.decision, Via.BUTTON, asked.answer, key, yes, asked.check
        )
        desk.wake()
        ack()

    def ask_why(body: dict[str, Any], click: Clicked, decision: Decision, client: WebClient) -> None:
        actor = desk.people.deciding(body["user"]["id"], Role.APPROVER)
        proposal = desk.house.workflow.may_review(actor, click.proposal, click.revision, decision, click.check)
        printed, ticked = desk.reference.of(proposal), _answers(desk, body, proposal)
        open_form(client, body, dialogs.reason_form(proposal, decision, printed, ticked))


def _seen(desk: Desk, proposal_id: str) -> Proposal:
    with desk.house.store.read() as reading:
        return reading.proposal(proposal_id)


def _answers(desk: Desk, holder: Mapping[str, Any], proposal: Proposal) -> frozenset[str]:
    """The questions that were ticked in a message or form: `holder` is what carries its `state`."""
    values = holder.get("state", {}).get("values", {})
    return answers(values, desk.reference.of(proposal).policy, proposal)
