"""What the bot says to one person alone, and with it whatever they had typed."""

from collections.abc import Mapping
from typing import Any

from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from bot.blocks.literal import Block, plain
from bot.blocks.split import pieces
from bot.literal import escape

SECONDS = 3


def private(words: str, typed: str = "") -> dict[str, Any]:
    """An ephemeral answer that shows every word literally; `typed` stands whole below a line."""
    blocks = _sections(words)
    if typed.strip():
        blocks += [{"type": "divider"}, *_sections(typed)]
    # `text` is what notifications show, and there Slack would read mrkdwn.
    return {"text": escape(words), "blocks": blocks}


def tell(client: WebClient, body: Mapping[str, Any], words: str, typed: str = "") -> None:
    """Tell whoever did this (a command, a click, a shortcut, a reaction) something that only they see.

    Where there is no conversation in which only they would see it (the Home tab), it goes to their messages with us.
    """
    message = private(words, typed)
    if url := body.get("response_url"):
        answer = WebhookClient(url, timeout=SECONDS, proxy=client.proxy)
        answer.send_dict({**message, "response_type": "ephemeral", "replace_original": False})
        return
    user, channel = actor_of(body), _channel(body)
    if channel:
        client.chat_postEphemeral(channel=channel, user=user, **message)
    else:
        client.chat_postMessage(channel=user, **message)


def actor_of(body: Mapping[str, Any]) -> str:
    """The Slack id of whoever did this; "" where nobody is named."""
    event = body.get("event", {})
    return str(body.get("user", {}).get("id") or body.get("user_id") or event.get("user") or "")


def _channel(body: Mapping[str, Any]) -> str:
    item = body.get("event", {}).get("item", {})
    return str(body.get("channel", {}).get("id") or body.get("channel_id") or item.get("channel") or "")


def _sections(words: str) -> list[Block]:
    return [{"type": "section", "text": plain(piece)} for piece in pieces(words) if piece.strip()]
