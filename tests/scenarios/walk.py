"""The single steps of a walk through the house: each is done to the model and to the house, and compared."""

import copy
from collections.abc import Callable
from typing import Any

from cast import (
    ACCOUNTS,
    ACTORS,
    ANSWERS,
    FINAL,
    OUTCOMES,
    VERSIONS,
    Databases,
    MortalStore,
    PowerCut,
    back,
    check_seen,
    replies,
    who,
)
from factories import TestHouse, draft, finding, house_on
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from reply_model import City, Done, Refused, Reply

from approval.draft import Draft
from approval.errors import Refusal
from approval.finding import Severity
from approval.jobs import Job
from approval.proposal import Decision, Via


class Walk(RuleBasedStateMachine):
    """Every rule asks the model what must follow, does it to the house, and compares."""

    databases: Databases

    def __init__(self) -> None:
        super().__init__()
        self.house: TestHouse = house_on(self.databases.open)
        self.store = self.house.store
        assert isinstance(self.store, MortalStore)
        _approvers, required, people, chiefs = VERSIONS[0]
        self.house.roles.accounts = ACCOUNTS[0]
        self.city = City(self.house.clock(), people, chiefs, required)
        self.ids: list[str] = []
        self.again: list[tuple[Callable[[], object], str]] = []
        self.texts = 0
        self.last_seq = -1
        self.logged()

    def teardown(self) -> None:
        self.store.engine.dispose()

    # What people do.

    @precondition(lambda self: sum(reply.state not in FINAL for reply in self.city.replies) < 2)
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
    def revise(self, which: str, name: str, back: int) -> None:
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
        answered=st.booleans(),
        looked=back,
    )
    def review(
        self,
        which: str,
        name: str,
        back: int,
        decision: Decision,
        via: Via,
        reasoned: bool,
        answered: bool,
        looked: int,
    ) -> None:
        reply, proposal_id = self.pick(which)
        actor, person = ACTORS[name]
        revision, why, check = reply.revision - back, "Because." * reasoned, check_seen(self.store, proposal_id, looked)
        given = (revision, decision, via, why, self.house.form(), ANSWERS[answered], check)

        def act() -> object:
            return self.house.workflow.review(actor, proposal_id, *given)

        expected = (person, reply, revision, decision.value, via.value, reasoned, answered, looked)
        if self.follow(self.city.review, expected, act) or (via is Via.REACTION and self.last_was_refused):
            self.again.append((act, proposal_id))

    @precondition(lambda self: self.ids)
    @rule(which=replies, name=who, back=back, decision=st.sampled_from([Decision.APPROVE, Decision.REJECT]))
    def take_back(self, which: str, name: str, back: int, decision: Decision) -> None:
        reply, proposal_id = self.pick(which)
        actor, person = ACTORS[name]
        revision, key = reply.revision - back, self.house.form()
        self.follow(
            self.city.take_back,
            (person, reply, revision, decision.value),
            lambda: self.house.workflow.take_back(actor, proposal_id, revision, decision, key),
        )

    @precondition(lambda self: self.ids)
    @rule(which=replies, name=who)
    def withdraw(self, which: str, name: str) -> None:
        reply, proposal_id = self.pick(which)
        actor, person = ACTORS[name]
        self.follow(self.city.withdraw, (person, reply), lambda: self.house.workflow.withdraw(actor, proposal_id))

    @precondition(lambda self: any(reply.attempts for reply in self.city.replies))
    @rule(which=replies, name=who, back=back, looked=back)
    def confirm(self, which: str, name: str, back: int, looked: int) -> None:
        reply, proposal_id = self.pick(which)
        actor, person = ACTORS[name]
        revision, attempt = reply.revision - back, len(reply.attempts) - looked
        posted = attempt > 0 and reply.attempts[attempt - 1].posted
        self.follow(
            self.city.confirm,
            (person, reply, revision, attempt),
            lambda: self.house.workflow.confirm(
                actor, proposal_id, revision, posted, "https://square.example/1", attempt
            ),
        )

    @precondition(lambda self: any(reply.attempts for reply in self.city.replies))
    @rule(which=replies, name=who, back=back, looked=back)
    def retry(self, which: str, name: str, back: int, looked: int) -> None:
        reply, proposal_id = self.pick(which)
        actor, person = ACTORS[name]
        revision, attempt = reply.revision - back, len(reply.attempts) - looked
        self.follow(
            self.city.retry,
            (person, reply, revision, attempt),
            lambda: self.house.workflow.retry(actor, proposal_id, revision, attempt),
        )

    # What workers and the clock do.

    @precondition(lambda self: self.ids)
    @rule(which=replies, back=back, severity=st.sampled_from(["", "", "warn", "escalate", "block"]))
    def check(self, which: str, back: int, severity: str) -> None:
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
    def claim(self, which: str, posted: bool) -> None:
        reply, proposal_id = self.pick(which)
        self.follow(self.city.claim, (reply, posted), lambda: self.house.house.release.claim(proposal_id))

    @precondition(lambda self: any(reply.attempts for reply in self.city.replies))
    @rule(which=replies, attempt=st.sampled_from([0, 0, 1]), kind=st.integers(0, 2))
    def report(self, which: str, attempt: int, kind: int) -> None:
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

    # What goes wrong.

    @rule(version=st.integers(0, len(VERSIONS) - 1))
    def accounts_change(self, version: int) -> None:
        _approvers, required, people, chiefs = VERSIONS[version]
        self.house.roles.accounts = ACCOUNTS[version]
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

    # How a step is taken.

    def content(self) -> Draft:
        self.texts += 1
        return draft(f"Wording {self.texts}.")

    def pick(self, which: str) -> tuple[Reply, str]:
        everything = list(zip(self.city.replies, self.ids, strict=True))
        chosen = [one for one in everything if (one[0].state in FINAL) == (which == "over")] or everything
        return chosen[0] if which == "oldest" else chosen[-1]

    def logged(self) -> list[str]:
        """The actions that were added to the log since this was asked last."""
        with self.store.read() as reading:
            entries = list(reading.entries(after=self.last_seq))
        self.last_seq = entries[-1].seq if entries else self.last_seq
        return [entry.action for entry in entries if entry.action != "accounts.changed"]

    def follow(self, expect: Callable[..., Refused | Done], given: tuple[object, ...], act: Callable[[], Any]) -> Any:
        """Do it to both; what the act answered, None where it was refused, undone or had nothing to do."""
        saved = copy.deepcopy(self.city)
        expected = expect(*given)
        self.last_was_refused = False
        answer, code = None, ""
        try:
            answer = act()
        except Refusal as refusal:
            code = refusal.code
        except PowerCut:
            # The reply objects in hand belong to the model that is thrown away.
            self.city = saved
            assert self.logged() == []
            return None
        added = self.logged()
        if isinstance(expected, Refused):
            assert code in expected.reasons, f"{code or 'done'}, not {sorted(expected.reasons)}"
            assert added == [expected.action]
            self.last_was_refused = True
            return None
        assert not code, f"refused: {code}"
        assert tuple(added) == expected.actions
        return answer
