"""What the app declared: scopes, events, commands and shortcuts, from its manifest or from the lists here."""

from dataclasses import dataclass
from pathlib import Path

import yaml  # type: ignore[import-untyped]  # PyYAML's stubs are not among the pinned packages.

from sandbox.json_types import JsonObject


@dataclass(frozen=True)
class Manifest:
    """The part of an app manifest that decides what Slack lets the app do and tells it."""

    scopes: frozenset[str]
    events: frozenset[str]
    commands: tuple[JsonObject, ...]
    shortcuts: tuple[JsonObject, ...]

    def command(self, name: str) -> JsonObject | None:
        """The registered slash command, None when there is none of that name."""
        return next((each for each in self.commands if each["command"] == name), None)

    def shortcut(self, callback_id: str) -> JsonObject | None:
        """The registered shortcut, None when there is none of that id."""
        return next((each for each in self.shortcuts if each["callback_id"] == callback_id), None)


# The same as bot/manifest.yaml, which nothing here may import; a test holds them together.
BUILT_IN = Manifest(
    scopes=frozenset(
        {
            "channels:history",
            "chat:write",
            "commands",
            "files:read",
            "files:write",
            "groups:history",
            "im:history",
            "im:write",
            "reactions:read",
            "usergroups:read",
            "users:read",
        }
    ),
    events=frozenset(
        {"app_home_opened", "reaction_added", "reaction_removed", "subteam_members_changed", "subteam_updated"}
    ),
    commands=(
        {
            "command": "/reply",
            "usage": "[link] [text]",
            "description": "Propose a reply on an official account",
            "escape": False,
        },
        {
            "command": "/reply-check",
            "usage": "[link] text",
            "description": "Try a draft privately; nothing is proposed",
            "escape": False,
        },
        {
            "command": "/reply-audit",
            "usage": "[account] [first day] [last day] [csv, jsonl or bundle]",
            "description": "The record, for auditors",
            "escape": False,
        },
    ),
    shortcuts=(
        {
            "name": "Propose a reply",
            "type": "message",
            "callback_id": "propose_reply",
            "description": "Propose a reply to the post in this message",
        },
    ),
)


def read_manifest(path: Path | None) -> Manifest:
    """The manifest at the path (YAML in Slack's format), or the built-in one when there is no path."""
    if path is None:
        return BUILT_IN
    document: JsonObject = yaml.safe_load(path.read_text(encoding="utf-8"))
    features: JsonObject = document.get("features") or {}
    subscriptions: JsonObject = (document.get("settings") or {}).get("event_subscriptions") or {}
    scopes: list[str] = document["oauth_config"]["scopes"]["bot"]
    events: list[str] = subscriptions.get("bot_events") or []
    return Manifest(
        scopes=frozenset(scopes),
        events=frozenset(events),
        commands=tuple(_command(each) for each in features.get("slash_commands") or []),
        shortcuts=tuple(dict(each) for each in features.get("shortcuts") or []),
    )


def _command(declared: JsonObject) -> JsonObject:
    return {
        "command": declared["command"],
        "usage": declared.get("usage_hint", ""),
        "description": declared.get("description", ""),
        "escape": bool(declared.get("should_escape", False)),
    }
