"""Faults on demand: the next posts are answered as a platform on a bad day would."""

import asyncio
from collections import deque

from starlette.requests import Request

from sandbox.json_types import JsonObject

KINDS = ("status", "cut_before", "cut_after", "delay")


class ConnectionCut(Exception):
    """The connection was cut on purpose; nobody is there to be answered."""


class Faults:
    """A queue of faults, each used up by one POST of a post."""

    def __init__(self) -> None:
        self._next: deque[JsonObject] = deque()

    def queue(self, faults: list[JsonObject]) -> None:
        """Add faults; ValueError for a kind that there is not."""
        for fault in faults:
            if fault.get("kind") not in KINDS:
                raise ValueError(f"kind is one of {', '.join(KINDS)}")
        self._next.extend(faults)

    def take(self) -> JsonObject | None:
        """The fault for this request, None for a good day."""
        return self._next.popleft() if self._next else None


async def delay(fault: JsonObject) -> None:
    """Keep the other side waiting."""
    await asyncio.sleep(float(fault.get("seconds", 1)))


def cut(request: Request) -> None:
    """Drop the TCP connection without an answer; always raises ConnectionCut."""
    # An ASGI application has no way to do this, so reach for the server's transport: uvicorn's `receive` is a method of
    # the object that owns it. Without one (another server), the client gets a 500 instead of silence.
    transport = getattr(getattr(request.receive, "__self__", None), "transport", None)
    if transport is not None:
        transport.abort()
    raise ConnectionCut
