"""The whole bot on a real sandbox and a real database, and short words for what people do there."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import uvicorn
from factories import Clock, Roles, TestHouse
from sandbox_server import RunningSandbox, _free_port
from slack_bolt.adapter.socket_mode import SocketModeHandler

from approval.bootstrap import build_house
from approval.finding import Finding
from approval.proposal import Proposal
from approval.record.entry import Entry
from approval.store import Store, open_engine
from bot.app import build_app, slack_client
from bot.delivery import Delivery
from bot.gate import Gate, TurnedAway
from bot.settings import BotSettings
from bot.web import build_web

DESK = "C0DESK"
MANIFEST = Path(__file__).parents[2] / "bot" / "manifest.yaml"


@dataclass
class Ticking(Clock):
    """The time that it is, and what a test added."""

    began: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __post_init__(self) -> None:
        self.time = self.began

    def __call__(self) -> datetime:
        return datetime.now(UTC) + (self.time - self.began)


@dataclass
class City:
    """A sandbox with the bot in it."""

    sandbox: RunningSandbox
    desk: TestHouse
    settings: BotSettings
    delivery: Delivery

    def open_form(self, who: str, text: str = "", channel: str = DESK) -> dict[str, Any]:
        """Type /reply; the form that opens."""
        assert self.sandbox.command(who, channel, "/reply", text) == {"ok": True}
        return self.form(who)

    def form(self, who: str) -> dict[str, Any]:
        """The person's topmost form."""
        open_views = self.sandbox.views(who)
        assert open_views, f"{who} has no form open: {self.private(who)}"
        return open_views[-1]

    def propose(self, who: str = "U0NADIA", text: str = "The meeting moved to 5 p.m.", **fields: Any) -> Proposal:
        """A proposal by command and form."""
        form = self.open_form(who)
        answer = self.fill(who, form, text=text, **fields)
        assert answer == {"response_action": "update"}, answer
        return self.newest()

    def fill(self, who: str, form: dict[str, Any], **fields: Any) -> dict[str, Any]:
        """Submit a form; each field is both block and element."""
        return self.sandbox.submit(who, form["id"], {name: {name: value} for name, value in fields.items()})

    def newest(self) -> Proposal:
        with self.desk.store.read() as reading:
            found = [row for person in self.desk.roles().people for row in reading.proposals_by(person)]
        assert found, "nothing was proposed"
        return max(found, key=lambda proposal: proposal.created_at)

    def carded(self, *findings: Finding, who: str = "U0NADIA", **fields: Any) -> tuple[Proposal, str]:
        """A proposal after its checks, and the ts of its card."""
        proposal = self.propose(who, **fields)
        return proposal, self.check(proposal, *findings)

    def check(self, proposal: Proposal, *findings: Finding) -> str:
        """Let the checks of the current revision be done; the ts of its card."""
        number = self.desk.see(proposal).current
        self.desk.house.checking.checked(proposal.id, number, findings)
        return self.sandbox.wait_for(lambda: self._card(proposal.id, number))

    def private(self, who: str, channel: str = DESK) -> list[str]:
        """The words of what only this person sees in the channel."""
        return [words(message) for message in self.sandbox.messages(who, channel) if message["ephemeral"]]

    def told(self, who: str, channel: str = DESK) -> str:
        """What this person was last told privately in the channel, once there is something."""
        return self.sandbox.wait_for(lambda: self.private(who, channel))[-1]

    def log(self) -> list[str]:
        """The actions in the log, without those that no person or check took."""
        without = ("accounts.changed", "card.posted", "card.redrawn")
        return [action for action in self.desk.log() if action not in without]

    def refusals(self) -> list[str]:
        """The codes of all refusals in the log."""
        return [str(entry.fields["code"]) for entry in self.entries() if entry.action.endswith(".refused")]

    def entries(self) -> list[Entry]:
        """The whole log."""
        with self.desk.store.read() as reading:
            return list(reading.entries())

    def _card(self, proposal_id: str, number: int) -> str:
        with self.desk.store.read() as reading:
            return next((card.ts for card in reading.cards(proposal_id) if card.revision == number), "")


def words(message: dict[str, Any]) -> str:
    """Every text in a message's blocks, joined; the fallback text where there are none."""
    return "\n".join(_texts(message["blocks"])) or str(message["text"])


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("text"), str):
            yield part["text"]
        for value in part.values():
            yield from _texts(value)
    elif isinstance(part, list):
        for value in part:
            yield from _texts(value)


def settings_for(sandbox: RunningSandbox, **more: Any) -> BotSettings:
    given = {
        "bot_token": sandbox.settings.bot_token,
        "app_token": sandbox.settings.app_token,
        "signing_secret": sandbox.settings.signing_secret,
        "api_url": sandbox.slack_url,
        "square_url": sandbox.square_url,
        **more,
    }
    return BotSettings(_env_file=None, **given)


@contextmanager
def running_city(
    folder: Path, mode: str = "socket", trust: Path | None = None, **sandbox_settings: Any
) -> Iterator[City]:
    """A city whose database is folder/countersign.db (migrated), with the bot connected."""
    port = _free_port()
    url = f"http://127.0.0.1:{port}/slack/events"
    sandbox = RunningSandbox(folder / "sandbox", manifest=MANIFEST, delivery=mode, request_url=url, **sandbox_settings)
    with sandbox:
        engine = open_engine(f"sqlite:///{folder / 'countersign.db'}")
        clock, roles = Ticking(), Roles()
        store = Store(engine, clock)
        desk = TestHouse(store, clock, roles, build_house(store, roles))
        settings = settings_for(sandbox, mode=mode, port=port, trust=trust)
        client = slack_client(settings)
        delivery = Delivery(desk.house, client, poll_seconds=0.02, policy_url=settings.policy_url)
        city = City(sandbox, desk, settings, delivery)
        delivery.start()
        try:
            with _linked(city) if mode == "socket" else _served(city):
                yield city
        finally:
            delivery.stop()
            engine.dispose()


@contextmanager
def _linked(city: City) -> Iterator[None]:
    app = build_app(city.desk.house, city.settings, city.delivery.wake)
    handler = SocketModeHandler(app, city.settings.app_token.get_secret_value())
    handler.client.connect()
    city.sandbox.wait_for(city.sandbox.bot_connected)
    try:
        yield
    finally:
        # The client waits three seconds for a quiet connection to say something before it lets go of it.
        handler.client.auto_reconnect_enabled = handler.client.default_auto_reconnect_enabled = False
        city.sandbox.probe("drop")
        city.sandbox.wait_for(lambda: not handler.client.is_connected())
        # The client looks only every second whether it was closed, unless a message wakes it.
        handler.client.closed = True
        handler.client.message_queue.put(None)
        handler.client.close()


@contextmanager
def _served(city: City) -> Iterator[None]:
    app = build_app(city.desk.house, city.settings, city.delivery.wake)
    gate = Gate(city.settings.signing_secret.get_secret_value())
    web = build_web(app, gate, TurnedAway(city.desk.store))
    config = uvicorn.Config(web, host="127.0.0.1", port=city.settings.port, log_level="warning", access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    city.sandbox.wait_for(lambda: server.started)
    city.sandbox.probe("verify")
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(10)
