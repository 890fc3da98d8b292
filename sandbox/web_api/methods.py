"""Every method the sandbox speaks, with its token, scopes and rate tier as its page under docs.slack.dev says."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from sandbox.json_types import JsonObject
from sandbox.limits import POSTING, Rate
from sandbox.web_api import chat, conversations, files, history, people, reactions, views
from sandbox.web_api.call import Call


@dataclass(frozen=True)
class Method:
    """One method; any of `scopes` is enough, none means that the method checks by kind of conversation itself."""

    name: str
    run: Callable[[Call], JsonObject]
    tier: int
    scopes: tuple[str, ...] = ()
    holder: Literal["bot", "app", "none"] = "bot"
    rate: Rate | None = None
    per_channel: bool = False


_ALL = [
    Method("api.test", people.api_test, 4, holder="none"),
    Method("auth.test", people.auth_test, 4, rate=Rate(100, 10.0)),
    Method("apps.connections.open", people.open_connection, 1, holder="app", rate=Rate(30, 0.5)),
    Method("bots.info", people.bot_info, 3, ("users:read",)),
    Method("team.info", people.team_info, 3, ("team:read",)),
    Method("users.info", people.user_info, 4, ("users:read",)),
    Method("users.list", people.user_list, 2, ("users:read",)),
    Method("usergroups.list", people.group_list, 2, ("usergroups:read",)),
    Method("usergroups.users.list", people.group_users, 2, ("usergroups:read",)),
    Method("users.conversations", conversations.of_user, 3),
    Method("conversations.info", conversations.info, 3),
    Method("conversations.list", conversations.listing, 2),
    Method("conversations.members", conversations.members, 4),
    Method("conversations.open", conversations.open_direct, 3, ("im:write", "mpim:write")),
    Method("conversations.join", conversations.join, 3, ("channels:join",)),
    Method("conversations.history", history.history, 3),
    Method("conversations.replies", history.replies, 3),
    Method("chat.postMessage", chat.post, 4, ("chat:write",), rate=POSTING, per_channel=True),
    Method("chat.postEphemeral", chat.post_ephemeral, 4, ("chat:write",)),
    Method("chat.update", chat.update, 3, ("chat:write",)),
    Method("chat.delete", chat.delete, 3, ("chat:write",)),
    Method("chat.getPermalink", chat.permalink, 4, rate=Rate(200, 10.0)),
    Method("reactions.add", reactions.add, 3, ("reactions:write",)),
    Method("reactions.remove", reactions.remove, 2, ("reactions:write",)),
    Method("reactions.get", reactions.get, 3, ("reactions:read",)),
    Method("views.open", views.open_modal, 4),
    Method("views.push", views.push, 4),
    Method("views.update", views.update, 4),
    Method("views.publish", views.publish, 4),
    Method("files.info", files.info, 4, ("files:read",)),
    Method("files.getUploadURLExternal", files.upload_url, 4, ("files:write",)),
    Method("files.completeUploadExternal", files.complete, 4, ("files:write",)),
]

METHODS = {method.name: method for method in _ALL}
