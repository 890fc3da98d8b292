"""Slack: the tokens, what the app may do, and whether the channels, groups and people of accounts.toml are there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]  # PyYAML's stubs are not among the pinned packages.
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from approval.people import Accounts
from countersign.doctor.finding import Finding, not_needed, ok, wrong

SECONDS = 10
REINSTALL = "make the app anew from bot/manifest.yaml, or add them under OAuth & Permissions, and install it again"
WHY_NOT = {
    "invalid_auth": "Slack does not know the token",
    "not_authed": "Slack does not know the token",
    "account_inactive": "the app was removed from the workspace",
    "token_revoked": "the token was revoked",
}


@dataclass(slots=True)
class Workspace:
    """What Slack has said: the members of each user group (None where it could not be asked)."""

    reachable: bool = False
    members: dict[str, frozenset[str] | None] = field(default_factory=dict)


def client(token: str, api_url: str) -> WebClient:
    """A client that asks once; the sandbox is asked without a proxy."""
    made = WebClient(token=token, base_url=api_url, timeout=SECONDS, retry_handlers=[])
    if api_url.startswith("http://"):
        made.proxy = None
    return made


def examine_tokens(environment: Mapping[str, str], manifest: Path, workspace: Workspace) -> Iterator[Finding]:
    """The kind of each token, and what Slack says of them."""
    bot_token, app_token = environment.get("SLACK_BOT_TOKEN", ""), environment.get("SLACK_APP_TOKEN", "")
    api_url = environment.get("SLACK_API_URL", "https://slack.com/api/")
    if not bot_token.startswith("xoxb-"):
        problem = "is missing" if not bot_token else "is not a bot token, which starts with xoxb-"
        yield wrong(
            f"SLACK_BOT_TOKEN {problem}", "copy it from the app's page: OAuth & Permissions, Bot User OAuth Token"
        )
    else:
        yield from _bot(client(bot_token, api_url), manifest, workspace)
    if environment.get("COUNTERSIGN_BOT_MODE", "socket") == "http":
        yield not_needed("app token: Slack calls the bot by HTTP (COUNTERSIGN_BOT_MODE=http)")
        if environment.get("SLACK_SIGNING_SECRET", "").strip():
            yield ok("SLACK_SIGNING_SECRET is set")
        else:
            yield wrong("SLACK_SIGNING_SECRET is missing", "copy it from the app's page: Basic Information")
    elif not app_token.startswith("xapp-"):
        problem = "is missing" if not app_token else "is not an app-level token, which starts with xapp-"
        yield wrong(
            f"SLACK_APP_TOKEN {problem}", "make one on the app's page: Basic Information, scope connections:write"
        )
    elif workspace.reachable:
        yield _app(client(app_token, api_url), app_token)


def examine_places(asked: WebClient, accounts: Accounts, workspace: Workspace) -> Iterator[Finding]:
    """The channel of each account, the groups of the roles, and the people."""
    for account in accounts.accounts.values():
        yield _channel(asked, account.channel, f"account {account.id}")
    if accounts.oversight:
        yield _channel(asked, accounts.oversight, "oversight")
    else:
        yield not_needed("oversight: accounts.toml names no channel in which the log's checkpoints are shown")
    for group in sorted(accounts.groups):
        yield from _group(asked, group, accounts, workspace)
    for person in accounts.people.values():
        for slack_id in person.slack_ids:
            yield _person(asked, slack_id, person.name)


def _bot(asked: WebClient, manifest: Path, workspace: Workspace) -> Iterator[Finding]:
    try:
        answer = asked.auth_test()
    except SlackApiError as error:
        code = str(error.response["error"])
        yield wrong(f"the bot token does not work: {WHY_NOT.get(code, code)}", "copy it anew from OAuth & Permissions")
        return
    except (SlackClientError, OSError) as error:
        yield wrong(f"Slack does not answer ({type(error).__name__})", f"is {asked.base_url} reachable from here?")
        return
    workspace.reachable = True
    yield ok(f"the bot token works: «{answer['user']}» in {answer['team']}")
    headers = {name.lower(): value for name, value in (answer.headers or {}).items()}
    granted = {scope.strip() for scope in str(headers.get("x-oauth-scopes", "")).split(",") if scope.strip()}
    needed = set(yaml.safe_load(manifest.read_text(encoding="utf-8"))["oauth_config"]["scopes"]["bot"])
    missing = sorted(needed - granted)
    if missing:
        yield wrong(f"the app may not do all it needs; scopes are missing: {', '.join(missing)}", REINSTALL)
    else:
        yield ok(f"the app has all {len(needed)} scopes that it needs")


def _app(asked: WebClient, app_token: str) -> Finding:
    try:
        asked.apps_connections_open(app_token=app_token)
    except SlackApiError as error:
        code = str(error.response["error"])
        return wrong(
            f"the app token does not work: {WHY_NOT.get(code, code)}", "Socket Mode on? scope connections:write?"
        )
    except (SlackClientError, OSError) as error:
        return wrong(f"Slack gives no connection ({type(error).__name__})", "try again")
    return ok("the app token works: Slack gives a Socket Mode connection")


def _channel(asked: WebClient, channel: str, whose: str) -> Finding:
    try:
        # conversations.info would need two scopes more; what the bot has to read anyway shows as much.
        asked.conversations_history(channel=channel, limit=1)
    except SlackApiError as error:
        code = error.response["error"]
        if code == "not_in_channel":
            return wrong(f"{whose}: the bot is not in channel {channel}", "type /invite @countersign there")
        return wrong(
            f"{whose}: channel {channel} cannot be seen ({code})",
            "if it is private, type /invite @countersign there; else mend its id in accounts.toml",
        )
    return ok(f"{whose}: the bot is in channel {channel}")


def _group(asked: WebClient, group: str, accounts: Accounts, workspace: Workspace) -> Iterator[Finding]:
    try:
        members = frozenset(asked.usergroups_users_list(usergroup=group)["users"])
    except SlackApiError as error:
        workspace.members[group] = None
        yield wrong(f"user group {group} cannot be read ({error.response['error']})", "mend its id in accounts.toml")
        return
    workspace.members[group] = members
    unnamed = sorted(member for member in members if accounts.person(member) is None)
    if not members:
        yield wrong(f"user group {group} is empty", "add people to it in Slack")
    elif unnamed:
        yield wrong(
            f"user group {group}: {len(unnamed)} of {len(members)} members are not named: {', '.join(unnamed)}",
            "they may not act until accounts.toml names them under [people]",
        )
    else:
        yield ok(f"user group {group}: all {len(members)} members are named in accounts.toml")


def _person(asked: WebClient, slack_id: str, name: str) -> Finding:
    try:
        user: dict[str, Any] = asked.users_info(user=slack_id)["user"]
    except SlackApiError as error:
        return wrong(f"{name}: Slack account {slack_id} is not there ({error.response['error']})", "mend accounts.toml")
    if user.get("deleted"):
        return wrong(f"{name}: Slack account {slack_id} is deactivated", "take it out of accounts.toml")
    if any(user.get(mark) for mark in ("is_bot", "is_restricted", "is_ultra_restricted", "is_stranger")):
        return wrong(
            f"{name}: Slack account {slack_id} is a bot, a guest or of another organisation, and may not act",
            "name a full member's account in accounts.toml",
        )
    return ok(f"{name}: Slack account {slack_id} is active")
