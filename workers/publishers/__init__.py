"""How a reply gets onto a platform, and what the platform's answer means."""

from collections.abc import Mapping
from typing import Protocol

from approval.outcome import Outcome
from approval.proposal import Proposal


class Publisher(Protocol):
    """One account on one platform, with its key."""

    def publish(self, proposal: Proposal, pictures: Mapping[str, bytes]) -> Outcome:
        """Post the proposal's current revision, once, within 10 s; `pictures` are bytes by SHA-256 (hex).

        Never raises for what a platform or a network may do: that is an Outcome. Never tries a post again by itself.
        """
        ...
