"""What an HTTP answer of the square means: pure, one table, so that each case can be read and tested."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from approval.outcome import Outcome, Published, Refused, Unavailable, Uncertain

# Seconds: what the square asks for is obeyed within these bounds.
SHORTEST_WAIT, USUAL_WAIT, LONGEST_WAIT = 1.0, 30.0, 3600.0

REFUSALS: Mapping[int, str] = {
    401: "The square does not accept the account's key. An administrator has to renew it.",
    403: "The account's key may not post on the square. An administrator has to look at it.",
    404: "The post that this answers is gone from the square.",
    409: "The square refused it as a copy of another post.",
    413: "The square says that it is too long.",
    422: "The square does not accept it as it is.",
}
MOVED = frozenset({301, 307, 308})


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, the seconds that Retry-After asks for, and the JSON object of the body (empty if there was none)."""

    status: int
    retry_after: float = USUAL_WAIT
    body: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def of(cls, status: int, headers: Mapping[str, str], body: Mapping[str, object] | None) -> "Answer":
        return cls(status, _seconds(headers.get("retry-after", "")), body or {})

    @property
    def code(self) -> str:
        """The square's own word for what is wrong; empty if it gave none."""
        match self.body:
            case {"error": {"code": str(code)}}:
                return code
        return ""


def after_a_post(answer: Answer) -> Outcome:
    """What came of a post. Only a 201 that says where the post is means that it is there."""
    match answer:
        case Answer(status=201, body={"id": str(post_id), "url": str(url)}) if _is_link(url):
            return Published(post_id, url)
        case Answer(status=429 | 503):
            return Unavailable(_busy(answer.status), answer.retry_after)
        case Answer(status=404) if answer.code != "parent_gone":
            return Refused("There is no square at the address that COUNTERSIGN_SQUARE_URL gives.")
        case Answer(status=status) if status in MOVED:
            return Refused("The square has moved: an administrator has to correct COUNTERSIGN_SQUARE_URL.")
        case Answer(status=status) if 400 <= status < 500:
            return Refused(REFUSALS.get(status, f"The square refused it ({status})."))
    # A 201 that cannot be read, another 2xx, a 500 or a gateway's 502: it may have been taken all the same.
    return Uncertain(f"The square's answer ({answer.status}) does not say whether it was posted.")


def after_a_picture(answer: Answer) -> str | Outcome:
    """The id of an uploaded picture, or what came of the whole instead: certainly nothing was posted."""
    match answer:
        case Answer(status=201, body={"id": str(media_id)}):
            return media_id
        case Answer(status=404) | Answer(status=301 | 302 | 303 | 307 | 308):
            return Refused("There is no square at the address that COUNTERSIGN_SQUARE_URL gives.")
        case Answer(status=413):
            return Refused("The square says that a picture is too large.")
        case Answer(status=422):
            return Refused("The square does not accept a picture or its description.")
        case Answer(status=status) if 400 <= status < 500 and status != 429:
            return Refused(REFUSALS.get(status, f"The square refused a picture ({status})."))
    return Unavailable(_busy(answer.status), answer.retry_after)


def _busy(status: int) -> str:
    return "The square asks for a pause." if status == 429 else "The square is not available now."


def _is_link(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _seconds(retry_after: str) -> float:
    """Retry-After as seconds from now: a number, or a date (RFC 9110, 10.2.3); the usual wait for anything else."""
    try:
        if retry_after.isascii() and retry_after.isdigit():
            seconds = float(retry_after)
        else:
            seconds = (parsedate_to_datetime(retry_after) - datetime.now(UTC)).total_seconds()
    except (ValueError, TypeError):
        return USUAL_WAIT
    return min(max(seconds, SHORTEST_WAIT), LONGEST_WAIT)
