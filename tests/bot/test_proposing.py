"""Proposing by command, shortcut and form, through the real protocol."""

from factories import RUTH, TOMAS
from running_bot import DESK, City

from approval.proposal import State


def test_a_reply_is_proposed_by_command_and_approved_by_button(city: City) -> None:
    form = city.open_form("U0NADIA")
    answer = city.fill("U0NADIA", form, text="The canyon road opens at 6.", reason="Public works, today")
    assert answer == {"response_action": "update"}
    proposal = city.newest()
    assert (proposal.state, proposal.revision.text) == (State.CHECKING, "The canyon road opens at 6.")
    ts = city.check(proposal)
    assert city.sandbox.click("U0RUTH", DESK, ts, "approve") == {"ok": True}
    after = city.desk.see(proposal)
    assert after.state is State.APPROVED
    assert [review.person for review in after.reviews] == ["ruth"]
    assert city.log() == ["proposal.submitted", "revision.checked", "review.approved"]
