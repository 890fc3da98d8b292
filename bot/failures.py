"""The one error handler: what the person who acted sees when something cannot be done."""

import json
import logging
import traceback
from collections.abc import Mapping
from typing import Any

from slack_bolt import App, BoltResponse
from slack_bolt.error import BoltUnhandledRequestError
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from sqlalchemy.exc import OperationalError

from approval.bootstrap import House
from approval.errors import (
    AccountsInvalid,
    CountersignError,
    InvalidContent,
    Misconfigured,
    QuestionsUnanswered,
    Refusal,
)
from bot.accepting import ACCEPT
from bot.answers import actor_of, private, tell
from bot.blocks.questions import ACTION as QUESTIONS
from bot.errors import CardComing, FormNotOpened
from bot.typed import typed

log = logging.getLogger(__name__)

BUSY = "Countersign is busy just now. Nothing was lost and nothing was done; please try again."
ACCOUNTS_INVALID = (
    "The list of who may do what (accounts.toml) is not right at the moment, so nobody may act. "
    "An administrator can mend it; `countersign doctor` says where."
)

MISCONFIGURED = (
    "Countersign is not set up as it must be at the moment, so nothing was done. "
    "An administrator can mend it; `countersign doctor` says where."
)

# Where a message belongs that is about no field of the form: the field that a person wrote most into.
_MAIN = (ACCEPT, "text", "reason", "url")


def register(app: App, house: House) -> None:
    """Every listener's errors end here. What a person tried is recorded, unless the rules did so already."""

    @app.error
    def failed(error: Exception, body: dict[str, Any], client: WebClient) -> BoltResponse:
        if isinstance(error, BoltUnhandledRequestError):
            log.info("nobody listens to this", extra={"kind": _kind(body)})
            return BoltResponse(status=200)
        if isinstance(error, CardComing):
            log.info("reaction before its card is known", extra={"kind": _kind(body)})
            return BoltResponse(status=500)
        words = _words(error)
        if words is None:
            # The frames say where; the error's own text may hold what somebody typed.
            where = "".join(traceback.format_tb(error.__traceback__))
            log.error("listener failed", extra={"error": type(error).__name__, "kind": _kind(body), "where": where})
            # Not acknowledged: Slack says that something went wrong, a form stays open, an event comes again.
            return BoltResponse(status=500)
        log.info("not done", extra={"error": type(error).__name__, "kind": _kind(body)})
        if _about_a_message(body):
            _record(house, error, body)
        if body.get("type") == "view_submission":
            errors = {_block(body["view"], error): words}
            return BoltResponse(status=200, body={"response_action": "errors", "errors": errors})
        if body.get("command"):
            answer = private(words, typed(body.get("text") or ""))
            return BoltResponse(status=200, body={**answer, "response_type": "ephemeral"})
        if _about_a_message(body):
            _tell(client, body, words, error.typed if isinstance(error, FormNotOpened) else "")
        # An approval that could not be taken back now must not stand because of that: Slack tells of it again.
        again = _kind(body) == "reaction_removed" and not isinstance(error, Refusal)
        return BoltResponse(status=500 if again else 200)


def _about_a_message(body: Mapping[str, Any]) -> bool:
    """Whether a person waits for an answer: opening the Home tab is an event too, and the tab stays as it was."""
    return "event" not in body or "item" in body["event"]


def _record(house: House, error: Exception, body: Mapping[str, Any]) -> None:
    if not isinstance(error, CountersignError) or isinstance(error, Refusal) or not error.code:
        return
    try:
        house.workflow.turned_back(actor_of(body), _act(body), error.code, _proposal(body))
    except OperationalError:
        log.warning("refused act not recorded: the database is busy", extra={"code": error.code, "kind": _kind(body)})


def _act(body: Mapping[str, Any]) -> str:
    """What was tried, by our own name for it."""
    buttons = [action["action_id"] for action in body.get("actions") or ()]
    form = body.get("view", {}).get("callback_id")
    return str(next(iter(buttons), "") or form or body.get("callback_id") or body.get("command") or _kind(body))


def _proposal(body: Mapping[str, Any]) -> str:
    """The proposal that a button or a form of ours names; "" where there is none."""
    carried = [action.get("value") or "" for action in body.get("actions") or ()]
    carried.append(body.get("view", {}).get("private_metadata") or "")
    found = json.loads(next(filter(None, carried), "{}"))
    return str(found.get("proposal", "")) if isinstance(found, dict) else ""


def _words(error: Exception) -> str | None:
    """What the person is told; None for an error that nobody foresaw."""
    if isinstance(error, Misconfigured):
        log.error("misconfigured: %s", error)
        return ACCOUNTS_INVALID if isinstance(error, AccountsInvalid) else MISCONFIGURED
    if isinstance(error, CountersignError):
        return str(error)
    return BUSY if isinstance(error, OperationalError) else None


def _tell(client: WebClient, body: Mapping[str, Any], words: str, typed_before: str) -> None:
    try:
        tell(client, body, words, typed_before)
    except SlackApiError as error:
        log.warning("person not told", extra={"error": error.response.get("error"), "kind": _kind(body)})
    except (OSError, SlackClientError) as error:
        log.warning("person not told", extra={"error": type(error).__name__, "kind": _kind(body)})


def _block(view: Mapping[str, Any], error: Exception) -> str:
    """The input under which Slack shows the message: the error's field, or the form's main one."""
    inputs = [str(block["block_id"]) for block in view["blocks"] if block["type"] == "input"]
    wanted = [error.field] if isinstance(error, InvalidContent) else []
    if isinstance(error, QuestionsUnanswered):
        wanted = [name for name in inputs if name.startswith(QUESTIONS)]
    return next((name for name in (*wanted, *_MAIN) if name in inputs), inputs[0])


def _kind(body: Mapping[str, Any]) -> str:
    """What arrived, without anything that a person wrote."""
    event = body.get("event") or {}
    return str(event.get("type") or body.get("type") or body.get("command") or "unknown")
