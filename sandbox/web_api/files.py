"""Files: what the app may read, and its two-step upload (files.getUploadURLExternal, then completeUploadExternal)."""

from sandbox import city
from sandbox.json_types import JsonObject
from sandbox.posting import tell_of_message
from sandbox.web_api.call import ApiError, Call, invalid_arguments

_MAX_BYTES = 1024 * 1024 * 1024


def info(call: Call) -> JsonObject:
    """files.info, for files that the app may read."""
    id = call.need("file")
    file = call.world.files.get(id)
    if file is None or not call.world.files.may_read(id, city.BOT_USER):
        raise ApiError("file_not_found")
    return {"file": file, "comments": [], "response_metadata": {"next_cursor": ""}}


def upload_url(call: Call) -> JsonObject:
    """files.getUploadURLExternal: a URL that takes the bytes, and the id of the file to be."""
    name = call.need("filename")
    length = call.number("length", 0, _MAX_BYTES)
    if length == 0:
        raise invalid_arguments("missing required field: length")
    file = call.world.files.reserve(city.BOT_USER, name, length)
    return {"upload_url": f"{call.world.settings.base_url}/slack/upload/{file['id']}", "file_id": file["id"]}


def complete(call: Call) -> JsonObject:
    """files.completeUploadExternal: finish uploads, and share them in a conversation or a thread of it."""
    world = call.world
    listed = call.json("files", "invalid_arguments")
    if not isinstance(listed, list) or not listed or not all(isinstance(each, dict) for each in listed):
        raise invalid_arguments("files must be a list of objects with an id")
    for each in listed:
        file = world.files.get(str(each.get("id")))
        if file is None or file["user"] != city.BOT_USER or world.files.content(file["id"]) is None:
            raise ApiError("file_not_found")
    places = [each for each in (call.text("channel_id") or call.text("channels") or "").split(",") if each]
    if not places:
        return {"files": [world.files.get(str(each["id"])) for each in listed]}
    finished: list[JsonObject] = []
    for place in places:
        channel = world.workspace.channel(place)
        if channel is None or (channel["is_private"] and city.BOT_USER not in channel["members"]):
            raise ApiError("channel_not_found")
        if city.BOT_USER not in channel["members"]:
            raise ApiError("not_in_channel")
        thread_ts = call.text("thread_ts")
        if thread_ts and world.messages.get(place, thread_ts) is None:
            raise ApiError("invalid_thread_ts")
        finished = [world.files.share(str(each["id"]), channel, each.get("title")) for each in listed]
        body = {
            "user": city.BOT_USER,
            "bot_id": city.BOT,
            "app_id": city.APP,
            "team": city.TEAM,
            "text": call.text("initial_comment") or "",
            "files": finished,
            "upload": False,
        }
        message = world.messages.post(place, body, thread_ts)
        tell_of_message(world, message, subtype="file_share")
    return {"files": finished}
