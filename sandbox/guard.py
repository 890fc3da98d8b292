"""Keeps other web sites out: the sandbox answers only to loopback names, and changes need a header no form can send."""

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

_LOOPBACK = {"127.0.0.1", "localhost", "[::1]", "::1"}


def is_loopback(request: Request) -> bool:
    """Whether the request names a loopback host (a site that rebinds its name to 127.0.0.1 does not)."""
    return _host(request.headers) in _LOOPBACK


def refuse_strangers(request: Request) -> Response | None:
    """The refusal of a change that did not come from the page, None when it is fine."""
    if request.method != "GET" and request.headers.get("x-sandbox-page") != "1":
        return JSONResponse({"ok": False, "error": "missing X-Sandbox-Page header"}, 403)
    return None


class OnlyLoopback:
    """Refuses every request, WebSockets included, whose Host is not this machine's loopback."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is local."""
        if scope["type"] in ("http", "websocket") and _host(Headers(scope=scope)) not in _LOOPBACK:
            if scope["type"] == "websocket":
                await WebSocketClose(1008)(scope, receive, send)
            else:
                await Response("The sandbox answers on loopback only.", 403)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _host(headers: Headers) -> str:
    host = headers.get("host", "")
    return host.rpartition(":")[0] if ":" in host and not host.endswith("]") else host
