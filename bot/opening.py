"""Opens a form for whoever asked for it, or gives them back what they had typed."""

import logging
from collections.abc import Mapping
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.errors import FormNotOpened

log = logging.getLogger(__name__)


def open_form(client: WebClient, body: Mapping[str, Any], view: Mapping[str, Any], typed: str = "") -> None:
    """Open a modal. FormNotOpened carries `typed` back where Slack does not: a trigger lives for three seconds."""
    try:
        client.views_open(trigger_id=body["trigger_id"], view=dict(view))
    except SlackApiError as error:
        log.warning("form not opened", extra={"error": error.response.get("error"), "form": view["callback_id"]})
    except (OSError, SlackClientError) as error:
        log.warning("form not opened", extra={"error": type(error).__name__, "form": view["callback_id"]})
    else:
        return
    lost = " What you had typed stands below, to copy." if typed.strip() else ""
    raise FormNotOpened(f"Slack did not open the form in time. Please try again.{lost}", typed)
