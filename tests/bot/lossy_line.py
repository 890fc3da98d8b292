"""A line to Slack on which answers can be lost: an HTTP relay before the sandbox that tests tell what to spoil."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx

Answer = tuple[int, dict[str, str], bytes]


class LossyLine:
    """`lose(method)`: the next call of it reaches Slack, and its answer is cut off. `answer(method, ...)`: Slack says
    this instead, and the call never reaches it."""

    def __init__(self, slack_url: str) -> None:
        self._to = slack_url
        self._lost: list[str] = []
        self._answers: dict[str, list[Answer]] = {}
        self.calls: list[str] = []
        line = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:  # the name is http.server's
                line._relay(self)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/"

    def lose(self, method: str) -> None:
        self._lost.append(method)

    def answer(self, method: str, body: str, status: int = 200, **headers: str) -> None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self._answers.setdefault(method, []).append((status, named, body.encode()))

    @contextmanager
    def running(self) -> Iterator["LossyLine"]:
        thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()

    def _relay(self, request: BaseHTTPRequestHandler) -> None:
        method = request.path.strip("/")
        body = request.rfile.read(int(request.headers.get("Content-Length") or 0))
        self.calls.append(method)
        if waiting := self._answers.get(method):
            self._reply(request, *waiting.pop(0))
            return
        headers = {name: request.headers[name] for name in ("Authorization", "Content-Type") if request.headers[name]}
        answer = httpx.post(self._to + method, content=body, headers=headers, trust_env=False)
        if method in self._lost:
            self._lost.remove(method)
            request.close_connection = True
            request.connection.close()
            return
        kept = {name: answer.headers[name] for name in ("content-type", "retry-after") if name in answer.headers}
        self._reply(request, answer.status_code, kept, answer.content)

    def _reply(self, request: BaseHTTPRequestHandler, status: int, headers: dict[str, str], body: bytes) -> None:
        request.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(body)
