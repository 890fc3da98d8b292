"""A real sandbox in a thread, and people who act in it over HTTP."""

import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx
import uvicorn

from sandbox.app import create_app, world_of
from sandbox.settings import Settings

T = TypeVar("T")


class RunningSandbox:
    """`with RunningSandbox(tmp_path) as sandbox:` serves on a free port until the block ends.

    Keyword arguments are settings (delivery="http", request_url=..., rate_limits=True, ...); rate limits are off unless
    asked for. `restart()` stops and starts it on the same port and state.
    """

    def __init__(self, state: Path, clock: Callable[[], float] = time.time, **settings: Any) -> None:
        port = settings.pop("port", None) or _free_port()
        self.settings = Settings(**{"port": port, "state": state, "rate_limits": False, **settings})
        self.url = self.settings.base_url
        self.slack_url = f"{self.url}/slack/api/"
        self.square_url = f"{self.url}/square"
        self._clock = clock
        self._http = httpx.Client(base_url=self.url, headers={"x-sandbox-page": "1"}, timeout=30, trust_env=False)
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        """Start, and wait until it listens."""
        self._start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop and let go of the port."""
        self._stop()
        self._http.close()

    def restart(self) -> None:
        """Stop, then start again on the same state."""
        self._stop()
        self._start()

    # What people do. `as_` is the Slack user id of who does it.

    def command(self, as_: str, channel: str, command: str, text: str = "") -> dict[str, Any]:
        """Type a slash command: {"ok": True} or {"ok": False, "error": ...}."""
        return self.post("command", {"as": as_, "channel": channel, "command": command, "text": text})

    def shortcut(self, as_: str, callback_id: str, channel: str | None = None, ts: str | None = None) -> dict[str, Any]:
        """Choose a message shortcut (with channel and ts) or a global one."""
        return self.post("shortcut", {"as": as_, "callback_id": callback_id, "channel": channel, "ts": ts})

    def submit(self, as_: str, view_id: str, values: dict[str, Any] | None = None) -> dict[str, Any]:
        """Submit a modal; values as {block_id: {action_id: value}}."""
        return self.post("view/submit", {"as": as_, "view_id": view_id, "values": values or {}})

    def close_view(self, as_: str, view_id: str) -> dict[str, Any]:
        """Close a modal."""
        return self.post("view/close", {"as": as_, "view_id": view_id})

    def click(self, as_: str, channel: str, ts: str, action_id: str, **given: Any) -> dict[str, Any]:
        """Click the first element with this action_id in a message (block_id=... to say which, value=... to choose)."""
        block_id = given.pop("block_id", None) or self._block_of(as_, channel, ts, action_id, given.get("thread"))
        given.pop("thread", None)
        container = {"type": "message", "channel": channel, "ts": ts}
        body = {"as": as_, "container": container, "block_id": block_id, "action_id": action_id, **given}
        return self.post("action", body)

    def click_view(self, as_: str, view_id: str, block_id: str, action_id: str, **given: Any) -> dict[str, Any]:
        """Click or choose in a modal."""
        container = {"type": "view", "view_id": view_id}
        return self.post(
            "action", {"as": as_, "container": container, "block_id": block_id, "action_id": action_id, **given}
        )

    def click_home(self, as_: str, action_id: str, block_id: str | None = None, **given: Any) -> dict[str, Any]:
        """Click or choose in the App Home."""
        view = self.home(as_, refresh=True) or {"blocks": []}
        found = block_id or _block_with(view["blocks"], action_id)
        body = {"as": as_, "container": {"type": "home"}, "block_id": found, "action_id": action_id, **given}
        return self.post("action", body)

    def react(self, as_: str, channel: str, ts: str, name: str, remove: bool = False) -> dict[str, Any]:
        """React to a message, or take the reaction away."""
        return self.post("reaction", {"as": as_, "channel": channel, "ts": ts, "name": name, "remove": remove})

    def say(self, as_: str, channel: str, text: str, thread_ts: str | None = None) -> dict[str, Any]:
        """Type a message; {"ok": True, "ts": ...}."""
        return self.post("message", {"as": as_, "channel": channel, "text": text, "thread_ts": thread_ts})

    def upload(self, as_: str, name: str, content: bytes, mimetype: str = "image/png") -> str:
        """Upload a file for a file_input; its id."""
        answer = self._http.post("/page/api/file", data={"as": as_}, files={"file": (name, content, mimetype)})
        return str(answer.raise_for_status().json()["id"])

    # What people see.

    def messages(self, as_: str, channel: str, thread: str | None = None) -> list[dict[str, Any]]:
        """The messages that this person sees, oldest first."""
        query = {"as": as_, "channel": channel} | ({"thread": thread} if thread else {})
        return self.get("messages", query)  # type: ignore[no-any-return]  # A list by the contract.

    def views(self, as_: str) -> list[dict[str, Any]]:
        """The person's open modals, top last: {"id", "callback_id", "view", "errors"}."""
        return self.get("views", {"as": as_})  # type: ignore[no-any-return]  # A list by the contract.

    def home(self, as_: str, refresh: bool = False) -> dict[str, Any] | None:
        """Open the App Home (tells the app, unless it is only a refresh); what is published now."""
        view: dict[str, Any] | None = self.get("home", {"as": as_} | ({"refresh": "1"} if refresh else {}))["view"]
        return view

    def dm(self, user: str) -> str:
        """The id of the person's direct message with the app, whether or not it was opened yet."""
        return f"D0{user.removeprefix('U0')}"

    def direct_messages(self, user: str) -> list[dict[str, Any]]:
        """What stands in the person's direct message with the app; nothing when it was never opened."""
        channels = self.get("workspace")["channels"]
        if not any(channel["id"] == self.dm(user) for channel in channels):
            return []
        return self.messages(user, self.dm(user))

    # The square.

    def square_posts(self, handle: str | None = None) -> list[dict[str, Any]]:
        """Posts on the square, newest first; of one account when a handle is given."""
        path = f"/square/api/accounts/{handle}/posts" if handle else "/square/api/posts"
        return self._http.get(path, params={"limit": 200}).raise_for_status().json()["posts"]  # type: ignore[no-any-return]  # A list by the contract.

    def citizen_posts(self, handle: str, text: str, in_reply_to: str | None = None) -> dict[str, Any]:
        """A citizen posts; the Post."""
        return self.post("square/post", {"handle": handle, "text": text, "in_reply_to": in_reply_to})

    def faults(self, *faults: dict[str, Any]) -> None:
        """What goes wrong with the next posts of the official account, in order."""
        self._http.post("/square/api/faults", json={"next": list(faults)}).raise_for_status()

    # Bad days and what the app did.

    def probe(self, name: str, /, **fields: Any) -> dict[str, Any]:
        """POST /page/api/tests/<name>: redeliver, disconnect, drop, limits, channel, verify."""
        return self.post(f"tests/{name}", fields)

    def calls(self) -> dict[str, int]:
        """How often each Web API method was called."""
        return self.get("tests/calls")  # type: ignore[no-any-return]  # A mapping by the contract.

    def bot_connected(self) -> bool:
        """Whether the app has a connection."""
        return bool(self.get("workspace")["bot_connected"])

    def waiting_events(self) -> list[dict[str, Any]]:
        """Events that the app has not acknowledged yet."""
        return self.get("tests/events")["waiting"]  # type: ignore[no-any-return]  # A list by the contract.

    def wait_for(self, fn: Callable[[], T], timeout: float = 10.0) -> T:
        """Call fn until it gives something true, and return that; AssertionError when time is up."""
        end = time.monotonic() + timeout
        while True:
            found = fn()
            if found:
                return found
            if time.monotonic() > end:
                raise AssertionError(f"nothing within {timeout} s; last answer: {found!r}")
            time.sleep(0.02)

    def get(self, name: str, query: dict[str, str] | None = None) -> Any:
        """GET /page/api/<name>."""
        return self._http.get(f"/page/api/{name}", params=query or {}).raise_for_status().json()

    def post(self, name: str, body: dict[str, Any]) -> dict[str, Any]:
        """POST /page/api/<name>; the JSON answer, refusals ({"ok": False, "error"}) included."""
        answer: dict[str, Any] = self._http.post(f"/page/api/{name}", json=body).json()
        return answer

    def _block_of(self, as_: str, channel: str, ts: str, action_id: str, thread: str | None) -> str:
        for message in self.messages(as_, channel, thread):
            if message["ts"] == ts:
                return _block_with(message["blocks"], action_id)
        raise AssertionError(f"{as_} sees no message {ts} in {channel}")

    def _start(self) -> None:
        app = create_app(self.settings, self._clock)
        config = uvicorn.Config(
            app,
            host="127.0.0.1",
            port=self.settings.port,
            log_level="warning",
            access_log=False,
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)
        self._world = world_of(app)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        end = time.monotonic() + 10
        while not self._server.started:
            assert self._thread.is_alive(), "the sandbox stopped at once"
            assert time.monotonic() < end, "the sandbox did not start"
            time.sleep(0.01)

    def _stop(self) -> None:
        assert self._server is not None
        assert self._thread is not None
        self._world.stream.close()
        self._server.should_exit = True
        self._thread.join(10)


def _block_with(blocks: list[dict[str, Any]], action_id: str) -> str:
    for block in blocks:
        inside = [block.get("accessory"), block.get("element"), *block.get("elements", [])]
        if any(isinstance(each, dict) and each.get("action_id") == action_id for each in inside):
            return str(block["block_id"])
    raise AssertionError(f"no element {action_id} here")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
