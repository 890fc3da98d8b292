"""Deciding by button, form and reaction; who may not, and how they are told."""

import time
from dataclasses import replace
from typing import Any

import pytest
from factories import accounts_text, finding
from running_bot import DESK, City
from slack_bolt import BoltRequest
from sqlalchemy import delete

from approval import tables
from approval.errors import AccountsInvalid
from approval.finding import Severity
from approval.jobs import Job
from approval.people import Accounts
from approval.proposal import Proposal, State
from approval.workflow import Workflow
from bot.app import build_app

CHECK, CROSS = "white_check_mark", "x"
GROUPS = accounts_text(approvers=("S0APPROVE",))


def react(city: City, who: str, ts: str, name: str = CHECK, remove: bool = False) -> None:
    """React, and wait until the bot has dealt with it."""
    assert city.sandbox.react(who, DESK, ts, name, remove).get("ok", True)
    city.sandbox.wait_for(lambda: not city.sandbox.waiting_events())


def removal(city: City, ts: str) -> dict[str, Any]:
    """What Slack sends when Ruth removes her approval."""
    item = {"type": "message", "channel": DESK, "ts": ts}
    event = {"type": "reaction_removed", "user": "U0RUTH", "reaction": CHECK, "item": item}
    return {"type": "event_callback", "team_id": "T0CITY", "event_id": "Ev0BACK", "event": event}


def broken() -> Accounts:
    raise AccountsInvalid("accounts.toml, line 1: wrong")


def state(city: City, proposal: Proposal) -> State:
    return city.desk.state(proposal)


def test_a_reaction_of_an_approver_approves(city: City) -> None:
    proposal, ts = city.carded()
    react(city, "U0RUTH", ts)
    assert state(city, proposal) is State.APPROVED
    assert city.log()[-1] == "review.approved"


def test_a_reaction_taken_away_before_release_takes_the_approval_back(city: City) -> None:
    proposal, ts = city.carded()
    react(city, "U0RUTH", ts)
    react(city, "U0RUTH", ts, remove=True)
    assert state(city, proposal) is State.IN_REVIEW
    assert not city.desk.see(proposal).reviews
    react(city, "U0RUTH", ts)
    assert state(city, proposal) is State.APPROVED


def test_a_reaction_to_a_card_that_nobody_wrote_down_yet_counts_when_it_is_found(city: City) -> None:
    proposal, ts = city.carded()
    # As a bot leaves it that is killed after posting the card and before writing down where it stands.
    city.delivery.stop()
    with city.desk.store.engine.begin() as connection:
        connection.execute(delete(tables.cards))
    with city.desk.store.begin() as tx:
        tx.enqueue(Job.CARD, proposal.id)
    assert city.sandbox.react("U0RUTH", DESK, ts, CHECK)
    time.sleep(0.5)
    city.delivery.start()
    city.sandbox.wait_for(lambda: state(city, proposal) is State.APPROVED)


def test_an_approval_is_taken_back_though_the_database_is_busy(city: City) -> None:
    proposal, ts = city.carded()
    react(city, "U0RUTH", ts)
    with city.desk.store.begin():
        assert city.sandbox.react("U0RUTH", DESK, ts, CHECK, True).get("ok", True)
        time.sleep(3)
    city.sandbox.wait_for(lambda: state(city, proposal) is State.IN_REVIEW)
    city.sandbox.wait_for(lambda: not city.sandbox.waiting_events())


def test_an_approval_that_cannot_be_taken_back_now_is_told_of_again(city: City) -> None:
    proposal, ts = city.carded()
    react(city, "U0RUTH", ts)
    # accounts.toml is wrong at this moment: nobody may act, and nobody may be taken at a word that they took back.
    body = removal(city, ts)
    app = build_app(
        replace(city.desk.house, workflow=Workflow(city.desk.store, broken, str, city.desk.house.policies)),
        city.settings,
        city.delivery.wake,
    )
    assert app.dispatch(BoltRequest(mode="socket_mode", body=body)).status == 500
    assert state(city, proposal) is State.APPROVED


