"""What a person put into an input, as Slack's state.values writes it down, and what Slack's client refuses to send."""

import re
from collections.abc import Iterator
from typing import Any

from sandbox.json_types import JsonObject
from sandbox.page.person import PageError
from sandbox.world import World

REQUIRED = "Please complete this required field."
_DEFAULT_MAX_LENGTH = 3000
_TEXTS = ("plain_text_input", "email_text_input", "url_text_input", "number_input")
_ONE_OPTION = ("static_select", "external_select", "radio_buttons", "overflow")
_OPTIONS = ("multi_static_select", "multi_external_select", "checkboxes")
# The state key of each remaining kind, and whether it holds a list.
_PLAIN = {
    "datepicker": ("selected_date", False),
    "timepicker": ("selected_time", False),
    "datetimepicker": ("selected_date_time", False),
    "users_select": ("selected_user", False),
    "conversations_select": ("selected_conversation", False),
    "channels_select": ("selected_channel", False),
    "multi_users_select": ("selected_users", True),
    "multi_conversations_select": ("selected_conversations", True),
    "multi_channels_select": ("selected_channels", True),
    "rich_text_input": ("rich_text_value", False),
}
_INITIAL = {"rich_text_value": "initial_value"}
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_URL = re.compile(r"https?://\S+")
UNTOUCHED = object()
"""Stands for an input of which the page said nothing: its initial value counts."""


def elements(blocks: list[JsonObject]) -> Iterator[tuple[JsonObject, JsonObject]]:
    """Every (block, element) that can act or hold a value."""
    for block in blocks:
        for name in ("element", "accessory"):
            if isinstance(block.get(name), dict) and "action_id" in block[name]:
                yield block, block[name]
        if block.get("type") == "actions":
            yield from ((block, each) for each in block["elements"])


def find(blocks: list[JsonObject], block_id: str, action_id: str) -> tuple[JsonObject, JsonObject] | None:
    """The block and element that were acted on, None when they are not (or no longer) there."""
    for block, element in elements(blocks):
        if block["block_id"] == block_id and element.get("action_id") == action_id:
            return block, element
    return None


def refuse_unseen(blocks: list[JsonObject], given: JsonObject) -> None:
    """PageError where a state is given of what a message does not show, or with options that it does not offer.

    Slack's client keeps what each person ticked for as long as the message stays as it is, and sends it with every
    click in that message. After chat.update there is nothing left of it to send.
    """
    for block_id, entry in given.items():
        for action_id, raw in entry.items():
            found = find(blocks, block_id, action_id)
            if found is None:
                raise PageError("state_not_found", 404)
            if not offered(found[1], raw):
                raise PageError("option_not_found", 404)


def offered(element: JsonObject, raw: Any) -> bool:
    """Whether every option that was chosen is one that the element offers."""
    if element["type"] not in (*_ONE_OPTION, *_OPTIONS) or raw in (None, ""):
        return True
    return all(_option(element, each) is not None for each in (raw if isinstance(raw, list) else [raw]))


def state_values(blocks: list[JsonObject], given: JsonObject, world: World) -> tuple[JsonObject, dict[str, str]]:
    """state.values for what was given, and errors by block id as Slack's client shows them before sending anything."""
    values: JsonObject = {}
    errors: dict[str, str] = {}
    for block, element in elements(blocks):
        if element["type"] in ("button", "workflow_button", "overflow"):
            continue
        entry = given.get(block["block_id"])
        raw = entry.get(element["action_id"], UNTOUCHED) if isinstance(entry, dict) else UNTOUCHED
        value = state_value(element, raw, world)
        values.setdefault(block["block_id"], {})[element["action_id"]] = value
        if block["type"] == "input":
            problem = _problem(element, value, bool(block.get("optional")))
            if problem is not None:
                errors[block["block_id"]] = problem
    return values, errors


def state_value(element: JsonObject, raw: Any, world: World) -> JsonObject:
    """One element's value in Slack's shape: raw is a text, an option's value (or several), or file ids."""
    kind = str(element["type"])
    if kind in _TEXTS:
        text = element.get("initial_value") if raw is UNTOUCHED else raw
        return {"type": kind, "value": None if text in (None, "") else str(text)}
    if kind in _ONE_OPTION:
        return {"type": kind, "selected_option": _option(element, raw)}
    if kind in _OPTIONS:
        if raw is UNTOUCHED:
            return {"type": kind, "selected_options": element.get("initial_options", [])}
        chosen = raw if isinstance(raw, list) else [] if raw in (None, "") else [raw]
        found = (_option(element, each) for each in chosen)
        return {"type": kind, "selected_options": [each for each in found if each is not None]}
    if kind == "file_input":
        ids = raw if isinstance(raw, list) else []
        files = (world.files.get(str(id)) for id in ids)
        return {"type": kind, "files": [file for file in files if file is not None]}
    name, several = _PLAIN[kind]
    if raw is UNTOUCHED:
        raw = element.get(_INITIAL.get(name, name.replace("selected_", "initial_")))
    if several:
        return {"type": kind, name: raw if isinstance(raw, list) else []}
    return {"type": kind, name: raw or None}


def _option(element: JsonObject, raw: Any) -> JsonObject | None:
    if raw is UNTOUCHED:
        initial: JsonObject | None = element.get("initial_option")
        return initial
    if isinstance(raw, dict) and "external" in element["type"]:
        return raw
    wanted = raw.get("value") if isinstance(raw, dict) else raw
    groups = element.get("option_groups") or [{"options": element.get("options", [])}]
    for group in groups:
        for option in group["options"]:
            if option.get("value") == wanted:
                found: JsonObject = option
                return found
    return None


def _problem(element: JsonObject, value: JsonObject, optional: bool) -> str | None:
    filled = next(each for name, each in value.items() if name != "type")
    if not filled:
        return None if optional else REQUIRED
    kind = element["type"]
    if kind == "file_input":
        return _file_problem(element, filled)
    if kind in _OPTIONS and len(filled) > element.get("max_selected_items", 100):
        return f"Select at most {element['max_selected_items']}."
    if kind not in _TEXTS:
        return None
    if len(filled) > element.get("max_length", _DEFAULT_MAX_LENGTH):
        return f"Must be at most {element.get('max_length', _DEFAULT_MAX_LENGTH)} characters."
    if len(filled) < element.get("min_length", 0):
        return f"Must be at least {element['min_length']} characters."
    if kind == "email_text_input" and not _EMAIL.fullmatch(filled):
        return "Please enter a valid email address."
    if kind == "url_text_input" and not _URL.fullmatch(filled):
        return "Please enter a valid URL."
    if kind == "number_input":
        return _number_problem(element, filled)
    return None


def _file_problem(element: JsonObject, files: list[JsonObject]) -> str | None:
    if len(files) > element.get("max_files", 10):
        return f"Attach at most {element.get('max_files', 10)} files."
    kinds = [str(each).lower().lstrip(".") for each in element.get("filetypes", [])]
    if kinds and any(file["filetype"] not in kinds for file in files):
        return f"Attach only files of these types: {', '.join(kinds)}."
    return None


def _number_problem(element: JsonObject, text: str) -> str | None:
    pattern = r"-?\d+(\.\d+)?" if element.get("is_decimal_allowed") else r"-?\d+"
    if not re.fullmatch(pattern, text):
        return "Please enter a valid number."
    low, high = element.get("min_value"), element.get("max_value")
    if low is not None and float(text) < float(low):
        return f"Must be at least {low}."
    if high is not None and float(text) > float(high):
        return f"Must be at most {high}."
    return None
