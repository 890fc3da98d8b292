"""A witness never vouches for two pasts, whatever logs send it and whenever it is stopped."""

import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lying_log import ORIGIN, LyingLog, posted
from running_witness import NOON, Clerk, post

from approval.errors import Misconfigured
from approval.record.note import Kind, Note, new_signer, parse_signatures
from signing.witness import NotCosigned, Witness
from signing.witness_state import FILE

OTHER = "other.example/log"


@dataclass(frozen=True)
class Past:
    """Which tree a log speaks of: the entries from `forked` on are those of the past with this number."""

    size: int
    number: int = 0
    forked: int = 0


@dataclass(frozen=True)
class Step:
    """One request of one log: honest where `proof` is of the same past; `old` None is what the witness knows."""

    log: int
    past: Past
    old: int | None
    proof: Past | None
    restart: bool
    seconds: int


# Small, so that what lying logs say meets what was cosigned.
SIZES = st.integers(0, 7)
PASTS = st.builds(Past, SIZES, st.integers(0, 2), SIZES)
STEPS = st.builds(
    Step,
    st.integers(0, 1),
    PASTS,
    st.none() | st.none() | SIZES,
    st.none() | st.none() | PASTS,
    st.booleans(),
    st.integers(-5, 5),
)


@dataclass
class Vouched:
    """All that a witness has said of one log, in its order: the leaves of the tree, and when."""

    said: list[tuple[list[bytes], int]] = field(default_factory=list)

    def add(self, leaves: list[bytes], at: int) -> None:
        if self.said:
            before, then = self.said[-1]
            assert leaves[: len(before)] == before, "a past that does not begin with the one cosigned before"
            assert at >= then, "a time before the last one"
        self.said.append((leaves, at))

    @property
    def size(self) -> int:
        return len(self.said[-1][0]) if self.said else 0


@settings(max_examples=150, deadline=None)
@given(st.lists(STEPS, min_size=1, max_size=25))
def test_whatever_lying_logs_send_all_that_is_cosigned_of_one_is_one_past(steps: Sequence[Step]) -> None:
    logs = [LyingLog(), LyingLog(new_signer(OTHER, Kind.ED25519))]
    vouched = [Vouched(), Vouched()]
    with TemporaryDirectory() as folder:
        clerk = Clerk(Path(folder), logs)
        while steps:
            # Until the next time that the witness is stopped and started.
            until = next((at for at, step in enumerate(steps, start=1) if step.restart), len(steps))
            with clerk.witness() as witness:
                for step in steps[:until]:
                    clerk.clock += step.seconds
                    send(witness, step, logs[step.log], vouched[step.log])
            steps = steps[until:]


def send(witness: Witness, step: Step, log: LyingLog, vouched: Vouched) -> None:
    past = step.past
    old = vouched.size if step.old is None else step.old
    told = step.proof or past
    proof = log.proof(min(old, told.size), told.size, told.number, told.forked)
    note = log.note(past.size, past.number, past.forked)
    leaves = log.leaves(past.size, past.number, past.forked)
    before = vouched.said[-1][0] if vouched.said else []
    try:
        lines = witness.add_checkpoint(posted(old, proof, note))
    except NotCosigned:
        lines = ""
    if not lines:
        honest = old == len(before) <= past.size and leaves[: len(before)] == before and step.proof is None
        assert not honest, "a log that only grew was refused"
        return
    assert old == vouched.size
    (signed,) = Note(note.text, parse_signatures(lines)).verified([witness.verifier])
    assert signed.at is not None
    vouched.add(leaves, signed.at)


def test_of_two_pasts_sent_at_once_one_is_cosigned(tmp_path: Path) -> None:
    log = LyingLog()
    for turn in range(10):
        with Clerk(tmp_path / str(turn), [log]).serving() as url:
            assert post(url, log.request(0, 5)).status_code == 200
            # They have five entries in common and differ in the sixth, so that each would be fine by itself.
            answers = at_once(url, [log.request(5, 6, past, 5) for past in range(4)])
            assert sorted(answers) == [200, 409, 409, 409]


def test_many_logs_sent_at_once_each_grow_as_far_as_they_should(tmp_path: Path) -> None:
    logs = [LyingLog(new_signer(f"{name}.example/log", Kind.ED25519)) for name in "abcd"]
    clerk = Clerk(tmp_path / "memory", logs)
    with clerk.serving() as url:
        for size in range(8):
            assert at_once(url, [log.request(size, size + 1) for log in logs]) == [200] * 4
    with clerk.witness() as witness:
        latest = [witness.latest(key.name) for key in clerk.keys]
        assert [each.head.size for each in latest if each] == [8] * 4


