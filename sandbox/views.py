"""Modals and App Homes: what each person has open, as Slack keeps it."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass

from sandbox import city
from sandbox.ids import new_id
from sandbox.json_types import JsonObject
from sandbox.store import Store

STACK_LIMIT = 3
"""docs.slack.dev/surfaces/modals: "a maximum of 3 views in the stack"."""


@dataclass(frozen=True)
class OpenView:
    """A view as one person sees it; `errors` are those under its inputs, by block id."""

    view: JsonObject
    user: str
    errors: dict[str, str] | None


class Views:
    """Every person's stack of modals and their App Home."""

    def __init__(self, store: Store, clock: Callable[[], float]) -> None:
        self._store = store
        self._clock = clock

    def open(self, user: str, view: JsonObject) -> JsonObject:
        """Open a modal, closing whatever the person had open; the stored view."""
        for old in self.stack(user):
            self._store.remove("view", old.view["id"])
        return self._add(user, view, root=None, previous=None)

    def push(self, user: str, view: JsonObject) -> JsonObject | None:
        """Put a modal on top of the person's stack; None when nothing is open or the stack is full."""
        stack = self.stack(user)
        if not stack or len(stack) >= STACK_LIMIT:
            return None
        return self._add(user, view, root=stack[0].view["id"], previous=stack[-1].view["id"])

    def update(self, found: OpenView, view: JsonObject) -> JsonObject:
        """Replace an open view's content; its id and place stay, its hash changes."""
        kept = {key: found.view[key] for key in ("id", "root_view_id", "previous_view_id")}
        stored = {**_stored(view, self._clock), **kept}
        self._save(OpenView(stored, found.user, None))
        return stored

    def set_errors(self, found: OpenView, errors: dict[str, str] | None) -> None:
        """Show errors under the inputs of an open view."""
        self._save(OpenView(found.view, found.user, errors))

    def close(self, id: str) -> None:
        """Close one view."""
        self._store.remove("view", id)

    def get(self, id: str) -> OpenView | None:
        """An open modal, None when it is closed."""
        found = self._store.get("view", id)
        return None if found is None else OpenView(found["view"], found["user"], found["errors"])

    def by_external_id(self, external_id: str) -> OpenView | None:
        """The open modal to which the app gave this id of its own."""
        return next((each for each in self._all() if each.view["external_id"] == external_id), None)

    def stack(self, user: str) -> list[OpenView]:
        """The person's modals, the top one last."""
        return [each for each in self._all() if each.user == user]

    def home(self, user: str) -> JsonObject | None:
        """The App Home published for this person."""
        return self._store.get("home", user)

    def publish(self, user: str, view: JsonObject) -> JsonObject:
        """Set a person's App Home; the stored view."""
        before = self.home(user)
        stored = _stored(view, self._clock)
        stored["id"] = before["id"] if before else stored["id"]
        stored["root_view_id"] = stored["id"]
        self._store.put("home", user, stored)
        return stored

    def _add(self, user: str, view: JsonObject, root: str | None, previous: str | None) -> JsonObject:
        stored = _stored(view, self._clock)
        stored["root_view_id"] = root or stored["id"]
        stored["previous_view_id"] = previous
        self._save(OpenView(stored, user, None))
        return stored

    def _all(self) -> list[OpenView]:
        return [OpenView(each["view"], each["user"], each["errors"]) for each in self._store.all("view")]

    def _save(self, shown: OpenView) -> None:
        body = {"view": shown.view, "user": shown.user, "errors": shown.errors}
        self._store.put("view", shown.view["id"], body)


def _stored(view: JsonObject, clock: Callable[[], float]) -> JsonObject:
    id = new_id("V")
    blocks = with_block_ids(view["blocks"])
    digest = hashlib.sha256(json.dumps([id, clock(), view], sort_keys=True).encode()).hexdigest()[:8]
    stored: JsonObject = {
        "id": id,
        "team_id": city.TEAM,
        "type": view["type"],
        "blocks": blocks,
        "private_metadata": view.get("private_metadata", ""),
        "callback_id": view.get("callback_id", ""),
        "state": {"values": {}},
        "hash": f"{int(clock())}.{digest}",
        "clear_on_close": bool(view.get("clear_on_close", False)),
        "notify_on_close": bool(view.get("notify_on_close", False)),
        "root_view_id": id,
        "previous_view_id": None,
        "app_id": city.APP,
        "external_id": view.get("external_id", ""),
        "app_installed_team_id": city.TEAM,
        "bot_id": city.BOT,
    }
    for name in ("title", "submit", "close"):
        if view["type"] == "modal":
            stored[name] = view.get(name)
    return stored


def with_block_ids(blocks: list[JsonObject]) -> list[JsonObject]:
    """The blocks with ids where the app gave none, for blocks and for elements that act, as Slack fills them in."""
    return [{**_with_action_ids(block), "block_id": block.get("block_id") or new_id("", 5)} for block in blocks]


_ACTING = ("button", "overflow", "checkboxes", "radio_buttons", "datepicker", "timepicker", "datetimepicker")


def _with_action_ids(block: JsonObject) -> JsonObject:
    changed = dict(block)
    for name in ("accessory", "element"):
        if isinstance(changed.get(name), dict):
            changed[name] = _with_action_id(changed[name])
    if block.get("type") == "actions":
        changed["elements"] = [_with_action_id(each) for each in block["elements"]]
    return changed


def _with_action_id(element: JsonObject) -> JsonObject:
    acts = element.get("type") in _ACTING or str(element.get("type")).endswith(("_select", "_input"))
    return {**element, "action_id": element.get("action_id") or new_id("", 5)} if acts else element
