"""Each checkpoint is put before the witnesses and the time-stamping authority; none of them holds up the others."""

import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from factories import TestHouse
from lying_log import LyingLog
from running_witness import Clerk
from signing_desk import KEY, Desk
from time_stamping import make_authority, serving

from approval.record.note import Kind, Note, Verifier, new_signer
from approval.record.trust import parse_trust
from approval.stored_tree import StoredCheckpoint
from signing.head import HeadFile
from signing.process import Process
from signing.refusal import RefusalFile
from signing.signer import LogSigner
from signing.time_stamps import verify_stamp
from signing.vouching import Growing, Voucher, time_stamp, witness

VOUCHERS: list[Voucher] = []


@pytest.fixture
def desk(own_house: TestHouse, tmp_path: Path) -> Iterator[Desk]:
    """Threads write here, and the shared database would be emptied under them."""
    yield Desk(own_house, tmp_path / "head.json")
    while VOUCHERS:
        VOUCHERS.pop().stop()


@pytest.fixture
def silent() -> Iterator[str]:
    """The address of somebody who takes every connection and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=50) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def wait_for(fn: Callable[[], object], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not fn():
        assert time.monotonic() < end
        time.sleep(0.02)


def process(desk: Desk, *vouchers: Voucher) -> Process:
    """The signer with these; each round signs what is new."""
    for voucher in vouchers:
        voucher.start()
    VOUCHERS.extend(vouchers)
    return Process(desk.house.store, LogSigner(desk.house.store, [KEY], desk.file), RefusalFile(desk.path), vouchers)


def asking(desk: Desk, verifier: Verifier, url: str, name: str = "clerk", timeout: float = 5.0) -> Voucher:
    act = witness(desk.house.store, desk.file, name, verifier, url, timeout)
    return Voucher(name, act, first_pause=0.05)


def cosigned(desk: Desk, verifier: Verifier) -> bool:
    """Whether the newest checkpoint is whole, and has this witness under it."""
    stored = desk.stored()
    assert stored is not None
    with desk.house.store.read() as reading:
        newest = stored.size == reading.next_seq()
    return newest and verifier in [signed.by for signed in stored.note.verified([KEY.verifier, verifier])]


def test_each_checkpoint_is_kept_with_the_cosignatures_that_came(desk: Desk, tmp_path: Path):
    clerks = [
        Clerk(tmp_path / name, [LyingLog(KEY)], new_signer(f"{name}.example", Kind.COSIGNATURE)) for name in ("a", "b")
    ]
    with clerks[0].serving() as first, clerks[1].serving() as second:
        a, b = (clerk.signer.verifier for clerk in clerks)
        signing = process(desk, asking(desk, a, first, "a"), asking(desk, b, second, "b"))
        for _ in range(3):
            desk.grow(3)
            signing.round()
            wait_for(lambda: cosigned(desk, a) and cosigned(desk, b))
        stored = desk.stored()
        assert stored is not None
        lines = f"log {KEY.verifier}\nwitness a {a}\nwitness b {b}\ngroup both all a b\nquorum both\n"
        assert len(parse_trust(lines).check(stored.note)) == 3
        again = HeadFile(desk.path)
        again.load()
        assert (again.size_of(str(a)), again.size_of(str(b))) == (stored.size, stored.size)


def test_a_restarted_signer_asks_a_witness_that_has_not_cosigned_what_was_signed_last(desk: Desk, tmp_path: Path):
    clerk = Clerk(tmp_path / "memory", [LyingLog(KEY)])
    process(desk).round()
    with clerk.serving() as url:
        process(desk, asking(desk, clerk.signer.verifier, url)).round()
        wait_for(lambda: cosigned(desk, clerk.signer.verifier))


def test_a_line_that_somebody_wrote_under_the_checkpoint_in_the_database_is_no_cosignature(desk: Desk, tmp_path: Path):
    clerk = Clerk(tmp_path / "memory", [LyingLog(KEY)])
    process(desk).round()
    stored = desk.stored()
    assert stored is not None
    forged = clerk.signer.sign("another text\n", 1)
    with desk.house.store.begin() as tx:
        tx.keep_checkpoint(replace(stored, note=Note(stored.note.text, (*stored.note.signatures, forged))))
    with clerk.serving() as url:
        process(desk, asking(desk, clerk.signer.verifier, url)).round()

        def mended() -> bool:
            again = desk.stored()
            return again is not None and forged not in again.note.signatures and cosigned(desk, clerk.signer.verifier)

        wait_for(mended)


def test_a_slow_witness_holds_up_neither_the_signer_nor_another_witness(desk: Desk, tmp_path: Path, silent: str):
    slow = new_signer("slow.example", Kind.COSIGNATURE).verifier
    clerk = Clerk(tmp_path / "memory", [LyingLog(KEY)])
    with clerk.serving() as url:
        signing = process(
            desk, asking(desk, slow, silent, "slow", timeout=60), asking(desk, clerk.signer.verifier, url)
        )
        for _ in range(3):
            desk.grow()
            begun = time.monotonic()
            signing.round()
            assert time.monotonic() - begun < 30
            wait_for(lambda: cosigned(desk, clerk.signer.verifier))


def test_a_witness_that_was_away_is_asked_again_for_the_newest_only(desk: Desk, tmp_path: Path):
    clerk = Clerk(tmp_path / "memory", [LyingLog(KEY)])
    with socket.create_server(("127.0.0.1", 0)) as taken:
        nobody = f"http://127.0.0.1:{taken.getsockname()[1]}"
    address = [nobody]
    asked: list[int] = []

    def act(growing: Growing) -> bool:
        asked.append(growing.checkpoint.size)
        return witness(desk.house.store, desk.file, "clerk", clerk.signer.verifier, address[0], 5.0)(growing)

    signing = process(desk, Voucher("clerk", act, first_pause=0.05))
    signing.round()
    first = asked_for(desk)
    wait_for(lambda: asked.count(first) > 1)
    newest = desk.grow(2)
    signing.round()
    with clerk.serving() as url:
        address[0] = url
        wait_for(lambda: cosigned(desk, clerk.signer.verifier))
    assert asked[-1] == newest
    # What it has cosigned, it is not asked again.
    before = len(asked)
    signing.round()
    time.sleep(0.3)
    assert len(asked) == before


def test_a_witness_that_refuses_is_told_of_in_the_oversight_channel_once_an_hour_and_signing_goes_on(
    desk: Desk, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    stranger = new_signer("city.example/another-log", Kind.ED25519)
    clerk = Clerk(tmp_path / "memory", [LyingLog(stranger)])

    def refusals() -> int:
        return sum("does not know the log" in record.getMessage() for record in caplog.records)

    told = []
    with clerk.serving() as url:
        signing = process(desk, asking(desk, clerk.signer.verifier, url))
        for asked in range(4):
            if asked == 3:
                desk.house.clock.advance(hours=1)
            size = desk.grow()
            signing.round()
            assert desk.sizes()[-1] == size
            wait_for(lambda asked=asked: refusals() > asked)
            wait_for(lambda asked=asked: desk.told() or 0 < asked < 3)
            told.append(desk.told())
            # As the bot does when it has told them.
            desk.sql("DELETE FROM outbox")
    assert [len(each) for each in told] == [1, 0, 0, 1]
    assert "does not know the log" in told[0][0]


def test_a_witness_that_saw_a_longer_log_gives_the_restored_database_away(desk: Desk, tmp_path: Path):
    clerk = Clerk(tmp_path / "memory", [LyingLog(KEY)])
    size = desk.grow(5)
    with clerk.serving() as url:
        process(desk, asking(desk, clerk.signer.verifier, url)).round()
        wait_for(lambda: cosigned(desk, clerk.signer.verifier))
        # An old copy of the database, of the checkpoints and of the head file: nothing here knows better.
        for table in ("disclosures", "entries"):
            desk.sql(f"DELETE FROM {table} WHERE seq >= :last", last=size - 2)
        desk.sql("DELETE FROM checkpoints")
        desk.sql("DELETE FROM subtrees")
        with desk.house.store.begin() as tx:
            for seq, leaf in tx.leaves():
                tx.grow(seq, leaf)
        desk.path.unlink()
        process(desk, asking(desk, clerk.signer.verifier, url)).round()
        wait_for(desk.told)
    assert "Entries are missing here" in desk.told()[0]


def test_a_time_stamp_is_kept_beside_the_checkpoint_and_not_lost_by_a_cosignature(desk: Desk, tmp_path: Path):
    clerk = Clerk(tmp_path / "memory", [LyingLog(KEY)])
    with clerk.serving() as url, serving(make_authority(tmp_path / "tsa")) as authority:
        stamps = Voucher("time stamps", time_stamp(authority.url, 30), first_pause=0.05)
        process(desk, stamps, asking(desk, clerk.signer.verifier, url)).round()

        def both() -> StoredCheckpoint | None:
            stored = desk.stored()
            return stored if stored and stored.stamp and cosigned(desk, clerk.signer.verifier) else None

        wait_for(both)
        stored = both()
    assert stored is not None
    assert stored.stamp is not None
    verify_stamp(stored.stamp, stored.note.text.encode(), authority.roots)


def asked_for(desk: Desk) -> int:
    stored = desk.stored()
    assert stored is not None
    return stored.size
