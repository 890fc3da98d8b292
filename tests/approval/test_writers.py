"""One writer at a time: nobody's act is lost, the log has no gaps, and nobody waits for ever."""

import subprocess
import sys
import time
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from factories import LENA, NADIA, RUTH, SETTING_UP, TestHouse, before_any_policy, draft
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from approval.errors import AlreadyReviewed
from approval.jobs import Job
from approval.people import Actor
from approval.proposal import Proposal, State
from approval.record.entry import compose
from approval.store import BUSY_SECONDS

WRITER = """
import sys
from datetime import UTC, datetime
from factories import NADIA, draft, house_on
from approval.store import Store, open_engine

house = house_on(lambda clock: Store(open_engine(sys.argv[1]), clock))
for number in range(int(sys.argv[3])):
    house.house.workflow.submit(NADIA, draft(), f"{sys.argv[2]}-{number}")
"""


def log_has_no_gaps(house: TestHouse) -> int:
    with house.store.read() as reading:
        entries = list(reading.entries())
    assert [entry.seq for entry in entries] == list(range(len(entries)))
    assert [entry.fields["seq"] for entry in entries] == list(range(len(entries)))
    return len(entries)


def test_eight_threads_write_one_log_without_gaps(house: TestHouse) -> None:
    def work(worker: int) -> None:
        for number in range(5):
            house.workflow.submit(NADIA, draft(), f"{worker}-{number}")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    assert log_has_no_gaps(house) == 8 * 5 + len(SETTING_UP)
    with house.store.read() as reading:
        assert len(reading.tasks([Job.CHECK], house.clock())) == 40


def test_processes_write_one_log_without_gaps(house: TestHouse, database_url: str) -> None:
    root = Path(__file__).parents[2]
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, database_url, str(worker), "5"],
            cwd=root,
            env={"PYTHONPATH": f"{root}:{root / 'tests'}", "PATH": ""},
        )
        for worker in range(3)
    ]
    assert [writer.wait(timeout=60) for writer in writers] == [0, 0, 0]
    assert log_has_no_gaps(house) == 3 * 5 + len(SETTING_UP)


def test_two_approvers_in_the_same_instant_release_once(house: TestHouse) -> None:
    for _round in range(5):
        proposal = house.checked()

        def decide(actor: Actor, it: Proposal = proposal) -> str:
            try:
                return house.approve(it, actor).state.value
            except AlreadyReviewed:
                return "too late"

        with ThreadPoolExecutor(2) as pool:
            answers = sorted(pool.map(decide, (RUTH, LENA)))
        assert answers == ["approved", "too late"]
        with ThreadPoolExecutor(2) as pool:
            claims = list(pool.map(house.house.release.claim, [proposal.id] * 2))
        assert sum(claim is not None for claim in claims) == 1
        assert house.state(proposal) is State.PUBLISHING
    log_has_no_gaps(house)


def test_one_form_sent_by_two_processes_in_the_same_instant_makes_one_proposal(house: TestHouse) -> None:
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: house.workflow.submit(NADIA, draft(), "V1").id, range(4)))
    assert len(set(made)) == 1
    assert house.log().count("proposal.submitted") == 1


def test_a_writer_that_cannot_get_in_is_told_so_before_slack_gives_up(house: TestHouse) -> None:
    with house.store.begin():
        began = time.monotonic()
        with pytest.raises(OperationalError), ThreadPoolExecutor(1) as pool:
            pool.submit(house.submit).result()
        assert BUSY_SECONDS - 0.5 < time.monotonic() - began < 3.5
    assert house.submit().state is State.CHECKING


def test_reading_blocks_nobody_and_sees_one_moment(house: TestHouse) -> None:
    proposal = house.checked()
    with house.store.read() as reading:
        assert reading.proposal(proposal.id).state is State.IN_REVIEW
        house.approve(proposal)
        assert reading.proposal(proposal.id).state is State.IN_REVIEW
        assert not reading.proposal(proposal.id).reviews
    assert house.state(proposal) is State.APPROVED


def test_a_long_log_is_streamed_in_flat_memory(house: TestHouse) -> None:
    count = 50_000
    before_any_policy(house)
    leaf = compose(0, house.clock(), "test.happened", {"filler": "x" * 100}, {}).leaf
    with house.store.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO entries (seq, leaf, at, action, account, proposal) "
                "WITH RECURSIVE numbers(seq) AS (SELECT 0 UNION ALL SELECT seq + 1 FROM numbers WHERE seq < :last) "
                "SELECT seq, :leaf, 0, 'test.happened', '', '' FROM numbers"
            ),
            {"last": count - 1, "leaf": leaf},
        )
    with house.store.read() as reading:
        tracemalloc.start()
        try:
            assert sum(1 for _entry in reading.entries()) == count
            _now, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    # The leaves alone are 9 MB; a page of 500 rows with all that is made of it takes well under one.
    assert peak < 2_000_000
