"""Private file URLs: bytes for whoever holds the right token, a sign-in page for everybody else, as at Slack."""

import logging

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from sandbox import city
from sandbox.world import World

log = logging.getLogger(__name__)


def file_routes(world: World) -> list[Route]:
    """Downloads under /slack/files, uploads under /slack/upload."""
    files = _Files(world)
    return [
        Route("/slack/files/{place}/{name:path}", files.download),
        Route("/slack/upload/{id}", files.upload, methods=["POST"]),
        Route("/slack/sign-in", files.sign_in),
    ]


class _Files:
    def __init__(self, world: World) -> None:
        self._world = world

    async def download(self, request: Request) -> Response:
        """url_private and url_private_download: need the bot's token and files:read."""
        world = self._world
        given = request.headers.get("authorization", "")
        # Slack does not say 401 here: it sends to its sign-in page, which naive clients save as if it were the file.
        if given != f"Bearer {world.settings.bot_token}" or "files:read" not in world.manifest.scopes:
            return RedirectResponse("/slack/sign-in", 302)
        id = request.path_params["place"].removeprefix(f"{city.TEAM}-")
        file, content = world.files.get(id), world.files.content(id)
        if file is None or content is None or not world.files.may_read(id, city.BOT_USER):
            return Response("", 404)
        log.info("file read", extra={"file": id})
        return Response(content, media_type=file["mimetype"], headers={"x-content-type-options": "nosniff"})

    async def upload(self, request: Request) -> Response:
        """The URL of files.getUploadURLExternal: raw bytes or a multipart form, of exactly the promised length."""
        id = request.path_params["id"]
        file = self._world.files.get(id)
        if file is None or file["user"] != city.BOT_USER or self._world.files.content(id) is not None:
            return PlainTextResponse("not found", 404)
        content = await _content(request)
        if len(content) != file["size"]:
            return PlainTextResponse("wrong length", 400)
        self._world.files.fill(id, content)
        return PlainTextResponse(f"OK - {len(content)}")

    async def sign_in(self, _: Request) -> Response:
        """What somebody without the right token gets."""
        return HTMLResponse("<!doctype html><title>Sign in</title><p>Sign in to see this file.</p>")


async def _content(request: Request) -> bytes:
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        async with request.form() as form:
            for value in form.values():
                if not isinstance(value, str):
                    return await value.read()
        return b""
    return await request.body()