def test_a_reaction_that_slack_tells_of_after_its_removal_decides_nothing(city: City) -> None:
    proposal, ts = city.carded()
    react(city, "U0RUTH", ts, "eyes")
    # The reaction is gone when the bot hears of it: the event that it gets speaks of one that does not stand.
    late = {"type": "reaction_added", "user": "U0RUTH", "reaction": CHECK}
    item = {"type": "message", "channel": DESK, "ts": ts}
    body = {"type": "event_callback", "team_id": "T0CITY", "event_id": "Ev0LATE", "event": {**late, "item": item}}
    app = build_app(city.desk.house, city.settings, city.delivery.wake)
    assert app.dispatch(BoltRequest(mode="socket_mode", body=body)).status == 200
    assert state(city, proposal) is State.IN_REVIEW
    assert not city.refusals()


def test_a_cross_rejects(city: City) -> None:
    proposal, ts = city.carded()
    react(city, "U0LENA", ts, CROSS)
    assert state(city, proposal) is State.REJECTED


def test_other_reactions_and_other_messages_mean_nothing(city: City) -> None:
    proposal, ts = city.carded()
    react(city, "U0RUTH", ts, "eyes")
    elsewhere = city.sandbox.say("U0NADIA", DESK, "Lunch?")["ts"]
    react(city, "U0NADIA", elsewhere)
    assert state(city, proposal) is State.IN_REVIEW
    assert not city.refusals()
    assert not city.private("U0NADIA")


@pytest.mark.parametrize(("who", "code"), [("U0TOMAS", "own_proposal"), ("U0TOMAS2", "own_proposal")])
@pytest.mark.parametrize("way", ["button", "reaction"])
def test_nobody_approves_their_own_reply_by_any_way_or_account(city: City, who: str, code: str, way: str) -> None:
    proposal, ts = city.carded(who="U0TOMAS")
    if way == "button":
        city.sandbox.click(who, DESK, ts, "approve")
    else:
        react(city, who, ts)
    assert "another person must decide" in city.told(who)
    assert state(city, proposal) is State.IN_REVIEW
    assert city.refusals() == [code]


def test_who_only_proposes_may_not_decide_and_is_told_privately(city: City) -> None:
    proposal, ts = city.carded(who="U0TOMAS")
    city.sandbox.click("U0NADIA", DESK, ts, "approve")
    assert "not a designated approver" in city.told("U0NADIA")
    assert not city.private("U0RUTH")
    assert state(city, proposal) is State.IN_REVIEW
    assert city.refusals() == ["not_reviewer"]


def test_an_approver_taken_off_the_list_may_not_decide_any_more(city: City) -> None:
    proposal, ts = city.carded()
    city.desk.roles.become(accounts_text(approvers=("U0LENA",)))
    city.sandbox.click("U0RUTH", DESK, ts, "approve")
    assert "not a designated approver" in city.told("U0RUTH")
    assert state(city, proposal) is State.IN_REVIEW


def change_group(city: City, *members: str) -> None:
    """Slack tells the bot, and the bot has heard."""
    city.sandbox.post("group", {"group": "S0APPROVE", "users": list(members)})
    city.sandbox.wait_for(lambda: not city.sandbox.waiting_events())


def test_an_approver_taken_out_of_the_user_group_may_not_decide_a_moment_later(city: City) -> None:
    city.desk.roles.become(GROUPS)
    proposal, ts = city.carded()
    change_group(city, "U0LENA")
    city.sandbox.click("U0RUTH", DESK, ts, "approve")
    assert "not a designated approver" in city.told("U0RUTH")
    city.sandbox.click("U0LENA", DESK, ts, "approve")
    assert state(city, proposal) is State.APPROVED


def test_while_slack_cannot_say_who_is_in_a_group_nobody_decides(city: City) -> None:
    city.desk.roles.become(GROUPS)
    proposal, ts = city.carded()
    change_group(city, "U0LENA", "U0RUTH")
    city.sandbox.probe("limits", method="usergroups.users.list", burst=0, per_second=0.001)
    city.sandbox.click("U0RUTH", DESK, ts, "approve")
    assert "Please try again" in city.told("U0RUTH")
    assert state(city, proposal) is State.IN_REVIEW
    refused = [entry for entry in city.entries() if entry.action == "act.refused"]
    assert [(entry.fields["act"], entry.fields["code"], entry.fields["proposal"]) for entry in refused] == [
        ("approve", "slack_unavailable", proposal.id)
    ]
    city.sandbox.probe("limits", method="usergroups.users.list", burst=9, per_second=1)
    city.sandbox.click("U0RUTH", DESK, ts, "approve")
    assert state(city, proposal) is State.APPROVED


