"""Trying a draft out: /reply-check, for anybody whom accounts.toml names, and for their eyes alone."""

from typing import Any

from slack_bolt import Ack, App

from approval.proposal import Parent
from bot.answers import private
from bot.desk import Desk
from bot.typed import link_and_text, typed
from bot.writing import SECONDS_FOR_PARENT

USAGE = (
    "Type your draft behind the command: /reply-check Thank you, we are looking into it. Put the link of the post that "
    "you answer before it, if there is one. The checks answer you privately; nothing is proposed."
)

CHECKING = "Checking your draft. Nobody else sees this. The answer comes in your messages with Countersign."


def register(app: App, desk: Desk) -> None:
    @app.command("/reply-check")
    def check(ack: Ack, body: dict[str, Any]) -> None:
        said = typed(body.get("text") or "")
        if not said.strip():
            ack(**private(USAGE))
            return
        actor = desk.people.deciding(body["user_id"], None)
        text, parent = _read(desk, body["text"], said)
        desk.house.workflow.try_draft(actor, text, parent, f"command:{body['trigger_id']}")
        ack(**private(CHECKING))


def _read(desk: Desk, sent: str, said: str) -> tuple[str, str]:
    """The draft, and the text of the post that it answers, where its link stands before it and can be read."""
    link, text = link_and_text(sent)
    if text and desk.parents.address and link.startswith(desk.parents.address):
        found = desk.parents.read(link, SECONDS_FOR_PARENT)
        if isinstance(found, Parent):
            return text, found.text
    return said, ""
