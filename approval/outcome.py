"""What came of an attempt to publish: a closed set of values that callers match whole.

A publisher never raises for what a platform may do; it answers with one of these.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Published:
    """The platform confirmed the post; `url` is where anybody can read it."""

    post_id: str
    url: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The platform said no, and would say no again to the same request. Certainly not posted."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unavailable:
    """Certainly not posted, and worth another try after `retry_after` seconds."""

    reason: str
    retry_after: float = 30.0


@dataclass(frozen=True, slots=True)
class Uncertain:
    """Nobody can know from here whether it was posted. Never simply sent again."""

    reason: str


Outcome = Published | Refused | Unavailable | Uncertain
