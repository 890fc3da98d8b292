"""Proposing and editing: the command, the shortcut, the Edit button, and the form that they open."""

from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from approval.people import Role
from approval.proposal import Proposal
from bot import dialogs
from bot.blocks.buttons import clicked
from bot.desk import Desk
from bot.errors import SlackUnavailable
from bot.forms import CALLBACK
from bot.opening import open_form
from bot.typed import first_link, link_and_text, typed
from bot.writing import edit_form, new_form, submit


def register(app: App, desk: Desk) -> None:
    @app.command("/reply")
    def reply(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        link, text = link_and_text(body.get("text") or "")
        view = new_form(desk, desk.people.looking(body["user_id"]), link, text)
        open_form(client, body, view, typed(body.get("text") or ""))
        ack()

    @app.shortcut("propose_reply")
    def propose(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        said = body.get("message", {}).get("text") or ""
        link = first_link(said, desk.parents.address)
        view = new_form(desk, desk.people.looking(body["user"]["id"]), link, "", "" if link else typed(said))
        open_form(client, body, view)
        ack()

    @app.action("edit")
    def edit(ack: Ack, body: dict[str, Any], action: dict[str, Any], client: WebClient) -> None:
        click = clicked(action["value"])
        actor = desk.people.deciding(body["user"]["id"], Role.PROPOSER)
        open_form(client, body, edit_form(desk, actor, click.proposal, click.revision))
        ack()

    @app.view(CALLBACK)
    def submitted(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        answer = submit(desk, body["user"]["id"], view)
        if isinstance(answer, Proposal):
            ack(response_action="update", view=_taken(desk, answer))
        else:
            ack(response_action="push" if answer.above else "update", view=answer.view)


def _taken(desk: Desk, proposal: Proposal) -> dict[str, Any]:
    account = desk.house.accounts().account(proposal.account)
    try:
        deciders = desk.people.holders(account, Role.APPROVER)
    except SlackUnavailable:
        # It is stored already; only who may decide cannot be named just now.
        deciders = ()
    return dialogs.taken(proposal, account, deciders, desk.reference.in_force())
