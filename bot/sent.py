"""Finds what was posted although its answer was lost, by the metadata that every message of ours carries."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from slack_sdk import WebClient

CARD = "countersign_card"
PART = "countersign_card_part"
NOTICE = "countersign_notice"
CHECKPOINT = "countersign_checkpoint"
ALARM = "countersign_alarm"

# Clocks differ; a message from just before does no harm here, a missed one makes two cards.
EARLIER = timedelta(minutes=10)
PAGE = 200

Payload = Mapping[str, str | int]


def metadata(event_type: str, payload: Payload) -> dict[str, Any]:
    """What a message carries unseen, so that it can be known again."""
    return {"event_type": event_type, "event_payload": dict(payload)}


def in_channel(slack: WebClient, channel: str, since: datetime, event_type: str) -> Iterator[tuple[str, Payload]]:
    """`ts` and payload of our messages of this type in a channel, the newest first."""
    own, cursor = _own_id(slack), ""
    while True:
        answer: Any = slack.conversations_history(
            channel=channel,
            oldest=f"{(since - EARLIER).timestamp():.6f}",
            include_all_metadata=True,
            limit=PAGE,
            cursor=cursor or None,
        ).data
        yield from _ours(answer, event_type, own)
        cursor = answer.get("response_metadata", {}).get("next_cursor", "")
        if not cursor:
            return


def in_thread(slack: WebClient, channel: str, ts: str, event_type: str) -> Iterator[tuple[str, Payload]]:
    """`ts` and payload of our replies of this type in a thread."""
    own, cursor = _own_id(slack), ""
    while True:
        answer: Any = slack.conversations_replies(
            channel=channel, ts=ts, include_all_metadata=True, limit=PAGE, cursor=cursor or None
        ).data
        yield from _ours(answer, event_type, own)
        cursor = answer.get("response_metadata", {}).get("next_cursor", "")
        if not cursor:
            return


def _own_id(slack: WebClient) -> str:
    return str(slack.auth_test()["bot_id"])


def _ours(answer: Any, event_type: str, own: str) -> Iterator[tuple[str, Payload]]:
    # Any app can write any metadata: what is not from this very bot is somebody's imitation of a card.
    for message in answer["messages"]:
        carried = message.get("metadata") or {}
        if message.get("bot_id") == own and carried.get("event_type") == event_type:
            yield message["ts"], carried["event_payload"]
