"""A report on a house's record, written to a file, and read again as a reader without a browser has it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from html.parser import HTMLParser
from io import StringIO
from typing import Any

from factories import NADIA, RUTH, TestHouse, draft

from approval.outcome import Published
from approval.proposal import Proposal
from approval.reading import Period
from approval.record.bundle.asked import Asked, bounds
from approval.record.bundle.disclosing import Disclosing, Erasures
from approval.record.report.writing import Occasion, write_report

MADE = datetime(2026, 12, 1, 16, tzinfo=UTC)


def report(house: TestHouse, asked: Asked | None = None, zone: tzinfo = UTC) -> str:
    """The report as a bundle would hold it: of the same entries, told in the same way."""
    asked, out = asked or Asked(Period()), StringIO()
    with house.store.read() as reading:
        first, last = bounds(reading, asked.period)
        disclosing = Disclosing(asked, Erasures(reading, first, last))

        def entries() -> Any:
            for entry in reading.entries(after=first - 1):
                told = disclosing.told(entry)
                if entry.seq < last and asked.includes(told.fields.get("account")):
                    yield told

        write_report(entries, out, Occasion(asked, MADE, zone))
    return out.getvalue()


def publish(house: TestHouse, proposal: Proposal) -> None:
    """Release what was approved."""
    claimed = house.house.release.claim(proposal.id)
    assert claimed is not None
    house.house.release.finish(proposal.id, claimed.attempts, Published("1", "https://square.example/1"))


def published(house: TestHouse, text: str = "The meeting moved to 5 p.m.") -> Proposal:
    proposal = house.approve(house.checked(text=text))
    publish(house, proposal)
    return house.see(proposal)


def revised(house: TestHouse, proposal: Proposal, text: str) -> Proposal:
    """The reply in other words, checked."""
    after = house.workflow.revise(NADIA, proposal.id, proposal.current, draft(text=text), house.form())
    house.house.checking.checked(after.id, after.current, ())
    return house.see(after)


def approved_by(house: TestHouse, proposal: Proposal, reason: str = "") -> Proposal:
    return house.approve(house.see(proposal), RUTH, reason)


@dataclass
class Read(HTMLParser):
    """Words, tables and links of a page. `cells` has the rows of each section's tables."""

    words: list[str] = field(default_factory=list)
    cells: dict[str, list[list[str]]] = field(default_factory=dict)
    links: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    tags: set[str] = field(default_factory=set)
    _section: str = ""
    _unseen: bool = False
    _in: str = ""

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        self.tags.add(tag)
        self._in = tag if tag in ("style", "svg") else self._in
        if "id" in has:
            self.ids.append(has["id"])
        if "href" in has:
            self.links.append(has["href"])
        if tag == "section":
            self._section = has["id"]
        if tag == "tr":
            self.cells.setdefault(self._section, []).append([])
        if tag in ("td", "th"):
            self.cells[self._section][-1].append("")
            self._in = "cell"
        self._unseen = has.get("class") == "unseen"

    def handle_endtag(self, tag: str) -> None:
        if tag in ("style", "svg", "td", "th"):
            self._in = ""
        self._unseen = False

    def handle_data(self, data: str) -> None:
        if self._in in ("style", "svg") or self._unseen:
            return
        self.words.append(data)
        if self._in == "cell":
            self.cells[self._section][-1][-1] += data.strip()

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())

    def table(self, section: str) -> dict[str, dict[str, str]]:
        """The rows of a section's first table, by their first cell."""
        head, *rows = self.cells[section]
        return {row[0]: dict(zip(head[1:], row[1:], strict=True)) for row in rows if len(row) == len(head)}


def read(page: str) -> Read:
    reader = Read()
    reader.feed(page)
    return reader
