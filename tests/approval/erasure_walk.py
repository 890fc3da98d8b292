"""Hypothesis walks a house through years of replies, holds and erasures, beside a model of what must be left."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import ClassVar

import pytest
from erasure_story import Story
from factories import ACCOUNT, IRIS, NADIA, OWEN, PEOPLE, RUTH, TestHouse, draft, finding, parent
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from kept_words import disclosed, kept

from approval.erasing import Erasing
from approval.errors import NotFound, NotPermitted
from approval.outcome import Published
from approval.proposal import Decision, Media, Via
from approval.reading import Period
from approval.record.holds import new_hold
from approval.record.schedule import parse_schedule
from approval.record.tree import CompactRange, leaf_hash
from approval.store import Store
from approval.transaction import Transaction

APPROVERS = '["U0TOMAS", "U0RUTH", "U0LENA"]'
TWO_ACCOUNTS = PEOPLE + "".join(
    ACCOUNT.format(id=account, approvers=APPROVERS, required=1) for account in ("police", "fire")
)
# Of these a reply of the fire account that was withdrawn is kept two years, one of the police for ever.
SCHEDULE = parse_schedule("""
[retention.short]
title = "Given, refused, or left"
period = "1 year"
source = "A law"
states = ["published", "rejected", "expired"]
[retention.fire]
title = "The fire department's"
period = "24 months"
source = "A law"
accounts = ["fire"]
[retention.tries]
title = "Tried in vain"
period = "6 months"
source = "A law"
actions = ["proposal.refused"]
""")
# Before this there is nothing that could be due.
LONG = timedelta(days=150)
PICTURES = (b"a bridge", b"a dog")

accounts = st.sampled_from(["police", "fire"])
which = st.integers(0, 50)
FATES = ["published", "rejected", "withdrawn", "tried", "open"]


class PowerCut(Exception):
    """The process died before its commit."""


class MortalStore(Store):
    """A store whose process dies just before its next commit, when it is told to."""

    dies = False

    @contextmanager
    def begin(self) -> Iterator[Transaction]:
        with super().begin() as tx:
            yield tx
            if self.dies:
                self.dies = False
                raise PowerCut


class ErasureMachine(RuleBasedStateMachine):
    """Whatever happens in whatever order: nothing held or not due is lost, nothing due is left, the tree stands."""

    fresh: ClassVar[Callable[[], TestHouse]]

    def __init__(self) -> None:
        super().__init__()
        self.house = self.fresh()
        self.house.roles.become(TWO_ACCOUNTS)
        self.stories: list[Story] = []
        self.holds: dict[str, tuple[str, str, Period]] = {}
        self.named = 0
        self.leaves: list[bytes] = []
        self.secrets: set[str] = set()

    def teardown(self) -> None:
        self.compare()
        if self.house.store.engine.dialect.name == "sqlite":
            self.house.store.engine.dispose()

    @property
    def now(self) -> datetime:
        return self.house.clock()

    @initialize(stories=st.lists(st.tuples(accounts, st.sampled_from(FATES)), min_size=3, max_size=6))
    def have_a_past(self, stories: list[tuple[str, str]]) -> None:
        for number, (account, fate) in enumerate(stories):
            self.propose(account, number % 2, known=fate != "tried")
            if fate not in ("tried", "open"):
                self.go_on(-1, fate)
            self.house.clock.advance(days=40)

    @precondition(lambda self: len(self.stories) < 9)
    @rule(account=accounts, picture=st.integers(0, 1), known=st.booleans())
    def propose(self, account: str, picture: int, known: bool) -> None:
        word = f"Word{len(self.stories):03}x"
        with self.house.store.begin() as tx:
            sha256 = tx.add_picture(PICTURES[picture])
            tx.add_parent(parent(f"{word}Parent"))
        wording = draft(
            f"{word}Text",
            account,
            parent=parent(f"{word}Parent"),
            media=(Media(sha256, "image/png", "a.png", f"{word}Alt"),),
        )
        story = Story(word, account, self.now, self.now, picture, words={f"{word}Text", f"{word}Parent", f"{word}Alt"})
        self.stories.append(story)
        if not known:
            with pytest.raises(NotPermitted):
                self.house.workflow.submit(IRIS, wording, self.house.form())
            story.state = "tried"
            return
        proposal = self.house.workflow.submit(NADIA, wording, self.house.form())
        story.proposal = proposal.id
        self._check(story, 1)

    def _check(self, story: Story, revision: int) -> None:
        found = finding()
        span = f"{story.word}Span{revision}x"
        self.house.house.checking.checked(
            story.proposal, revision, (type(found)(found.rule, found.severity, "M", "M", 0, 3, span),)
        )
        story.words.add(span)
        story.last = self.now

    def opened(self) -> list[Story]:
        return [story for story in self.stories if story.state == "in_review"]

    @precondition(lambda self: any(story.state == "in_review" for story in self.stories))
    @rule(number=which, how=st.sampled_from(["published", "rejected", "withdrawn", "revised"]))
    def go_on(self, number: int, how: str) -> None:
        story = self.opened()[number % len(self.opened())]
        with self.house.store.read() as reading:
            proposal = reading.proposal(story.proposal)
        if proposal.expires_at <= self.now and how in ("published", "rejected"):
            how = "withdrawn"
        reason = f"{story.word}Reason"
        if how == "revised":
            text = f"{story.word}Text{proposal.current}x"
            base = proposal.revision
            wording = draft(text, story.account, parent=base.parent, media=base.media)
            self.house.workflow.revise(NADIA, proposal.id, proposal.current, wording, self.house.form())
            story.words.add(text)
            self._check(story, proposal.current + 1)
            return
        if how == "published":
            self.house.approve(proposal, RUTH, reason)
            self.house.house.release.claim(proposal.id)
            self.house.house.release.finish(proposal.id, 1, Published("1", f"https://square.example/{story.word}Url"))
            story.words |= {reason, f"{story.word}Url"}
        elif how == "rejected":
            number = proposal.current
            self.house.workflow.review(
                RUTH, proposal.id, number, Decision.REJECT, Via.BUTTON, reason, self.house.form()
            )
            story.words.add(reason)
        else:
            self.house.workflow.withdraw(NADIA, proposal.id)
        story.state, story.last = how, self.now

    @rule()
    def the_clock_runs(self) -> None:
        """What nobody decided in time expires; it waits for whoever wrote it, but not for ever."""
        late = set(self.house.house.release.expire())
        for story in self.stories:
            if story.proposal in late:
                assert story.state == "in_review"
                story.state, story.last = "expired", self.now

    @precondition(lambda self: any(story.state == "expired" and not story.gone for story in self.stories))
    @rule(number=which)
    def come_back(self, number: int) -> None:
        waiting = [story for story in self.stories if story.state == "expired" and not story.gone]
        waiting[number % len(waiting)].state = "in_review"
        self.go_on(self.opened().index(waiting[number % len(waiting)]), "revised")

    @precondition(lambda self: any(story.proposal for story in self.stories))
    @rule(number=which)
    def come_late(self, number: int) -> None:
        replies = [story for story in self.stories if story.proposal]
        story = replies[number % len(replies)]
        expected = (NotFound, "erased under the retention schedule") if story.gone else (NotPermitted, None)
        with pytest.raises(expected[0], match=expected[1]):
            self.house.workflow.may_review(OWEN, story.proposal, 1, Decision.REJECT)
        if not story.gone:
            story.last = self.now

    @rule(days=st.sampled_from([1, 200, 366, 800]))
    def wait(self, days: int) -> None:
        self.house.clock.advance(days=days, hours=1)

    @precondition(lambda self: len(self.holds) < 2)
    @rule(account=st.sampled_from(["", "police", "fire"]), number=which, about=st.sampled_from("appt"))
    def hold(self, account: str, number: int, about: str) -> None:
        replies = [story.proposal for story in self.stories if story.proposal and not story.gone]
        proposal = replies[number % len(replies)] if replies and about == "p" else ""
        start = self.stories[number % len(self.stories)].begun - timedelta(days=number - 25)
        period = Period(start, start + timedelta(days=100)) if about == "t" else Period()
        name, self.named = f"case-{self.named}", self.named + 1
        everything = not account and not proposal and about != "t"
        Erasing(self.house.store).hold(new_hold(name, account, proposal, period, everything), "clerk", "a lawsuit")
        self.holds[name] = (account, proposal, period)

    @precondition(lambda self: bool(self.holds))
    @rule(number=which)
    def lift(self, number: int) -> None:
        name = sorted(self.holds)[number % len(self.holds)]
        Erasing(self.house.store).lift(name, "clerk", "settled")
        del self.holds[name]

    def _held(self, story: Story) -> bool:
        return any(
            (not account or story.account == account)
            and (not proposal or story.proposal == proposal)
            and (
                period.start is None or period.end is None or (story.last >= period.start and story.begun < period.end)
            )
            for account, proposal, period in self.holds.values()
        )

    @precondition(lambda self: any(not story.gone and story.last < self.now - LONG for story in self.stories))
    @rule(batch=st.integers(1, 3), commits=st.sampled_from([1, 1000]), dies=st.sampled_from([False, False, True]))
    def erase(self, batch: int, commits: int, dies: bool) -> None:
        erasing = Erasing(self.house.store, batch)
        ready = [
            story
            for story in self.stories
            if not story.gone and story.due and story.due <= self.now and not self._held(story)
        ]
        plan = erasing.plan(SCHEDULE)
        assert len(plan.due) == len(ready)
        walk = erasing.erase(SCHEDULE, plan, "clerk", "a year's end")
        if ready and dies:
            assert isinstance(self.house.store, MortalStore)
            self.house.store.dies = True
            with pytest.raises(PowerCut):
                next(walk)
            return
        beside = disclosed(self.house.store.engine)
        for _, erased in zip(range(commits), walk, strict=False):
            assert 0 < erased.pieces <= batch
        after = disclosed(self.house.store.engine)
        self.secrets |= {each for seq, some in beside.items() if seq not in after for each in some}
        left = kept(self.house.store.engine, [word for story in ready for word in story.words])
        for story in ready:
            story.gone = not story.words & left
            assert story.gone or story.words <= left, "A piece is erased whole or not at all."
        assert any(story.gone for story in ready) or not ready
        if commits > len(ready):
            assert all(story.gone for story in ready)
        self.compare()

    @invariant()
    def the_log_only_grows(self) -> None:
        with self.house.store.read() as reading:
            leaves = [entry.leaf for entry in reading.entries()]
            assert reading.root(len(leaves)) == CompactRange().append(map(leaf_hash, leaves)).root
        assert leaves[: len(self.leaves)] == self.leaves
        self.leaves = leaves

    def compare(self) -> None:
        """What is left is what must be, in every table, and pictures as long as somebody shows them."""
        words = {word: story for story in self.stories for word in story.words}
        there = {word for word, story in words.items() if not story.gone}
        assert kept(self.house.store.engine, {*words, *self.secrets}) == there
        with self.house.store.read() as reading:
            gone = {story.proposal for story in self.stories if story.gone and story.proposal}
            for proposal in gone:
                with pytest.raises(NotFound, match="erased under the retention schedule"):
                    reading.proposal(proposal)
            # Pictures were uploaded with each story, and go with the last that shows them.
            for number, picture in enumerate(PICTURES):
                shown = {story.gone for story in self.stories if story.picture == number}
                if shown:
                    assert bool(kept(self.house.store.engine, {picture.decode()})) == (False in shown)
