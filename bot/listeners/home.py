"""The Home tab: shown anew whenever somebody opens it."""

from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.desk import Desk


def register(app: App, desk: Desk) -> None:
    @app.event("app_home_opened")
    def opened(ack: Ack, event: dict[str, Any], client: WebClient) -> None:
        # The same event comes for the tab with our messages.
        if event.get("tab") == "home":
            show_home(client, desk, event["user"])
        ack()


def show_home(client: WebClient, desk: Desk, user: str) -> None:
    """Publish what concerns this person now."""
    client.views_publish(user_id=user, view=desk.home.view(desk.people.looking(user)))
