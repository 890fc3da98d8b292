"""Commands, shortcuts and clicks: sent to the app once, answered as Slack's client would show it."""

import logging

from sandbox.delivery.route import NotDelivered
from sandbox.json_types import JsonObject
from sandbox.page import inputs, payloads
from sandbox.page.person import PageError, acting, conversation, visible
from sandbox.typed import escape, message_text
from sandbox.web_api.call import ApiError
from sandbox.web_api.response_url import answer
from sandbox.world import World

log = logging.getLogger(__name__)


async def run_command(world: World, fields: JsonObject) -> JsonObject:
    """A person typed a slash command."""
    person = acting(world, fields)
    channel = conversation(world, person, fields.get("channel"), member=True)
    name = str(fields.get("command"))
    declared = world.manifest.command(name)
    if declared is None:
        return {"ok": False, "error": "unknown_command"}
    text = str(fields.get("text") or "")
    if declared["escape"]:
        text = message_text(text)
    elif world.settings.escape_command_text:
        text = escape(text)
    with world.store.change():
        payload = payloads.command(world, person, channel, name, text)
    log.info("command", extra={"command": name, "user": person["id"], "channel": channel["id"]})
    try:
        ack = await world.route.ask("slash_commands", payload)
    except NotDelivered as failure:
        return {"ok": False, "error": failure.error}
    if ack.get("text") or ack.get("blocks") or ack.get("attachments"):
        try:
            with world.store.change():
                answer(world, {"channel": channel["id"], "user": person["id"], "ts": None, "thread_ts": None}, ack)
        except ApiError as error:
            return {"ok": False, "error": error.error}
    return {"ok": True}


async def run_shortcut(world: World, fields: JsonObject) -> JsonObject:
    """A person chose a message shortcut, or a global one when there is no ts."""
    person = acting(world, fields)
    declared = world.manifest.shortcut(str(fields.get("callback_id")))
    wanted = "message" if fields.get("ts") else "global"
    if declared is None or declared.get("type") != wanted:
        return {"ok": False, "error": "unknown_shortcut"}
    with world.store.change():
        if wanted == "message":
            channel = conversation(world, person, fields.get("channel"), member=True)
            message = visible(world, person, channel, fields["ts"])
            if message.ephemeral_for is not None:
                raise PageError("message_not_found", 404)
            payload = payloads.message_shortcut(world, person, channel, message, declared["callback_id"])
        else:
            payload = payloads.global_shortcut(world, person, declared["callback_id"])
    log.info("shortcut", extra={"callback": declared["callback_id"], "user": person["id"]})
    return await _send(world, payload)


async def act(world: World, fields: JsonObject) -> JsonObject:
    """A person clicked or chose something in a message, a modal or the App Home."""
    person = acting(world, fields)
    container: JsonObject = fields.get("container") or {}
    block_id, action_id = str(fields.get("block_id")), str(fields.get("action_id"))
    with world.store.change():
        if container.get("type") in ("view", "home"):
            view = _view(world, person, container)
            action = _action(view["blocks"], block_id, action_id, fields, world)
            state = _state(view["blocks"], fields, action, world)
            payload = payloads.view_action(world, person, view, action, state)
        else:
            channel = conversation(world, person, container.get("channel"), member=True)
            message = visible(world, person, channel, container.get("ts"))
            blocks = message.body.get("blocks", [])
            action = _action(blocks, block_id, action_id, fields, world)
            inputs.refuse_unseen(blocks, fields.get("values") or {})
            state = _state(blocks, fields, action, world)
            payload = payloads.message_action(world, person, channel, message, action, state)
    log.info("action", extra={"action": action_id, "user": person["id"], "container": container.get("type")})
    return await _send(world, payload)


async def options(world: World, fields: JsonObject) -> JsonObject:
    """An external select's options for what was typed: {"options": [...]} or {"option_groups": [...]}."""
    person = acting(world, fields)
    container: JsonObject = fields.get("container") or {}
    view = _view(world, person, container)
    found = inputs.find(view["blocks"], str(fields.get("block_id")), str(fields.get("action_id")))
    if found is None:
        raise PageError("action_not_found", 404)
    where = {"view": view, "container": {"type": "view", "view_id": view["id"]}}
    action = {
        "block_id": found[0]["block_id"],
        "action_id": found[1]["action_id"],
        "value": str(fields.get("value") or ""),
    }
    with world.store.change():
        payload = payloads.options_request(world, person, where, action)
    try:
        ack = await world.route.ask("interactive", payload)
    except NotDelivered as failure:
        return {"ok": False, "error": failure.error}
    return {"ok": True, **{key: ack[key] for key in ("options", "option_groups") if key in ack}}


async def _send(world: World, payload: JsonObject) -> JsonObject:
    try:
        await world.route.ask("interactive", payload)
    except NotDelivered as failure:
        return {"ok": False, "error": failure.error}
    return {"ok": True}


def _view(world: World, person: JsonObject, container: JsonObject) -> JsonObject:
    if container.get("type") == "home":
        home = world.views.home(person["id"])
        if home is None:
            raise PageError("view_not_found", 404)
        return home
    found = world.views.get(str(container.get("view_id")))
    if found is None or found.user != person["id"]:
        raise PageError("view_not_found", 404)
    return found.view


def _action(blocks: list[JsonObject], block_id: str, action_id: str, fields: JsonObject, world: World) -> JsonObject:
    found = inputs.find(blocks, block_id, action_id)
    if found is None:
        raise PageError("action_not_found", 404)
    block, element = found
    if block["type"] == "input" and not block.get("dispatch_action"):
        # Slack's client keeps it to itself until the form is submitted.
        raise PageError("no_dispatch_action")
    action: JsonObject = {"type": element["type"], "action_id": action_id, "block_id": block_id}
    if element["type"] == "button":
        # The value is the one the app put there, whatever the page says.
        return action | {key: element[key] for key in ("text", "value", "style") if key in element}
    raw = next((value for key, value in fields.items() if key == "value" or key.startswith("selected_")), None)
    if not inputs.offered(element, raw):
        raise PageError("option_not_found", 404)
    chosen = inputs.state_value(element, raw, world)
    return action | chosen | {key: element[key] for key in ("placeholder",) if key in element}


def _state(blocks: list[JsonObject], fields: JsonObject, action: JsonObject, world: World) -> JsonObject:
    values, _ = inputs.state_values(blocks, fields.get("values") or {}, world)
    mine = values.get(action["block_id"], {})
    if action["action_id"] in mine:
        kept = {key: action[key] for key in mine[action["action_id"]] if key in action}
        mine[action["action_id"]] = kept
    return values
