"""The post that is answered: read by its link from the platform's public side, with no key."""

import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx

from approval.draft import validate_typed
from approval.errors import InvalidContent
from approval.proposal import Parent

# More than any post with its names and addresses; whatever sends more is not the square.
MOST_BYTES = 65_536

_POST = re.compile(r"/posts/([A-Za-z0-9_-]{1,64})/?")


@dataclass(frozen=True, slots=True)
class Unread:
    """The post could not be read; `why` is a sentence for the person who gave the link."""

    why: str


class Parents:
    """Reads posts of one square. It asks no other host, follows no redirect and takes no proxy from the environment."""

    def __init__(self, square_url: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._square = square_url.rstrip("/")
        self._clock = clock
        # One client for all: to make one takes longer than to read a post.
        self._http = httpx.Client(trust_env=False, follow_redirects=False, headers={"accept": "application/json"})

    @property
    def address(self) -> str:
        """With what a link must begin to be read here; "" where no square is set up."""
        return self._square

    def read(self, link: str, seconds: float = 2.0) -> Parent | Unread:
        """The post behind a link, within `seconds` altogether; Unread says why not."""
        if not self._square:
            return Unread("No place to read posts from is set up here.")
        post = self._post_id(link)
        if post is None:
            return Unread(f"Only posts of {self._square} can be read by their link.")
        try:
            status, body = self._get(f"{self._square}/api/posts/{post}", seconds)
        except httpx.HTTPError:
            return Unread("The post could not be read just now.")
        if status == 404:
            return Unread("There is no post at this link (any more).")
        if status != 200 or body is None:
            return Unread("The post could not be read just now.")
        return self._parent(post, body)

    def _post_id(self, link: str) -> str | None:
        """The post's id if the link is one of this square's, by scheme, host, port and path."""
        try:
            given, own = urlsplit(link.strip()), urlsplit(self._square)
            same = (given.scheme.lower(), given.hostname, given.port) == (own.scheme.lower(), own.hostname, own.port)
        except ValueError:
            return None
        if not same or given.username is not None or not given.path.startswith(own.path):
            return None
        match = _POST.fullmatch(given.path.removeprefix(own.path))
        return match[1] if match else None

    def _get(self, url: str, seconds: float) -> tuple[int, bytes | None]:
        """Status and body; no body where it is too long or comes too slowly."""
        end = self._clock() + seconds
        with self._http.stream("GET", url, timeout=seconds) as answer:
            body = b""
            for part in answer.iter_bytes():
                body += part
                if len(body) > MOST_BYTES or self._clock() > end:
                    return answer.status_code, None
            return answer.status_code, body

    def _parent(self, post: str, body: bytes) -> Parent | Unread:
        try:
            found = json.loads(body)
            handle, text = found["author"]["handle"], found["text"]
        except (ValueError, KeyError, TypeError):
            return Unread("What stands at this link is not a post.")
        if not isinstance(handle, str) or not isinstance(text, str) or not handle:
            return Unread("What stands at this link is not a post.")
        try:
            for words in (handle, text):
                validate_typed(words, "parent")
        except InvalidContent as error:
            return Unread(f"The post cannot be kept as it is. {error}")
        return Parent(f"{self._square}/posts/{post}", "@" + handle.removeprefix("@"), text)
