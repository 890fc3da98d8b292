"""«Wrong finding»: what a reviewer says of the checks themselves."""

from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from approval.people import Role
from bot import disputing
from bot.blocks.buttons import clicked
from bot.desk import Desk
from bot.opening import open_form


def register(app: App, desk: Desk) -> None:
    @app.action("dispute")
    def dispute(ack: Ack, body: dict[str, Any], action: dict[str, Any], client: WebClient) -> None:
        click = clicked(action["value"])
        actor = desk.people.deciding(body["user"]["id"], Role.APPROVER)
        proposal = desk.house.workflow.may_dispute(actor, click.proposal, click.revision, click.check)
        open_form(client, body, disputing.dispute_form(proposal, desk.reference.of(proposal)))
        ack()

    @app.view(disputing.CALLBACK)
    def disputed(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        said = disputing.disputed(view)
        actor = desk.people.deciding(body["user"]["id"], Role.APPROVER)
        key = f"view:{view['id']}"
        desk.house.workflow.dispute(actor, said.proposal, said.revision, said.check, said.positions, said.reason, key)
        ack(response_action="update", view=disputing.noted(len(said.positions)))
