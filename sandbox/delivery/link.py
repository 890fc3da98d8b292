"""Socket Mode: envelopes over WebSockets (docs.slack.dev/apis/events-api/using-socket-mode)."""

import asyncio
import itertools
import json
import logging
import secrets
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.websockets import WebSocket, WebSocketDisconnect

from sandbox import city
from sandbox.delivery.route import Kind, NobodyConnected, NotDelivered
from sandbox.json_types import JsonObject
from sandbox.settings import Settings

log = logging.getLogger(__name__)

CONNECTION_LIMIT = 10
"""The same page: "Socket Mode allows your app to maintain up to 10 open WebSocket connections at the same time"."""
_TICKET_SECONDS = 30.0
_LIFETIME_SECONDS = 18060
_GRACE_SECONDS = 0.5


@dataclass(eq=False)
class Connection:
    """One WebSocket of the app."""

    id: str
    socket: WebSocket
    gone: asyncio.Event = field(default_factory=asyncio.Event)
    leaving: bool = False


class Link:
    """All connections of the app. An envelope goes to one of them; its ack may come back over any."""

    def __init__(self, settings: Settings, clock: Callable[[], float], on_change: Callable[[], None]) -> None:
        self._settings = settings
        self._clock = clock
        self._on_change = on_change
        self._connections: list[Connection] = []
        self._tickets: dict[str, float] = {}
        self._acks: dict[str, asyncio.Future[JsonObject]] = {}
        self._turn = itertools.count()
        self.last_envelope: JsonObject | None = None

    def new_url(self) -> str:
        """A WebSocket address that works once, within half a minute."""
        ticket = secrets.token_hex(16)
        self._tickets[ticket] = self._clock()
        return f"ws://127.0.0.1:{self._settings.port}/slack/link/?ticket={ticket}&app_id={city.APP}"

    def connected(self) -> bool:
        """Whether at least one connection takes envelopes."""
        return any(not each.leaving for each in self._connections)

    async def serve(self, socket: WebSocket) -> None:
        """Speak with one connection until it ends."""
        issued = self._tickets.pop(socket.query_params.get("ticket", ""), None)
        if issued is None or self._clock() - issued > _TICKET_SECONDS:
            await socket.close(code=4001)
            return
        await socket.accept()
        connection = Connection(uuid.uuid4().hex[:12], socket)
        if len(self._connections) >= CONNECTION_LIMIT:
            await self._disconnect(connection, "too_many_websockets")
            return
        self._connections.append(connection)
        log.info("link connected", extra={"connection": connection.id, "connections": len(self._connections)})
        try:
            await socket.send_json(self._hello())
            self._on_change()
            while True:
                self._receive(await socket.receive_text())
        except (WebSocketDisconnect, RuntimeError, KeyError):
            # Starlette: RuntimeError when the other side vanished between two calls, KeyError for bytes, not text.
            pass
        finally:
            self._connections.remove(connection)
            connection.gone.set()
            log.info("link closed", extra={"connection": connection.id, "connections": len(self._connections)})
            self._on_change()

    async def ask(self, kind: Kind, payload: JsonObject) -> JsonObject:
        """Send once: commands and interactions are never redelivered, the person sees the error instead."""
        envelope = {"type": kind, "payload": payload, "accepts_response_payload": True}
        return await self._send(envelope, wait_for_others=True)

    async def tell(self, body: JsonObject, attempt: int, reason: str) -> None:
        """Send an event with its retry count."""
        envelope = {
            "type": "events_api",
            "payload": body,
            "accepts_response_payload": False,
            "retry_attempt": attempt,
            "retry_reason": reason,
        }
        await self._send(envelope, wait_for_others=False)

    async def redeliver_last(self) -> bool:
        """Send the last envelope again, as it was (same envelope_id); False when there is none. For tests."""
        connection = self._pick()
        if self.last_envelope is None or connection is None:
            return False
        await connection.socket.send_json(self.last_envelope)
        return True

    async def refresh(self, reason: str, close: bool = True) -> int:
        """Ask every connection to reconnect, as Slack does: "warning" or "refresh_requested". How many were asked."""
        asked = list(self._connections)
        for connection in asked:
            if close:
                connection.leaving = True
            await self._disconnect(connection, reason, close=False)
        if close and asked:
            await asyncio.sleep(_GRACE_SECONDS)
            for connection in asked:
                await self._drop(connection)
        return len(asked)

    async def drop(self) -> int:
        """Cut every connection without a word; how many there were. For tests."""
        dropped = list(self._connections)
        for connection in dropped:
            await self._drop(connection)
        return len(dropped)

    async def close(self) -> None:
        """Close every connection."""
        await self.drop()

    async def _send(self, envelope: JsonObject, wait_for_others: bool) -> JsonObject:
        connection = self._pick()
        if connection is None:
            raise NobodyConnected
        id = str(uuid.uuid4())
        envelope = {"envelope_id": id, **envelope}
        ack: asyncio.Future[JsonObject] = asyncio.get_running_loop().create_future()
        self._acks[id] = ack
        self.last_envelope = envelope
        try:
            await connection.socket.send_json(envelope)
            gone = asyncio.create_task(_gone(connection))
            watched: set[asyncio.Future[JsonObject] | asyncio.Task[None]] = {ack, gone}
            await asyncio.wait(watched, timeout=self._settings.ack_seconds, return_when=asyncio.FIRST_COMPLETED)
            lost = gone.done() and not ack.done()
            gone.cancel()
            if lost:
                # Bolt acknowledges over its new connection what it received over the old one, so wait a little.
                await asyncio.wait({ack}, timeout=self._settings.ack_seconds if wait_for_others else _GRACE_SECONDS)
            if ack.done():
                return ack.result()
            raise NotDelivered("operation_timeout", "connection_failed" if lost else "timeout")
        except (WebSocketDisconnect, RuntimeError) as error:
            raise NotDelivered("dispatch_failed", "connection_failed") from error
        finally:
            self._acks.pop(id, None)

    def _receive(self, text: str) -> None:
        try:
            message = json.loads(text)
        except ValueError:
            return
        if not isinstance(message, dict):
            return
        ack = self._acks.get(str(message.get("envelope_id")))
        payload = message.get("payload")
        if ack is not None and not ack.done():
            ack.set_result(payload if isinstance(payload, dict) else {})

    def _pick(self) -> Connection | None:
        ready = [each for each in self._connections if not each.leaving]
        return ready[next(self._turn) % len(ready)] if ready else None

    def _hello(self) -> JsonObject:
        return {
            "type": "hello",
            "num_connections": len(self._connections),
            "debug_info": {
                "host": "applink-sandbox",
                "build_number": 1,
                "approximate_connection_time": _LIFETIME_SECONDS,
            },
            "connection_info": {"app_id": city.APP},
        }

    async def _disconnect(self, connection: Connection, reason: str, close: bool = True) -> None:
        body = {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-sandbox"}}
        try:
            await connection.socket.send_json(body)
        except (WebSocketDisconnect, RuntimeError):
            return
        if close:
            await self._drop(connection)

    async def _drop(self, connection: Connection) -> None:
        connection.leaving = True
        try:
            await connection.socket.close()
        except RuntimeError:
            # It was closed from the other side in the meantime.
            return


async def _gone(connection: Connection) -> None:
    await connection.gone.wait()
