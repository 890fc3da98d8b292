"""Hypothesis drives the house through whatever may happen to replies, beside a model of what must follow."""

import copy
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from factories import LENA, NADIA, RUTH, TOMAS, TOMAS_TOO, TestHouse, accounts_text, draft, finding, house_on
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from postgres_cluster import Cluster
from reply_model import City, Done, Refused, Reply, Who
from sqlalchemy import update

from approval import tables
from approval.draft import Draft
from approval.errors import Refusal
from approval.finding import Severity
from approval.jobs import Job
from approval.outcome import Outcome, Published, Unavailable, Uncertain
from approval.outcome import Refused as PlatformRefused
from approval.people import Actor
from approval.proposal import Decision, State, Via
from approval.store import Store, open_engine
from approval.tables import metadata
from approval.transaction import Transaction

CHIEFS = frozenset({"S0CHIEFS"})
ACTORS: dict[str, tuple[Actor, Who]] = {
    "nadia": (NADIA, Who("nadia")),
    "tomas": (TOMAS, Who("tomas")),
    "tomas's second account": (TOMAS_TOO, Who("tomas")),
    "ruth": (RUTH, Who("ruth")),
    "lena": (LENA, Who("lena")),
    "iris": (Actor("U0IRIS"), Who("iris")),
    "iris, a chief": (Actor("U0IRIS", CHIEFS), Who("iris", chief=True)),
    "a stranger in the chiefs' group": (Actor("U0MASK", CHIEFS), Who(None, chief=True)),
}
# accounts.toml's list of approvers and number required; the people that makes, and whether the chiefs are on it.
VERSIONS: list[tuple[tuple[str, ...], int, frozenset[str], bool]] = [
    (("U0TOMAS", "U0RUTH", "U0LENA"), 1, frozenset({"tomas", "ruth", "lena"}), False),
    (("U0TOMAS", "U0RUTH", "U0LENA"), 2, frozenset({"tomas", "ruth", "lena"}), False),
    (("U0TOMAS2", "U0LENA"), 1, frozenset({"tomas", "lena"}), False),
    (("S0CHIEFS", "U0RUTH"), 1, frozenset({"ruth"}), True),
    ((), 1, frozenset(), False),
]
OUTCOMES: dict[str, Outcome] = {
    "published": Published("1", "https://square.example/1"),
    "refused": PlatformRefused("No."),
    "unavailable": Unavailable("Busy.", 0),
    "uncertain": Uncertain("Who knows."),
}

replies = st.integers(0, 1)
who = st.sampled_from(sorted(ACTORS))
back = st.sampled_from([0, 0, 0, 1])


class PowerCut(Exception):
    """The process died before its commit."""


class MortalStore(Store):
    """A store whose process dies just before a commit, when it is told to."""

    dies = False

    @contextmanager
    def begin(self) -> Iterator[Transaction]:
        with super().begin() as tx:
            yield tx
            if self.dies:
                self.dies = False
                raise PowerCut


@dataclass
class Databases:
    """Gives a fresh store for each example."""

    open: Callable[[Callable[[], object]], MortalStore]
    opened: list[MortalStore] = field(default_factory=list)


