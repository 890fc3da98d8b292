"""What is done with the record: signing, cosigning, holds, erasures, exports; and each export held against the truth.

What nobody can find out stays out of it: an entry that is a lie from its first moment, or is exchanged before any
checkpoint covers it. So the operator rewrites only what a witness has cosigned, and whatever stands beside the log.
"""

import copy
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from chronicle import Wanted, compare, compare_handmade, releases
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from record_desk import TROUBLE
from record_walk import HouseWalk, which

from approval.erasing import Erasing
from approval.reading import Period
from approval.record.bundle.asked import Asked, Audience
from approval.record.bundle.redaction import Redaction, Redactions
from approval.record.entry import Entry, Plain
from approval.record.holds import new_hold
from approval.record.ranges import read_ranges
from approval.record.schedule import parse_schedule
from approval.record.tree import CompactRange, leaf_hash
from approval.record.verifiers import verify

SCHEDULE = parse_schedule('[retention.all]\ntitle = "All"\nperiod = "3 years"\nsource = "A law"\neverything = true\n')
LAW = "NMSA 14-2-1(D)"


class RecordMachine(HouseWalk):
    """The acts of the record's keepers, who are honest here."""

    def begin(self) -> None:
        self.sign(False)
        self.export(True, 0, False, frozenset(), [], False)

    @rule(again=st.booleans())
    def sign(self, again: bool) -> None:
        self.vouch(lambda: self.desk.sign(again))

    def vouch(self, sign: Callable[[], Any]) -> None:
        """Nothing but what happened may be signed and cosigned; the witness has seen it from then on."""
        try:
            head = sign()
        except TROUBLE:
            assert not self.honest
            return
        if head is None:
            assert not self.honest, "An honest log must be signed and cosigned."
            return
        # What was cosigned before may be asked for again; only what is larger is news.
        true = (self.told.facts if head.size > len(self.vouched) else self.vouched)[: head.size]
        assert CompactRange().append([leaf_hash(fact.leaf) for fact in true]).root == head.root, "Cosigned: a lie."
        assert true[: len(self.vouched)] == self.vouched[: head.size], "Cosigned: another past than before."
        if head.size > len(self.vouched):
            self.vouched = true

    @rule()
    def the_database_is_copied(self) -> None:
        self.copies.append((self.desk.copied(), copy.deepcopy(self.told), self.held))

    @rule()
    def hold_everything_or_let_go(self) -> None:
        erasing = Erasing(self.house.store)
        if self.held:
            self.act(lambda: erasing.lift("case-1", "clerk", "settled"))
        else:
            self.act(lambda: erasing.hold(new_hold("case-1", "", "", Period(), True), "clerk", "a lawsuit"))
        self.held = not self.held

    @precondition(lambda self: self.erasures < 3)
    @rule(waits=st.sampled_from([True, True, False]), exports=st.booleans())
    def erase(self, waits: bool, exports: bool) -> None:
        self.house.clock.advance(days=1200 * waits)
        erasing, start = Erasing(self.house.store), len(self.told.facts)
        before = self.beside()
        self.act(lambda: list(erasing.erase(SCHEDULE, erasing.plan(SCHEDULE), "clerk", "a year's end")))
        gone = before - self.beside()
        assert not (gone and self.held and self.honest)
        self.say_erased(start, gone)
        if exports or self.honest:
            self.export(False, 0, False, frozenset(), [start], False)

    def entries(self) -> list[Entry]:
        with self.house.store.read() as reading:
            return list(reading.entries())

    def beside(self) -> set[int]:
        return {entry.seq for entry in self.entries() if entry.disclosures}

    def say_erased(self, start: int, gone: set[int]) -> None:
        says = {seq: fact.says for seq, fact in enumerate(self.told.facts[start:], start)}
        for seq, each in says.items():
            if each["action"] == "record.erased":
                named = {one for some in read_ranges(each["entries"]) for one in some}
                self.told.erased |= dict.fromkeys(named & gone, seq)
        for name in [name for name, reply in self.told.replies.items() if reply.state != "gone"]:
            if any(self.told.facts[seq].says.get("proposal") == name for seq in gone if seq < start):
                self.told.replies[name].state = "gone"
        self.erasures += bool(gone)
        self.seen["erased"] += bool(gone)

    @rule(
        names=st.booleans(),
        since=which,
        some=st.booleans(),
        accounts=st.sampled_from([frozenset[str](), frozenset({"police"})]),
        left_out=st.lists(which, max_size=3),
        kept=st.booleans(),
    )
    def export(
        self, names: bool, since: int, some: bool, accounts: frozenset[str], left_out: list[int], kept: bool
    ) -> None:
        bundle = self.make(self.wanted(names, since if some else None, accounts, left_out), self.desk.sign, kept=kept)
        if bundle and self.honest:
            self.older.append(bundle / "checkpoint.txt")
            self.the_database_is_copied()

    def wanted(self, names: bool, since: int | None, accounts: frozenset[str], left_out: list[int]) -> Wanted:
        facts = self.told.facts
        start = facts[since % len(facts)].at if since is not None else None
        there = [
            (seq, name)
            for seq, fact in enumerate(facts)
            for name in fact.values
            if seq not in self.told.erased and (start is None or fact.at >= start)
        ]
        chosen = {there[each % len(there)]: LAW for each in left_out if there}
        return Wanted(start, accounts, names, chosen)

    def make(
        self,
        wanted: Wanted,
        sign: Callable[[], Any],
        lax: bool = False,
        kept: bool = False,
    ) -> Path | None:
        """Export, have it read by the verifier, and hold what is believed against what happened."""
        self.house.clock.advance(minutes=1)
        of: dict[int, dict[str, Redaction]] = {}
        for (seq, name), why in wanted.left_out.items():
            of.setdefault(seq, {})[name] = Redaction(seq, name, why, "a test")
        audience = Audience.HR if wanted.names else Audience.COUNCIL
        asked = Asked(Period(wanted.start, None, wanted.accounts), audience, "a council asked", Redactions(of))
        self.made += 1
        target, last = self.folder / f"bundle-{self.made}", list[int]()

        def seal(plain: Mapping[str, Plain]) -> Any:
            start = self.desk.size()
            entry = self.house.workflow.seal_at_desk("clerk", "a council asked", plain)
            self.told.note(start, self.desk.written(start), "", 0)
            last.append(start)
            self.vouch(sign)
            return entry

        older = self.older[-1] if self.older and kept else None
        try:
            self.desk.bundle(target, asked, seal, lax, [older] if older and not lax else [], report=self.made % 3 == 1)
        except TROUBLE:
            if self.honest:
                raise
            self.seen["no bundle was made"] += 1
            return None
        return target if self.believed(target, wanted, last[0], older) else None

    def believed(
        self, target: Path, wanted: Wanted | None, last: int, older: Path | None = None, spoilt: bool = False
    ) -> bool:
        """Whether the verifier believes it; then it says what happened. `wanted`: what an honest one was asked for."""
        bundle = verify.Bundle(str(target), verify.Trust(self.desk.trust.encode()), str(older) if older else None)
        if not bundle.verify():
            assert spoilt or not self.honest, bundle.wrong
            self.seen["the verifier refused"] += 1
            return False
        assert not spoilt
        self.seen["the verifier believed"] += 1
        self.seen["and rightly, after a dishonest act"] += not self.honest
        if wanted is None:
            compare_handmade(target, self.vouched, last, self.told.erased)
        else:
            assert bundle.withheld == compare(target, wanted, self.vouched, last, self.told.erased)
        here, before, alone = releases(self.vouched[:last], bundle.first)
        assert (bundle.replies.released, bundle.replies.unknown) == (here, before)
        assert not alone, "Somebody spoke alone, and the bundle says that nobody did."
        return True
