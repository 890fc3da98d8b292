"""The process: its one line, its log, and what a kill -9 leaves."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from slack_sdk import WebClient
from test_sandbox_http_mode import free_port

ROOT = Path(__file__).parents[2]


@contextmanager
def process(state: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "sandbox", "--port", str(port), "--state", str(state)]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("SANDBOX_")}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        try:
            yield running
        finally:
            running.kill()


def said_line(running: subprocess.Popen[str]) -> str:
    assert running.stdout is not None
    return running.stdout.readline().strip()


def test_what_was_answered_survives_a_kill(tmp_path: Path) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    client = WebClient(token="xoxb-sandbox-countersign", base_url=f"{url}/slack/api/", retry_handlers=[])
    with process(tmp_path, port) as running:
        assert said_line(running) == f"The sandbox is at {url}"
        ts = client.chat_postMessage(channel="C0DESK", text="the secret text of a card")["ts"]
        running.send_signal(signal.SIGKILL)
        running.wait(5)
        assert running.stderr is not None
        log = running.stderr.read()
    assert "api call method=chat.postMessage" in log
    assert "secret text" not in log
    assert "xoxb" not in log
    with process(tmp_path, port) as running:
        said_line(running)
        assert client.conversations_history(channel="C0DESK")["messages"][0]["ts"] == ts
        again = client.chat_postMessage(channel="C0DESK", text="another")["ts"]
        assert again > ts


def test_it_stops_soon_even_with_a_page_open(tmp_path: Path) -> None:
    port = free_port()
    with process(tmp_path, port) as running:
        said_line(running)
        with httpx.stream("GET", f"http://127.0.0.1:{port}/page/api/stream", trust_env=False) as stream:
            assert next(stream.iter_lines()) == ": welcome"
            started = time.monotonic()
            running.terminate()
            running.wait(5)
            assert time.monotonic() - started < 4
