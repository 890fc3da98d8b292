"""HTTP mode: one address for everything that Slack sends."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
from slack_bolt import App, BoltResponse
from slack_bolt.adapter.starlette.handler import to_bolt_request, to_starlette_response
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.gate import Gate, TurnedAway

PATH = "/slack/events"
# A form with all its fields full is about 60 kB; nothing that Slack sends comes near this.
MOST_BYTES = 1_000_000


def build_web(app: App, gate: Gate, turned_away: TurnedAway) -> Starlette:
    """The ASGI app: what the gate lets in goes to Bolt, in a thread, since listeners wait for the database."""

    async def events(request: Request) -> Response:
        body = await _body(request)
        if body is None:
            return PlainTextResponse("too large", 413)
        why = gate.turn_away(request.headers, body)
        if why is not None:
            await run_in_threadpool(turned_away.note, why)
            # Slack's own requests never end here, so there is nothing for it to send again.
            return PlainTextResponse("refused", 401, {"x-slack-no-retry": "1"})
        answer: BoltResponse = await run_in_threadpool(app.dispatch, to_bolt_request(request, body))
        if answer.status >= 500:
            gate.unanswered(request.headers)
        return to_starlette_response(answer)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(_flush_each_minute, turned_away)
            yield
            tasks.cancel_scope.cancel()
        await run_in_threadpool(turned_away.flush)

    return Starlette(routes=[Route(PATH, events, methods=["POST"])], lifespan=lifespan)


async def _body(request: Request) -> bytes | None:
    """The body; None where it is longer than anything of Slack's."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            return None
    return body


async def _flush_each_minute(turned_away: TurnedAway) -> None:
    while True:
        await anyio.sleep(TurnedAway.MINUTE)
        await run_in_threadpool(turned_away.flush)
