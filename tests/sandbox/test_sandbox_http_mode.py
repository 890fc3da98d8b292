"""HTTP mode: signed requests to the app, as Slack sends them."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs

import pytest
import uvicorn
from sandbox_server import RunningSandbox
from shapes_for_tests import modal
from slack_bolt import App
from slack_bolt.adapter.starlette import SlackRequestHandler
from slack_sdk import WebClient
from slack_sdk.signature import SignatureVerifier
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from wide_manifest import WIDE


class Recorder(BaseHTTPRequestHandler):
    """An app's request URL that answers with a status and remembers what it got."""

    status: ClassVar[int] = 200
    answer: ClassVar[tuple[str, bytes]] = ("text/plain", b"")
    extra: ClassVar[dict[str, str]] = {}
    seen: ClassVar[list[tuple[dict[str, str], bytes]]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.seen.append(({key.lower(): value for key, value in self.headers.items()}, body))
        self.send_response(self.status)
        for name, value in {"content-type": self.answer[0], **self.extra}.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(self.answer[1])))
        self.end_headers()
        self.wfile.write(self.answer[1])

    def log_message(self, format: str, *args: object) -> None:
        return


@pytest.fixture
def recorder() -> Iterator[tuple[type[Recorder], str]]:
    kind = type("ThisRecorder", (Recorder,), {"seen": [], "extra": {}})
    server = ThreadingHTTPServer(("127.0.0.1", 0), kind)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield kind, f"http://127.0.0.1:{server.server_port}/slack/events"
    server.shutdown()
    server.server_close()


def in_http_mode(state: Path, url: str) -> RunningSandbox:
    return RunningSandbox(
        state,
        manifest=WIDE,
        delivery="http",
        request_url=url,
        ack_seconds=1.0,
        retry_delays=(0.0, 0.1, 0.1),
        port=free_port(),
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_command_is_a_signed_form(tmp_path: Path, recorder: tuple[type[Recorder], str]) -> None:
    kind, url = recorder
    kind.answer = ("text/plain", b"on its way")
    with in_http_mode(tmp_path, url) as sandbox:
        assert sandbox.command("U0NADIA", "C0DESK", "/reply", "a & b") == {"ok": True}
        headers, body = kind.seen[0]
        assert headers["content-type"] == "application/x-www-form-urlencoded"
        fields = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        assert (fields["command"], fields["text"], fields["user_id"]) == ("/reply", "a &amp; b", "U0NADIA")
        verifier = SignatureVerifier(sandbox.settings.signing_secret)
        assert verifier.is_valid_request(body, headers)
        assert not verifier.is_valid_request(body + b"&x=1", headers)
        assert sandbox.messages("U0NADIA", "C0DESK")[0]["text"] == "on its way"


def test_an_event_is_retried_three_times_with_its_count_and_reason(
    tmp_path: Path, recorder: tuple[type[Recorder], str]
) -> None:
    kind, url = recorder
    kind.status = 500
    with in_http_mode(tmp_path, url) as sandbox:
        sandbox.say("U0NADIA", "C0DESK", "hello")
        sandbox.wait_for(lambda: len(kind.seen) == 4 and not sandbox.waiting_events())
        counts = [headers.get("x-slack-retry-num") for headers, _ in kind.seen]
        assert counts == [None, "1", "2", "3"]
        assert {headers.get("x-slack-retry-reason") for headers, _ in kind.seen[1:]} == {"http_error"}
        assert len({json.loads(body)["event_id"] for _, body in kind.seen}) == 1
        time.sleep(0.4)
        assert len(kind.seen) == 4


def test_an_app_may_decline_retries(tmp_path: Path, recorder: tuple[type[Recorder], str]) -> None:
    kind, url = recorder
    kind.status, kind.extra = 500, {"x-slack-no-retry": "1"}
    with in_http_mode(tmp_path, url) as sandbox:
        sandbox.say("U0NADIA", "C0DESK", "hello")
        sandbox.wait_for(lambda: len(kind.seen) == 1 and not sandbox.waiting_events())


def test_a_command_is_not_retried_and_the_person_sees_the_error(
    tmp_path: Path, recorder: tuple[type[Recorder], str]
) -> None:
    kind, url = recorder
    kind.status = 500
    with in_http_mode(tmp_path, url) as sandbox:
        assert sandbox.command("U0NADIA", "C0DESK", "/reply") == {"ok": False, "error": "http_service_error"}
        time.sleep(0.3)
        assert len(kind.seen) == 1


def test_the_request_url_proves_itself_with_the_challenge(tmp_path: Path, recorder: tuple[type[Recorder], str]) -> None:
    kind, url = recorder
    with in_http_mode(tmp_path, url) as sandbox:
        assert sandbox.probe("verify") == {"ok": False}
        _, body = kind.seen[0]
        assert json.loads(body)["type"] == "url_verification"


@contextmanager
def served(app: App) -> Iterator[str]:
    handler = SlackRequestHandler(app)

    async def endpoint(request: Request) -> Response:
        return await handler.handle(request)

    asgi = Starlette(routes=[Route("/slack/events", endpoint, methods=["POST"])])
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(asgi, host="127.0.0.1", port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{port}/slack/events"
    finally:
        server.should_exit = True
        thread.join(5)


def test_a_real_bolt_app_works_over_http(tmp_path: Path) -> None:
    sandbox_port = free_port()
    client = WebClient(token="xoxb-sandbox-countersign", base_url=f"http://127.0.0.1:{sandbox_port}/slack/api/")
    app = App(
        client=client,
        signing_secret="sandbox-signing-secret",
        process_before_response=True,
        token_verification_enabled=False,
    )
    heard: list[Any] = []

    @app.command("/reply")
    def reply(ack, body, client):  # type: ignore[no-untyped-def]  # Bolt gives arguments by name.
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=modal())

    @app.view("form")
    def form(ack, view):  # type: ignore[no-untyped-def]  # Bolt gives arguments by name.
        typed = view["state"]["values"]["text"]["typed"]["value"]
        if typed == "bad":
            ack(response_action="errors", errors={"text": "Not this."})
        else:
            ack()

    @app.event("message")
    def message(event):  # type: ignore[no-untyped-def]  # Bolt gives arguments by name.
        heard.append(event["text"])

    with served(app) as url:
        settings: dict[str, Any] = {"manifest": WIDE, "delivery": "http", "request_url": url, "port": sandbox_port}
        with RunningSandbox(tmp_path, **settings) as sandbox:
            assert sandbox.probe("verify") == {"ok": True}
            assert sandbox.command("U0NADIA", "C0DESK", "/reply") == {"ok": True}
            view = sandbox.views("U0NADIA")[0]
            bad = sandbox.submit("U0NADIA", view["id"], {"text": {"typed": "bad"}})
            assert bad == {"response_action": "errors", "errors": {"text": "Not this."}}
            assert sandbox.submit("U0NADIA", view["id"], {"text": {"typed": "ok"}}) == {"response_action": "close"}
            sandbox.say("U0NADIA", "C0DESK", "hello")
            sandbox.wait_for(lambda: heard == ["hello"])
