"""kill -9 of the signer at random moments, while others write: one size has one root, and what was signed is kept."""

import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from factories import TestHouse
from signer_process import RunningSigner

from approval.record.checkpoint import parse_checkpoint

KILLS = 8
WRITER = """
import sys, time
from datetime import UTC, datetime
from approval.store import Store, open_engine

store = Store(open_engine(sys.argv[1]), lambda: datetime.now(UTC))
while True:
    with store.begin() as tx:
        tx.log("export.made", private={"why": "a test"})
    time.sleep(0.05)
"""
ROOT = Path(__file__).parents[2]


@contextmanager
def writing(url: str) -> Iterator[None]:
    """Two other processes append, until the block ends."""
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, url], env={"PYTHONPATH": str(ROOT), "PATH": ""})
        for _ in range(2)
    ]
    try:
        yield
    finally:
        for writer in writers:
            writer.kill()
            writer.wait()


# Nine starts of a real process; each takes seconds where the machine is busy.
@pytest.mark.timeout(300)
def test_whatever_moment_the_signer_is_killed_at_one_size_has_one_root(
    own_house: TestHouse, own_database_url: str, tmp_path: Path
):
    signer = RunningSigner(tmp_path, own_database_url, interval=0.05)
    # What anybody could have seen: every checkpoint that ever stood in the database or in the head file.
    seen: dict[int, set[bytes]] = {}
    watching = threading.Event()

    def watch() -> None:
        while not watching.is_set():
            for note in signer.shown(own_house.store):
                checkpoint = parse_checkpoint(note.text)
                seen.setdefault(checkpoint.size, set()).add(checkpoint.root)
            time.sleep(0.02)

    watcher = threading.Thread(target=watch)
    watcher.start()
    random.seed()
    try:
        with writing(own_database_url):
            for _ in range(KILLS):
                signer.start()
                signer.wait_until_it_signs(own_house.store)
                time.sleep(random.uniform(0, 0.15))
                signer.kill()
        # Nobody writes any more: this one signs what is left, and stores what was signed and not stored.
        signer.start()
        signer.wait_until_all_is_signed(own_house.store)
        assert signer.stop() == 0
    finally:
        watching.set()
        watcher.join()
        signer.kill()
    assert len(seen) > KILLS
    assert {size: len(roots) for size, roots in seen.items() if len(roots) != 1} == {}
    with own_house.store.read() as reading:
        sizes = reading.checkpoint_sizes()
        assert sizes == sorted(seen)
        assert {size: {reading.root(size)} for size in sizes} == seen


@pytest.mark.parametrize("place", ["head", "database"])
def test_the_watcher_of_these_tests_would_see_a_checkpoint_in(
    own_house: TestHouse, own_database_url: str, tmp_path: Path, place: str
):
    signer = RunningSigner(tmp_path, own_database_url, interval=0.05)
    signer.start()
    signer.wait_until_all_is_signed(own_house.store)
    signer.stop()
    if place == "head":
        with own_house.store.begin() as tx:
            tx._connection.exec_driver_sql("DELETE FROM checkpoints")
    else:
        signer.head.unlink()
    assert len(signer.shown(own_house.store)) == 1
