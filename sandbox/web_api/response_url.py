"""response_url: answers to an interaction without a token (docs.slack.dev/interactivity/handling-user-interaction)."""

import json
import logging

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from sandbox import city
from sandbox.json_types import JsonObject
from sandbox.messages import Message
from sandbox.posting import tell_of_change, tell_of_deletion, tell_of_message
from sandbox.web_api.call import ApiError
from sandbox.web_api.chat import MAX_TEXT, message_content
from sandbox.world import World

log = logging.getLogger(__name__)


class ResponseUrls:
    """POST /slack/response/<id>."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def __call__(self, request: Request) -> Response:
        """Use the URL once; Slack answers "ok" or a 4xx with the error's name."""
        id = request.path_params["id"]
        try:
            body = json.loads(await request.body())
        except ValueError:
            return _refused("invalid_payload", 400)
        if not isinstance(body, dict):
            return _refused("invalid_payload", 400)
        try:
            with self._world.store.change():
                found = self._world.passes.use_response_url(id)
                if isinstance(found, str):
                    return _refused(found, 404)
                answer(self._world, found, body)
        except ApiError as error:
            return _refused(error.error, 400)
        return PlainTextResponse("ok")


def answer(world: World, found: JsonObject, body: JsonObject) -> Message | None:
    """Do what the answer says to the message it belongs to, or post a new one; ephemeral unless it says in_channel."""
    original = world.messages.get(found["channel"], found["ts"]) if found["ts"] else None
    if body.get("delete_original"):
        if original is None:
            raise ApiError("message_not_found")
        world.messages.delete(original)
        tell_of_deletion(world, original)
        return None
    content = message_content(body, body.get("blocks"), MAX_TEXT)
    if body.get("replace_original") and original is not None:
        changed = {**original.body, **content}
        if "blocks" not in content:
            changed.pop("blocks", None)
        if original.ephemeral_for is None:
            changed["edited"] = {"user": city.BOT_USER, "ts": world.messages.next_ts()}
        after = world.messages.change(original, changed)
        tell_of_change(world, original, after)
        return after
    only = None if body.get("response_type") == "in_channel" else found["user"]
    author = {"user": city.BOT_USER, "bot_id": city.BOT, "app_id": city.APP, "team": city.TEAM}
    extra = {"is_ephemeral": True} if only else {}
    thread_ts = body.get("thread_ts") or (found["thread_ts"] if only else None)
    message = world.messages.post(found["channel"], {**author, **content, **extra}, thread_ts, only)
    tell_of_message(world, message)
    return message


def _refused(error: str, status: int) -> Response:
    log.info("response url refused", extra={"error": error})
    return JSONResponse({"ok": False, "error": error}, status)
