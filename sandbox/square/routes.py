"""The square over HTTP: what the official account's client uses, and what anybody may read."""

import json
import logging
import secrets

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox import city
from sandbox.guard import is_loopback
from sandbox.json_types import JsonObject
from sandbox.limits import SQUARE_POSTING
from sandbox.square.faults import Faults, cut, delay
from sandbox.square.posts import SquareError
from sandbox.square.templates import post_page, timeline_page
from sandbox.world import World

log = logging.getLogger(__name__)

_MAX_MEDIA_BYTES = 8 * 1024 * 1024


def square_routes(world: World) -> list[Route]:
    """The square's routes under /square."""
    pages = _Pages(world)
    return [
        Route("/square", pages.timeline),
        Route("/square/posts/{id}", pages.post),
        Route("/square/media/{id}", pages.media),
        Route("/square/api/posts", pages.posts, methods=["GET"]),
        Route("/square/api/posts", pages.new_post, methods=["POST"]),
        Route("/square/api/posts/{id}", pages.one),
        Route("/square/api/accounts/{handle}/posts", pages.account),
        Route("/square/api/media", pages.new_media, methods=["POST"]),
        Route("/square/api/faults", pages.faults, methods=["POST"]),
    ]


class _Pages:
    def __init__(self, world: World) -> None:
        self._world = world
        self._faults = Faults()

    async def timeline(self, _: Request) -> Response:
        return timeline_page(self._world.square.timeline())

    async def post(self, request: Request) -> Response:
        post = self._world.square.get(request.path_params["id"])
        if post is None:
            return Response("This post is gone.", 404, media_type="text/plain")
        parent = self._world.square.get(post["in_reply_to"]) if post["in_reply_to"] else None
        return post_page(post, parent, self._world.square.replies(post["id"]))

    async def media(self, request: Request) -> Response:
        found = self._world.square.media(request.path_params["id"])
        if found is None:
            return Response("", 404)
        return Response(found[1], media_type=found[0], headers={"x-content-type-options": "nosniff"})

    async def posts(self, request: Request) -> Response:
        return self._listed(request)

    async def account(self, request: Request) -> Response:
        handle = request.path_params["handle"].removeprefix("@")
        if handle not in city.ACCOUNTS:
            return _refuse(SquareError(404, "not_found", "There is no account of that name."))
        return self._listed(request, handle)

    async def one(self, request: Request) -> Response:
        post = self._world.square.get(request.path_params["id"])
        return JSONResponse(post) if post else _refuse(SquareError(404, "not_found", "This post is gone."))

    async def new_post(self, request: Request) -> Response:
        fault = self._faults.take() or {"kind": None}
        body = await request.body()
        match fault["kind"]:
            case "cut_before":
                cut(request)
            case "status":
                return _refuse(_fault_error(int(fault.get("status", 503))), fault.get("retry_after"))
            case "delay":
                await delay(fault)
        answer = self._publish(request, body)
        if fault["kind"] == "cut_after":
            cut(request)
        return answer

    async def new_media(self, request: Request) -> Response:
        if not self._has_key(request):
            return _refuse(_BAD_KEY)
        async with request.form() as form:
            file, alt = form.get("file"), form.get("alt")
            if not isinstance(file, UploadFile) or not isinstance(alt, str):
                return _refuse(SquareError(422, "invalid", "Send a file and its alt text."))
            content = await file.read()
        if len(content) > _MAX_MEDIA_BYTES:
            return _refuse(SquareError(413, "too_long", "A picture has at most 8 MB."))
        try:
            id = self._world.square.add_media(city.OFFICIAL.handle, content, alt)
        except SquareError as error:
            return _refuse(error)
        return JSONResponse({"id": id}, 201)

    async def faults(self, request: Request) -> Response:
        if not is_loopback(request):
            return Response("", 403)
        try:
            body = await request.json()
            self._faults.queue(body["next"])
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            return _refuse(SquareError(422, "invalid", f"next is a list of faults ({type(error).__name__})"))
        return JSONResponse({"ok": True})

    def _publish(self, request: Request, body: bytes) -> Response:
        world = self._world
        if not self._has_key(request):
            return _refuse(_BAD_KEY)
        wait = world.limits.take("square", SQUARE_POSTING)
        if wait:
            return _refuse(SquareError(429, "rate_limited", "Too many posts; wait a little."), wait)
        try:
            fields = _fields(body)
            with world.store.change():
                post = world.square.post(
                    city.OFFICIAL.handle, fields.get("text", ""), fields.get("in_reply_to"), fields.get("media_ids")
                )
        except SquareError as error:
            return _refuse(error)
        log.info("square post", extra={"post": post["id"]})
        world.stream.changed("square")
        return JSONResponse(post, 201)

    def _has_key(self, request: Request) -> bool:
        given = request.headers.get("authorization", "")
        return secrets.compare_digest(given.encode(), f"Bearer {self._world.settings.square_key}".encode())

    def _listed(self, request: Request, handle: str | None = None) -> Response:
        limit = request.query_params.get("limit", "50")
        if not (limit.isascii() and limit.isdigit() and 1 <= int(limit) <= 200):
            return _refuse(SquareError(422, "invalid", "limit is a number from 1 to 200."))
        posts = self._world.square.timeline(int(limit), request.query_params.get("before"), handle)
        return JSONResponse({"posts": posts})


_BAD_KEY = SquareError(401, "bad_key", "This needs the account's posting key.")


def _fields(body: bytes) -> JsonObject:
    try:
        fields = json.loads(body)
    except ValueError as error:
        raise SquareError(422, "invalid", "Send JSON.") from error
    if not isinstance(fields, dict):
        raise SquareError(422, "invalid", "Send a JSON object.")
    return fields


def _fault_error(status: int) -> SquareError:
    codes = {401: "bad_key", 404: "parent_gone", 409: "duplicate", 413: "too_long", 422: "invalid", 429: "rate_limited"}
    return SquareError(status, codes.get(status, "unavailable"), "The square has a bad day.")


def _refuse(error: SquareError, retry_after: int | None = None) -> Response:
    seconds = retry_after or (1 if error.status == 429 else None)
    headers = {"retry-after": str(seconds)} if seconds else {}
    return JSONResponse({"error": {"code": error.code, "message": str(error)}}, error.status, headers)
