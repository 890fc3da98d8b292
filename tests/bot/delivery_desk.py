"""The house, Slack and the postman between them, over a line on which answers get lost."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from factories import NADIA, TestHouse, draft, house_on
from lossy_line import LossyLine
from reading import words
from sandbox_server import RunningSandbox
from slack_sdk import WebClient

from approval.jobs import DELIVERED_BY_BOT
from approval.proposal import Proposal
from approval.store import Store, open_engine
from bot.delivery import Delivery


@dataclass
class Desk:
    """The house, Slack, and the postman between them."""

    house: TestHouse
    sandbox: RunningSandbox
    line: LossyLine
    client: WebClient
    delivery: Delivery

    def cards(self) -> list[dict[str, Any]]:
        return [m for m in self.sandbox.messages("U0RUTH", "C0DESK") if m["user"] == "U0COUNTER"]

    def notices(self) -> list[str]:
        return [words(message["blocks"]) for message in self.sandbox.direct_messages("U0NADIA")]

    def round(self, after: timedelta = timedelta(0)) -> None:
        """One round, some time later."""
        self.house.clock.time += after
        self.delivery.run_once()

    def bot_restarts(self) -> None:
        """A new process: nothing remembered but what is in the database."""
        self.delivery = Delivery(self.house.house, self.client)

    def waiting(self) -> int:
        with self.house.store.read() as reading:
            return len(reading.tasks(DELIVERED_BY_BOT, self.house.clock() + timedelta(days=30)))


@contextmanager
def delivery_desk(folder: Path, template: Path) -> Iterator[Desk]:
    """A desk whose database is a copy of the migrated template."""
    shutil.copy(template, folder / "countersign.db")
    engine = open_engine(f"sqlite:///{folder / 'countersign.db'}")
    with RunningSandbox(folder / "sandbox") as sandbox, LossyLine(sandbox.slack_url).running() as line:
        house = house_on(lambda clock: Store(engine, clock))
        house.clock.time = datetime.now(UTC)
        client = WebClient(token=sandbox.settings.bot_token, base_url=line.url)
        client.proxy = None
        yield Desk(house, sandbox, line, client, Delivery(house.house, client))
    engine.dispose()


def revise(desk: Desk, proposal: Proposal, text: str) -> Proposal:
    form = desk.house.form()
    after = desk.house.house.workflow.revise(NADIA, proposal.id, proposal.revision.number, draft(text=text), form)
    desk.house.house.checking.checked(after.id, after.current, ())
    return desk.house.see(after)
