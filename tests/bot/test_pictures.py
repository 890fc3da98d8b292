"""Pictures come from Slack alone, are known by their bytes, and never hold a form up."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from factories import TestHouse

from approval.errors import InvalidContent
from bot.errors import PicturesComing
from bot.pictures import MOST_BYTES, Pictures, SlackFile

KINDS = {
    "image/png": b"\x89PNG\r\n\x1a\nrest",
    "image/jpeg": b"\xff\xd8\xff\xe0rest",
    "image/gif": b"GIF89arest",
}
# Slack shows it on no card, so a reviewer would approve it unseen.
WEBP = b"RIFF\x00\x00\x00\x00WEBPrest"


class Files(BaseHTTPRequestHandler):
    """files.slack.com as its path says; keeps whose token came."""

    tokens: list[str] = []  # noqa: RUF012  # of this one server, emptied by the fixture
    seconds = 0.0
    broken = 0

    def do_GET(self) -> None:
        type(self).tokens.append(self.headers.get("authorization", ""))
        time.sleep(type(self).seconds)
        kind = self.path.strip("/")
        if kind == "sign-in":
            self.send_response(302)
            self.send_header("location", "/image/png")
        elif type(self).broken:
            type(self).broken -= 1
            self.send_response(503)
        else:
            self.send_response(200)
        self.end_headers()
        if kind == "endless":
            self.wfile.write(KINDS["image/png"] + b"x" * MOST_BYTES)
        self.wfile.write(WEBP if kind == "webp" else KINDS.get(kind, b"<html>"))

    def log_message(self, format: str, *arguments: object) -> None:
        pass


@pytest.fixture
def address() -> Iterator[str]:
    Files.tokens, Files.seconds, Files.broken = [], 0.0, 0
    server = ThreadingHTTPServer(("127.0.0.1", 0), Files)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


@pytest.fixture
def pictures(house: TestHouse, address: str) -> Iterator[Pictures]:
    with ThreadPoolExecutor(2) as executor:
        yield Pictures(house.store, "xoxb-token", f"{address}/slack/api/", executor, wait_seconds=1.0)


pytestmark = pytest.mark.parametrize("database", ["sqlite"])


def file(url: str, id: str = "F1") -> SlackFile:
    return SlackFile(id, "map.png", url)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_each_kind_of_picture_is_known_by_its_bytes(
    pictures: Pictures, house: TestHouse, address: str, kind: str
) -> None:
    (media,) = pictures.take([file(f"{address}/{kind}")])
    assert (media.mime, media.name, media.slack_file, media.alt) == (kind, "map.png", "F1", "")
    with house.store.read() as reading:
        assert reading.picture(media.sha256) == KINDS[kind]
    assert Files.tokens == ["Bearer xoxb-token"]


@pytest.mark.parametrize(
    ("path", "why"), [("html", "not a PNG"), ("webp", "not a PNG"), ("endless", "5 MB"), ("sign-in", "fetched")]
)
def test_what_is_no_picture_is_refused_with_its_reason(pictures: Pictures, address: str, path: str, why: str) -> None:
    with pytest.raises(InvalidContent, match=why) as refused:
        pictures.take([file(f"{address}/{path}")])
    assert refused.value.field == "pictures"


def test_the_token_goes_to_no_other_host(house: TestHouse, address: str) -> None:
    with ThreadPoolExecutor(1) as executor:
        real = Pictures(house.store, "xoxb-token", "https://slack.com/api/", executor)
        for url in (
            f"{address}/image/png",
            "https://files.slack.com.evil.example/a.png",
            "http://files.slack.com/a.png",
            "https://files.slack.com:8443/a.png",
            "https://user@evil.example/files.slack.com",
            "file:///etc/passwd",
            "",
        ):
            with pytest.raises(InvalidContent, match="not a file that Slack keeps"):
                real.take([file(url, id=url)])
    assert not Files.tokens


def test_a_slow_download_keeps_the_form_and_is_there_for_the_next_submission(pictures: Pictures, address: str) -> None:
    Files.seconds = 1.5
    with pytest.raises(PicturesComing, match="press Submit again"):
        pictures.take([file(f"{address}/image/png")])
    time.sleep(1)
    (media,) = pictures.take([file(f"{address}/image/png")])
    assert media.mime == "image/png"
    assert len(Files.tokens) == 1


def test_a_download_that_failed_is_tried_again_with_the_next_submission(pictures: Pictures, address: str) -> None:
    Files.broken = 1
    with pytest.raises(InvalidContent, match="Press Submit again"):
        pictures.take([file(f"{address}/image/png")])
    assert pictures.take([file(f"{address}/image/png")])
