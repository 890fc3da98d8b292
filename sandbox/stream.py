"""Tells open pages what changed, so that they fetch it again."""

import asyncio
from collections.abc import AsyncIterator

from sandbox.json_types import JsonObject

_KEEP_ALIVE_SECONDS = 15.0


class Stream:
    """Fans changes out to every open page; a page that is gone is forgotten."""

    def __init__(self) -> None:
        self._pages: set[asyncio.Queue[JsonObject]] = set()
        self._closed = False

    def changed(self, what: str, **where: str | None) -> None:
        """Say that something changed: messages, views, home, square or workspace."""
        change: JsonObject = {"type": "changed", "what": what, **{k: v for k, v in where.items() if v is not None}}
        for page in self._pages:
            page.put_nowait(change)

    async def follow(self) -> AsyncIterator[JsonObject | None]:
        """Changes as they happen; None now and then, to keep the connection alive. Ends when the sandbox stops."""
        page: asyncio.Queue[JsonObject] = asyncio.Queue()
        self._pages.add(page)
        try:
            while not self._closed:
                try:
                    change = await asyncio.wait_for(page.get(), _KEEP_ALIVE_SECONDS)
                except TimeoutError:
                    yield None
                    continue
                if change.get("type") == "closed":
                    return
                yield change
        finally:
            self._pages.discard(page)

    def close(self) -> None:
        """End every page's stream, so that the server can stop."""
        self._closed = True
        for page in self._pages:
            page.put_nowait({"type": "closed"})
