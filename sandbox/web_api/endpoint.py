"""The door of the Web API: tokens, scopes, rate limits and argument forms are the same for every method."""

import json
import logging
from collections.abc import Mapping

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.json_types import JsonObject
from sandbox.limits import TIERS
from sandbox.web_api.call import ApiError, Call
from sandbox.web_api.methods import METHODS, Method
from sandbox.world import World

log = logging.getLogger(__name__)


class WebApi:
    """POST /slack/api/<method>."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def __call__(self, request: Request) -> Response:
        """Answer one call; Slack answers its errors with status 200 too, except rate limits."""
        name = request.path_params["method"]
        world = self._world
        world.calls[name] += 1
        method = METHODS.get(name)
        try:
            if method is None:
                raise ApiError("unknown_method", req_method=name)
            arguments = await _arguments(request)
            self._check_token(method, request, arguments)
            self._check_rate(method, arguments)
            call = Call(world, name, arguments)
            if method.scopes:
                call.require_scope(*method.scopes)
            with world.store.change():
                body: JsonObject = {"ok": True, **method.run(call)}
            status, headers = 200, dict[str, str]()
        except ApiError as error:
            body = {"ok": False, "error": error.error, **error.extra}
            status, headers = error.status, error.headers
        log.info("api call", extra={"method": name, "ok": body["ok"], "error": body.get("error")})
        headers = {
            "x-oauth-scopes": ",".join(sorted(world.manifest.scopes)),
            "x-slack-req-id": "sandbox",
            **({"x-accepted-oauth-scopes": ",".join(method.scopes)} if method else {}),
            **headers,
        }
        return JSONResponse(body, status, headers)

    def _check_token(self, method: Method, request: Request, arguments: JsonObject) -> None:
        header = request.headers.get("authorization", "")
        token = header.removeprefix("Bearer ") if header.startswith("Bearer ") else arguments.pop("token", "")
        arguments.pop("token", None)
        settings = self._world.settings
        if method.holder == "none":
            return
        if not token:
            raise ApiError("not_authed")
        if token not in (settings.bot_token, settings.app_token):
            raise ApiError("invalid_auth")
        wanted = settings.app_token if method.holder == "app" else settings.bot_token
        if token != wanted:
            raise ApiError("not_allowed_token_type")

    def _check_rate(self, method: Method, arguments: JsonObject) -> None:
        key = str(arguments.get("channel", "")) if method.per_channel else ""
        wait = self._world.limits.take(method.name, method.rate or TIERS[method.tier], key)
        if wait:
            raise ApiError("ratelimited", status=429, headers={"retry-after": str(wait)})


async def _arguments(request: Request) -> JsonObject:
    arguments: JsonObject = dict(request.query_params)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        try:
            body = json.loads(await request.body() or b"{}")
        except ValueError as error:
            raise ApiError("invalid_json") from error
        if not isinstance(body, dict):
            raise ApiError("json_not_object")
        return {**arguments, **body}
    if kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
        async with request.form() as form:
            return {**arguments, **_fields(form)}
    if await request.body():
        raise ApiError("invalid_post_type")
    return arguments


def _fields(form: Mapping[str, UploadFile | str]) -> JsonObject:
    return {name: value for name, value in form.items() if isinstance(value, str)}
