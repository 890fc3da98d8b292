"""Whole stories out of single steps, so that the walk gets to where it is interesting, and often."""

from collections.abc import Callable
from typing import Any

from cast import ACTORS, VERSIONS, replies, who
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule
from policy_steps import PolicySteps
from reply_model import Reply
from sqlalchemy import update

from approval import tables
from approval.proposal import Decision, Via

NEWEST = "newest"


def where(*states: str) -> Callable[[Any], Any]:
    """The newest reply that can still go somewhere is in one of these states."""
    return precondition(lambda self: bool(self.ids) and self.pick(NEWEST)[0].state in states)


class ReplyMachine(PolicySteps):
    """Single steps in any order, and these."""

    @initialize(
        name=st.sampled_from(["nadia", "tomas", "tomas's second account"]),
        severity=st.sampled_from(["", "", "warn", "escalate"]),
    )
    def a_first_reply_stands_for_review(self, name: str, severity: str) -> None:
        self.propose(name)
        self.check(NEWEST, 0, severity)

    @precondition(lambda self: self.ids)
    @rule(which=replies, posted=st.booleans(), steps=st.integers(1, 4), kind=st.integers(0, 2))
    def things_take_their_course(self, which: str, posted: bool, steps: int, kind: int) -> None:
        """The ordinary next steps, so that the walk gets to where it is interesting."""
        for _step in range(steps):
            self.ordinary_step(which, posted, kind)

    @precondition(lambda self: self.ids)
    @rule(which=replies, posted=st.booleans())
    def the_next_thing_happens(self, which: str, posted: bool) -> None:
        self.ordinary_step(which, posted, 1)

    @where("in_review", "approved")
    @rule(name=who, decision=st.sampled_from(Decision))
    def a_click_on_the_old_card(self, name: str, decision: Decision) -> None:
        """A new wording stands for review, and somebody still has the old card before them."""
        self.revise(NEWEST, "nadia", 0)
        self.check(NEWEST, 0, "")
        self.review(NEWEST, name, 1, decision, Via.BUTTON, True, True, 0)

    @where("in_review", "approved")
    @rule(name=st.sampled_from(["tomas", "tomas's second account"]))
    def whoever_rewrites_it_decides(self, name: str) -> None:
        self.revise(NEWEST, "tomas", 0)
        self.check(NEWEST, 0, "")
        self.review(NEWEST, name, 0, Decision.APPROVE, Via.BUTTON, True, True, 0)

    @precondition(lambda self: any(reply.approvers for reply in self.city.replies))
    @rule(which=replies)
    def every_reaction_is_removed(self, which: str) -> None:
        reply, _ = self.pick(which)
        for person in sorted(reply.votes):
            self.take_back(which, person, 0, Decision(self.pick(which)[0].votes[person][0]))

    @precondition(lambda self: any(reply.state in ("in_review", "approved") for reply in self.city.replies))
    @rule(which=replies)
    def somebody_edits_the_database(self, which: str) -> None:
        reply, proposal_id = self.pick(which)
        with self.store.engine.begin() as connection:
            connection.execute(
                update(tables.revisions)
                .where(tables.revisions.c.proposal == proposal_id, tables.revisions.c.number == reply.revision)
                .values(text="The mayor resigned.")
            )
        reply.tampered = True

    @where("in_review")
    @rule()
    def a_reaction_comes_and_goes(self) -> None:
        name = self.somebody_who_may_review(self.pick(NEWEST)[0])
        self.review(NEWEST, name, 0, Decision.APPROVE, Via.REACTION, True, True, 0)
        self.take_back(NEWEST, name, 0, Decision.APPROVE)

    @where("in_review")
    @rule(decision=st.sampled_from(Decision))
    def somebody_decides_too_late(self, decision: Decision) -> None:
        self.time_passes(240)
        self.review(NEWEST, self.somebody_who_may_review(self.pick(NEWEST)[0]), 0, decision, Via.BUTTON, True, True, 0)

    @where("in_review", "approved")
    @rule()
    def it_is_released_too_late(self) -> None:
        self.until_approved(NEWEST)
        self.time_passes(240)
        self.claim(NEWEST, False)

    @where("in_review", "approved")
    @rule()
    def it_is_edited_in_the_database_and_released(self) -> None:
        self.somebody_edits_the_database(NEWEST)
        self.until_approved(NEWEST)
        self.claim(NEWEST, False)

    @where("in_review")
    @rule(author=st.integers(0, 2), decision=st.sampled_from(Decision))
    def an_author_decides(self, author: int, decision: Decision) -> None:
        """Whoever wrote any of it tries to decide on it, under any of their names."""
        reply, _ = self.pick(NEWEST)
        names = [name for name, (_actor, person) in ACTORS.items() if person.person in reply.authors]
        self.review(NEWEST, names[author % len(names)], 0, decision, Via.BUTTON, True, True, 0)

    @where("in_review", "approved")
    @rule()
    def all_approvers_are_dismissed_before_release(self) -> None:
        self.until_approved(NEWEST)
        self.accounts_change(len(VERSIONS) - 1)
        self.claim(NEWEST, False)
        self.accounts_change(0)

    @where("in_review", "approved")
    @rule(asks=st.booleans())
    def the_policy_gets_stricter_before_release(self, asks: bool) -> None:
        self.until_approved(NEWEST)
        self.a_stricter_policy_is_adopted(asks, True)
        self.claim(NEWEST, False)
        self.check(NEWEST, 0, "")
        self.until_approved(NEWEST)
        self.claim(NEWEST, False)

    @where("in_review")
    @rule(via=st.sampled_from(Via))
    def a_click_is_under_way_while_the_policy_gets_stricter(self, via: Via) -> None:
        self.a_stricter_policy_is_adopted(False, True)
        self.check(NEWEST, 0, "")
        self.review(NEWEST, self.somebody_who_may_review(self.pick(NEWEST)[0]), 0, Decision.APPROVE, via, True, True, 1)

    @where("in_review", "approved")
    @rule(answered=st.booleans(), via=st.sampled_from(Via))
    def the_policy_asks_and_somebody_approves(self, answered: bool, via: Via) -> None:
        self.a_stricter_policy_is_adopted(True, True)
        self.check(NEWEST, 0, "")
        name = self.somebody_who_may_review(self.pick(NEWEST)[0])
        self.review(NEWEST, name, 0, Decision.APPROVE, via, True, answered, 0)

    @where("in_review", "approved")
    @rule()
    def the_policy_gets_stricter_while_the_platform_refuses(self) -> None:
        self.until_approved(NEWEST)
        self.claim(NEWEST, False)
        self.a_stricter_policy_is_adopted(False, True)
        self.report(NEWEST, 0, 0)
        self.retry(NEWEST, self.somebody_who_may_review(self.pick(NEWEST)[0]), 0, 0)
        self.claim(NEWEST, False)

    @where("in_review", "approved")
    @rule(kind=st.integers(0, 2))
    def the_platform_is_busy_and_says_so_twice(self, kind: int) -> None:
        self.until_approved(NEWEST)
        self.claim(NEWEST, False)
        self.report(NEWEST, 0, 1)
        self.claim(NEWEST, False)
        self.report(NEWEST, 1, kind)

    @where("in_review", "approved")
    @rule(posted=st.booleans())
    def the_publish_worker_dies(self, posted: bool) -> None:
        """Nobody ever reports what came of it; somebody answers who looked before that attempt, then another."""
        self.until_approved(NEWEST)
        self.claim(NEWEST, posted)
        self.time_passes(1)
        self.clock_runs()
        for looked in (1, 0):
            self.confirm(NEWEST, self.somebody_who_may_review(self.pick(NEWEST)[0]), 0, looked)

    @invariant()
    def nothing_stands_on_the_square_twice(self) -> None:
        for reply in self.city.replies:
            posted = [attempt for attempt in reply.attempts if attempt.posted]
            assert len(posted) <= 1
            assert reply.state != "published" or posted

    # What the stories are made of.

    def ordinary_step(self, which: str, posted: bool, kind: int) -> None:
        reply, _ = self.pick(which)
        name = self.somebody_who_may_review(reply)
        match reply.state:
            case "checking":
                self.check(which, 0, ("escalate", "", "warn")[kind])
            case "in_review":
                self.review(which, name, 0, Decision.APPROVE, Via.REACTION if posted else Via.BUTTON, True, True, 0)
            case "approved":
                self.claim(which, posted)
            case "publishing":
                self.report(which, 0, kind)
            case "unconfirmed":
                self.confirm(which, name, 0, 0)
            case "failed":
                self.retry(which, name, 0, 0)
            case "blocked" | "changes_requested" | "expired":
                self.revise(which, "nadia", 0)

    def until_approved(self, which: str) -> None:
        """As many approvals as it takes, as far as there are people to give them."""
        for _step in range(3):
            if self.pick(which)[0].state == "in_review":
                self.ordinary_step(which, False, 1)

    def somebody_who_may_review(self, reply: Reply) -> str:
        """Somebody whose review would count, if there is anybody."""
        for name, (_actor, person) in ACTORS.items():
            may = person.person in self.city.approvers or (person.chief and self.city.chiefs)
            if person.person and may and person.person not in reply.authors | set(reply.votes):
                return name
        return "lena"
