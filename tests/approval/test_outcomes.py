"""What came of an attempt to publish, in every state, and who settles what nobody can know."""

from functools import partial
from itertools import product

import pytest
from factories import IRIS, LENA, NADIA, RUTH, TOMAS, TestHouse, accounts_text, draft

from approval.errors import AlreadyReviewed, InvalidContent, NotPermitted, StaleRevision, WrongState
from approval.jobs import Job
from approval.outcome import Outcome, Published, Refused, Unavailable, Uncertain
from approval.people import Actor
from approval.proposal import Proposal, State
from approval.release import STALLED

URL = "https://square.example/posts/7"
OUTCOMES: dict[str, Outcome] = {
    "published": Published("7", URL),
    "refused": Refused("The text is a duplicate."),
    "unavailable": Unavailable("Busy.", 30),
    "uncertain": Uncertain("The connection dropped."),
}
# What an outcome of the attempt that is under way makes of the state; every other pair changes nothing.
SETTLED = {
    (State.PUBLISHING, "published"): State.PUBLISHED,
    (State.PUBLISHING, "refused"): State.FAILED,
    (State.PUBLISHING, "unavailable"): State.APPROVED,
    (State.PUBLISHING, "uncertain"): State.UNCONFIRMED,
    (State.UNCONFIRMED, "published"): State.PUBLISHED,
    (State.UNCONFIRMED, "refused"): State.APPROVED,
    (State.UNCONFIRMED, "unavailable"): State.APPROVED,
    (State.UNCONFIRMED, "uncertain"): State.UNCONFIRMED,
    # Said not to be there, and then the platform's answer comes in after all: it must not be posted twice.
    (State.APPROVED, "published"): State.PUBLISHED,
}


def attempted(house: TestHouse, state: State) -> Proposal:
    """A proposal after its first attempt, and what may have followed."""
    proposal = house.approved()
    claimed = house.house.release.claim(proposal.id)
    assert claimed
    match state:
        case State.PUBLISHED:
            finish(house, proposal, "published")
        case State.FAILED:
            finish(house, proposal, "refused")
        case State.UNCONFIRMED:
            finish(house, proposal, "uncertain")
        case State.APPROVED:
            finish(house, proposal, "unavailable")
        case State.EXPIRED:
            finish(house, proposal, "unavailable")
            house.clock.advance(hours=4)
            house.house.release.expire()
        case State.WITHDRAWN:
            finish(house, proposal, "unavailable")
            house.workflow.withdraw(NADIA, proposal.id)
        case State.CHECKING:
            finish(house, proposal, "refused")
            house.workflow.revise(NADIA, proposal.id, 1, draft("Other words."), house.form())
        case _:
            assert state is State.PUBLISHING
    assert house.state(proposal) is state
    return house.see(proposal)


def finish(house: TestHouse, proposal: Proposal, outcome: str, attempt: int = 1) -> Proposal | None:
    return house.house.release.finish(proposal.id, attempt, OUTCOMES[outcome])


def publish_due(house: TestHouse, proposal: Proposal) -> list[float]:
    """In how many seconds a publish job of this proposal is due."""
    with house.store.read() as reading:
        tasks = reading.tasks([Job.PUBLISH], house.clock.time.replace(year=9000))
    return [(task.due_at - house.clock()).total_seconds() for task in tasks if task.proposal_id == proposal.id]


REACHED = [
    State.PUBLISHING,
    State.UNCONFIRMED,
    State.APPROVED,
    State.PUBLISHED,
    State.FAILED,
    State.EXPIRED,
    State.WITHDRAWN,
    State.CHECKING,
]


@pytest.mark.parametrize(("state", "outcome"), list(product(REACHED, OUTCOMES)))
def test_each_outcome_from_each_state(house: TestHouse, state: State, outcome: str) -> None:
    before = attempted(house, state)
    after = finish(house, before, outcome)
    if expected := SETTLED.get((state, outcome)):
        assert after
        assert after == house.see(before)
        assert after.state is expected
        assert after.post_url == (URL if expected is State.PUBLISHED else "")
    else:
        assert after is None
        assert house.see(before) == before
        assert house.log(before)[-1] == "publish.reported_late"


