"""kill -9 of each process at each step, and a lost Redis: nothing is lost, nothing is posted twice or unapproved.

The steps are told apart from outside, by what the database and the queue show; a slow square makes the middle of a
post long enough to be hit. Counting is done on the square, not in our own records.
"""

import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from worker_processes import WholePath

from approval.outcome import Published
from approval.proposal import State
from workers.publishers.square import Square

WORKERS = ("clock", "check", "publish")
SLOW = {"kind": "delay", "seconds": 1.0}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[WholePath]:
    """All processes, through all of these tests: each begins with what the one before left running."""
    with WholePath(tmp_path_factory.mktemp("kills"), sqlite_template) as path:
        path.processes.start(*WORKERS)
        yield path


def test_a_second_post_would_be_seen(running: WholePath) -> None:
    account, key = running.house.accounts().account("police"), running.sandbox.settings.square_key
    square = Square(running.sandbox.square_url, account, key)
    approved = running.see(running.submit("Twice."))
    assert type(square.publish(approved, {})) is type(square.publish(approved, {})) is Published
    assert running.posts().count("Twice.") == 2


def redis_restarts(path: WholePath) -> None:
    path.redis.kill()
    path.redis.start()


VICTIMS: dict[str, Callable[[WholePath], None]] = {
    "clock": lambda path: path.processes.kill("clock"),
    "check": lambda path: path.processes.kill("check"),
    "publish": lambda path: path.processes.kill("publish"),
    "redis": redis_restarts,
    "redis with its disk": lambda path: path.redis.lose_everything(),
}
STEPS = (
    "before it is proposed",
    "when it is proposed",
    "when its check is in line",
    "when it is in review",
    "when it is approved",
    "when it is being posted",
)


@pytest.mark.timeout(180)
@pytest.mark.parametrize("victim", VICTIMS)
@pytest.mark.parametrize("step", STEPS)
def test_nothing_is_lost_or_doubled_when_something_dies(running: WholePath, victim: str, step: str) -> None:
    path = running
    text = f"A reply, and {victim} dies {step}."

    def reached(here: str) -> None:
        if here == step:
            VICTIMS[victim](path)

    reached("before it is proposed")
    proposal = path.submit(text)
    reached("when it is proposed")
    if step == "when its check is in line":
        path.wait_for(lambda: has_been_sent(path, proposal) or path.state(proposal) is State.IN_REVIEW)
    reached("when its check is in line")
    path.wait_for(lambda: path.state(proposal) is State.IN_REVIEW, 60)
    reached("when it is in review")
    assert text not in path.posts(), "nobody approved it yet"
    path.sandbox.faults(SLOW)
    path.approve_by_as_many_as_needed(proposal)
    reached("when it is approved")
    if step == "when it is being posted":
        path.wait_for(lambda: path.state(proposal) is State.PUBLISHING, 60)
        time.sleep(0.2)
    reached("when it is being posted")
    if victim == "publish" and step == "when it is being posted":
        path.wait_for(lambda: text in path.posts())
        assert path.state(proposal) is State.PUBLISHING
        assert path.settle_what_stopped_in_the_middle(after=0) == [proposal]
    path.wait_for(lambda: path.state(proposal) is State.PUBLISHED, 60)
    assert path.posts().count(text) == 1
    assert path.see(proposal).post_url == next(
        post["url"] for post in path.sandbox.square_posts("mesaverdepd") if post["text"] == text
    )


def has_been_sent(path: WholePath, proposal: str) -> bool:
    return f"check sent proposal={proposal}" in path.processes.said()


@pytest.mark.timeout(240)
def test_a_load_survives_deaths_at_random_moments(running: WholePath) -> None:
    seed = random.randrange(1_000_000)
    path, chance = running, random.Random(seed)
    proposals = {path.submit(f"Reply {number} of load {seed}."): number for number in range(20)}
    never_approved = {proposal for proposal, number in proposals.items() if number % 5 == 0}
    deaths = 0
    end = time.monotonic() + 25
    while time.monotonic() < end:
        path.sandbox.faults({"kind": chance.choice(["cut_after", "cut_before", "delay"]), "seconds": 0.5})
        VICTIMS[chance.choice(list(VICTIMS))](path)
        deaths += 1
        time.sleep(chance.uniform(0.05, 2.5))
        for proposal in proposals.keys() - never_approved:
            if path.state(proposal) is State.IN_REVIEW:
                path.approve_by_as_many_as_needed(proposal)

    def settled() -> bool:
        for proposal in proposals.keys() - never_approved:
            if path.state(proposal) is State.IN_REVIEW:
                path.approve_by_as_many_as_needed(proposal)
        path.settle_what_stopped_in_the_middle()
        return all(path.state(each) is State.PUBLISHED for each in proposals.keys() - never_approved)

    path.wait_for(settled, 120)
    path.wait_for(lambda: all(path.state(each) is State.IN_REVIEW for each in never_approved), 60)
    time.sleep(1)
    posts = path.posts()
    for proposal, number in proposals.items():
        expected = 0 if proposal in never_approved else 1
        assert posts.count(f"Reply {number} of load {seed}.") == expected, f"seed {seed}, {deaths} deaths"
