"""/page/api: JSON in, JSON out, each call by a person named `as`."""

import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from sandbox import city
from sandbox.guard import refuse_strangers
from sandbox.json_types import JsonObject
from sandbox.page import forms, interact, shown, talking
from sandbox.page.person import PageError, acting
from sandbox.page.probes import probe_routes
from sandbox.square.posts import SquareError
from sandbox.world import World

log = logging.getLogger(__name__)

_MAX_FILE_BYTES = 50 * 1024 * 1024
_Plain = Callable[[World, JsonObject], JsonObject]
_Slow = Callable[[World, JsonObject], Awaitable[JsonObject]]


def page_routes(world: World) -> list[Route]:
    """The routes under /page."""
    page = _Page(world)
    plain: dict[str, _Plain] = {
        "message": talking.say,
        "message/edit": talking.edit,
        "message/delete": talking.delete,
        "reaction": talking.reaction,
        "group": talking.change_group,
        "user": talking.change_user,
        "square/post": _citizen_posts,
        "square/delete": _square_delete,
        "reset": _reset,
    }
    slow: dict[str, _Slow] = {
        "command": interact.run_command,
        "shortcut": interact.run_shortcut,
        "action": interact.act,
        "options": interact.options,
        "view/submit": forms.submit,
        "view/close": forms.close,
    }
    return [
        Route("/page/api/workspace", page.workspace),
        Route("/page/api/messages", page.messages),
        Route("/page/api/views", page.views),
        Route("/page/api/home", page.home),
        Route("/page/api/stream", page.stream),
        Route("/page/api/file", page.file, methods=["POST"]),
        Route("/page/files/{id}", page.content),
        *[Route(f"/page/api/{name}", page.changing(run), methods=["POST"]) for name, run in plain.items()],
        *[Route(f"/page/api/{name}", page.asking(run), methods=["POST"]) for name, run in slow.items()],
        *probe_routes(world),
    ]


class _Page:
    def __init__(self, world: World) -> None:
        self._world = world

    def changing(self, run: _Plain) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            def work(fields: JsonObject) -> JsonObject:
                with self._world.store.change():
                    return run(self._world, fields)

            return await self._answer(request, work)

        return endpoint

    def asking(self, run: _Slow) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            refusal = refuse_strangers(request)
            if refusal is not None:
                return refusal
            try:
                return JSONResponse(await run(self._world, await _fields(request)))
            except PageError as error:
                return _refuse(error)

        return endpoint

    async def workspace(self, _: Request) -> Response:
        return JSONResponse(shown.workspace(self._world))

    async def messages(self, request: Request) -> Response:
        return self._read(request, shown.messages)

    async def views(self, request: Request) -> Response:
        return self._read(request, shown.views)

    async def home(self, request: Request) -> Response:
        quiet = request.query_params.get("refresh") == "1"

        def read(world: World, fields: JsonObject) -> object:
            with world.store.change():
                return talking.home(world, fields, quiet)

        return self._read(request, read)

    async def stream(self, _: Request) -> Response:
        async def lines() -> AsyncIterator[str]:
            yield ": welcome\n\n"
            async for change in self._world.stream.follow():
                yield ": still here\n\n" if change is None else f"data: {json.dumps(change)}\n\n"

        return StreamingResponse(lines(), media_type="text/event-stream", headers={"cache-control": "no-store"})

    async def file(self, request: Request) -> Response:
        refusal = refuse_strangers(request)
        if refusal is not None:
            return refusal
        async with request.form() as form:
            upload, who = form.get("file"), form.get("as") or request.query_params.get("as")
            if not isinstance(upload, UploadFile):
                return _refuse(PageError("no_file"))
            content = await upload.read()
        if len(content) > _MAX_FILE_BYTES:
            return _refuse(PageError("file_too_large", 413))
        try:
            person = acting(self._world, {"as": who})
        except PageError as error:
            return _refuse(error)
        with self._world.store.change():
            file = self._world.files.add(person["id"], upload.filename or "file", content, upload.content_type)
        log.info("file uploaded", extra={"file": file["id"], "user": person["id"]})
        return JSONResponse({"ok": True, "id": file["id"], "name": file["name"], "mimetype": file["mimetype"]})

    async def content(self, request: Request) -> Response:
        id = request.path_params["id"]
        file = self._world.files.get(id)
        content = self._world.files.content(id)
        person = request.query_params.get("as")
        if file is None or content is None or not person or not self._world.files.may_read(id, person):
            return Response("", 404)
        picture = file["mimetype"] in ("image/png", "image/jpeg", "image/gif", "image/webp")
        headers = {
            "x-content-type-options": "nosniff",
            "content-security-policy": "sandbox; default-src 'none'",
            "content-disposition": "inline" if picture else f'attachment; filename="{_plain_name(file["name"])}"',
        }
        return Response(
            content, media_type=file["mimetype"] if picture else "application/octet-stream", headers=headers
        )

    def _read(self, request: Request, read: Callable[[World, JsonObject], object]) -> Response:
        try:
            return JSONResponse(read(self._world, dict(request.query_params)), headers={"cache-control": "no-store"})
        except PageError as error:
            return _refuse(error)

    async def _answer(self, request: Request, work: Callable[[JsonObject], JsonObject]) -> Response:
        refusal = refuse_strangers(request)
        if refusal is not None:
            return refusal
        try:
            return JSONResponse(work(await _fields(request)))
        except PageError as error:
            return _refuse(error)


def _citizen_posts(world: World, fields: JsonObject) -> JsonObject:
    handle = str(fields.get("handle", "")).removeprefix("@")
    text = fields.get("text")
    if handle == city.OFFICIAL.handle:
        # Only the holder of the account's key speaks for it.
        raise PageError("not_a_citizen", 403)
    try:
        post = world.square.post(handle, text if isinstance(text, str) else "", fields.get("in_reply_to"))
    except SquareError as error:
        raise PageError(error.code, error.status) from error
    world.stream.changed("square")
    return post


def _square_delete(world: World, fields: JsonObject) -> JsonObject:
    if not world.square.delete(str(fields.get("id"))):
        raise PageError("not_found", 404)
    world.stream.changed("square")
    return {"ok": True}


def _reset(world: World, _: JsonObject) -> JsonObject:
    world.store.wipe()
    world.workspace.seed()
    world.square.seed()
    for what in ("workspace", "messages", "views", "home", "square"):
        world.stream.changed(what)
    log.info("workspace reset")
    return {"ok": True}


async def _fields(request: Request) -> JsonObject:
    try:
        body = json.loads(await request.body() or b"{}")
    except ValueError as error:
        raise PageError("invalid_json") from error
    if not isinstance(body, dict):
        raise PageError("invalid_json")
    return body


def _refuse(error: PageError) -> Response:
    return JSONResponse({"ok": False, "error": error.error}, error.status)


def _plain_name(name: str) -> str:
    return "".join(
        letter if letter.isascii() and letter.isprintable() and letter not in '"\\' else "_" for letter in name
    )
