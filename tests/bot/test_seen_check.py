"""A click, a form or a reaction that was under way while the reply was checked again decides nothing, and says so."""

from dataclasses import replace
from typing import Any

import pytest
from factories import finding, under_policy
from running_bot import DESK, City
from slack_bolt import BoltRequest
from sqlalchemy import update
from test_reviewing import CHECK, react
from written_policy import RULES, pack, policy

from approval import tables
from approval.finding import Severity
from approval.proposal import Proposal, State
from bot.app import build_app
from bot.blocks.buttons import value
from bot.blocks.questions import answers

POLICY = policy()
ANOTHER_RULE = pack("2.1", {}, {**RULES, "B09": ("No shouting", "We do not shout.")})


def checked_again(city: City, *findings: Any, approved_before: bool = False) -> tuple[Proposal, str]:
    """A reply as its card showed it, that was checked again under a stricter policy; and the card, drawn anew."""
    under_policy(city.desk.house, pack(questions={}))
    of, ts = city.carded(*findings)
    seen = city.desk.see(of)
    if approved_before:
        react(city, "U0RUTH", ts)
        assert city.desk.state(of) is State.APPROVED
    under_policy(city.desk.house, ANOTHER_RULE)
    city.desk.house.checking.checked(of.id, 1, findings)
    city.sandbox.wait_for(lambda: city.desk.log(of)[-1] == "card.redrawn")
    return seen, ts


def dispatch(city: City, body: dict[str, Any]) -> None:
    """What Slack sends late, past the sandbox, which would send what the card says now."""
    app = build_app(city.desk.house, city.settings, city.delivery.wake)
    assert app.dispatch(BoltRequest(mode="socket_mode", body=body)).status == 200


def click(seen: Proposal) -> dict[str, Any]:
    action = {"type": "button", "action_id": "approve", "block_id": "b", "value": value(seen), "action_ts": "1.0"}
    who = {"user": {"id": "U0RUTH"}, "team": {"id": "T0CITY"}, "channel": {"id": DESK}}
    return {"type": "block_actions", "actions": [action], **who, "trigger_id": "1.1"}


def reaction(ts: str, at: float) -> dict[str, Any]:
    item = {"type": "message", "channel": DESK, "ts": ts}
    event = {"type": "reaction_added", "user": "U0RUTH", "reaction": CHECK, "item": item, "event_ts": f"{at:.6f}"}
    return {"type": "event_callback", "team_id": "T0CITY", "event_id": f"Ev{at}", "event": event}


@pytest.mark.parametrize("grave", [False, True])
def test_a_click_on_what_the_card_said_before_is_refused_privately(city: City, grave: bool) -> None:
    seen, ts = checked_again(city, *([finding(Severity.ESCALATE)] if grave else []))
    dispatch(city, click(seen))
    assert "checked again" in city.told("U0RUTH")
    assert not city.sandbox.views("U0RUTH")
    assert city.refusals() == ["stale_check"]
    assert city.desk.state(seen) is State.IN_REVIEW
    if not grave:
        city.sandbox.click("U0RUTH", DESK, ts, "approve")
        assert city.desk.state(seen) is State.APPROVED


def test_a_form_that_was_open_meanwhile_is_refused_with_the_reason_still_in_it(city: City) -> None:
    under_policy(city.desk.house, pack(questions={}))
    of, ts = city.carded(finding(Severity.ESCALATE))
    city.sandbox.click("U0RUTH", DESK, ts, "approve")
    form = city.form("U0RUTH")
    under_policy(city.desk.house, ANOTHER_RULE)
    city.desk.house.checking.checked(of.id, 1, (finding(Severity.ESCALATE), finding()))
    assert "checked again" in city.fill("U0RUTH", form, reason="It is true.")["errors"]["reason"]
    assert city.refusals() == ["stale_check"]
    assert not city.desk.see(of).reviews


def test_a_reaction_made_before_the_card_was_drawn_anew_counts_for_nothing(city: City) -> None:
    seen, ts = checked_again(city, approved_before=True)
    drawn = city.entries()[-1].happened.timestamp()
    assert city.desk.state(seen) is State.IN_REVIEW, "her mark still stands on the message, and says nothing"
    dispatch(city, reaction(ts, drawn - 0.5))
    assert "checked again" in city.told("U0RUTH")
    assert city.refusals() == ["stale_check"]
    assert city.desk.state(seen) is State.IN_REVIEW
    dispatch(city, reaction(ts, drawn + 0.5))
    assert city.desk.state(seen) is State.APPROVED


def test_a_message_that_only_a_row_calls_a_card_takes_no_reaction(city: City) -> None:
    of, _ = city.carded()
    elsewhere = city.sandbox.say("U0NADIA", DESK, "Lunch?")["ts"]
    with city.desk.store.engine.begin() as connection:
        connection.execute(update(tables.cards).values(ts=elsewhere))
    react(city, "U0RUTH", elsewhere)
    assert city.desk.state(of) is State.IN_REVIEW
    assert not city.refusals()


def test_whoever_called_a_finding_wrong_is_told_privately_that_once_is_enough(city: City) -> None:
    _, ts = city.carded(finding())
    city.sandbox.click("U0RUTH", DESK, ts, "dispute")
    city.fill("U0RUTH", city.form("U0RUTH"), findings=["0"], reason="It is a street.")
    before = len(city.sandbox.views("U0RUTH"))
    city.sandbox.click("U0RUTH", DESK, ts, "dispute")
    assert "on record, once" in city.told("U0RUTH")
    assert len(city.sandbox.views("U0RUTH")) == before
    assert city.log().count("finding.disputed") == 1


def test_what_was_ticked_beside_other_findings_is_not_ticked_now(city: City) -> None:
    under_policy(city.desk.house, pack())
    of, ts = city.carded()
    message = next(each for each in city.sandbox.messages("U0RUTH", DESK) if each["ts"] == ts)
    (group,) = [each["block_id"] for each in message["blocks"] if "questions:" in each.get("block_id", "")]
    check = city.desk.see(of).check
    assert group == f"questions:{pack().digest[:16]}:1:{check}:0"
    assert answers({group: {"questions": {"selected_options": [{"value": "true"}]}}}, POLICY, city.desk.see(of))
    later = replace(city.desk.see(of), check=check + 1)
    assert not answers({group: {"questions": {"selected_options": [{"value": "true"}]}}}, POLICY, later)
