"""The bot and the reports live on with a reply that was erased under the retention schedule."""

import csv
import io
import json
import urllib.request

import pytest
from factories import NADIA, RUTH, TestHouse, finding
from kept_words import kept
from reading import words
from running_bot import DESK, City
from sqlalchemy import update

from approval import tables
from approval.erasing import Erasing
from approval.outcome import Published
from approval.proposal import Proposal
from approval.record.by_rule import count_by_rule
from approval.record.schedule import parse_schedule
from bot.home import Home
from bot.reference import Reference
from countersign.policy.reasons import REDACTED, reasons

SCHEDULE = parse_schedule('[retention.all]\ntitle = "All"\nperiod = "3 years"\nsource = "A law"\neverything = true\n')


def publish(house: TestHouse, proposal: Proposal) -> None:
    house.approve(house.see(proposal), RUTH)
    house.house.release.claim(proposal.id)
    house.house.release.finish(proposal.id, 1, Published("1", "https://square.example/1"))


def erase(house: TestHouse) -> None:
    erasing = Erasing(house.store)
    assert list(erasing.erase(SCHEDULE, erasing.plan(SCHEDULE), "the clerk", "a year's end"))


@pytest.fixture
def erased(city: City) -> tuple[Proposal, str]:
    """A reply that was given years ago and has been erased, and the ts of its card."""
    proposal, ts = city.carded(finding(), text="Oleander")
    city.desk.workflow.dispute(RUTH, proposal.id, 1, city.desk.see(proposal).check, (0,), "A plant", city.desk.form())
    publish(city.desk, proposal)
    city.delivery.wake()
    city.sandbox.wait_for(lambda: "Published" in str(city.sandbox.messages("U0RUTH", DESK)))
    city.sandbox.wait_for(lambda: city.sandbox.direct_messages("U0NADIA"))
    city.desk.clock.advance(days=3 * 366)
    erase(city.desk)
    assert kept(city.desk.store.engine, {"Oleander", "A plant"}) == set()
    return proposal, ts


def test_a_card_of_an_erased_reply_can_be_reacted_to_without_harm(city: City, erased: tuple[Proposal, str]) -> None:
    _, ts = erased
    before = city.log()
    assert city.sandbox.react("U0RUTH", DESK, ts, "x").get("ok", True)
    city.sandbox.wait_for(lambda: not city.sandbox.waiting_events())
    assert city.log() == before
    newer, _ = city.carded(text="Tamarisk")
    assert city.desk.see(newer).revision.text == "Tamarisk"


def test_home_shows_what_there_is(city: City, erased: tuple[Proposal, str]) -> None:
    newer, _ = city.carded(text="Tamarisk")
    home = Home(Reference(city.desk.house, ""), "https://mesaverde.slack.com/")
    for who in (NADIA, RUTH):
        shown = words([home.view(who)])
        assert "Tamarisk" in shown
        assert "Oleander" not in shown
    assert erased[0].id != newer.id


def test_an_auditor_gets_the_leaves_of_an_erased_reply(city: City, erased: tuple[Proposal, str]) -> None:
    assert city.sandbox.command("U0IRIS", "C0GENERAL", "/reply-audit", "")["ok"]
    file = city.sandbox.wait_for(
        lambda: [file for message in city.sandbox.direct_messages("U0IRIS") for file in message.get("files", [])]
    )[-1]
    with urllib.request.urlopen(f"{city.sandbox.url}{file['url']}?as=U0IRIS") as answer:
        rows = list(csv.DictReader(io.StringIO(answer.read().decode("utf-8-sig"), newline="")))
    of_it = [row for row in rows if row["proposal"] == erased[0].id]
    assert {"proposal.submitted", "review.approved", "publish.succeeded"} <= {row["action"] for row in of_it}
    assert {row["text"] for row in of_it} == {""}
    (erasure,) = [row for row in rows if row["action"] == "record.erased"]
    assert json.loads(erasure["other"])["class"] == "all"


def test_the_report_on_the_rules_counts_an_erased_reply_as_before(house: TestHouse) -> None:
    proposal = house.checked(finding())
    house.workflow.dispute(RUTH, proposal.id, 1, proposal.check, (0,), "A plant", house.form())
    publish(house, proposal)
    with house.store.read() as reading:
        (before,) = count_by_rule(list(reading.entries())).rules
    house.clock.advance(days=3 * 366)
    erase(house)
    with house.store.read() as reading:
        entries = list(reading.entries())
    (after,) = count_by_rule(entries).rules
    assert (after.found, after.approved, after.wrong) == (before.found, before.approved, before.wrong) == (1, 1, 1)
    assert [each.reason for said in reasons(entries).values() for each in said] == [REDACTED]


def test_an_erased_reply_cannot_be_brought_back_by_a_row(house: TestHouse) -> None:
    open_one, given = house.approved(), house.approved()
    house.house.release.claim(given.id)
    house.house.release.finish(given.id, 1, Published("1", "https://square.example/1"))
    house.clock.advance(days=3 * 366)
    with house.store.engine.begin() as connection:
        where = tables.proposals.c.id == given.id
        connection.execute(update(tables.proposals).where(where).values(state="approved"))
    # The log says that it is over and the row that it is not: it is left for somebody to look at.
    erasing = Erasing(house.store)
    due = {each.piece.proposal for each in erasing.plan(SCHEDULE).due}
    assert given.id in due
    assert open_one.id not in due
    erase(house)
    assert house.see(given).revision.text == "The meeting moved to 5 p.m."
