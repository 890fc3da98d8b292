"""/page/api/tests: what tests and the curious need to make a bad day happen, and to see what the app did."""

import json

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.guard import refuse_strangers
from sandbox.json_types import JsonObject
from sandbox.limits import Rate
from sandbox.world import World


def probe_routes(world: World) -> list[Route]:
    """Redelivery, disconnection, limits, channels, and counts of calls."""
    probes = _Probes(world)
    return [
        Route("/page/api/tests/redeliver", probes.redeliver, methods=["POST"]),
        Route("/page/api/tests/disconnect", probes.disconnect, methods=["POST"]),
        Route("/page/api/tests/drop", probes.drop, methods=["POST"]),
        Route("/page/api/tests/limits", probes.limits, methods=["POST"]),
        Route("/page/api/tests/channel", probes.channel, methods=["POST"]),
        Route("/page/api/tests/verify", probes.verify, methods=["POST"]),
        Route("/page/api/tests/calls", probes.calls),
        Route("/page/api/tests/events", probes.events),
    ]


class _Probes:
    def __init__(self, world: World) -> None:
        self._world = world

    async def redeliver(self, request: Request) -> Response:
        """The last envelope once more, same envelope_id."""
        return refuse_strangers(request) or JSONResponse({"ok": await self._world.link.redeliver_last()})

    async def disconnect(self, request: Request) -> Response:
        """{"reason": "warning" | "refresh_requested"}: a warning leaves the connection open a while."""
        refusal = refuse_strangers(request)
        if refusal is not None:
            return refusal
        reason = str((await _fields(request)).get("reason", "refresh_requested"))
        asked = await self._world.link.refresh(reason, close=reason != "warning")
        return JSONResponse({"ok": True, "connections": asked})

    async def drop(self, request: Request) -> Response:
        """Cut all connections without a word."""
        return refuse_strangers(request) or JSONResponse({"ok": True, "connections": await self._world.link.drop()})

    async def limits(self, request: Request) -> Response:
        """{"enabled": bool} or {"method", "burst", "per_second"} ("square" for posts on the square)."""
        refusal = refuse_strangers(request)
        if refusal is not None:
            return refusal
        fields = await _fields(request)
        if "enabled" in fields:
            self._world.limits.enabled = bool(fields["enabled"])
        if "method" in fields:
            rate = Rate(float(fields["burst"]), float(fields["per_second"]))
            self._world.limits.set_rate(str(fields["method"]), rate)
        return JSONResponse({"ok": True})

    async def channel(self, request: Request) -> Response:
        """{"id", "name", "is_private", "members"}: make or change a channel."""
        refusal = refuse_strangers(request)
        if refusal is not None:
            return refusal
        fields = await _fields(request)
        channel = {key: fields[key] for key in ("id", "name", "is_private", "members")}
        with self._world.store.change():
            self._world.workspace.save_channel({**channel, "kind": "channel"})
        self._world.stream.changed("workspace")
        return JSONResponse({"ok": True})

    async def verify(self, request: Request) -> Response:
        """Ask the request URL for its challenge (HTTP mode)."""
        return refuse_strangers(request) or JSONResponse({"ok": await self._world.request_url.verify()})

    async def calls(self, _: Request) -> Response:
        """How often each Web API method was called since the start."""
        return JSONResponse(dict(self._world.calls))

    async def events(self, _: Request) -> Response:
        """The events that are not acknowledged yet: ids, types and attempts."""
        waiting = [
            {
                "event_id": queued["body"]["event_id"],
                "type": queued["body"]["event"]["type"],
                "attempt": queued["attempt"],
            }
            for queued in self._world.store.all("event")
        ]
        return JSONResponse({"waiting": waiting})


async def _fields(request: Request) -> JsonObject:
    body: JsonObject = json.loads(await request.body() or b"{}")
    return body
