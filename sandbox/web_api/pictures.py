"""Pictures that a message's blocks show from Slack's own files (`slack_file`)."""

from collections.abc import Iterator

from sandbox import city
from sandbox.json_types import JsonObject
from sandbox.web_api.call import ApiError
from sandbox.world import World

KINDS = frozenset({"image/png", "image/jpeg", "image/gif"})
"""docs.slack.dev/reference/block-kit/composition-objects/slack-file-object: other kinds are not shown."""


def show_pictures(world: World, channel: JsonObject, blocks: object) -> None:
    """Let whoever reads the channel see the pictures; ApiError for one that the app may not read or Slack not show."""
    for where, wanted in _wanted(blocks, "/blocks"):
        id = str(wanted.get("id") or _in_address(str(wanted.get("url", ""))))
        file = world.files.get(id)
        if file is None or file["mimetype"] not in KINDS or not world.files.may_read(id, city.BOT_USER):
            problem = f"invalid slack file [json-pointer:{where}]"
            raise ApiError("invalid_blocks", errors=[problem], response_metadata={"messages": [f"[ERROR] {problem}"]})
        world.files.show(id, channel)


def _wanted(part: object, where: str) -> Iterator[tuple[str, JsonObject]]:
    if isinstance(part, dict):
        if part.get("type") == "image" and isinstance(part.get("slack_file"), dict):
            yield f"{where}/slack_file", part["slack_file"]
        for key, value in part.items():
            yield from _wanted(value, f"{where}/{key}")
    elif isinstance(part, list):
        for index, value in enumerate(part):
            yield from _wanted(value, f"{where}/{index}")


def _in_address(url: str) -> str:
    """The id in url_private (…/T0CITY-F0123/name) or a permalink (…/files/U0NADIA/F0123/name)."""
    pieces = url.split("/")
    return next((piece.split("-")[-1] for piece in pieces if piece.split("-")[-1].startswith("F")), "")
