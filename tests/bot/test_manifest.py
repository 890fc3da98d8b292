"""One paste makes an app that may do what the bot does, and nothing more."""

import re
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]  # PyYAML's stubs are not among the pinned packages.
from running_bot import MANIFEST

from bot.blocks import questions

BOT = MANIFEST.parent

# From each method's page under docs.slack.dev/reference/methods. Of scopes set together, the manifest needs each one
# that a channel here may call for (public, private, one's own messages).
SCOPES: dict[str, set[str]] = {
    "auth.test": set(),
    "views.open": set(),
    "views.publish": set(),
    "chat.postMessage": {"chat:write"},
    "chat.postEphemeral": {"chat:write"},
    "chat.update": {"chat:write"},
    "conversations.history": {"channels:history", "groups:history", "im:history"},
    "conversations.replies": {"channels:history", "groups:history", "im:history"},
    "conversations.open": {"im:write"},
    "reactions.get": {"reactions:read"},
    "users.info": {"users:read"},
    "usergroups.users.list": {"usergroups:read"},
    "files.getUploadURLExternal": {"files:write"},
    "files.completeUploadExternal": {"files:write"},
}
EVENTS: dict[str, set[str]] = {
    "app_home_opened": set(),
    "reaction_added": {"reactions:read"},
    "reaction_removed": {"reactions:read"},
    "subteam_members_changed": {"usergroups:read"},
    "subteam_updated": {"usergroups:read"},
}
# What needs a scope and is no method: slash commands and shortcuts, and downloads from files.slack.com.
BESIDES = {"commands", "files:read"}


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
    return read


@pytest.fixture(scope="module")
def source() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(BOT.rglob("*.py")))


def methods_called(source: str) -> set[str]:
    """Every Web API method that the bot's source calls, by the client's methods or by name."""
    python = {name.lower().replace(".", "_"): name for name in SCOPES}
    called = re.findall(r"(?:client|slack)\.([a-z]+(?:_[A-Za-z]+)+)\(", source)
    called = [name for name in called if name not in ("api_call", "message_workers")]
    unknown = {name for name in called if name.lower() not in python}
    assert not unknown, f"methods without a known scope: {unknown}"
    by_name = set(re.findall(r"_ask\(\"([a-z.A-Z]+)\"", source))
    return {python[name.lower()] for name in called} | by_name


def test_every_method_has_its_scope_and_every_scope_its_use(manifest: dict[str, Any], source: str) -> None:
    methods = methods_called(source)
    assert methods == set(SCOPES)
    used = BESIDES.union(*(SCOPES[method] for method in methods), *EVENTS.values())
    assert set(manifest["oauth_config"]["scopes"]["bot"]) == used


def test_every_listener_is_in_the_manifest(manifest: dict[str, Any], source: str) -> None:
    features = manifest["features"]
    assert set(re.findall(r"@app\.command\(\"(.+?)\"\)", source)) == {
        each["command"] for each in features["slash_commands"]
    }
    assert set(re.findall(r"@app\.shortcut\(\"(.+?)\"\)", source)) == {
        each["callback_id"] for each in features["shortcuts"]
    }
    assert set(re.findall(r"@app\.event\(\"(.+?)\"\)", source)) == set(EVENTS)
    assert set(manifest["settings"]["event_subscriptions"]["bot_events"]) == set(EVENTS)


def test_every_button_and_every_box_has_a_listener(source: str) -> None:
    shown = set(re.findall(r"button\(\s*\"([a-z_]+)\"", source)) | {questions.ACTION}
    assert shown == set(re.findall(r"@app\.action\(\"(.+?)\"\)", source))


def test_slack_takes_a_command_with_these_words(manifest: dict[str, Any]) -> None:
    for command in manifest["features"]["slash_commands"]:
        assert len(command["description"]) <= 2000
        assert len(command["usage_hint"]) <= 1000
    assert len(manifest["display_information"]["description"]) <= 140
    for shortcut in manifest["features"]["shortcuts"]:
        assert len(shortcut["name"]) <= 24
