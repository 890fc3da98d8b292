"""Files: uploaded by people in the page or by the app, and who may read them."""

import mimetypes
from collections.abc import Callable
from pathlib import PurePath

from sandbox import city
from sandbox.ids import new_id
from sandbox.json_types import JsonObject
from sandbox.settings import Settings
from sandbox.store import Store
from sandbox.workspace import Workspace


class Files:
    """File objects in Slack's shape; their bytes are kept beside them."""

    def __init__(self, store: Store, clock: Callable[[], float], settings: Settings, workspace: Workspace) -> None:
        self._store = store
        self._clock = clock
        self._settings = settings
        self._workspace = workspace

    def add(self, user: str, name: str, content: bytes, mimetype: str | None = None) -> JsonObject:
        """Keep a file that this person (or the app's bot user) uploaded; its Slack file object."""
        file = self.reserve(user, name, len(content), mimetype)
        self.fill(file["id"], content)
        return file

    def reserve(self, user: str, name: str, size: int, mimetype: str | None = None) -> JsonObject:
        """Make the file object of a file whose bytes are still to come."""
        id = new_id("F")
        safe_name = PurePath(name.replace("\\", "/")).name or "file"
        kind = mimetype or mimetypes.guess_type(safe_name)[0] or "application/octet-stream"
        created = int(self._clock())
        private = f"{self._settings.base_url}/slack/files/{city.TEAM}-{id}"
        extension = PurePath(safe_name).suffix.lstrip(".").lower()
        file: JsonObject = {
            "id": id,
            "created": created,
            "timestamp": created,
            "name": safe_name,
            "title": safe_name,
            "mimetype": kind,
            "filetype": extension or "binary",
            "pretty_type": (extension or "binary").upper(),
            "user": user,
            "user_team": city.TEAM,
            "editable": False,
            "size": size,
            "mode": "hosted",
            "is_external": False,
            "external_type": "",
            "is_public": False,
            "public_url_shared": False,
            "url_private": f"{private}/{safe_name}",
            "url_private_download": f"{private}/download/{safe_name}",
            "permalink": f"{self._settings.base_url}/files/{user}/{id}/{safe_name}",
            "channels": [],
            "groups": [],
            "ims": [],
            "has_rich_preview": False,
            "file_access": "visible",
        }
        self._store.put("file", id, {"file": file, "for_app": user == city.BOT_USER, "complete": False})
        return file

    def fill(self, id: str, content: bytes) -> None:
        """Keep the bytes."""
        self._store.execute("INSERT OR REPLACE INTO content (id, bytes) VALUES (?, ?)", (id, content))

    def content(self, id: str) -> bytes | None:
        """The bytes, None when there is no such file or nothing was sent yet."""
        rows = self._store.rows("SELECT bytes FROM content WHERE id = ?", (id,))
        return bytes(rows[0][0]) if rows else None

    def get(self, id: str) -> JsonObject | None:
        """The file object, None when there is no such id."""
        found = self._store.get("file", id)
        return None if found is None else found["file"]

    def hand_to_app(self, id: str) -> None:
        """Let the app read a file that a person put into one of its forms."""
        found = self._store.get("file", id)
        if found is not None:
            self._store.put("file", id, {**found, "for_app": True})

    def share(self, id: str, channel: JsonObject, title: str | None = None) -> JsonObject:
        """Share a file in a conversation; its changed file object."""
        found = self._store.get("file", id)
        assert found is not None
        file = dict(found["file"])
        place = "ims" if channel["kind"] == "im" else "groups" if channel["is_private"] else "channels"
        file[place] = [*file[place], channel["id"]]
        file["title"] = title or file["title"]
        self._store.put("file", id, {**found, "file": file, "complete": True})
        return file

    def show(self, id: str, channel: JsonObject) -> None:
        """Let a channel's readers see a file that stands in a message's blocks. It is not shared there by that."""
        found = self._store.get("file", id)
        if found is not None and channel["id"] not in found.get("shown_in", []):
            self._store.put("file", id, {**found, "shown_in": [*found.get("shown_in", []), channel["id"]]})

    def may_read(self, id: str, user: str) -> bool:
        """Whether this person (or the bot user) may read it: its owner, its form's app, or a reader of its channels."""
        found = self._store.get("file", id)
        if found is None:
            return False
        file = found["file"]
        if file["user"] == user or (found["for_app"] and user == city.BOT_USER):
            return True
        places = file["channels"] + file["groups"] + file["ims"] + found.get("shown_in", [])
        return any(self._workspace.can_read(place, user) for place in places)
