"""Slack says that a user group changed: what was known of it is asked for anew."""

from typing import Any

from slack_bolt import Ack, App

from bot.desk import Desk


def register(app: App, desk: Desk) -> None:
    @app.event("subteam_members_changed")
    def members_changed(ack: Ack, event: dict[str, Any]) -> None:
        desk.people.forget_group(event["subteam_id"])
        ack()

    @app.event("subteam_updated")
    def updated(ack: Ack, event: dict[str, Any]) -> None:
        desk.people.forget_group(event["subteam"]["id"])
        ack()