class ReplyMachine(RuleBasedStateMachine):
    """Every rule asks the model what must follow, does it to the house, and compares."""

    databases: Databases

    def __init__(self) -> None:
        super().__init__()
        self.house: TestHouse = house_on(self.databases.open)
        self.store = self.house.store
        assert isinstance(self.store, MortalStore)
        approvers, required, people, chiefs = VERSIONS[0]
        self.house.roles.become(accounts_text(approvers, required))
        self.city = City(self.house.clock(), people, chiefs, required)
        self.ids: list[str] = []
        self.again: list[tuple[Callable[[], object], str]] = []
        self.texts = 0

    def teardown(self) -> None:
        self.store.engine.dispose()

    # What people do.

    @precondition(lambda self: len(self.ids) < 2)
    @rule(name=st.sampled_from(["nadia", "tomas", "tomas's second account", "ruth", "a stranger in the chiefs' group"]))
    def propose(self, name: str) -> None:
        actor, person = ACTORS[name]
        content, key = self.content(), self.house.form()

        def act() -> object:
            return self.house.workflow.submit(actor, content, key)

        if made := self.follow(self.city.submit, (person,), act):
            self.ids.append(made.id)
            self.again.append((act, made.id))

    @precondition(lambda self: self.ids)
    @rule(which=replies, name=who, back=back)
    def revise(self, which: int, name: str, back: int) -> None:
        reply, proposal_id = self.pick(which)
        actor, person = ACTORS[name]
        base, content, key = reply.revision - back, self.content(), self.house.form()

        def act() -> object:
            return self.house.workflow.revise(actor, proposal_id, base, content, key)

        if self.follow(self.city.revise, (person, reply, base), act):
            self.again.append((act, proposal_id))

    @precondition(lambda self: self.ids)
    @rule(
        which=replies,
        name=who,
        back=back,
        decision=st.sampled_from([Decision.APPROVE, Decision.APPROVE, *Decision]),
        via=st.sampled_from(Via),
        reasoned=st.booleans(),
    )
    def review(self, which: int, name: str, back: int, decision: Decision, via: Via, reasoned: bool) -> None:
        reply, proposal_id = self.pick(which)
        actor, person = ACTORS[name]
        revision, key = reply.revision - back, self.house.form()

        def act() -> object:
            return self.house.workflow.review(
                actor, proposal_id, revision, decision, via, "Because." if reasoned else "", key
            )

        expected = (person, reply, revision, decision.value, via.value, reasoned)
        if self.follow(self.city.review, expected, act) or (via is Via.REACTION and self.last_was_refused):
            self.again.append((act, proposal_id))

    @precondition(lambda self: self.ids)
    @rule(which=replies, name=who, back=back, decision=st.sampled_from([Decision.APPROVE, Decision.REJECT]))
    def take_back(self, which: int, name: str, back: int, decision: Decision) -> None:
        reply, proposal_id = self.pick(which)
        actor, person = ACTORS[name]
        revision, key = reply.revision - back, self.house.form()
        self.follow(
            self.city.take_back,
            (person, reply, revision, decision.value),
            lambda: self.house.workflow.take_back(actor, proposal_id, revision, decision, key),
        )

    @precondition(lambda self: any(reply.approvers for reply in self.city.replies))
    @rule(which=replies)
    def every_reaction_is_removed(self, which: int) -> None:
        reply, _ = self.pick(which)
        for person in sorted(reply.votes):
            self.take_back(which, person, 0, Decision(self.pick(which)[0].votes[person][0]))

    @precondition(lambda self: self.ids)
    @rule(which=replies, name=who)
    def withdraw(self, which: int, name: str) -> None:
        reply, proposal_id = self.pick(which)
        actor, person = ACTORS[name]
        self.follow(self.city.withdraw, (person, reply), lambda: self.house.workflow.withdraw(actor, proposal_id))

    @precondition(lambda self: any(reply.attempts for reply in self.city.replies))
    @rule(which=replies, name=who, back=back)
    def confirm(self, which: int, name: str, back: int) -> None:
        reply, proposal_id = self.pick(which)
        actor, person = ACTORS[name]
        revision, posted = reply.revision - back, bool(reply.attempts and reply.attempts[-1].posted)
        self.follow(
            self.city.confirm,
            (person, reply, revision),
            lambda: self.house.workflow.confirm(actor, proposal_id, revision, posted, "https://square.example/1"),
        )

    @precondition(lambda self: any(reply.attempts for reply in self.city.replies))
    @rule(which=replies, name=who, back=back)
    def retry(self, which: int, name: str, back: int) -> None:
        reply, proposal_id = self.pick(which)
        actor, person = ACTORS[name]
        revision = reply.revision - back
        self.follow(
            self.city.retry,
            (person, reply, revision),
            lambda: self.house.workflow.retry(actor, proposal_id, revision),
        )

    # What workers and the clock do.

    @precondition(lambda self: self.ids)
    @rule(which=replies, back=back, severity=st.sampled_from(["", "", "warn", "escalate", "block"]))
    def check(self, which: int, back: int, severity: str) -> None:
        reply, proposal_id = self.pick(which)
        found = (finding(Severity(severity)),) if severity else ()
        revision = reply.revision - back
        self.follow(
            self.city.checked,
            (reply, revision, severity),
            lambda: self.house.house.checking.checked(proposal_id, revision, found),
        )

    @precondition(lambda self: self.ids)
    @rule(which=replies, posted=st.booleans())
    def claim(self, which: int, posted: bool) -> None:
        reply, proposal_id = self.pick(which)
        self.follow(self.city.claim, (reply, posted), lambda: self.house.house.release.claim(proposal_id))

    @precondition(lambda self: any(reply.attempts for reply in self.city.replies))
    @rule(which=replies, attempt=st.sampled_from([0, 0, 1]), kind=st.integers(0, 2))
    def report(self, which: int, attempt: int, kind: int) -> None:
        reply, proposal_id = self.pick(which)
        number = len(reply.attempts) - attempt
        if number < 1:
            return
        # A report says what is so, or that nobody knows; it may come at any time, and again.
        possible = (
            ["published", "uncertain", "published"]
            if reply.attempts[number - 1].posted
            else ["refused", "unavailable", "uncertain"]
        )
        outcome = possible[kind]
        self.follow(
            self.city.report,
            (reply, number, outcome),
            lambda: self.house.house.release.finish(proposal_id, number, OUTCOMES[outcome]),
        )

    @rule(minutes=st.sampled_from([1, 60, 240]))
    def time_passes(self, minutes: int) -> None:
        self.house.clock.advance(minutes=minutes)
        self.city.now = self.house.clock()

    @precondition(lambda self: self.ids)
    @rule()
    def clock_runs(self) -> None:
        self.follow(self.city.stall, (), self.house.house.release.stall)
        self.follow(self.city.expire, (), self.house.house.release.expire)

    @precondition(lambda self: self.ids)
    @rule(which=replies, name=st.sampled_from(["ruth", "lena", "iris, a chief", "tomas"]), posted=st.booleans())
    def things_take_their_course(self, which: int, name: str, posted: bool) -> None:
        """The ordinary next step, so that the walk gets to where it is interesting."""
        reply, _ = self.pick(which)
        match reply.state:
            case "checking":
                self.check(which, 0, "")
            case "in_review":
                self.review(which, name, 0, Decision.APPROVE, Via.REACTION if posted else Via.BUTTON, True)
            case "approved":
                self.claim(which, posted)
            case "publishing":
                self.report(which, 0, 1)
            case "unconfirmed":
                self.confirm(which, name, 0)
            case "failed":
                self.retry(which, name, 0)
            case "blocked" | "changes_requested" | "expired":
                self.revise(which, "nadia", 0)

    # What goes wrong.

    @rule(version=st.integers(0, len(VERSIONS) - 1))
    def accounts_change(self, version: int) -> None:
        approvers, required, people, chiefs = VERSIONS[version]
        self.house.roles.become(accounts_text(approvers, required))
        self.city.approvers, self.city.chiefs, self.city.required = people, chiefs, required

    @precondition(lambda self: self.again)
    @rule(which=st.integers(0, 20))
    def slack_delivers_again(self, which: int) -> None:
        act, proposal_id = self.again[-1 - which % len(self.again)]
        answer = self.follow(Done, (), act)
        assert answer is None or answer.id == proposal_id

    @precondition(lambda self: self.ids)
    @rule()
    def power_cut(self) -> None:
        """The next act is undone just before its commit."""
        self.store.dies = True

    @precondition(lambda self: any(reply.state in ("in_review", "approved") for reply in self.city.replies))
    @rule(which=replies)
    def somebody_edits_the_database(self, which: int) -> None:
        reply, proposal_id = self.pick(which)
        with self.store.engine.begin() as connection:
            connection.execute(
                update(tables.revisions)
                .where(tables.revisions.c.proposal == proposal_id, tables.revisions.c.number == reply.revision)
                .values(text="The mayor resigned.")
            )
        reply.tampered = True

    # What must hold after each step.

    @invariant()
    def the_house_is_where_the_model_is(self) -> None:
        with self.store.read() as reading:
            waiting = {
                (task.job, task.proposal_id) for task in reading.tasks(Job, self.house.clock().replace(year=3000))
            }
            for reply, proposal_id in zip(self.city.replies, self.ids, strict=True):
                proposal = reading.proposal(proposal_id)
                assert proposal.state.value == reply.state
                assert proposal.current == reply.revision
                assert proposal.authors == reply.authors
                assert proposal.required == reply.required
                assert {one.person: (one.decision.value, one.via.value) for one in proposal.reviews} == reply.votes
                assert proposal.attempts == len(reply.attempts)
                assert ((Job.CHECK, proposal_id) in waiting) == (reply.state == "checking")
                assert ((Job.PUBLISH, proposal_id) in waiting) == (reply.state == "approved")
                assert ((Job.CARD, proposal_id) in waiting) == reply.carded
            assert len(reading.proposals_in(State)) == len(self.ids)

    @invariant()
    def nothing_stands_on_the_square_twice(self) -> None:
        for reply in self.city.replies:
            posted = [attempt for attempt in reply.attempts if attempt.posted]
            assert len(posted) <= 1
            assert reply.state != "published" or posted

    # How a step is taken.

    def content(self) -> Draft:
        self.texts += 1
        return draft(f"Wording {self.texts}.")

    def pick(self, which: int) -> tuple[Reply, str]:
        index = which % len(self.ids)
        return self.city.replies[index], self.ids[index]

    def actions(self) -> list[str]:
        return [action for action in self.house.log() if action != "accounts.changed"]

    def follow(self, expect: Callable[..., Refused | Done], given: tuple[object, ...], act: Callable[[], Any]) -> Any:
        """Do it to both; what the act answered, None where it was refused, undone or had nothing to do."""
        before, saved = self.actions(), copy.deepcopy((self.city, given))
        expected = expect(*given)
        self.last_was_refused = False
        answer, code = None, ""
        try:
            answer = act()
        except Refusal as refusal:
            code = refusal.code
        except PowerCut:
            # The reply objects in hand belong to the model that is thrown away.
            self.city = saved[0]
            assert self.actions() == before
            return None
        added = self.actions()[len(before) :]
        if isinstance(expected, Refused):
            assert code in expected.reasons, f"{code or 'done'}, not {sorted(expected.reasons)}"
            assert added == [expected.action]
            self.last_was_refused = True
            return None
        assert not code, f"refused: {code}"
        assert tuple(added) == expected.actions
        return answer


