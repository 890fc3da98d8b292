"""The Home tab, opened and acted in."""

from factories import NADIA
from running_bot import DESK, City, words

from approval.proposal import State


def test_who_opens_the_home_tab_sees_what_concerns_them(city: City) -> None:
    proposal, _ = city.carded(text="The meeting moved.")
    for who, what in (("U0RUTH", "The meeting moved."), ("U0NADIA", proposal.id), ("U0IRIS", "The record")):
        city.sandbox.home(who)
        view = city.sandbox.wait_for(lambda who=who: city.sandbox.home(who, refresh=True))
        assert what in words({"blocks": view["blocks"], "text": ""})


def test_a_reply_withdrawn_from_the_home_tab_is_shown_there_as_withdrawn(city: City) -> None:
    proposal = city.propose()
    city.sandbox.home("U0NADIA")
    city.sandbox.wait_for(lambda: city.sandbox.home("U0NADIA", refresh=True))
    assert city.sandbox.click_home("U0NADIA", "withdraw") == {"ok": True}
    assert city.desk.state(proposal) is State.WITHDRAWN
    assert "withdraw" not in str(
        [block for block in city.sandbox.home("U0NADIA", refresh=True)["blocks"] if block["type"] == "actions"]
    )


def test_a_refusal_in_the_home_tab_is_told_in_the_persons_own_messages(city: City) -> None:
    proposal = city.propose()
    city.sandbox.home("U0NADIA")
    city.sandbox.wait_for(lambda: city.sandbox.home("U0NADIA", refresh=True))
    city.desk.house.workflow.withdraw(NADIA, proposal.id)
    city.sandbox.click_home("U0NADIA", "withdraw")
    assert any("cannot become withdrawn" in words(message) for message in city.sandbox.direct_messages("U0NADIA"))
    assert not city.private("U0NADIA", DESK)
