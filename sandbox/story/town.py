"""The people of the story, acting over HTTP exactly as the page does."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import httpx

from sandbox.json_types import JsonObject
from sandbox.limits import TIERS

DESK = "C0DESK"
GENERAL = "C0GENERAL"
OVERSIGHT = "C0OVERSEE"

# Checks and posting take a second or two; a busy machine may need much longer.
PATIENCE = 90.0

TIER_2 = TIERS[2]

T = TypeVar("T")


class StoryBroken(Exception):
    """Something did not happen that the story rests on; the message says what."""


class Town:
    """Everybody in the sandbox at `url`."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        # trust_env: a proxy of the environment is not asked for what is on this machine.
        self._http = httpx.Client(base_url=self.url, headers={"x-sandbox-page": "1"}, timeout=30, trust_env=False)

    def is_there(self, seconds: float = 5) -> bool:
        """Whether a sandbox with the bot in it answers within that time."""
        end = time.monotonic() + seconds
        while not (there := self._answers()) and time.monotonic() < end:
            time.sleep(0.2)
        return there

    def name(self, user: str) -> str:
        """What a person is called."""
        people = self._get("workspace")["users"]
        return str(next(person["real_name"] for person in people if person["id"] == user))

    @contextmanager
    def hurried(self) -> Iterator[None]:
        """Let the app ask about user groups as often as it must: a story told at once acts faster than people do."""
        limits = {"method": "usergroups.users.list", "burst": 1000, "per_second": 100}
        self._post("tests/limits", limits)
        try:
            yield
        finally:
            self._post("tests/limits", limits | {"burst": TIER_2.burst, "per_second": TIER_2.per_second})

    # Acting.

    def citizen_posts(self, handle: str, text: str) -> JsonObject:
        """A citizen writes on the square; the post."""
        return self._post("square/post", {"handle": handle, "text": text})

    def command(self, who: str, channel: str, command: str, text: str = "") -> None:
        """Type a slash command."""
        self._must(self._post("command", {"as": who, "channel": channel, "command": command, "text": text}))

    def form(self, who: str) -> JsonObject:
        """The form that stands open before a person."""
        views: list[JsonObject] = self._get("views", {"as": who})
        if not views:
            raise StoryBroken(f"No form opened for {self.name(who)}.")
        return views[-1]

    def submit(self, who: str, **fields: str) -> JsonObject:
        """Fill in the open form, tick its boxes and submit it; what stands open after that, or nothing."""
        form = self.form(who)
        values = _ticked(form["view"]["blocks"]) | {name: {name: value} for name, value in fields.items()}
        answer = self._post("view/submit", {"as": who, "view_id": form["id"], "values": values})
        if answer.get("response_action") not in ("close", "clear", "update"):
            raise StoryBroken(f"The form of {self.name(who)} was not taken: {answer}")
        return self.form(who) if answer["response_action"] == "update" else {}

    def close(self, who: str) -> None:
        """Close the open form."""
        self._post("view/close", {"as": who, "view_id": self.form(who)["id"]})

    def approve(self, who: str, message: JsonObject, why: str) -> None:
        """Tick the questions on a card and press Approve, with the reason where one is asked for."""
        self.click(who, message, "approve", _ticked(message["blocks"]))
        if self._get("views", {"as": who}):
            self.submit(who, reason=why)

    def click(self, who: str, message: JsonObject, action: str, ticked: JsonObject | None = None) -> None:
        """Press a button under a message in which these boxes are ticked."""
        container = {"type": "message", "channel": message["channel"], "ts": message["ts"]}
        block = next(
            (each["block_id"] for each in message["blocks"] if action in {e.get("action_id") for e in _elements(each)}),
            None,
        )
        if block is None:
            raise StoryBroken(f"There is no button «{action}» for {self.name(who)}.")
        act = {"container": container, "block_id": block, "action_id": action, "values": ticked or {}}
        self._must(self._post("action", {"as": who, **act}))

    def react(self, who: str, message: JsonObject, name: str) -> None:
        """React to a message."""
        self._post("reaction", {"as": who, "channel": message["channel"], "ts": message["ts"], "name": name})

    # Seeing.

    def message(self, who: str, channel: str, *words: str) -> JsonObject:
        """The newest message in which this person reads all of these words; waits for it."""

        def found() -> JsonObject | None:
            for message in reversed(self._messages(who, channel)):
                if not message["ephemeral"] and all(word in read(message) for word in words):
                    return message
            return None

        return self._wait(found, f"a message with «{words[0]}»")

    def notice(self, who: str, *words: str) -> JsonObject:
        """The newest direct message of the app to this person with these words; waits for it."""
        self._wait(lambda: self._direct_messages(who), "a direct message")
        return self.message(who, direct(who), *words)

    def refused(self, who: str, channel: str, act: Callable[[], None]) -> str:
        """Do it, and answer the reason that only this person is shown; StoryBroken if it is not refused."""
        before = {message["ts"] for message in self._messages(who, channel)}
        act()

        def told() -> str:
            new = [each for each in self._messages(who, channel) if each["ephemeral"] and each["ts"] not in before]
            return read(new[-1]) if new else ""

        return self._wait(told, "a refusal")

    def answer_to(self, post: JsonObject) -> JsonObject:
        """The official account's answer to a post on the square; waits for it."""

        def found() -> JsonObject | None:
            posts = self._http.get("/square/api/posts", params={"limit": 100}).json()["posts"]
            official = (each for each in posts if each["author"]["official"])
            return next((each for each in official if each["in_reply_to"] == post["id"]), None)

        return self._wait(found, "the post on the square")

    def export(self, who: str, channel: str) -> str:
        """The whole record, as /reply-audit brings it to an auditor in JSON Lines."""
        before = {message["ts"] for message in self._direct_messages(who)}
        self.command(who, channel, "/reply-audit", "jsonl")

        def brought() -> JsonObject | None:
            new = (message for message in self._direct_messages(who) if message["ts"] not in before)
            return next((file for message in new for file in message["files"]), None)

        file = self._wait(brought, "the file with the record")
        return self._http.get(file["url"], params={"as": who}).raise_for_status().text

    def _direct_messages(self, who: str) -> list[JsonObject]:
        there = direct(who) in {each["id"] for each in self._get("workspace")["channels"]}
        return self._messages(who, direct(who)) if there else []

    def _messages(self, who: str, channel: str) -> list[JsonObject]:
        found: list[JsonObject] = self._get("messages", {"as": who, "channel": channel})
        return found

    def _wait(self, look: Callable[[], T | None], what: str) -> T:
        end = time.monotonic() + PATIENCE
        while not (found := look()):
            if time.monotonic() > end:
                raise StoryBroken(f"Waited {PATIENCE:.0f} s for {what}, and it did not come.")
            time.sleep(0.1)
        return found

    def _answers(self) -> bool:
        try:
            answer = self._http.get("/page/api/workspace")
            return answer.is_success and bool(answer.json().get("bot_connected"))
        except (httpx.HTTPError, ValueError):
            return False

    def _get(self, name: str, query: dict[str, str] | None = None) -> Any:
        return self._http.get(f"/page/api/{name}", params=query or {}).raise_for_status().json()

    def _post(self, name: str, body: JsonObject) -> JsonObject:
        answer: JsonObject = self._http.post(f"/page/api/{name}", json=body).json()
        return answer

    def _must(self, answer: JsonObject) -> None:
        if not answer.get("ok"):
            raise StoryBroken(f"The sandbox did not let it happen: {answer.get('error')}")


