"""Modals and the App Home."""

import json

from sandbox.blocks.check import check_view
from sandbox.json_types import JsonObject
from sandbox.views import STACK_LIMIT, OpenView
from sandbox.web_api.call import ApiError, Call, invalid_arguments

MAX_VIEW_BYTES = 250_000
"""docs.slack.dev/reference/methods/views.open, error view_too_large: "greater than 250kb"."""


def open_modal(call: Call) -> JsonObject:
    """views.open: needs a trigger that is at most three seconds old and unused."""
    view = checked_view(call.json("view", "invalid_arguments"), "modal")
    user = _trigger(call)
    _check_external_id(call, view)
    stored = call.world.views.open(user, view)
    _news(call, user)
    return {"view": stored}


def push(call: Call) -> JsonObject:
    """views.push: on top of what the person has open, at most three deep."""
    view = checked_view(call.json("view", "invalid_arguments"), "modal")
    user = _trigger(call)
    _check_external_id(call, view)
    if len(call.world.views.stack(user)) >= STACK_LIMIT:
        raise ApiError("push_limit_reached")
    stored = call.world.views.push(user, view)
    if stored is None:
        raise ApiError("not_found")
    _news(call, user)
    return {"view": stored}


def update(call: Call) -> JsonObject:
    """views.update: by view_id or external_id; a hash, when given, must be the current one."""
    views = call.world.views
    view = checked_view(call.json("view", "invalid_arguments"), None)
    view_id, external_id = call.text("view_id"), call.text("external_id")
    if not view_id and not external_id:
        raise invalid_arguments("either view_id or external_id is required")
    found = views.get(view_id) if view_id else views.by_external_id(str(external_id))
    if found is None:
        raise ApiError("not_found")
    _check_hash(call, found.view["hash"])
    _check_external_id(call, view, found)
    if view["type"] != found.view["type"]:
        raise invalid_arguments("the type of a view cannot be changed")
    stored = views.update(found, view)
    _news(call, found.user)
    return {"view": stored}


def publish(call: Call) -> JsonObject:
    """views.publish: a person's App Home."""
    user = call.need("user_id")
    view = checked_view(call.json("view", "invalid_arguments"), "home")
    if call.world.workspace.user(user) is None:
        raise invalid_arguments("invalid `user_id`")
    before = call.world.views.home(user)
    if before is not None:
        _check_hash(call, before["hash"])
    stored = call.world.views.publish(user, view)
    if before is None or before["blocks"] != stored["blocks"]:
        call.world.stream.changed("home", **{"as": user})
    return {"view": stored}


def checked_view(view: object, kind: str | None) -> JsonObject:
    """The view when Block Kit allows it; ApiError invalid_arguments that says why not."""
    if len(json.dumps(view)) > MAX_VIEW_BYTES:
        raise ApiError("view_too_large")
    if not isinstance(view, dict):
        raise invalid_arguments("missing required field: view")
    if kind is not None and view.get("type") != kind:
        raise invalid_arguments(f"the view's type must be {kind} [json-pointer:/view/type]")
    problems = check_view(view)
    if problems:
        raise invalid_arguments(*problems)
    return view


def _trigger(call: Call) -> str:
    id = call.need("trigger_id")
    found = call.world.passes.use_trigger(id)
    if isinstance(found, str):
        raise ApiError(found)
    return str(found["user"])


def _check_hash(call: Call, current: str) -> None:
    given = call.text("hash")
    if given and given != current:
        raise ApiError("hash_conflict")


def _check_external_id(call: Call, view: JsonObject, own: OpenView | None = None) -> None:
    external_id = view.get("external_id")
    other = call.world.views.by_external_id(external_id) if external_id else None
    if other is not None and (own is None or other.view["id"] != own.view["id"]):
        raise ApiError("duplicate_external_id")


def _news(call: Call, user: str) -> None:
    call.world.stream.changed("views", **{"as": user})
