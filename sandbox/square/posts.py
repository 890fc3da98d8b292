"""Posts of citizens and of the official account, kept in a table of their own."""

import json
from collections.abc import Callable
from datetime import UTC, datetime

import regex

from sandbox import city
from sandbox.ids import new_id
from sandbox.json_types import JsonObject
from sandbox.settings import Settings
from sandbox.store import Store

MAX_GRAPHEMES = 500
DUPLICATE_SECONDS = 3600.0
MAX_MEDIA = 4
_GRAPHEME = regex.compile(r"\X")
_COLUMNS = "id, handle, text, in_reply_to, media, created_at"


class SquareError(Exception):
    """A refusal in the square's own words: HTTP status, code and message."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


class Square:
    """A small public platform: replies, pictures with descriptions, and no second copy within the hour."""

    def __init__(self, store: Store, clock: Callable[[], float], settings: Settings) -> None:
        self._store = store
        self._clock = clock
        self._settings = settings

    def seed(self) -> None:
        """Let the citizens have written their first posts, unless there are posts already."""
        if self._store.rows("SELECT 1 FROM square_post LIMIT 1"):
            return
        with self._store.change():
            for handle, text, hours_ago in city.SEED_POSTS:
                self._insert(handle, text, None, [], self._clock() - hours_ago * 3600)

    def post(self, handle: str, text: str, in_reply_to: object = None, media_ids: object = None) -> JsonObject:
        """Publish; the Post. SquareError 404 parent_gone, 409 duplicate, 413 too_long, 422 invalid."""
        if handle not in city.ACCOUNTS:
            raise SquareError(422, "invalid", "There is no account of that name.")
        if not isinstance(text, str) or not text.strip():
            raise SquareError(422, "invalid", "A post needs a text.")
        if len(_GRAPHEME.findall(text)) > MAX_GRAPHEMES:
            raise SquareError(413, "too_long", f"A post has at most {MAX_GRAPHEMES} characters.")
        parent = self._parent(in_reply_to)
        media = self._media(handle, media_ids)
        since = self._clock() - DUPLICATE_SECONDS
        same = self._store.rows(
            "SELECT 1 FROM square_post WHERE handle = ? AND text = ? AND in_reply_to IS ? AND created_at > ?"
            " AND deleted = 0",
            (handle, text, parent, since),
        )
        if same:
            raise SquareError(409, "duplicate", "This account has just posted exactly this.")
        return self._shown(self._insert(handle, text, parent, media, self._clock()))

    def get(self, id: str) -> JsonObject | None:
        """The Post, None when it never was or is gone."""
        number = _number(id)
        return None if number is None else self._find(number)

    def timeline(self, limit: int = 50, before: str | None = None, handle: str | None = None) -> list[JsonObject]:
        """Posts, newest first; `before` is the id of a post, `handle` keeps one account's."""
        where, values = "deleted = 0", list[object]()
        if before is not None:
            where += " AND (created_at, id) < (SELECT created_at, id FROM square_post WHERE id = ?)"
            values.append(_number(before) or 0)
        if handle is not None:
            where += " AND handle = ?"
            values.append(handle)
        sql = f"SELECT {_COLUMNS} FROM square_post WHERE {where} ORDER BY created_at DESC, id DESC LIMIT ?"  # noqa: S608  # Only constants are put together.
        return [self._shown(row) for row in self._store.rows(sql, [*values, limit])]

    def replies(self, id: str) -> list[JsonObject]:
        """What answers a post, oldest first."""
        sql = f"SELECT {_COLUMNS} FROM square_post WHERE deleted = 0 AND in_reply_to = ? ORDER BY id"  # noqa: S608  # Only constants are put together.
        return [self._shown(row) for row in self._store.rows(sql, (_number(id) or 0,))]

    def delete(self, id: str) -> bool:
        """Take a post down; False when it is gone already."""
        if self.get(id) is None:
            return False
        self._store.execute("UPDATE square_post SET deleted = 1 WHERE id = ?", (_number(id),))
        return True

    def add_media(self, handle: str, content: bytes, alt: str) -> str:
        """Keep a picture with its description, to be posted later; its id. SquareError 422 invalid."""
        mimetype = _image_type(content)
        if mimetype is None:
            raise SquareError(422, "invalid", "Only PNG, JPEG, GIF and WebP pictures can be posted.")
        if not alt.strip():
            raise SquareError(422, "invalid", "A picture needs a description.")
        id = new_id("M", 12)
        with self._store.change():
            self._store.put("square_media", id, {"handle": handle, "alt": alt, "mimetype": mimetype})
            self._store.execute("INSERT INTO content (id, bytes) VALUES (?, ?)", (id, content))
        return id

    def media(self, id: str) -> tuple[str, bytes] | None:
        """A picture's media type and bytes, None when there is none."""
        found = self._store.get("square_media", id)
        rows = self._store.rows("SELECT bytes FROM content WHERE id = ?", (id,))
        return (found["mimetype"], bytes(rows[0][0])) if found and rows else None

    def _parent(self, in_reply_to: object) -> int | None:
        if in_reply_to is None or in_reply_to == "":
            return None
        number = _number(str(in_reply_to))
        if number is None or self._find(number) is None:
            raise SquareError(404, "parent_gone", "The post that this answers is gone.")
        return number

    def _media(self, handle: str, media_ids: object) -> list[str]:
        ids = media_ids or []
        if not isinstance(ids, list) or len(ids) > MAX_MEDIA:
            raise SquareError(422, "invalid", f"A post has at most {MAX_MEDIA} pictures.")
        for id in ids:
            found = self._store.get("square_media", str(id))
            if found is None or found["handle"] != handle:
                raise SquareError(422, "invalid", "There is no such picture.")
        return [str(id) for id in ids]

    def _insert(
        self, handle: str, text: str, parent: int | None, media: list[str], created_at: float
    ) -> tuple[object, ...]:
        id = self._store.execute(
            "INSERT INTO square_post (handle, text, in_reply_to, media, created_at) VALUES (?, ?, ?, ?, ?)",
            (handle, text, parent, json.dumps(media), created_at),
        )
        return (id, handle, text, parent, json.dumps(media), created_at)

    def _find(self, number: int) -> JsonObject | None:
        rows = self._store.rows(f"SELECT {_COLUMNS} FROM square_post WHERE id = ? AND deleted = 0", (number,))  # noqa: S608  # Only constants are put together.
        return self._shown(rows[0]) if rows else None

    def _shown(self, row: tuple[object, ...]) -> JsonObject:
        id, handle, text, in_reply_to, media, created_at = row
        account = city.ACCOUNTS[str(handle)]
        base = f"{self._settings.base_url}/square"
        created = datetime.fromtimestamp(float(str(created_at)), UTC)
        return {
            "id": str(id),
            "url": f"{base}/posts/{id}",
            "author": {"handle": account.handle, "name": account.name, "official": account.official},
            "text": text,
            "created_at": created.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "in_reply_to": None if in_reply_to is None else str(in_reply_to),
            "media": [{"url": f"{base}/media/{one}", "alt": self._alt(one)} for one in json.loads(str(media))],
        }

    def _alt(self, id: str) -> str:
        found = self._store.get("square_media", id)
        return str(found["alt"]) if found else ""


def _number(id: str) -> int | None:
    return int(id) if id.isascii() and id.isdigit() and len(id) < 18 else None


def _image_type(content: bytes) -> str | None:
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content[:6] in (b"GIF87a", b"GIF89a"):
        return "image/gif"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return None