def direct(user: str) -> str:
    """The person's conversation with the app."""
    return f"D0{user.removeprefix('U0')}"


def read(message: JsonObject) -> str:
    """A message as a person reads it: one line a block, or a line of one."""
    lines = ["".join(_words(block)).strip() for block in message["blocks"]]
    lines += [file["name"] for file in message.get("files", [])]
    return "\n".join(line for line in lines if line) or str(message.get("text", ""))


def listed(message: JsonObject) -> list[str]:
    """What stands in a message's lists, an item each."""
    lists = [part for part in _parts(message["blocks"]) if part.get("type") == "rich_text_list"]
    return ["".join(_words(item)).strip() for each in lists for item in each["elements"]]


def boxes(message: JsonObject) -> list[str]:
    """What the boxes in a message or form say, which somebody can tick."""
    found = [part for part in _parts(message["blocks"]) if part.get("type") == "checkboxes"]
    return [str(option["text"]["text"]) for box in found for option in box["options"]]


def number(words: str) -> str:
    """The number of the reply that a text names."""
    found = re.search(r"\b[0-9A-Z]{10}\b", words)
    if not found:
        raise StoryBroken(f"No number of a reply stands in «{words}».")
    return found[0]


def _elements(block: JsonObject) -> list[JsonObject]:
    return [*block.get("elements", []), *([block["accessory"]] if "accessory" in block else [])]


def _ticked(blocks: list[JsonObject]) -> JsonObject:
    """The state of a message or form in which every box is ticked."""
    found = [
        (block["block_id"], each) for block in blocks for each in _parts(block) if each.get("type") == "checkboxes"
    ]
    return {block: {box["action_id"]: [option["value"] for option in box["options"]]} for block, box in found}


def _parts(part: object) -> Iterator[JsonObject]:
    if isinstance(part, dict):
        yield part
    inside = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    for each in inside:
        yield from _parts(each)


def _words(part: JsonObject) -> Iterator[str]:
    for each in _parts(part):
        text = each.get("text")
        if isinstance(text, str):
            yield text
