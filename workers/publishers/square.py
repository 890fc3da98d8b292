"""The public square of the sandbox: bearer key, JSON over HTTP, no idempotency key but no second copy in an hour."""

import json
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import httpx

from approval.outcome import Outcome, Published, Refused, Unavailable, Uncertain
from approval.people import Account
from approval.proposal import Media, Parent, Proposal, Revision
from workers.publishers.answers import Answer, after_a_picture, after_a_post

# Seconds that one talk with the square may take in all, pictures and all.
PATIENCE = 10.0

# An answer is a post or an error; one that does not end is not read to its end.
LONGEST_ANSWER = 2_000_000

# How far back the account's own posts are looked through after a 409: the square forgets duplicates after an hour.
LOOKED_THROUGH = 200


class Square:
    """One account's side of the square. `base` is its public address (http://127.0.0.1:8765/square)."""

    def __init__(self, base: str, account: Account, key: str, patience: float = PATIENCE) -> None:
        self._base = base
        self._account = account
        self._key = key
        self._patience = patience

    def publish(self, proposal: Proposal, pictures: Mapping[str, bytes]) -> Outcome:
        """Post the current revision; see `workers.publishers.Publisher`."""
        revision = proposal.revision
        in_reply_to = self._parent_id(revision.parent)
        if isinstance(in_reply_to, Refused):
            return in_reply_to
        with _Talk(self._base, self._key, self._patience) as talk:
            media_ids: list[str] = []
            for item in revision.media:
                uploaded = self._upload(talk, item, pictures[item.sha256])
                if not isinstance(uploaded, str):
                    return uploaded
                media_ids.append(uploaded)
            return self._post(talk, revision, in_reply_to, media_ids)

    def _post(self, talk: "_Talk", revision: Revision, in_reply_to: str | None, media_ids: list[str]) -> Outcome:
        try:
            answer = talk.ask(
                "POST", "/api/posts", json={"text": revision.text, "in_reply_to": in_reply_to, "media_ids": media_ids}
            )
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout):
            return Unavailable("The square cannot be reached.")
        except httpx.HTTPError:
            # Something of it was sent, and the square may have taken it before the line broke.
            return Uncertain("The connection to the square broke before it answered.")
        if answer.status == 409 and answer.code == "duplicate":
            return self._look_for(talk, revision.text, in_reply_to)
        return after_a_post(answer)

    def _look_for(self, talk: "_Talk", text: str, in_reply_to: str | None) -> Outcome:
        """The square says that it has this already. Is that ours: the same text under the same parent?"""
        unknown = Uncertain("The square says that it has this post already, and cannot be asked where.")
        handle = self._account.handle.removeprefix("@")
        try:
            answer = talk.ask("GET", f"/api/accounts/{handle}/posts", params={"limit": str(LOOKED_THROUGH)})
        except httpx.HTTPError:
            return unknown
        posts = answer.body.get("posts")
        if answer.status != 200 or not isinstance(posts, list):
            return unknown
        for post in posts:
            match post:
                case {"id": str(post_id), "url": str(url), "text": said, "in_reply_to": parent}:
                    if said == text and parent == in_reply_to:
                        return Published(post_id, url)
        return Refused(
            "The square does not take the same post twice within an hour, and this one is not a reply of ours."
        )

    def _upload(self, talk: "_Talk", item: Media, data: bytes) -> str | Outcome:
        try:
            answer = talk.ask(
                "POST", "/api/media", files={"file": (item.name, data, item.mime)}, data={"alt": item.alt}
            )
        except httpx.HTTPError:
            # Pictures alone are not seen by anybody, so this may simply be done again.
            return Unavailable("The square did not take a picture.")
        return after_a_picture(answer)

    def _parent_id(self, parent: Parent | None) -> str | Refused | None:
        """The square's id of the post that is answered; None where the reply answers none that has a link."""
        if parent is None or not parent.url:
            return None
        posts, link = urlsplit(f"{self._base}/posts/"), urlsplit(parent.url)
        post_id = link.path.removeprefix(posts.path).removesuffix("/")
        same_place = (link.scheme, link.netloc) == (posts.scheme, posts.netloc) and link.path.startswith(posts.path)
        if not same_place or not post_id.isalnum() or not post_id.isascii():
            return Refused(f"This answers a post that is not on the square of {self._account.handle}: {parent.url}")
        return post_id


class _Talk:
    """One client, one deadline, no second try of anything, no redirect followed."""

    def __init__(self, base: str, key: str, patience: float) -> None:
        self._deadline = time.monotonic() + patience
        self._base = base
        self._client = httpx.Client(
            headers={"authorization": f"Bearer {key}", "accept": "application/json"},
            # A connection that is used again may just have been closed by the other side, and then nobody knows.
            limits=httpx.Limits(max_keepalive_connections=0),
            follow_redirects=False,
            # No proxy stands between two programs of one machine, whatever the environment says.
            trust_env=base.startswith("https://"),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def ask(self, method: str, path: str, **what: Any) -> Answer:
        """The answer; httpx.HTTPError where there is none, or the patience is over."""
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise httpx.ConnectTimeout("no time left")
        with self._client.stream(method, self._base + path, timeout=left, **what) as response:
            return Answer.of(response.status_code, response.headers, self._read(response))

    def _read(self, response: httpx.Response) -> Mapping[str, object] | None:
        """The JSON object of an answer; None where it has none that can be read. The status stands all the same."""
        content = b""
        try:
            for piece in response.iter_bytes():
                content += piece
                if len(content) > LONGEST_ANSWER or time.monotonic() > self._deadline:
                    return None
            body = json.loads(content)
        except (httpx.HTTPError, ValueError, RecursionError):
            return None
        return body if isinstance(body, dict) else None
