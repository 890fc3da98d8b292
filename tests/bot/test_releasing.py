"""Around the release, from Slack: withdrawn, confirmed by a person, tried again."""

from running_bot import DESK, City

from approval.outcome import Outcome, Refused, Uncertain
from approval.proposal import Proposal, State


def test_an_author_withdraws_and_nobody_else(city: City) -> None:
    proposal, ts = city.carded()
    city.sandbox.click("U0RUTH", DESK, ts, "withdraw")
    assert "Only those who wrote" in city.told("U0RUTH")
    city.sandbox.click("U0NADIA", DESK, ts, "withdraw")
    assert city.desk.state(proposal) is State.WITHDRAWN


def claim_and_finish(city: City, proposal: Proposal, outcome: Outcome) -> None:
    """What the publish worker does, with this for an answer of the platform."""
    claimed = city.desk.house.release.claim(proposal.id)
    assert claimed is not None
    city.desk.house.release.finish(proposal.id, claimed.attempts, outcome)


def unconfirmed(city: City) -> tuple[Proposal, str]:
    proposal, ts = city.carded()
    city.sandbox.click("U0RUTH", DESK, ts, "approve")
    claim_and_finish(city, proposal, Uncertain("no answer"))
    assert city.desk.state(proposal) is State.UNCONFIRMED
    city.sandbox.wait_for(lambda: has(city, ts, "confirm_posted"))
    return proposal, ts


def has(city: City, ts: str, action: str) -> bool:
    return any(
        action in str(message["blocks"]) for message in city.sandbox.messages("U0RUTH", DESK) if message["ts"] == ts
    )


def test_an_approver_who_finds_the_post_gives_its_link(city: City) -> None:
    proposal, ts = unconfirmed(city)
    city.sandbox.click("U0LENA", DESK, ts, "confirm_posted")
    form = city.form("U0LENA")
    assert list(city.fill("U0LENA", form, url="on the square")["errors"]) == ["url"]
    city.fill("U0LENA", form, url="https://square.example/posts/7")
    after = city.desk.see(proposal)
    assert (after.state, after.post_url) == (State.PUBLISHED, "https://square.example/posts/7")


def test_a_post_that_is_not_there_is_tried_again(city: City) -> None:
    proposal, ts = unconfirmed(city)
    city.sandbox.click("U0NADIA", DESK, ts, "confirm_not_posted")
    assert city.told("U0NADIA")
    assert city.desk.state(proposal) is State.UNCONFIRMED
    city.sandbox.click("U0LENA", DESK, ts, "confirm_not_posted")
    assert city.desk.state(proposal) is State.APPROVED


def test_a_click_on_what_an_earlier_attempt_left_releases_nothing(city: City) -> None:
    proposal, ts = unconfirmed(city)
    # Both have the card of the first attempt on the screen, and the second one ends as the first did.
    city.delivery.stop()
    city.sandbox.click("U0LENA", DESK, ts, "confirm_not_posted")
    claim_and_finish(city, proposal, Uncertain("no answer"))
    city.sandbox.click("U0RUTH", DESK, ts, "confirm_not_posted")
    assert "tried again since" in city.told("U0RUTH")
    assert city.desk.state(proposal) is State.UNCONFIRMED


def test_a_failed_release_is_tried_again_by_an_approver(city: City) -> None:
    proposal, ts = city.carded()
    city.sandbox.click("U0RUTH", DESK, ts, "approve")
    claim_and_finish(city, proposal, Refused("the account is locked"))
    city.sandbox.wait_for(lambda: has(city, ts, "retry_publish"))
    city.sandbox.click("U0LENA", DESK, ts, "retry_publish")
    assert city.desk.state(proposal) is State.APPROVED
