"""Pictures that go with a reply: taken from Slack when the form is sent, kept in the database by their digest."""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, Future, wait
from dataclasses import dataclass
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

import httpx

from approval.errors import InvalidContent
from approval.proposal import Media
from approval.store import Store
from bot.errors import PicturesComing

log = logging.getLogger(__name__)

MOST = 4
MOST_BYTES = 5 * 1024 * 1024
# The submission must be answered within three seconds, and a commit comes after this.
WAIT_SECONDS = 1.5
# Also the longest that a process which is asked to stop may go on.
DOWNLOAD_SECONDS = 20.0
# How many finished downloads are remembered between two submissions of one form.
REMEMBERED = 200

# What a file is, by its first bytes; a name or a declared type may say anything. Slack shows no other kind on a card
# (docs.slack.dev, «Slack file object»), and nobody may have to approve a picture unseen.
_KINDS: Mapping[str, Callable[[bytes], bool]] = {
    "image/png": lambda data: data.startswith(b"\x89PNG\r\n\x1a\n"),
    "image/jpeg": lambda data: data.startswith(b"\xff\xd8\xff"),
    "image/gif": lambda data: data.startswith((b"GIF87a", b"GIF89a")),
}


@dataclass(frozen=True, slots=True)
class SlackFile:
    """A file of the form as Slack describes it."""

    id: str
    name: str
    url: str

    @classmethod
    def parse(cls, file: Mapping[str, Any]) -> "SlackFile":
        name = str(file.get("name") or file.get("title") or "picture")
        return cls(str(file["id"]), name, str(file.get("url_private_download") or file.get("url_private") or ""))


class Pictures:
    """Downloads with the bot's token, which goes to no other host than Slack's files or the API's own."""

    def __init__(
        self,
        store: Store,
        token: str,
        api_url: str,
        executor: Executor,
        wait_seconds: float = WAIT_SECONDS,
    ) -> None:
        self._store = store
        self._token = token
        self._api = urlsplit(api_url)
        self._executor = executor
        self._wait = wait_seconds
        # One client for all: to make one costs as much as a download. Slack redirects to a sign-in page where the token
        # lacks files:read; following would take HTML for a picture.
        self._http = httpx.Client(timeout=10.0, follow_redirects=False, trust_env=self._api.scheme == "https")
        self._under_way: dict[str, Future[Media]] = {}
        self._guard = Lock()

    def begin(self, files: Sequence[SlackFile]) -> None:
        """Start the downloads, so that they run beside whatever else the form needs."""
        for file in files:
            self._start(file)

    def take(self, files: Sequence[SlackFile]) -> tuple[Media, ...]:
        """The pictures, stored, in their order, still without alt texts.

        InvalidContent for a file that cannot be a picture; PicturesComing where the download needs longer, which goes
        on in the background.
        """
        downloads = [self._start(file) for file in files]
        _, unfinished = wait(downloads, timeout=self._wait)
        if unfinished:
            raise PicturesComing(
                "The pictures are still on their way. Nothing is lost: press Submit again in a moment.", "pictures"
            )
        return tuple(download.result() for download in downloads)

    def _start(self, file: SlackFile) -> Future[Media]:
        with self._guard:
            known = self._under_way.get(file.id)
            if known is None or (known.done() and known.exception() is not None):
                known = self._executor.submit(self._fetch, file)
                self._under_way[file.id] = known
            for old in [key for key, download in self._under_way.items() if download.done()][:-REMEMBERED]:
                del self._under_way[old]
            return known

    def _fetch(self, file: SlackFile) -> Media:
        if not self._is_slacks(file.url):
            log.warning("picture refused: not on slack", extra={"file": file.id})
            raise InvalidContent(f"{file.name} is not a file that Slack keeps; attach it here itself.", "pictures")
        try:
            data = self._download(file)
        except httpx.HTTPError as error:
            log.warning("picture not fetched", extra={"file": file.id, "error": type(error).__name__})
            raise InvalidContent(
                f"{file.name} could not be fetched from Slack just now. Press Submit again.", "pictures"
            ) from None
        mime = next((kind for kind, fits in _KINDS.items() if fits(data)), None)
        if mime is None:
            raise InvalidContent(f"{file.name} is not a PNG, JPEG or GIF picture.", "pictures")
        with self._store.begin() as tx:
            digest = tx.add_picture(data)
        return Media(digest, mime, file.name, "", file.id)

    def _download(self, file: SlackFile) -> bytes:
        end = time.monotonic() + DOWNLOAD_SECONDS
        headers = {"authorization": f"Bearer {self._token}"}
        with self._http.stream("GET", file.url, headers=headers) as answer:
            if answer.status_code != 200:
                raise httpx.HTTPStatusError("not 200", request=answer.request, response=answer)
            data = bytearray()
            for part in answer.iter_bytes():
                data += part
                if len(data) > MOST_BYTES:
                    raise InvalidContent(f"{file.name} is larger than 5 MB.", "pictures")
                if time.monotonic() > end:
                    raise httpx.ReadTimeout("too slow", request=answer.request)
            return bytes(data)

    def _is_slacks(self, url: str) -> bool:
        try:
            given = urlsplit(url)
            own = (given.scheme, given.hostname, given.port) == (self._api.scheme, self._api.hostname, self._api.port)
        except ValueError:
            return False
        host = given.hostname or ""
        real = self._api.hostname == "slack.com" or (self._api.hostname or "").endswith(".slack.com")
        return own or (real and given.scheme == "https" and given.port is None and host == "files.slack.com")
