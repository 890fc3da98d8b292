"""What Slack's refusals mean for a delivery: which are the channel's fault, which ours, which pass by themselves."""

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

# Above what Slack takes when it is slow, below the lease of a task: see bot/delivery.py.
CALL_SECONDS = 8

ADVICE = {
    "not_in_channel": "Invite the app to the channel: type /invite @Countersign there.",
    "channel_not_found": "The account's `channel` in accounts.toml is wrong, or is private and the app is not in it. "
    "Take the id from the channel's details, and type /invite @Countersign there.",
    "is_archived": "The account's channel is archived. Unarchive it, or name another `channel` in accounts.toml.",
    "restricted_action": "The channel lets only some people post. Allow the app in the channel's settings.",
    "restricted_action_read_only_channel": "The channel is read only. Allow the app in the channel's settings.",
    "missing_scope": "The app lacks a scope. Install it again from bot/manifest.yaml.",
    "invalid_auth": "Slack does not take SLACK_BOT_TOKEN. Run `countersign doctor`.",
    "token_revoked": "SLACK_BOT_TOKEN was revoked. Install the app again and set the new token.",
    "account_inactive": "The app was removed from the workspace. Install it again and set the new token.",
}
CHANNEL_FAULTS = frozenset(
    {
        "not_in_channel",
        "channel_not_found",
        "is_archived",
        "restricted_action",
        "restricted_action_read_only_channel",
    }
)
# Slack did not take the blocks as they were: a fault of ours, or a picture that is gone.
BLOCK_FAULTS = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long"})
# The message cannot be brought up to date any more, whatever is tried.
GONE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})
# There is nobody to tell.
NOBODY = frozenset({"user_not_found", "user_disabled", "cannot_dm_bot", "messages_tab_disabled", "users_not_found"})
# With these Slack has certainly posted nothing. (After `fatal_error` and its like, it says, it may have.)
CERTAINLY_NOT = frozenset(ADVICE) | BLOCK_FAULTS | {"ratelimited"}


def code(error: SlackApiError) -> str:
    """Slack's error code; empty where the answer was none of Slack's (a proxy's page, say)."""
    found = error.response.get("error", "") if error.response.status_code < 500 else ""
    return found if isinstance(found, str) and found.replace("_", "").isalnum() else ""


def retry_after(error: SlackApiError) -> float | None:
    """How many seconds Slack asks to wait; None where it was no rate limit."""
    if error.response.status_code != 429 and code(error) != "ratelimited":
        return None
    given = {name.lower(): value for name, value in error.response.headers.items()}.get("retry-after", "")
    return float(given) if str(given).isdigit() else 30.0


def without_retries(client: WebClient) -> WebClient:
    """The client as it is, but it never sends again by itself.

    The default one repeats a call when the connection drops, also where Slack had taken the message: two cards.
    """
    copy = WebClient(
        token=client.token,
        base_url=client.base_url,
        timeout=CALL_SECONDS,
        ssl=client.ssl,
        headers=client.headers,
        retry_handlers=[],
    )
    # Set afterwards: the constructor takes "no proxy" for "the environment's proxy".
    copy.proxy = client.proxy
    return copy
