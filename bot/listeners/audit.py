"""Reading the record: /reply-audit, for auditors."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from sqlalchemy.exc import OperationalError

from approval.errors import CountersignError
from approval.people import Actor, Role
from bot.answers import private, tell
from bot.bundling import deliver_bundle, trusted_for
from bot.desk import Desk
from bot.exporting import Asked, deliver, parse_request

log = logging.getLogger(__name__)

NOT_DELIVERED = "The record could not be brought to you just now. Nothing is lost: please ask for it again."


def register(app: App, desk: Desk) -> None:
    # One at a time: an export reads for as long as the log is, and nobody waits for a click meanwhile.
    writing = ThreadPoolExecutor(1, thread_name_prefix="export")

    @app.command("/reply-audit")
    def audit(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        actor = desk.people.deciding(body["user_id"], Role.AUDITOR)
        readable = desk.house.workflow.audit(actor, body.get("text", ""))
        asked = parse_request(body.get("text", ""), readable)
        way = _way(desk, client, actor, body.get("text", ""), asked)
        writing.submit(_deliver, client, body, way)
        ack(**private("The record is being written. It comes as a file in your messages with Countersign."))


def _way(desk: Desk, client: WebClient, actor: Actor, purpose: str, asked: Asked) -> Callable[[], int]:
    """How what was asked for is written and brought; an error where it cannot be."""
    if not asked.bundle:
        return lambda: deliver(desk.house, client, actor.slack_id, asked)
    trusted = trusted_for(desk.trust)
    return lambda: deliver_bundle(desk.house, client, actor, purpose, asked, trusted)


def _deliver(client: WebClient, body: dict[str, Any], way: Callable[[], int]) -> None:
    """In its own thread, where no error handler of Bolt would hear of a failure: the auditor is told here."""
    try:
        way()
    except (CountersignError, SlackClientError, OperationalError, OSError) as error:
        code = error.response.get("error") if isinstance(error, SlackApiError) else ""
        log.warning("export not delivered", extra={"error": type(error).__name__, "code": code})
        tell(client, body, str(error) if isinstance(error, CountersignError) else NOT_DELIVERED)
