"""What every way to the app promises: ask and wait for the acknowledgement, or say how it failed."""

from typing import Literal, Protocol

from sandbox.json_types import JsonObject

Kind = Literal["slash_commands", "interactive"]


class NotDelivered(Exception):
    """The app did not acknowledge. `error` is the word Slack shows, `reason` the one in retry headers."""

    def __init__(self, error: str, reason: str, again: bool = True) -> None:
        super().__init__(error)
        self.error = error
        self.reason = reason
        self.again = again


class NobodyConnected(NotDelivered):
    """No connection is there to carry it; an event then waits for the next one."""

    def __init__(self) -> None:
        super().__init__("dispatch_failed", "connection_failed")


class Route(Protocol):
    """One way to the app."""

    async def ask(self, kind: Kind, payload: JsonObject) -> JsonObject:
        """Send a command or an interaction once; the acknowledgement's payload. NotDelivered when there is none."""

    async def tell(self, body: JsonObject, attempt: int, reason: str) -> None:
        """Send an event; returns when it was acknowledged. NotDelivered when it was not."""

    def connected(self) -> bool:
        """Whether the app seems to be there."""

    async def close(self) -> None:
        """Let go of all connections."""
