"""Limits that types cannot say.

Source: docs.slack.dev/reference/block-kit, the page of each block, element and object; for views
docs.slack.dev/reference/views.
"""

from dataclasses import dataclass

from sandbox.json_types import JsonObject

MAX_BLOCKS = {"message": 50, "modal": 100, "home": 100}
"""docs.slack.dev/reference/block-kit/blocks: 50 blocks in a message, 100 in modals and Home tabs."""


@dataclass(frozen=True)
class Limit:
    """A field's least and most: characters of a text (object), items of a list, or the value of a number."""

    most: int
    least: int = 0


TEXT = Limit(3000, 1)
ID = Limit(255, 1)

# By type of block or element, then by field. Every block also has block_id, every acting element action_id.
LIMITS: dict[str, dict[str, Limit]] = {
    "section": {"text": TEXT, "fields": Limit(10, 1)},
    "header": {"text": Limit(150, 1)},
    "markdown": {"text": Limit(12000, 1)},
    "actions": {"elements": Limit(25, 1)},
    "context": {"elements": Limit(10, 1)},
    "context_actions": {"elements": Limit(5, 1)},
    "input": {"label": Limit(2000, 1), "hint": Limit(2000, 1)},
    "image": {"alt_text": Limit(2000, 1), "title": Limit(2000, 1), "image_url": Limit(3000, 1)},
    "video": {"title": Limit(199, 1), "author_name": Limit(49), "alt_text": Limit(2000, 1)},
    "button": {
        "text": Limit(75, 1),
        "value": Limit(2000),
        "url": Limit(3000),
        "accessibility_label": Limit(75, 1),
    },
    "plain_text_input": {
        "placeholder": Limit(150, 1),
        "min_length": Limit(3000),
        "max_length": Limit(3000, 1),
        "initial_value": Limit(3000),
    },
    "static_select": {"placeholder": Limit(150, 1), "options": Limit(100, 1), "option_groups": Limit(100, 1)},
    "multi_static_select": {
        "placeholder": Limit(150, 1),
        "options": Limit(100, 1),
        "option_groups": Limit(100, 1),
        "max_selected_items": Limit(10**9, 1),
    },
    "external_select": {"placeholder": Limit(150, 1), "min_query_length": Limit(10**9, 0)},
    "overflow": {"options": Limit(5, 1)},
    "checkboxes": {"options": Limit(10, 1), "initial_options": Limit(10, 1)},
    "radio_buttons": {"options": Limit(10, 1)},
    "file_input": {"max_files": Limit(10, 1)},
    "modal": {
        "title": Limit(24, 1),
        "submit": Limit(24, 1),
        "close": Limit(24, 1),
        "private_metadata": Limit(3000),
        "callback_id": Limit(255),
        "external_id": Limit(255),
    },
    "home": {"private_metadata": Limit(3000), "callback_id": Limit(255), "external_id": Limit(255)},
}
OTHER_PLACEHOLDER = Limit(150, 1)
FIELD_TEXT = Limit(2000, 1)
OPTION = {"text": Limit(75, 1), "value": Limit(150, 1), "description": Limit(75, 1)}
OPTION_GROUP = {"label": Limit(75, 1), "options": Limit(100, 1)}
CONFIRM = {"title": Limit(100, 1), "text": Limit(300, 1), "confirm": Limit(30, 1), "deny": Limit(30, 1)}

# Where a block or element may stand; what is not named may stand everywhere ("Available in surfaces" on its page).
ONLY_IN: dict[str, frozenset[str]] = {
    "markdown": frozenset({"message"}),
    "table": frozenset({"message"}),
    "data_table": frozenset({"message"}),
    "file": frozenset({"message"}),
    "context_actions": frozenset({"message"}),
    "task_card": frozenset({"message"}),
    "plan": frozenset({"message"}),
    "card": frozenset({"message"}),
    "carousel": frozenset({"message"}),
    "file_input": frozenset({"modal"}),
}


def measure(holder: JsonObject, limits: dict[str, Limit], where: str) -> list[str]:
    """The problems of a holder's fields; `where` is the JSON pointer to the holder."""
    problems: list[str] = []
    for name, limit in limits.items():
        if name in holder:
            problems += _measure_one(holder[name], limit, f"{where}/{name}")
    return problems


def _measure_one(value: object, limit: Limit, where: str) -> list[str]:
    unit = ""
    match value:
        case bool():
            return []
        case int() | float():
            size = value
        case str():
            size, unit = len(value), " characters"
        case list():
            size, unit = len(value), " items"
        case {"text": str(text)}:
            size, unit, where = len(text), " characters", f"{where}/text"
        case _:
            return []
    if size > limit.most:
        return [f"must be less than {limit.most + 1}{unit} [json-pointer:{where}]"]
    if size < limit.least:
        return [f"must be more than {limit.least - 1}{unit} [json-pointer:{where}]"]
    return []