def test_an_older_card_decides_nothing(city: City) -> None:
    proposal, old = city.carded()
    city.sandbox.click("U0NADIA", DESK, old, "edit")
    city.fill("U0NADIA", city.form("U0NADIA"), text="At 6.")
    city.check(proposal)
    react(city, "U0RUTH", old)
    assert "revision 2" in city.told("U0RUTH")
    assert state(city, proposal) is State.IN_REVIEW
    assert city.refusals() == ["stale_revision"]


def test_a_reply_cannot_be_approved_late(city: City) -> None:
    proposal, ts = city.carded()
    city.desk.clock.advance(hours=5)
    city.sandbox.click("U0RUTH", DESK, ts, "approve")
    assert "cannot be approved late" in city.told("U0RUTH")
    assert state(city, proposal) in (State.IN_REVIEW, State.EXPIRED)
    assert city.refusals() == ["expired"]


def test_something_grave_asks_for_a_reason_before_it_is_approved(city: City) -> None:
    proposal, ts = city.carded(finding(Severity.ESCALATE))
    city.sandbox.click("U0RUTH", DESK, ts, "approve")
    form = city.form("U0RUTH")
    assert not city.desk.see(proposal).reviews
    assert list(city.fill("U0RUTH", form, reason="   ")["errors"]) == ["reason"]
    assert city.fill("U0RUTH", form, reason="The mayor said so in public.") == {"response_action": "close"}
    assert [review.reason for review in city.desk.see(proposal).reviews] == ["The mayor said so in public."]


@pytest.mark.parametrize(
    ("button", "after"), [("reject", State.REJECTED), ("request_changes", State.CHANGES_REQUESTED)]
)
def test_a_rejection_and_a_wish_for_changes_come_with_their_reason(city: City, button: str, after: State) -> None:
    proposal, ts = city.carded()
    city.sandbox.click("U0LENA", DESK, ts, button)
    city.fill("U0LENA", city.form("U0LENA"), reason="The date is wrong.")
    assert state(city, proposal) is after
    assert city.desk.see(proposal).reviews[0].reason == "The date is wrong."


def test_who_may_not_decide_is_told_before_they_write_a_reason(city: City) -> None:
    _, ts = city.carded(who="U0TOMAS")
    city.sandbox.click("U0NADIA", DESK, ts, "reject")
    assert city.told("U0NADIA")
    assert not city.sandbox.views("U0NADIA")
    assert city.refusals() == ["not_reviewer"]


def test_a_second_click_of_the_same_person_changes_nothing(city: City) -> None:
    city.desk.roles.become(accounts_text(required=2))
    proposal, ts = city.carded()
    for _ in range(2):
        city.sandbox.click("U0RUTH", DESK, ts, "approve")
    assert "already reviewed" in city.told("U0RUTH")
    assert state(city, proposal) is State.IN_REVIEW
    city.sandbox.click("U0LENA", DESK, ts, "approve")
    assert state(city, proposal) is State.APPROVED


def test_a_click_that_is_delivered_again_is_not_refused(city: City) -> None:
    city.desk.roles.become(accounts_text(required=2))
    proposal, ts = city.carded()
    city.sandbox.click("U0RUTH", DESK, ts, "approve")
    asked = city.sandbox.calls()["users.info"]
    # Again and again: what Slack says of a person is asked for anew after three seconds, which shows that they arrive.
    city.sandbox.wait_for(lambda: city.sandbox.probe("redeliver") and city.sandbox.calls()["users.info"] > asked)
    city.sandbox.click("U0LENA", DESK, ts, "approve")
    assert not city.refusals()
    assert city.log().count("review.approved") == 2
    assert state(city, proposal) is State.APPROVED