@pytest.mark.parametrize("attempt", [0, 1, 3])
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_a_report_of_another_attempt_settles_nothing(house: TestHouse, attempt: int, outcome: str) -> None:
    proposal = attempted(house, State.APPROVED)
    assert house.house.release.claim(proposal.id)
    assert finish(house, proposal, outcome, attempt) is None
    assert house.state(proposal) is State.PUBLISHING
    assert finish(house, proposal, "published", 2)
    assert house.state(proposal) is State.PUBLISHED


def test_a_late_answer_about_an_older_wording_does_not_publish_the_newer(house: TestHouse) -> None:
    proposal = attempted(house, State.UNCONFIRMED)
    house.workflow.confirm(LENA, proposal.id, 1, False)
    house.workflow.revise(NADIA, proposal.id, 1, draft("Newer."), house.form())
    house.house.checking.checked(proposal.id, 2, ())
    house.approve(house.see(proposal))
    assert finish(house, proposal, "published") is None
    assert house.state(proposal) is State.APPROVED


def test_unavailable_is_tried_again_when_the_platform_said_and_counts_attempts(house: TestHouse) -> None:
    proposal = attempted(house, State.PUBLISHING)
    house.house.release.finish(proposal.id, 1, Unavailable("Busy.", 90))
    assert publish_due(house, proposal) == [90]
    again = house.house.release.claim(proposal.id)
    assert again
    assert again.attempts == 2


@pytest.mark.parametrize("seconds", [-5.0, 1e12, float("inf"), float("nan")])
def test_no_answer_of_a_platform_about_when_to_try_again_is_believed_blindly(house: TestHouse, seconds: float) -> None:
    proposal = attempted(house, State.PUBLISHING)
    house.house.release.finish(proposal.id, 1, Unavailable("Busy.", seconds))
    assert house.state(proposal) is State.APPROVED
    (due,) = publish_due(house, proposal)
    assert 0 <= due <= 4 * 3600


@pytest.mark.parametrize("state", [State.UNCONFIRMED, State.FAILED])
def test_what_is_unknown_or_refused_is_never_sent_again_by_itself(house: TestHouse, state: State) -> None:
    proposal = attempted(house, state)
    for _hour in range(10):
        house.clock.advance(hours=1)
        house.house.release.stall()
        house.house.release.expire()
        assert publish_due(house, proposal) == []
        assert house.house.release.claim(proposal.id) is None
    assert house.state(proposal) is state


def test_a_publish_that_stopped_in_the_middle_becomes_unconfirmed(house: TestHouse) -> None:
    proposal = attempted(house, State.PUBLISHING)
    house.clock.time += STALLED
    house.clock.advance(microseconds=-1)
    assert house.house.release.stall() == []
    house.clock.advance(microseconds=1)
    assert house.house.release.stall() == [proposal.id]
    assert house.state(proposal) is State.UNCONFIRMED
    assert house.house.release.stall() == []
    assert house.log(proposal).count("publish.unconfirmed") == 1


@pytest.mark.parametrize("posted", [True, False])
def test_an_approver_says_whether_it_was_posted(house: TestHouse, posted: bool) -> None:
    proposal = attempted(house, State.UNCONFIRMED)
    after = house.workflow.confirm(LENA, proposal.id, 1, posted, URL)
    assert after.state is (State.PUBLISHED if posted else State.APPROVED)
    assert publish_due(house, proposal) == ([] if posted else [0])
    said = ["publish.confirmed", "publish.succeeded"] if posted else ["publish.denied"]
    assert house.log(proposal)[-len(said) :] == said


@pytest.mark.parametrize(
    "url",
    [
        "",
        "posted!",
        "javascript:alert(1)",
        "https://",
        "https://x y",
        "https://[x",
        "http:///path",
        "https://evil\u202e.example/7",
        "https://square.example@evil.example/7",
    ],
)
def test_whoever_says_it_was_posted_gives_a_link_to_it(house: TestHouse, url: str) -> None:
    proposal = attempted(house, State.UNCONFIRMED)
    with pytest.raises(InvalidContent) as error:
        house.workflow.confirm(LENA, proposal.id, 1, True, url)
    assert error.value.field == "url"
    assert house.state(proposal) is State.UNCONFIRMED


