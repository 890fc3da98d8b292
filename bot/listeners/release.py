"""Around the release: withdrawing before it, and saying what came of it where nobody else can know."""

from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from approval.people import Role
from bot import dialogs
from bot.blocks.buttons import clicked
from bot.desk import Desk
from bot.listeners.home import show_home
from bot.opening import open_form


def register(app: App, desk: Desk) -> None:
    @app.action("withdraw")
    def withdraw(ack: Ack, body: dict[str, Any], action: dict[str, Any], client: WebClient) -> None:
        actor = desk.people.deciding(body["user"]["id"], None)
        desk.house.workflow.withdraw(actor, clicked(action["value"]).proposal)
        desk.wake()
        if body.get("view"):
            show_home(client, desk, actor.slack_id)
        ack()

    @app.action("confirm_posted")
    def confirm_posted(ack: Ack, body: dict[str, Any], action: dict[str, Any], client: WebClient) -> None:
        click = clicked(action["value"])
        with desk.house.store.read() as reading:
            proposal = reading.proposal(click.proposal, click.revision)
        open_form(client, body, dialogs.found_form(proposal))
        ack()

    @app.view(dialogs.FOUND)
    def found(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        asked = dialogs.answered(view)
        actor = desk.people.deciding(body["user"]["id"], Role.APPROVER)
        desk.house.workflow.confirm(actor, asked.proposal, asked.revision, posted=True, url=asked.answer)
        desk.wake()
        ack()

    @app.action("confirm_not_posted")
    def confirm_not_posted(ack: Ack, body: dict[str, Any], action: dict[str, Any]) -> None:
        click = clicked(action["value"])
        actor = desk.people.deciding(body["user"]["id"], Role.APPROVER)
        desk.house.workflow.confirm(actor, click.proposal, click.revision, posted=False, attempt=click.attempt)
        desk.wake()
        ack()

    @app.action("retry_publish")
    def retry(ack: Ack, body: dict[str, Any], action: dict[str, Any]) -> None:
        click = clicked(action["value"])
        actor = desk.people.deciding(body["user"]["id"], Role.APPROVER)
        desk.house.workflow.retry(actor, click.proposal, click.revision, click.attempt)
        desk.wake()
        ack()
