"""The whole sandbox as one ASGI application."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from sandbox.guard import OnlyLoopback
from sandbox.page.routes import page_routes
from sandbox.policy_page import policy_routes
from sandbox.settings import Settings
from sandbox.slack_files import file_routes
from sandbox.square.faults import ConnectionCut
from sandbox.square.routes import square_routes
from sandbox.web_api.endpoint import WebApi
from sandbox.web_api.response_url import ResponseUrls
from sandbox.world import World, make_world

_STATIC = Path(__file__).parent / "static"
_STATIC_HEADERS = {
    "content-security-policy": "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
}


def create_app(settings: Settings, clock: Callable[[], float] = time.time) -> Starlette:
    """The sandbox with its state opened; `clock` gives seconds since the epoch."""
    world = make_world(settings, clock)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        sending = asyncio.create_task(world.sender.run(world.route))
        try:
            yield
        finally:
            sending.cancel()
            await world.link.close()
            await world.request_url.close()
            world.store.close()

    async def link(socket: WebSocket) -> None:
        await world.link.serve(socket)

    app = Starlette(
        routes=[
            Route("/slack/api/{method}", WebApi(world).__call__, methods=["GET", "POST"]),
            Route("/slack/response/{id}", ResponseUrls(world).__call__, methods=["POST"]),
            WebSocketRoute("/slack/link/", link),
            WebSocketRoute("/slack/link", link),
            *file_routes(world),
            *square_routes(world),
            *page_routes(world),
            *policy_routes(settings.policy),
            Route("/archives/{channel}/{message}", _permalink),
            Route("/", _static),
            Route("/{name}", _static),
        ],
        middleware=[Middleware(OnlyLoopback)],
        exception_handlers={ConnectionCut: _silent},
        lifespan=lifespan,
    )
    app.state.world = world
    return app


def world_of(app: Starlette) -> World:
    """The parts behind an application that create_app made."""
    world = app.state.world
    assert isinstance(world, World)
    return world


async def _static(request: Request) -> Response:
    name = request.path_params.get("name", "index.html")
    file = _STATIC / name
    if file.parent != _STATIC or not file.is_file():
        return PlainTextResponse("There is nothing here.", 404)
    return FileResponse(file, headers=_STATIC_HEADERS)


async def _permalink(request: Request) -> Response:
    return RedirectResponse(f"/?channel={request.path_params['channel']}&message={request.path_params['message']}")


async def _silent(_request: Request, _error: Exception) -> Response:
    return PlainTextResponse("", 500)