def at_once(url: str, bodies: Sequence[bytes]) -> list[int]:
    """The answers to requests that start together, in the order of the requests."""
    answers = [0] * len(bodies)
    together = threading.Barrier(len(bodies))

    def ask(at: int) -> None:
        together.wait()
        answers[at] = post(url, bodies[at]).status_code

    threads = [threading.Thread(target=ask, args=(at,)) for at in range(len(bodies))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_times_do_not_go_back_when_the_clock_does(tmp_path: Path) -> None:
    log = LyingLog()
    clerk = Clerk(tmp_path / "memory", [log])
    times = []
    for size, clock in ((1, NOON), (2, NOON - 3600), (2, NOON - 7200), (3, NOON + 1)):
        clerk.clock = clock
        with clerk.witness() as witness:
            known = witness.latest(ORIGIN)
            witness.add_checkpoint(log.request(known.head.size if known else 0, size))
            kept = witness.latest(ORIGIN)
            assert kept is not None
            times.append(kept.at)
    assert times == [NOON, NOON, NOON, NOON + 1]


def test_a_log_that_contradicts_itself_leaves_its_signature_behind(tmp_path: Path) -> None:
    log = LyingLog()
    clerk = Clerk(tmp_path / "memory", [log])
    with clerk.witness() as witness:
        witness.add_checkpoint(log.request(0, 5))
        assert witness.contradiction(ORIGIN) is None
        for old, past in ((0, 1), (5, 2)):
            with pytest.raises(NotCosigned):
                witness.add_checkpoint(log.request(old, 5, past, 3))
    with clerk.witness() as witness:
        # The first is kept, with the log's signature, over restarts.
        assert witness.contradiction(ORIGIN) == str(log.note(5, 1, 3))


def test_two_witnesses_do_not_share_a_folder(tmp_path: Path) -> None:
    clerk = Clerk(tmp_path / "memory", [LyingLog()])
    with (
        clerk.witness(),
        pytest.raises(Misconfigured, match="Another witness is running"),
        clerk.witness(),
    ):
        pass


def test_what_it_knew_of_a_log_that_it_did_not_watch_meanwhile_is_not_forgotten(tmp_path: Path) -> None:
    log, other = LyingLog(), LyingLog(new_signer(OTHER, Kind.ED25519))
    clerk = Clerk(tmp_path / "memory", [log, other])
    with clerk.witness() as witness:
        witness.add_checkpoint(log.request(0, 5))
        witness.add_checkpoint(other.request(0, 5))
    clerk.logs = [other]
    with clerk.witness() as witness:
        witness.add_checkpoint(other.request(5, 6))
    clerk.logs = [log]
    # Under a new key too: the log's own signature is enough to believe what was seen.
    clerk.signer = new_signer("clerk.example/new", Kind.COSIGNATURE)
    with clerk.witness() as witness, pytest.raises(NotCosigned, match="5"):
        witness.add_checkpoint(log.request(0, 4, past=1))


DAMAGE = {
    "empty": lambda text: "",
    "half": lambda text: text[: len(text) // 2],
    "another size": lambda text: text.replace(r"log\n5\n", r"log\n4\n"),
    "another log's": lambda text: text.replace(f'"{ORIGIN}":', f'"{OTHER}":'),
    "a later form": lambda text: text.replace("countersign-witness/1", "countersign-witness/2"),
    "no signature": lambda text: text.replace("— ", "- ").replace("\\u2014 ", "- "),
    "a list": lambda text: "[]",
    "a number for a note": lambda text: json.dumps({**json.loads(text), "cosigned": {ORIGIN: 5}}),
    "half a character": lambda text: text.replace("\\u2014", "\\ud800"),
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_a_memory_that_was_damaged_is_refused_and_not_taken_for_an_empty_one(tmp_path: Path, kind: str) -> None:
    clerk = Clerk(tmp_path, [LyingLog(), LyingLog(new_signer(OTHER, Kind.ED25519))])
    with clerk.witness() as witness:
        witness.add_checkpoint(clerk.logs[0].request(0, 5))
    before = (tmp_path / FILE).read_text()
    after = DAMAGE[kind](before)
    assert after != before
    (tmp_path / FILE).write_text(after)
    for _ in range(2):
        with pytest.raises(Misconfigured, match="cannot be believed"), clerk.witness():
            pass
    assert (tmp_path / FILE).read_text() == after


@pytest.mark.parametrize("gone", ["the file", "the folder"])
def test_a_memory_that_is_gone_is_refused_and_not_begun_anew(tmp_path: Path, gone: str) -> None:
    clerk = Clerk(tmp_path / "memory", [LyingLog()])
    (tmp_path / "memory" / FILE).unlink()
    if gone == "the folder":
        (tmp_path / "memory").rmdir()
    with pytest.raises(Misconfigured), clerk.witness():
        pass
    assert not (tmp_path / "memory" / FILE).exists()
