"""Posts are read by their link, from the square and from nowhere else."""

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from sandbox_server import RunningSandbox

from approval.proposal import Parent
from bot.parents import Parents, Unread


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[RunningSandbox]:
    with RunningSandbox(tmp_path) as running:
        yield running


# Posts that no database keeps or no card shows whole.
SAID = {"half": "half a pair: \ud800", "nul": "nul: \0", "endless": "x" * 3001}


class Trap(BaseHTTPRequestHandler):
    """A square that answers wrongly, as its path says, and counts who comes."""

    visits = 0

    def do_GET(self) -> None:
        type(self).visits += 1
        kind = self.path.rsplit("/", 1)[-1]
        self.send_response(302 if kind == "away" else 200)
        if kind == "away":
            self.send_header("location", "/api/posts/plain")
        self.end_headers()
        if kind == "slow":
            for _ in range(50):
                self.wfile.write(b" ")
                time.sleep(0.1)
        if kind == "long":
            self.wfile.write(b"x" * 200_000)
        if kind == "list":
            self.wfile.write(b"[1]")
        if kind in SAID:
            self.wfile.write(json.dumps({"author": {"handle": "karl"}, "text": SAID[kind]}).encode())

    def log_message(self, format: str, *arguments: object) -> None:
        pass


@pytest.fixture
def trap() -> Iterator[str]:
    Trap.visits = 0
    server = ThreadingHTTPServer(("127.0.0.1", 0), Trap)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


def test_a_post_is_read_by_its_link(sandbox: RunningSandbox) -> None:
    post = sandbox.citizen_posts("gloria_m", "Nine days! <!channel>")
    found = Parents(sandbox.square_url).read(post["url"] + "?utm=1#top")
    assert found == Parent(post["url"], "@gloria_m", "Nine days! <!channel>")


def test_a_post_that_is_not_there_is_said_so(sandbox: RunningSandbox) -> None:
    found = Parents(sandbox.square_url).read(f"{sandbox.square_url}/posts/nothing")
    assert isinstance(found, Unread)
    assert "no post" in found.why


@pytest.mark.parametrize(
    "link",
    [
        "{trap}/posts/plain",
        "{trap}/square/posts/plain",
        "{square}@{host}/posts/1",
        "{square}/../../slack/api/auth.test",
        "{square}/posts/../../page/api/workspace",
        "{square}/posts/a%2F..%2Fb",
        "{square}/api/posts/1",
        "file:///etc/passwd",
        "http://[::1/posts/1",
        "http://127.0.0.1:99999999/posts/1",
        "not a link",
        "",
    ],
)
def test_nothing_else_is_ever_asked(trap: str, link: str) -> None:
    # The square stands on another port than the trap, so a visit would be seen.
    square = "http://127.0.0.1:9/square"
    found = Parents(square).read(link.format(trap=trap, square=square, host=trap.removeprefix("http://")))
    assert isinstance(found, Unread)
    assert "can be read" in found.why
    assert Trap.visits == 0


@pytest.mark.parametrize("kind", list(SAID))
def test_a_post_that_cannot_be_kept_as_it_is_is_asked_for(trap: str, kind: str) -> None:
    found = Parents(trap).read(f"{trap}/posts/{kind}")
    assert isinstance(found, Unread)
    assert "cannot be kept" in found.why


@pytest.mark.parametrize("kind", ["plain", "slow", "long", "list", "away"])
def test_a_square_that_answers_wrongly_costs_little_and_breaks_nothing(trap: str, kind: str) -> None:
    began = time.monotonic()
    assert isinstance(Parents(trap).read(f"{trap}/posts/{kind}", seconds=0.5), Unread)
    assert time.monotonic() - began < 2
    assert Trap.visits == 1


def test_where_no_square_is_set_up_the_form_asks_for_the_post() -> None:
    assert isinstance(Parents("").read("https://square.example/posts/1"), Unread)
