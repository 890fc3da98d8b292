"""A Socket Mode connection with nothing in between: tests see the envelopes themselves."""

import json
import queue
import threading
from types import TracebackType
from typing import Any, Self

from sandbox_server import RunningSandbox
from slack_sdk import WebClient
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect


class LinkClient:
    """Connects like an app. `acks` says what to answer by envelope type (None: stay silent); events are acked."""

    def __init__(self, sandbox: RunningSandbox) -> None:
        self.sandbox = sandbox
        self.envelopes: queue.Queue[dict[str, Any]] = queue.Queue()
        self.control: queue.Queue[dict[str, Any]] = queue.Queue()
        self.acks: dict[str, dict[str, Any] | None] = {"slash_commands": {}, "interactive": {}, "events_api": {}}
        self._socket: ClientConnection | None = None

    def __enter__(self) -> Self:
        client = WebClient(base_url=self.sandbox.slack_url, retry_handlers=[])
        url = client.apps_connections_open(app_token=self.sandbox.settings.app_token)["url"]
        self._socket = connect(url, proxy=None).__enter__()
        self.hello = json.loads(self._socket.recv(5))
        threading.Thread(target=self._read, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        assert self._socket is not None
        self._socket.close()

    def next(self, kind: str | None = None, timeout: float = 5) -> dict[str, Any]:
        """The next envelope (of this type)."""
        while True:
            envelope = self.envelopes.get(timeout=timeout)
            if kind is None or envelope["type"] == kind:
                return envelope

    def send(self, message: dict[str, Any]) -> None:
        assert self._socket is not None
        self._socket.send(json.dumps(message))

    def _read(self) -> None:
        assert self._socket is not None
        try:
            for text in self._socket:
                message = json.loads(text)
                if "envelope_id" not in message:
                    self.control.put(message)
                    continue
                self.envelopes.put(message)
                ack = self.acks[message["type"]]
                if ack is not None:
                    answer = {"envelope_id": message["envelope_id"]} | ({"payload": ack} if ack else {})
                    self._socket.send(json.dumps(answer))
        except ConnectionClosed:
            return
