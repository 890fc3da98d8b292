import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from factories import IRIS, LENA, NADIA, OWEN, RUTH, TOMAS, Clock, Roles, TestHouse, house_on
from reading import buttons, elements, words
from written_policy import PAGE, pack

from approval import migrate
from approval.bootstrap import build_house
from approval.people import Actor
from approval.proposal import Card, Decision, Via
from approval.store import Store, open_engine
from bot.home import Home
from bot.reference import Reference
from sandbox.blocks.check import check_view


@pytest.fixture
def house(tmp_path: Path, sqlite_template: Path) -> Iterator[TestHouse]:
    shutil.copy(sqlite_template, tmp_path / "countersign.db")
    engine = open_engine(f"sqlite:///{tmp_path / 'countersign.db'}")
    yield house_on(lambda clock: Store(engine, clock))
    engine.dispose()


def view(house: TestHouse, actor: Actor) -> dict[str, Any]:
    shown = Home(Reference(house.house, PAGE), "https://mesaverde.slack.com/").view(actor)
    assert check_view(shown) == []
    return shown


def seen(house: TestHouse, actor: Actor) -> str:
    return words([view(house, actor)])


def test_a_proposer_sees_their_replies_with_state_and_what_they_can_still_do(house: TestHouse):
    house.checked(text="Still open.")
    published = house.approved()
    house.house.release.claim(published.id)
    shown = view(house, NADIA)
    assert "Still open." in words([shown])
    assert "Waits for review" in words([shown])
    assert buttons([shown]) == ["edit", "withdraw"]


def test_an_approver_sees_what_waits_for_them_with_a_link_to_its_card(house: TestHouse):
    proposal = house.checked(text="Please look.")
    with house.store.begin() as tx:
        tx.add_card(proposal.id, Card(1, "C0DESK", "1700000000.000100"))
    shown = view(house, RUTH)
    links = [each["url"] for each in elements([shown]) if each.get("type") == "link"]
    assert links == ["https://mesaverde.slack.com/archives/C0DESK/p1700000000000100", PAGE]
    assert buttons([shown]) == []


def test_what_an_approver_wrote_or_has_decided_on_does_not_wait_for_them(house: TestHouse):
    house.checked(actor=TOMAS, text="His own.")
    assert "Nothing waits for you." in seen(house, TOMAS)
    decided = house.checked(text="Decided.")
    house.house.workflow.review(LENA, decided.id, 1, Decision.REJECT, Via.BUTTON, "No.", "k")
    assert "Decided." not in seen(house, LENA)
    assert "His own." in seen(house, LENA)


def test_an_auditor_is_told_how_to_ask_for_the_record(house: TestHouse):
    assert "/reply-audit police" in seen(house, IRIS)


def test_the_policy_in_force_is_named_and_linked_and_whether_one_has_accepted_it(house: TestHouse):
    assert "version 1.0" in seen(house, NADIA)
    assert "You have accepted it." in seen(house, NADIA)
    house.house.adopting.adopt(pack(), "the council")
    assert f"How we speak , version 2.0 ({pack().digest[:12]})" in seen(house, NADIA)
    assert "You have not accepted it yet: /reply shows it" in seen(house, NADIA)
    # Nobody asks it of those who do not write.
    assert "accepted it" not in seen(house, RUTH)
    assert "version 2.0" in seen(house, OWEN)
    links = [each for each in elements([view(house, RUTH)]) if each.get("type") == "link"]
    assert [(each["url"], each["text"]) for each in links] == [(PAGE, "How we speak")]


def test_before_the_first_policy_the_desk_says_that_nobody_can_propose(tmp_path: Path):
    engine = open_engine(f"sqlite:///{tmp_path / 'empty.db'}")
    migrate.upgrade(engine)
    store = Store(engine, Clock())
    shown = Home(Reference(build_house(store, Roles())), "https://mesaverde.slack.com/").view(NADIA)
    engine.dispose()
    assert check_view(shown) == []
    assert "No policy is in force yet" in words([shown])


def test_an_outsider_is_told_what_this_is_and_whom_to_ask(house: TestHouse):
    house.checked(text="Not for everybody's eyes.")
    assert "administrator" in seen(house, OWEN)
    assert "Not for everybody's eyes." not in seen(house, OWEN)


def test_a_full_desk_fits_into_the_view_and_says_what_is_left_out(house: TestHouse):
    for number in range(25):
        house.checked(text=f"<!channel> *{number}* " * 100)
    assert "13 more wait" in seen(house, RUTH)
    assert "8 more are older" in seen(house, NADIA)
