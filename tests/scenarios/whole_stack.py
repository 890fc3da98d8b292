"""Everything as `make run` starts it: real processes under the process manager, a folder and ports of their own."""

import os
import secrets
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx
from factories import under_policy

from approval import migrate
from approval.accounts_file import AccountsFile
from approval.bootstrap import House, build_house
from approval.proposal import Card, State
from approval.reading import Period
from approval.record.entry import Entry
from approval.store import Store, open_engine
from countersign import sandbox_policy, sandbox_setup
from countersign.kept import Kept, next_free
from countersign.places import Place
from countersign.run import the_processes
from countersign.supervision import Supervision

ROOT = Path(__file__).resolve().parents[2]
CHECKOUT = ("Procfile", "approval", "bot", "workers", "signing", "sandbox", "countersign", "policies")

T = TypeVar("T")


class WholeStack:
    """`with WholeStack(folder) as stack:` runs all seven processes until the block ends.

    `url` is the page's address; the record is read from the database itself. What is in force is a policy that asks
    nothing, accepted by everybody; or the shipped one, accepted by nobody, where the stack is to be as `policed` as
    the sandbox is.
    """

    def __init__(self, folder: Path, policed: bool = False) -> None:
        self.place = place_in(folder)
        self._policed = policed
        self.place.make()
        # Far from the ports of a sandbox that runs on this machine, and of the tests that start one at the usual port;
        # not always the same ones, or two stacks that start at one moment would find the same port free.
        kept = Kept(self.place.kept, "Of a test.")
        kept.port("SANDBOX_PORT", next_free(18000 + secrets.randbelow(5000)))
        kept.port("COUNTERSIGN_REDIS_PORT", next_free(24000 + secrets.randbelow(5000)))
        self.environment = sandbox_setup.prepare(self.place)
        self.url = f"http://127.0.0.1:{self.environment['SANDBOX_PORT']}"
        self._engine = open_engine(self.environment["COUNTERSIGN_DATABASE_URL"])
        self._store = Store(self._engine, lambda: datetime.now(UTC))
        self._supervision = Supervision(self.place)
        self._http = httpx.Client(base_url=self.url, headers={"x-sandbox-page": "1"}, timeout=30, trust_env=False)

    def __enter__(self) -> Self:
        migrate.upgrade(self._engine)
        if not self._policed:
            under_policy(self.house())
        sandbox_policy.establish(self.place, self.environment)
        self._supervision.write(the_processes(self.place, self.environment))
        self._child = self._supervision.start()
        self.wait_for(self._ready, 90)
        # Tests act faster than people, and Slack answers twenty such questions a minute.
        self.post("tests/limits", method="usergroups.users.list", burst=1000, per_second=100)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._child.terminate()
        self._child.wait(60)
        self._http.close()
        self._engine.dispose()

    def wait_for(self, fn: Callable[[], T], seconds: float = 30) -> T:
        """Call fn until it gives something true, and return that; AssertionError with the logs when time is up."""
        end = time.monotonic() + seconds
        while not (found := fn()):
            assert time.monotonic() < end, f"nothing within {seconds} s; last: {found!r}\n{self.logs()}"
            time.sleep(0.1)
        return found

    @contextmanager
    def expiring_after(self, time: str) -> Iterator[None]:
        """What is proposed meanwhile expires after that time ("1m" is the shortest)."""
        before = self.place.accounts.read_text()
        assert '"4h"' in before
        self.place.accounts.write_text(before.replace('"4h"', f'"{time}"'))
        yield
        self.place.accounts.write_text(before)

    def get(self, path: str, **query: str) -> Any:
        """GET a path of the sandbox; its JSON."""
        return self._http.get(path, params=query).raise_for_status().json()

    def post(self, path: str, **body: Any) -> dict[str, Any]:
        """POST to the page's API."""
        return dict(self._http.post(f"/page/api/{path}", json=body).raise_for_status().json())

    def propose(self, who: str, text: str) -> None:
        """A proposal by command and form, without a browser."""
        assert self.post("command", **{"as": who}, channel="C0DESK", command="/reply", text=text) == {"ok": True}
        form = self.get("/page/api/views", **{"as": who})[-1]
        values = {"text": {"text": text}, "account": {"account": "police"}}
        answer = self.post("view/submit", **{"as": who}, view_id=form["id"], values=values)
        assert answer == {"response_action": "update"}, answer
        self.post("view/close", **{"as": who}, view_id=form["id"])

    def form(self, who: str) -> dict[str, Any]:
        """The form that stands open before a person; waits for it."""
        return dict(self.wait_for(lambda: self.get("/page/api/views", **{"as": who}))[-1])

    def submit(self, who: str, **fields: str) -> dict[str, Any]:
        """Fill in the open form with every box ticked, and submit it; what the app answered."""
        form = self.form(who)
        values = ticked(form["view"]["blocks"]) | {name: {name: value} for name, value in fields.items()}
        return self.post("view/submit", **{"as": who}, view_id=form["id"], values=values)

    def click(self, who: str, proposal_id: str, action_id: str) -> dict[str, Any]:
        """Press a button on the newest card of a proposal, with every box on it ticked."""
        card = self.wait_for(lambda: self.card(proposal_id))
        container = {"type": "message", "channel": card.channel, "ts": card.ts}
        blocks = self.shown(proposal_id)["blocks"]
        block_id = self.block_of(card.channel, card.ts, action_id)
        act = {"container": container, "block_id": block_id, "action_id": action_id, "values": ticked(blocks)}
        return self.post("action", **{"as": who}, **act)

    def shown(self, proposal_id: str) -> dict[str, Any]:
        """The newest card of a proposal, as a message that Ruth sees."""
        card = self.wait_for(lambda: self.card(proposal_id))
        messages = self.get("/page/api/messages", **{"as": "U0RUTH"}, channel=card.channel)
        return dict(next(message for message in messages if message["ts"] == card.ts))

    def close_forms(self) -> None:
        """Close what anybody left open: the sandbox keeps open forms, as Slack does not."""
        people = self.get("/page/api/workspace")["users"]
        for user in (person for person in people if not person["is_bot"]):
            for view in self.get("/page/api/views", **{"as": user["id"]}):
                self.post("view/close", **{"as": user["id"]}, view_id=view["id"])

    def official_posts(self) -> list[dict[str, Any]]:
        """What the official account has posted, newest first."""
        return list(self.get("/square/api/accounts/mesaverdepd/posts", limit="200")["posts"])

    def texts(self) -> list[str]:
        return [post["text"] for post in self.official_posts()]

    def entries(self) -> list[Entry]:
        """The record, whole."""
        with self._store.read() as reading:
            return list(reading.entries(Period()))

    def refusals(self, proposal_id: str) -> list[str]:
        """The codes of all that was refused for one proposal, in order."""
        return [
            str(entry.fields["code"])
            for entry in self.entries()
            if entry.action.endswith(".refused") and entry.fields.get("proposal") == proposal_id
        ]

    def actions(self, proposal_id: str) -> list[str]:
        """What the record says happened to one proposal."""
        return [entry.action for entry in self.entries() if entry.fields.get("proposal") == proposal_id]

    def house(self) -> House:
        """The house on the stack's own database, as the processes open it."""
        return build_house(self._store, AccountsFile(self.place.accounts).current)

    def state(self, proposal_id: str) -> State:
        with self._store.read() as reading:
            return reading.proposal(proposal_id).state

    def newest(self, person: str) -> str:
        """The id of the newest proposal of a person (accounts.toml's name for them)."""
        with self._store.read() as reading:
            return max(reading.proposals_by(person), key=lambda proposal: proposal.created_at).id

    def card(self, proposal_id: str) -> Card | None:
        """The newest card of a proposal; None while none is on record."""
        with self._store.read() as reading:
            return next(reversed(reading.cards(proposal_id)), None)

    def block_of(self, channel: str, ts: str, action_id: str) -> str:
        """The block of a message in which a button stands, as Ruth sees it."""
        messages = self.get("/page/api/messages", **{"as": "U0RUTH"}, channel=channel)
        blocks = next(message["blocks"] for message in messages if message["ts"] == ts)
        return next(
            str(block["block_id"])
            for block in blocks
            if any(element.get("action_id") == action_id for element in block.get("elements", []))
        )

    def kill(self, name: str, number: signal.Signals = signal.SIGKILL) -> None:
        """kill -9 of one process; the process manager starts it again. Nothing where it is just not running."""
        for process in self._supervision.processes():
            if process.name == name and process.pid:
                with suppress(ProcessLookupError):
                    os.kill(process.pid, number)

    @contextmanager
    def standing_still(self, name: str) -> Iterator[None]:
        """One process does nothing until the block ends."""
        self.kill(name, signal.SIGSTOP)
        try:
            yield
        finally:
            self.kill(name, signal.SIGCONT)

    def logs(self) -> str:
        """The end of what each process said."""
        names = [process.name for process in self._supervision.processes()]
        return "\n".join(f"{name}: {line}" for name in names for line in self._supervision.last_lines(name, 8))

    def _ready(self) -> bool:
        try:
            return bool(self.get("/page/api/workspace")["bot_connected"])
        except httpx.HTTPError:
            return False


def ticked(blocks: list[dict[str, Any]]) -> dict[str, dict[str, list[str]]]:
    """What the page sends for a message or form in which a person has ticked every box."""
    boxes = [(block["block_id"], block.get("element") or block.get("accessory") or {}) for block in blocks]
    return {
        block_id: {box["action_id"]: [option["value"] for option in box["options"]]}
        for block_id, box in boxes
        if box.get("type") == "checkboxes"
    }


def place_in(folder: Path) -> Place:
    """A checkout of its own in a folder, with a var/ of its own to come."""
    for name in CHECKOUT:
        (folder / name).symlink_to(ROOT / name)
    return Place(folder)