@pytest.mark.parametrize("state", [State.UNCONFIRMED, State.FAILED])
@pytest.mark.parametrize("actor", [NADIA, IRIS, Actor("U0OWEN")])
def test_nobody_but_an_approver_who_wrote_none_of_it_confirms_or_retries(
    house: TestHouse, state: State, actor: Actor
) -> None:
    proposal = attempted(house, state)
    act = house.workflow.retry if state is State.FAILED else partial(house.workflow.confirm, posted=True, url=URL)
    with pytest.raises(NotPermitted):
        act(actor, proposal.id, 1)
    assert house.see(proposal) == proposal
    assert house.log(proposal)[-1] == "publish.refused"


def test_the_author_neither_confirms_nor_retries_though_an_approver(house: TestHouse) -> None:
    proposal = house.approved(actor=TOMAS)
    house.house.release.claim(proposal.id)
    finish(house, proposal, "uncertain")
    with pytest.raises(NotPermitted):
        house.workflow.confirm(TOMAS, proposal.id, 1, False)
    house.workflow.confirm(RUTH, proposal.id, 1, False)
    house.house.release.claim(proposal.id)
    finish(house, proposal, "refused", 2)
    with pytest.raises(NotPermitted):
        house.workflow.retry(TOMAS, proposal.id, 1)
    house.roles.become(accounts_text(approvers=()))
    with pytest.raises(NotPermitted):
        house.workflow.retry(RUTH, proposal.id, 1)


def test_a_failed_release_is_tried_again_with_all_its_checks(house: TestHouse) -> None:
    proposal = attempted(house, State.FAILED)
    with pytest.raises(StaleRevision):
        house.workflow.retry(LENA, proposal.id, 2)
    assert house.workflow.retry(LENA, proposal.id, 1).state is State.APPROVED
    assert publish_due(house, proposal) == [0]
    again = house.house.release.claim(proposal.id)
    assert again
    assert again.attempts == 2


def test_a_failed_release_that_is_tried_again_too_late_expires(house: TestHouse) -> None:
    proposal = attempted(house, State.FAILED)
    house.clock.advance(hours=4)
    house.workflow.retry(LENA, proposal.id, 1)
    assert house.house.release.claim(proposal.id) is None
    assert house.state(proposal) is State.EXPIRED


@pytest.mark.parametrize("state", [state for state in REACHED if state is not State.UNCONFIRMED])
def test_there_is_nothing_to_confirm_in_any_other_state(house: TestHouse, state: State) -> None:
    proposal = attempted(house, state)
    with pytest.raises((WrongState, StaleRevision)):
        house.workflow.confirm(LENA, proposal.id, 1, False)
    assert house.see(proposal) == proposal


def test_an_approval_that_was_not_needed_any_more_is_refused(house: TestHouse) -> None:
    proposal = house.approved()
    with pytest.raises(AlreadyReviewed):
        house.approve(proposal, LENA)


def test_who_looked_before_a_later_attempt_cannot_say_what_came_of_that(house: TestHouse) -> None:
    proposal = house.approved()
    for attempt in (1, 2):
        assert house.house.release.claim(proposal.id)
        house.house.release.finish(proposal.id, attempt, Uncertain("no answer"))
        if attempt == 1:
            house.workflow.confirm(LENA, proposal.id, 1, False, attempt=1)
    # Ruth's card is of the first attempt; the second may have been posted since, and must not become a third.
    with pytest.raises(WrongState, match="tried again"):
        house.workflow.confirm(RUTH, proposal.id, 1, False, attempt=1)
    assert house.state(proposal) is State.UNCONFIRMED
    assert house.log(proposal)[-1] == "publish.refused"
    assert house.workflow.confirm(RUTH, proposal.id, 1, False, attempt=2).state is State.APPROVED
