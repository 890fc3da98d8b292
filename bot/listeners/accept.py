"""Accepting the policy, and going on with what that interrupted."""

from typing import Any

from slack_bolt import Ack, App

from bot.accepting import CALLBACK
from bot.desk import Desk
from bot.writing import accept


def register(app: App, desk: Desk) -> None:
    @app.view(CALLBACK)
    def accepted(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        following = accept(desk, body["user"]["id"], view)
        if following is None:
            # The filled form of the reply lies below and comes back.
            ack()
        else:
            ack(response_action="update", view=following)
