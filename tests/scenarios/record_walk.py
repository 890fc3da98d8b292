"""What people do in the house whose record is exported: each act is noted by the test as what happened."""

from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar

from chronicle import Chronicle, Fact, Told
from factories import ACCOUNT, LENA, NADIA, PEOPLE, RUTH, TOMAS, TestHouse, draft, finding
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from policy_steps import nth_pack
from record_desk import TROUBLE, RecordDesk

from approval.errors import Refusal
from approval.finding import Severity
from approval.outcome import Published, Uncertain
from approval.proposal import Decision, Via

LISTED = '["U0TOMAS", "U0RUTH", "U0LENA"]'
CITY = PEOPLE + "".join(ACCOUNT.format(id=account, approvers=LISTED, required=1) for account in ("police", "fire"))
ACTORS = {"nadia": NADIA, "tomas": TOMAS, "ruth": RUTH, "lena": LENA}
which = st.integers(0, 200)
who = st.sampled_from(sorted(ACTORS))


class HouseWalk(RuleBasedStateMachine):
    """The acts of staff, approvers and workers. `honest` as long as nobody else wrote to the database."""

    fresh: ClassVar[Callable[[], tuple[TestHouse, Path]]]
    seen: ClassVar[Counter[str]]

    def __init__(self) -> None:
        super().__init__()
        self.house, self.folder = self.fresh()
        self.desk = RecordDesk(self.house, self.folder, self.seen)
        self.told = Chronicle()
        self.vouched: list[Fact] = []
        self.older: list[Path] = []
        self.copies: list[tuple[Mapping[str, list[dict[str, Any]]], Chronicle, bool]] = []
        self.honest, self.held, self.version, self.made, self.erasures = True, False, 1, 0, 0
        self.told.note(0, self.desk.written(0), "", 0)
        self.house.roles.become(CITY)

    def teardown(self) -> None:
        self.desk.close()
        if self.house.store.engine.dialect.name == "sqlite":
            self.house.store.engine.dispose()

    def act(self, do: Callable[[], Any], actor: str = "", asked: int = 0) -> Any:
        """What comes of an act, noted as what happened; None where the house refuses it, or cannot any more."""
        self.house.clock.advance(minutes=1)
        start = answer = None
        try:
            start = self.desk.size()
            answer = do()
        except Refusal:
            pass
        except TROUBLE:
            if self.honest:
                raise
            return None
        self.told.note(start, self.desk.written(start), actor, asked)
        return answer

    # What people do.

    def pick(self, number: int, *states: str) -> tuple[str, Told] | None:
        """One reply in one of these states, the newest for 0."""
        found = [(name, reply) for name, reply in self.told.replies.items() if not states or reply.state in states]
        return found[-1 - number % len(found)] if found else None

    @initialize(stories=st.lists(st.tuples(who, st.integers(1, 6)), min_size=2, max_size=3))
    def have_a_past(self, stories: list[tuple[str, int]]) -> None:
        for name, steps in stories:
            self.propose(name, "police", steps)
        self.begin()

    def begin(self) -> None:
        """The record's first export."""

    @rule(name=who, account=st.sampled_from(["police", "fire"]), steps=st.integers(0, 6))
    def propose(self, name: str, account: str, steps: int) -> None:
        text = f"Wording {len(self.told.facts)}."
        self.act(lambda: self.house.workflow.submit(ACTORS[name], draft(text, account), self.house.form()), name)
        for _step in range(steps):
            self.go_on(0)

    @rule(number=which)
    def go_on(self, number: int) -> None:
        """The ordinary next step."""
        picked = self.pick(number)
        match picked[1].state if picked else "":
            case "checking":
                self.check(number, ("", "", "warn", "escalate")[number % 4])
            case "in_review":
                free = sorted({"tomas", "ruth", "lena"} - picked[1].authors - picked[1].votes if picked else ())
                self.review(number, free[0] if free else "lena", Decision.APPROVE, Via.BUTTON)
            case "approved" | "publishing":
                self.publish(number, number % 5 != 3)

    @rule(number=which, severity=st.sampled_from(["", "", "warn", "escalate", "block"]))
    def check(self, number: int, severity: str) -> None:
        if picked := self.pick(number, "checking"):
            found = (finding(Severity(severity)),) if severity else ()
            self.act(
                lambda: self.house.house.checking.checked(picked[0], picked[1].revision, found),
                asked=2 if severity == "escalate" else 1,
            )

    @rule(number=which, name=who, decision=st.sampled_from([Decision.APPROVE, *Decision]), via=st.sampled_from(Via))
    def review(self, number: int, name: str, decision: Decision, via: Via) -> None:
        if picked := self.pick(number, "in_review", "approved"):
            given = (picked[0], picked[1].revision, decision, via, "Because.", self.house.form(), frozenset[str]())
            self.act(lambda: self.house.workflow.review(ACTORS[name], *given, picked[1].checked), name)

    @rule(number=which, name=who)
    def take_back(self, number: int, name: str) -> None:
        if picked := self.pick(number, "in_review", "approved"):
            given = (picked[0], picked[1].revision, Decision.APPROVE, self.house.form())
            self.act(lambda: self.house.workflow.take_back(ACTORS[name], *given), name)

    @rule(number=which, name=who)
    def revise(self, number: int, name: str) -> None:
        if picked := self.pick(number, "in_review", "approved", "blocked", "changes_requested", "failed"):
            content = draft(f"Better {len(self.told.facts)}.", picked[1].account)
            given = (picked[0], picked[1].revision, content, self.house.form())
            self.act(lambda: self.house.workflow.revise(ACTORS[name], *given), name)

    @rule(number=which, name=who)
    def withdraw(self, number: int, name: str) -> None:
        if picked := self.pick(number, "checking", "in_review", "approved", "blocked"):
            self.act(lambda: self.house.workflow.withdraw(ACTORS[name], picked[0]), name)

    @rule(number=which, arrived=st.booleans())
    def publish(self, number: int, arrived: bool) -> None:
        if picked := self.pick(number, "approved"):
            claimed = self.act(lambda: self.house.house.release.claim(picked[0]))
            outcome = Published("1", "https://square.example/1") if arrived else Uncertain("Who knows.")
            if claimed:
                self.act(lambda: self.house.house.release.finish(picked[0], claimed.attempts, outcome))

    @precondition(lambda self: self.version < 3)
    @rule()
    def a_stricter_policy_is_adopted(self) -> None:
        self.version += 1
        pack = nth_pack(self.version, False)
        adopted = self.act(lambda: self.house.house.adopting.adopt(pack, "City Council"))
        for name, actor in ACTORS.items() if adopted else ():
            digest = adopted.policy.digest
            self.act(lambda by=actor, policy=digest: self.house.workflow.accept_policy(by, policy), name)

    @rule(days=st.sampled_from([1, 1200]))
    def time_passes(self, days: int) -> None:
        self.house.clock.advance(days=days)
        self.act(self.house.house.release.stall)
        self.act(self.house.house.release.expire)
