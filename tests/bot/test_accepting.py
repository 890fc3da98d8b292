"""The policy comes before the first reply under it, and nothing that was written is lost by it."""

from typing import Any

import pytest
from factories import NADIA, accounts_text, under_policy
from running_bot import DESK, City
from test_proposing import NASTY, initial, shown
from written_policy import RULES, pack

from approval.proposal import State

YES = {"accept": ["yes"]}


@pytest.fixture
def unbound(city: City) -> City:
    """A city whose council has adopted a policy that nobody has accepted yet."""
    city.desk.house.adopting.adopt(pack(), "the council")
    return city


def accept(city: City, who: str, form: dict[str, Any], **typed: str) -> dict[str, Any]:
    """Tick the box and send the form."""
    assert form["callback_id"] == "accept_policy_form"
    return city.fill(who, form, accept=["yes"], **typed)


def test_before_the_first_reply_the_policy_is_read_and_accepted(unbound: City) -> None:
    form = unbound.open_form("U0NADIA")
    said = shown(form)
    for each in ("How we speak", "version 2.0", "5 January 2026", "City Council", *RULES, *dict(RULES.values())):
        assert each in said
    assert "Since version 1.0, which you accepted: 2 rules new (B03, C08), 1 rule gone (C99) and other" in said
    assert accept(unbound, "U0NADIA", form) == {"response_action": "update"}
    assert unbound.fill("U0NADIA", unbound.form("U0NADIA"), text="Hello") == {"response_action": "update"}
    assert unbound.newest().revision.text == "Hello"
    entries = [entry for entry in unbound.entries() if entry.action == "policy.accepted"]
    assert (entries[-1].fields["policy"], entries[-1].disclosed["slack_id"]) == (pack().digest, "U0NADIA")
    # Once is enough.
    assert unbound.open_form("U0NADIA")["callback_id"] == "reply_form"


def test_nobody_goes_on_without_a_yes(unbound: City) -> None:
    form = unbound.open_form("U0NADIA", "Hello")
    assert list(unbound.fill("U0NADIA", form)["errors"]) == ["accept"]
    assert unbound.desk.house.workflow.policy_to_accept(NADIA) is not None


def test_what_was_typed_with_the_command_goes_on_whole(unbound: City) -> None:
    post = unbound.sandbox.citizen_posts("gloria_m", "Nine days!")
    form = unbound.open_form("U0NADIA", f"{post['url']} {NASTY}")
    assert (initial(form, "so_far_text"), initial(form, "so_far_link")) == (NASTY, post["url"])
    accept(unbound, "U0NADIA", form)
    after = unbound.form("U0NADIA")
    assert (initial(after, "text"), initial(after, "link")) == (NASTY, post["url"])
    assert "Nine days!" in shown(after)
    unbound.fill("U0NADIA", after)
    assert unbound.newest().revision.text == NASTY


def test_what_was_typed_can_be_mended_before_it_goes_on(unbound: City) -> None:
    form = unbound.open_form("U0NADIA", "Helo")
    accept(unbound, "U0NADIA", form, so_far_text="Hello")
    assert initial(unbound.form("U0NADIA"), "text") == "Hello"


def test_a_message_that_is_answered_goes_on_too(unbound: City) -> None:
    ts = unbound.sandbox.say("U0NADIA", DESK, "She asked: why <b> & not c?")["ts"]
    unbound.sandbox.shortcut("U0NADIA", "propose_reply", DESK, ts)
    accept(unbound, "U0NADIA", unbound.form("U0NADIA"))
    assert initial(unbound.form("U0NADIA"), "parent") == "She asked: why <b> & not c?"


def test_more_than_the_form_can_hold_comes_back_whole(unbound: City) -> None:
    unbound.sandbox.command("U0NADIA", DESK, "/reply", "🙂" * 1600)
    assert "🙂" * 1600 in unbound.told("U0NADIA").replace("\n", "")


def test_an_edit_waits_for_the_policy_too(city: City) -> None:
    proposal, ts = city.carded(text="At 5.")
    city.desk.house.adopting.adopt(pack(), "the council")
    city.desk.house.checking.checked(proposal.id, 1, ())
    city.sandbox.click("U0TOMAS", DESK, ts, "edit")
    accept(city, "U0TOMAS", city.form("U0TOMAS"))
    form = city.form("U0TOMAS")
    assert initial(form, "text") == "At 5."
    city.fill("U0TOMAS", form, text="At 6.")
    assert city.desk.see(proposal).revision.text == "At 6."


def test_a_policy_that_comes_while_the_form_is_open_lies_above_it_and_nothing_is_lost(city: City) -> None:
    form = city.open_form("U0NADIA")
    city.desk.house.adopting.adopt(pack(), "the council")
    typed = {"text": "Hello", "reason": "Case 7"}
    assert city.fill("U0NADIA", form, **typed) == {"response_action": "push"}
    assert city.refusals() == ["policy_not_accepted"]
    above = city.form("U0NADIA")
    assert "what you wrote is still in the form below" in shown(above)
    assert accept(city, "U0NADIA", above) == {"response_action": "close"}
    assert city.form("U0NADIA")["id"] == form["id"]
    assert city.fill("U0NADIA", form, **typed) == {"response_action": "update"}
    revision = city.newest().revision
    assert (revision.text, revision.reason) == ("Hello", "Case 7")


def test_nobody_accepts_what_they_have_not_seen(unbound: City) -> None:
    form = unbound.open_form("U0NADIA", "Hello")
    unbound.desk.house.adopting.adopt(pack("2.1"), "the council")
    assert accept(unbound, "U0NADIA", form) == {"response_action": "update"}
    again = unbound.form("U0NADIA")
    assert "version 2.1" in shown(again)
    assert "Since version 1.0, which you accepted" in shown(again), "and not since 2.0, which they never did"
    assert initial(again, "so_far_text") == "Hello"
    assert unbound.desk.house.workflow.policy_to_accept(NADIA) is not None
    accept(unbound, "U0NADIA", again)
    assert unbound.desk.house.workflow.policy_to_accept(NADIA) is None


def test_an_outsider_is_shown_no_form_and_is_on_record(unbound: City) -> None:
    unbound.sandbox.command("U0OWEN", "C0GENERAL", "/reply", "Hello")
    assert "does not know you" in unbound.told("U0OWEN", "C0GENERAL")
    assert not unbound.sandbox.views("U0OWEN")
    assert unbound.refusals() == ["unknown_person"]


def test_who_was_taken_off_the_list_accepts_nothing(unbound: City) -> None:
    form = unbound.open_form("U0NADIA", "Hello")
    unbound.desk.roles.become(accounts_text().replace("U0NADIA", "U0NINA"))
    assert list(accept(unbound, "U0NADIA", form)["errors"]) == ["accept"]
    assert unbound.refusals() == ["unknown_person"]


def test_who_has_accepted_meets_no_policy_on_the_way(city: City) -> None:
    under_policy(city.desk.house, pack())
    assert city.propose().state is State.CHECKING
