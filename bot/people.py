"""Who acts: a Slack user id with what Slack says of it now, as the `Actor` that the rules decide about."""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from approval.people import Account, Accounts, Actor, Person, Role
from bot.errors import SlackUnavailable

log = logging.getLogger(__name__)

# How old an answer of Slack may be where nothing is decided by it (filling a form, showing names).
SECONDS_KEPT = 30.0

# How old where something is decided: no older than it must be. Slack answers `usergroups.users.list` 20 times a minute
# (docs.slack.dev/apis/web-api/rate-limits, tier 2), so whoever clicks faster than that would lock everybody else out. A
# change that Slack tells of (`forget_group`) counts at once.
SECONDS_DECIDING = 3.0

TRY_AGAIN = "Slack could not say just now whether you may do this, so nothing was done. Please try again."


@dataclass(frozen=True, slots=True)
class _Answer:
    asked_at: float
    value: Any


class People:
    """Asks Slack about people and user groups. A decision is always asked for anew; `forget_group` drops what is kept.

    `client` should have a short timeout and no retries: whoever clicked waits, and Slack gives them three seconds.
    """

    def __init__(
        self,
        client: WebClient,
        accounts: Callable[[], Accounts],
        team: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client
        self._accounts = accounts
        self._team = team
        self._clock = clock
        self._kept: dict[str, _Answer] = {}
        self._locks: dict[str, Lock] = {}
        self._guard = Lock()

    def looking(self, user: str) -> Actor:
        """The actor for something that decides nothing, such as opening a form: answers may be 30 s old."""
        return self._actor(user, self._accounts().groups, SECONDS_KEPT, SECONDS_KEPT)

    def deciding(self, user: str, role: Role | None) -> Actor:
        """The actor for an act, as Slack answers now; `role` is the one that the act needs, None if it needs none.

        Only the groups that some account names for that role are asked for, and none sooner than Slack's limit allows
        for ever. SlackUnavailable where Slack does not answer.
        """
        groups = self._groups(role)
        # About accounts Slack answers more often, however many groups there are: who was deactivated is soon out.
        return self._actor(user, groups, SECONDS_DECIDING * max(1, len(groups)), SECONDS_DECIDING)

    def holders(self, account: Account, role: Role) -> tuple[Person, ...]:
        """The persons who hold a role for an account, by name or through a group; answers may be 30 s old."""
        accounts = self._accounts()
        ids = set(account.roles[role])
        for group in [member for member in ids if member.startswith("S")]:
            ids |= self._members(group, SECONDS_KEPT)
        found = {person.id: person for slack_id in sorted(ids) if (person := accounts.person(slack_id))}
        return tuple(sorted(found.values(), key=lambda person: person.name))

    def reacts(self, user: str, channel: str, ts: str, reaction: str) -> bool:
        """Whether this reaction of the user stands on a message now. SlackUnavailable where Slack does not answer."""
        arguments = {"channel": channel, "timestamp": ts, "full": "true"}
        answer = self._ask("reactions.get", arguments, nothing=("message_not_found",))
        standing = answer["message"].get("reactions", []) if answer is not None else []
        return any(each["name"] == reaction and user in each["users"] for each in standing)

    def forget_group(self, group: str) -> None:
        """Slack said that this group changed."""
        with self._guard:
            self._kept.pop(f"group {group}", None)

    def _groups(self, role: Role | None) -> frozenset[str]:
        if role is None:
            return frozenset()
        accounts = self._accounts().accounts.values()
        members = frozenset[str]().union(*(account.roles[role] for account in accounts))
        return frozenset(member for member in members if member.startswith("S"))

    def _actor(self, user: str, groups: frozenset[str], oldest: float, oldest_account: float) -> Actor:
        why = barred(self._user(user, oldest_account), self._team)
        if why:
            return Actor(user, barred=why)
        return Actor(user, frozenset(group for group in groups if user in self._members(group, oldest)))

    def _user(self, user: str, oldest: float) -> dict[str, Any] | None:
        def ask() -> dict[str, Any] | None:
            answer = self._ask("users.info", {"user": user}, nothing=("user_not_found", "user_not_visible"))
            return None if answer is None else dict(answer["user"])

        found: dict[str, Any] | None = self._recent(f"user {user}", oldest, ask)
        return found

    def _members(self, group: str, oldest: float) -> frozenset[str]:
        def ask() -> frozenset[str]:
            answer = self._ask("usergroups.users.list", {"usergroup": group}, nothing=("no_such_subteam",))
            if answer is None:
                log.error("accounts.toml names a user group that Slack does not have", extra={"group": group})
                return frozenset()
            return frozenset(answer["users"])

        found: frozenset[str] = self._recent(f"group {group}", oldest, ask)
        return found

    def _recent(self, key: str, oldest: float, ask: Callable[[], Any]) -> Any:
        """An answer that was asked for at most `oldest` seconds before this call began; 0 means not before it."""
        began = self._clock()
        with self._guard:
            lock = self._locks.setdefault(key, Lock())
        with lock:
            # Of many who wait here at once one asks, and the others take the answer: it was asked for after they came.
            kept = self._kept.get(key)
            if kept is not None and kept.asked_at >= began - oldest:
                return kept.value
            asked_at = self._clock()
            value = ask()
            with self._guard:
                self._kept[key] = _Answer(asked_at, value)
            return value

    def _ask(self, method: str, arguments: dict[str, str], nothing: tuple[str, ...]) -> Any:
        """Slack's answer; None where it is one of the errors that say that there is no such thing."""
        try:
            return self._client.api_call(method, params=arguments)
        except SlackApiError as error:
            code = error.response.get("error")
            if code in nothing:
                return None
            log.warning("slack refused a question", extra={"method": method, "error": code})
            raise SlackUnavailable(TRY_AGAIN) from None
        except (OSError, SlackClientError) as error:
            # urllib's errors, time-outs included, are OSErrors.
            log.warning("slack could not be asked", extra={"method": method, "error": type(error).__name__})
            raise SlackUnavailable(TRY_AGAIN) from None


def barred(user: Mapping[str, Any] | None, team: str) -> str:
    """What of Slack's answer about a user bars them from acting (a key of `approval.people.BARRED`); "" if nothing."""
    if user is None:
        return "unknown_user"
    if user.get("deleted"):
        return "deactivated"
    if user.get("is_bot") or user.get("is_workflow_bot") or user.get("id") == "USLACKBOT":
        return "bot"
    # On an Enterprise Grid an account may belong to several workspaces of one organisation.
    teams = {user.get("team_id"), *user.get("enterprise_user", {}).get("teams", [])}
    if user.get("is_stranger") or team not in teams:
        return "other_team"
    if user.get("is_restricted") or user.get("is_ultra_restricted"):
        return "guest"
    return ""
