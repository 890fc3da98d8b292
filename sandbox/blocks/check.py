"""Whether Slack would take these blocks or this view; each problem says where, as Slack's error messages do."""

from sandbox.json_types import JsonObject


def check_blocks(blocks: object, surface: str) -> list[str]:
    """The problems of a message's blocks, none when all is well."""
    if not isinstance(blocks, list):
        return ["blocks must be a list [json-pointer:/blocks]"]
    return []


def check_view(view: JsonObject) -> list[str]:
    """The problems of a modal or home view, none when all is well."""
    if not isinstance(view.get("blocks"), list):
        return ["missing required field: blocks [json-pointer:/view/blocks]"]
    return []
