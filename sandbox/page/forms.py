"""Submitting and closing modals, with every answer that an app can give."""

import logging

from sandbox.delivery.route import NotDelivered
from sandbox.json_types import JsonObject
from sandbox.page import inputs, payloads
from sandbox.page.person import PageError, acting
from sandbox.views import OpenView
from sandbox.web_api.call import ApiError
from sandbox.web_api.views import checked_view
from sandbox.world import World

log = logging.getLogger(__name__)


async def submit(world: World, fields: JsonObject) -> JsonObject:
    """A person pressed the submit button: {"response_action": ...}, or {"error": ...} and the form stays open."""
    person = acting(world, fields)
    shown = _open_view(world, person, fields)
    values, errors = inputs.state_values(shown.view["blocks"], fields.get("values") or {}, world)
    if errors:
        world.views.set_errors(shown, errors)
        return {"response_action": "errors", "errors": errors}
    with world.store.change():
        for file in _files(values):
            if file["user"] != person["id"]:
                raise PageError("file_not_found", 404)
            world.files.hand_to_app(file["id"])
        payload = payloads.view_submission(world, person, shown.view, values)
    log.info("view submitted", extra={"view": shown.view["id"], "user": person["id"]})
    try:
        ack = await world.route.ask("interactive", payload)
    except NotDelivered as failure:
        log.warning("view submission unanswered", extra={"view": shown.view["id"], "error": failure.error})
        return {"error": "timeout" if failure.error == "operation_timeout" else failure.error}
    try:
        with world.store.change():
            result = _obey(world, shown, ack)
    except ApiError as error:
        # Slack tells the person only that something went wrong; the word helps whoever writes the app.
        log.warning("view submission answered wrongly", extra={"view": shown.view["id"], "error": error.error})
        return {"error": "invalid_response", "detail": error.error, **error.extra}
    world.stream.changed("views", **{"as": person["id"]})
    return result


async def close(world: World, fields: JsonObject) -> JsonObject:
    """A person closed a modal: this one, or the whole stack when it clears on close."""
    person = acting(world, fields)
    shown = _open_view(world, person, fields)
    with world.store.change():
        everything = bool(shown.view["clear_on_close"]) or bool(fields.get("all"))
        closed = world.views.stack(person["id"]) if everything else [shown]
        for each in closed:
            world.views.close(each.view["id"])
        told = [
            payloads.view_closed(world, person, each.view, is_cleared=everything)
            for each in closed
            if each.view["notify_on_close"]
        ]
    world.stream.changed("views", **{"as": person["id"]})
    for payload in told:
        try:
            await world.route.ask("interactive", payload)
        except NotDelivered as failure:
            log.warning("view_closed unanswered", extra={"error": failure.error})
    return {"ok": True}


def _obey(world: World, shown: OpenView, ack: JsonObject) -> JsonObject:
    action = ack.get("response_action")
    current = world.views.get(shown.view["id"])
    if action is None:
        world.views.close(shown.view["id"])
        return {"response_action": "close"}
    if action == "clear":
        for each in world.views.stack(shown.user):
            world.views.close(each.view["id"])
        return {"response_action": "clear"}
    if action == "errors":
        errors = _checked_errors(shown, ack.get("errors"))
        if current is not None:
            world.views.set_errors(current, errors)
        return {"response_action": "errors", "errors": errors}
    if action in ("update", "push"):
        view = checked_view(ack.get("view"), "modal")
        if current is None:
            raise ApiError("not_found")
        if action == "update":
            world.views.update(current, view)
        elif world.views.push(shown.user, view) is None:
            raise ApiError("push_limit_reached")
        return {"response_action": action}
    raise ApiError("invalid_response_action")


def _checked_errors(shown: OpenView, errors: object) -> dict[str, str]:
    known = {block["block_id"] for block in shown.view["blocks"] if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not set(errors) <= known:
        raise ApiError("invalid_error_blocks")
    if not all(isinstance(text, str) and text for text in errors.values()):
        raise ApiError("invalid_error_texts")
    return {str(block_id): str(text) for block_id, text in errors.items()}


def _open_view(world: World, person: JsonObject, fields: JsonObject) -> OpenView:
    shown = world.views.get(str(fields.get("view_id")))
    if shown is None or shown.user != person["id"]:
        raise PageError("view_not_found", 404)
    return shown


def _files(values: JsonObject) -> list[JsonObject]:
    return [file for block in values.values() for value in block.values() for file in value.get("files", [])]