def explore(databases: Databases, examples: int, steps: int = 40, shrink: bool = True) -> None:
    """Walk the house through so many days; raises where house and model part."""

    class Machine(ReplyMachine):
        pass

    Machine.databases = databases
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate, Phase.shrink] if shrink else [Phase.generate],
            report_multiple_bugs=False,
        ),
    )


@contextmanager
def on_sqlite(template: Path) -> Iterator[Databases]:
    """A copy of a migrated file for each example, in memory where the machine has such a folder."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        path = Path(folder) / "countersign.db"

        def fresh(clock: Callable[[], object]) -> MortalStore:
            for old in Path(folder).iterdir():
                old.unlink()
            shutil.copy(template, path)
            return MortalStore(open_engine(f"sqlite:///{path}"), clock)  # type: ignore[arg-type]  # a Clock

        yield Databases(fresh)


@pytest.mark.timeout(300)
def test_the_house_does_what_the_plan_says_on_sqlite(sqlite_template: Path) -> None:
    with on_sqlite(sqlite_template) as databases:
        explore(databases, examples=60)


@pytest.mark.timeout(300)
def test_the_house_does_what_the_plan_says_on_postgresql(postgres: Cluster, postgres_migrated: str) -> None:
    def fresh(clock: Callable[[], object]) -> MortalStore:
        engine = open_engine(postgres.url(postgres_migrated).render_as_string())
        with engine.begin() as connection:
            for table in reversed(metadata.sorted_tables):
                connection.execute(table.delete())
        return MortalStore(engine, clock)  # type: ignore[arg-type]  # a Clock

    explore(Databases(fresh), examples=20)
