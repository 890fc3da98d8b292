"""The publish worker's job: claimed once, posted once, and its outcome written down."""

import hashlib
import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from factories import LENA, RUTH, TestHouse, finding
from sandbox_server import RunningSandbox
from sqlalchemy import text
from worker_processes import WholePath

from approval.errors import AlreadyReviewed, WrongState
from approval.finding import Severity
from approval.outcome import Outcome, Published
from approval.people import Account
from approval.proposal import Media, Proposal, State
from workers import publish
from workers.publishers import Publisher
from workers.publishers.square import Square

PICTURE = b"GIF89a\x01\x00\x01\x00\x00\x00\x00;"


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[RunningSandbox]:
    with RunningSandbox(tmp_path) as running:
        yield running


@pytest.fixture
def publisher_of(sandbox: RunningSandbox) -> Callable[[Account], Publisher | None]:
    return lambda account: Square(sandbox.square_url, account, sandbox.settings.square_key)


def at_once(*acts: Callable[[], object]) -> list[BaseException]:
    """Do these in the same instant; answers what was refused as one too many, or as too late."""
    gate, raised = threading.Barrier(len(acts)), list[BaseException]()

    def do(act: Callable[[], object]) -> None:
        gate.wait()
        try:
            act()
        except (AlreadyReviewed, WrongState) as error:
            raised.append(error)

    threads = [threading.Thread(target=do, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return raised


def test_two_publish_jobs_of_one_reply_make_one_post(
    house: TestHouse, sandbox: RunningSandbox, publisher_of: Callable[[Account], Publisher | None]
) -> None:
    proposal = house.approved()
    sandbox.faults({"kind": "delay", "seconds": 0.3})
    at_once(*[lambda: publish.run(house.house, publisher_of, proposal.id)] * 3)
    assert len(sandbox.square_posts("mesaverdepd")) == 1
    assert house.state(proposal) is State.PUBLISHED
    assert house.log(proposal).count("publish.started") == 1


def test_two_approvers_in_the_same_instant_make_one_post(path: WholePath) -> None:
    path.processes.start("clock", "check", "publish")
    for number in range(5):
        reply = f"Both approve reply {number}."
        proposal = path.submit(reply)
        path.wait_for(lambda proposal=proposal: path.state(proposal) is State.IN_REVIEW, 60)
        if path.see(proposal).required == 2:
            path.approve(proposal, "U0TOMAS")
        refused = at_once(
            lambda proposal=proposal: path.approve(proposal, "U0RUTH"),
            lambda proposal=proposal: path.approve(proposal, "U0LENA"),
        )
        path.wait_for(lambda proposal=proposal: path.state(proposal) is State.PUBLISHED)
        assert len(refused) == 1
        assert path.posts().count(reply) == 1


def test_nothing_is_sent_for_a_reply_that_is_not_approved(
    house: TestHouse, sandbox: RunningSandbox, publisher_of: Callable[[Account], Publisher | None]
) -> None:
    waiting = house.checked()
    grave = house.checked(finding(Severity.ESCALATE))
    house.approve(grave, RUTH, "It is right.")
    for proposal_id in (waiting.id, grave.id, house.submit().id, "ZZZZZZZZZZ"):
        publish.run(house.house, publisher_of, proposal_id)
    assert sandbox.square_posts("mesaverdepd") == []
    house.approve(house.see(grave), LENA, "It is.")
    publish.run(house.house, publisher_of, grave.id)
    assert len(sandbox.square_posts("mesaverdepd")) == 1


def test_a_text_that_was_changed_in_the_database_after_approval_is_not_sent(
    house: TestHouse, sandbox: RunningSandbox, publisher_of: Callable[[Account], Publisher | None]
) -> None:
    proposal = house.approved()
    with house.store.engine.begin() as connection:
        connection.execute(text("UPDATE revisions SET text = 'Something else.'"))
    publish.run(house.house, publisher_of, proposal.id)
    assert sandbox.square_posts("mesaverdepd") == []
    assert house.state(proposal) is State.BLOCKED


def test_a_picture_that_was_changed_in_the_database_after_approval_is_not_sent(
    house: TestHouse, sandbox: RunningSandbox, publisher_of: Callable[[Account], Publisher | None]
) -> None:
    with house.store.begin() as tx:
        sha256 = tx.add_picture(PICTURE)
    assert sha256 == hashlib.sha256(PICTURE).hexdigest()
    media = (Media(sha256, "image/gif", "map.gif", "A map."),)
    proposal, other = house.checked(media=media), house.checked(text="Another.", media=media)
    publish.run(house.house, publisher_of, house.approve(proposal).id)
    assert house.state(proposal) is State.PUBLISHED
    with house.store.engine.begin() as connection:
        connection.execute(text("UPDATE pictures SET bytes = :other"), {"other": PICTURE + b"\0"})
    publish.run(house.house, publisher_of, house.approve(other).id)
    assert house.state(other) is State.BLOCKED
    assert len(sandbox.square_posts("mesaverdepd")) == 1


def test_an_account_without_a_key_is_told_in_plain_words(house: TestHouse) -> None:
    proposal = house.approved()
    publish.run(house.house, lambda account: None, proposal.id)
    assert house.state(proposal) is State.FAILED
    assert "publish.env" in house.see(proposal).note


def test_a_square_that_is_away_is_tried_again_when_it_said(
    house: TestHouse, sandbox: RunningSandbox, publisher_of: Callable[[Account], Publisher | None]
) -> None:
    proposal = house.approved()
    sandbox.faults({"kind": "status", "status": 503, "retry_after": 90})
    publish.run(house.house, publisher_of, proposal.id)
    assert house.state(proposal) is State.APPROVED
    publish.run(house.house, publisher_of, proposal.id)
    assert house.state(proposal) is State.PUBLISHED


def test_an_outcome_is_written_down_although_the_database_is_busy(
    house: TestHouse, sandbox: RunningSandbox, publisher_of: Callable[[Account], Publisher | None]
) -> None:
    proposal = house.approved()
    sandbox.faults({"kind": "delay", "seconds": 0.5})
    job = threading.Thread(target=publish.run, args=(house.house, publisher_of, proposal.id))
    job.start()
    sandbox.wait_for(lambda: house.state(proposal) is State.PUBLISHING)
    with house.store.begin():
        # Longer than a writer waits for the others.
        job.join(3.5)
        assert len(sandbox.square_posts("mesaverdepd")) == 1
    job.join(20)
    assert house.state(proposal) is State.PUBLISHED


def test_the_log_of_a_worker_holds_no_text_and_no_key(
    house: TestHouse,
    sandbox: RunningSandbox,
    publisher_of: Callable[[Account], Publisher | None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    proposal = house.approved()
    publish.run(house.house, publisher_of, proposal.id)
    said = "".join(str(vars(record)) for record in caplog.records if record.name.startswith(("workers", "approval")))
    assert proposal.id in said
    assert proposal.revision.text not in said + caplog.text
    assert sandbox.settings.square_key not in said + caplog.text


class Sent:
    """A platform that takes the same words any number of times."""

    def __init__(self) -> None:
        self.times = 0

    def publish(self, _proposal: Proposal, _pictures: Mapping[str, bytes]) -> Outcome:
        self.times += 1
        return Published(str(self.times), f"https://square.example/posts/{self.times}")


def test_a_worker_that_was_held_up_after_the_claim_sends_nothing(house: TestHouse) -> None:
    proposal, sent = house.approved(), Sent()

    def after_a_long_sleep(_account: Account) -> Publisher:
        house.clock.advance(seconds=61)
        house.house.release.stall()
        house.workflow.confirm(LENA, proposal.id, 1, posted=False)
        publish.run(house.house, lambda _: sent, proposal.id)
        return sent

    publish.run(house.house, after_a_long_sleep, proposal.id)
    assert sent.times == 1
    assert house.state(proposal) is State.PUBLISHED
    assert house.log(proposal)[-1] == "publish.reported_late"
