"""What a dishonest operator tries, with the database, the log's key and the exports in their hands."""

import copy
import json
import shutil
from itertools import product

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from record_desk import TROUBLE, Row
from record_exports import LAW, RecordMachine
from record_walk import which

from approval.record.entry import compose

# What follows on an act: a bundle made by hand, one by the house but signed with the log's key alone, or as ever.
THEN = st.sampled_from(["by hand", "by hand", "signed alone", "as ever", "later"])
# Why something is left out: the last says nothing.
CLAIMS = ["names", "erased", LAW, ""]
AT_ONCE = THEN.filter(lambda then: then != "later")
PASTS = ["altered", "left out", "moved", "approved"]
FILES = ["log.jsonl", "disclosures.jsonl", "report.html", "log.csv", "README.txt", "manifest.json", "checkpoint.txt"]
FILES += ["proofs.json"]


class OperatorMachine(RecordMachine):
    """Every act of theirs is followed by an export sooner or later; some at once."""

    def seen_before(self, number: int) -> int:
        """An entry that the witness has cosigned."""
        return number % len(self.vouched)

    def follow(self, number: int, then: str, all_given: bool = False) -> None:
        if then == "by hand":
            self.a_bundle_is_made_by_hand(CLAIMS[number % 4], number % 5 > 2, all_given or number % 3 == 0)
        elif then == "signed alone":
            self.export_with_the_logs_key_alone(number, bool(number % 2))
        elif then == "as ever":
            self.export(bool(number % 2), number, number % 3 == 0, frozenset(), [], False)

    # The database.

    @precondition(lambda self: len(self.vouched) > 1)
    @rule(number=which, past=st.sampled_from(PASTS), then=THEN)
    def the_past_is_rewritten(self, number: int, past: str, then: str) -> None:
        """Another history with a tree that fits it, signed with the log's key."""
        self.honest = False
        try:
            self.desk.rewrite(lambda rows: self.change(rows, self.seen_before(number), past))
        except TROUBLE:
            return
        self.desk.signer = None
        self.follow(number, then)

    def change(self, rows: list[Row], seq: int, past: str) -> None:
        fields, beside = rows[min(seq, len(rows) - 2)]
        match past:
            case "left out":
                del rows[rows.index((fields, beside))]
            case "moved":
                other = rows[rows.index((fields, beside)) + 1][0]
                fields["action"], other["action"] = other["action"], f"{fields['action']}_"
            case "approved":
                reply = next((each for each, _ in rows if each["action"] == "revision.checked"), fields)
                approval = {**reply, "action": "review.approved", "actor": "APPROVER-03", "role": "approver"}
                approval |= {"check": reply["seq"], "at": fields["at"], "sd": ["A" * 43]}
                rows.insert(rows.index((fields, beside)), (approval, []))
            case _:
                fields["actor"] = f"{fields.get('actor', 'APPROVER-02')}9"

    @precondition(lambda self: len(self.vouched) > 1)
    @rule(number=which, how=st.sampled_from(["altered", "altered", "left out", "moved"]), then=THEN)
    def a_row_of_the_log_is_changed(self, number: int, how: str, then: str) -> None:
        self.honest = False
        seq = self.seen_before(number)
        leaf, other = self.desk.leaf(seq), self.desk.leaf(self.seen_before(number + 1))
        if how == "left out":
            self.desk.drop(seq)
        elif how == "moved":
            self.desk.set_leaf(seq, other)
            self.desk.set_leaf(self.seen_before(number + 1), leaf)
        else:
            self.desk.set_leaf(seq, leaf.replace(b'"action":"', b'"action":"not.', 1))
        self.follow(number, then)

    @rule(number=which, how=st.sampled_from(["altered", "gone", "another's"]), then=AT_ONCE)
    def a_value_beside_the_log_is_changed(self, number: int, how: str, then: str) -> None:
        self.honest = False
        there = [(entry.seq, each) for entry in self.entries() for each in entry.disclosures]
        if there:
            seq, beside = there[number % len(there)]
            altered = compose(0, self.house.clock(), "any", {}, {beside.name: "The mayor resigned."}).disclosures[0]
            other = there[(number + 1) % len(there)][1]
            encoded = {"altered": altered.encoded, "another's": other.encoded, "gone": None}[how]
            self.desk.change_beside(seq, beside.name, encoded)
        self.follow(number, then, how != "gone")

    @rule(number=which, how=st.sampled_from(["state", "text", "review"]), then=THEN)
    def a_row_of_a_reply_is_changed(self, number: int, how: str, then: str) -> None:
        """It says that it was approved, by this person, in these words; and then it is to go out."""
        if picked := self.pick(number, "checking", "in_review", "approved", "rejected", "blocked"):
            self.honest = False
            try:
                self.desk.change_reply(picked[0], picked[1].revision, how)
            except TROUBLE:
                return
            self.act(lambda: self.house.house.release.claim(picked[0]))
            self.follow(number, then)

    @rule(number=which, says=st.booleans(), then=THEN)
    def values_are_erased_before_their_time(self, number: int, says: bool, then: str) -> None:
        """By a hand that holds the database; it may leave the entry that an erasure leaves, or none."""
        self.honest = False
        there, start = sorted(self.beside()), len(self.told.facts)

        def do() -> None:
            with self.house.store.begin() as tx:
                seq = there[number % len(there)]
                tx.destroy([seq], [])
                if says:
                    tx.log("record.erased", plain={"entries": f"{seq}", "class": "all", "role": "operator"})

        if there:
            before = self.beside()
            self.act(do)
            self.say_erased(start, before - self.beside())
        self.follow(number, then)

    @rule(number=which, own=st.booleans(), then=AT_ONCE)
    def a_reply_goes_out_past_the_gate(self, number: int, own: bool, then: str) -> None:
        """Whoever holds the platform's key can post anything; here the log is told so, perhaps of an author's yes."""
        if not self.pick(number, "in_review"):
            self.propose("nadia", "police", 1)
        if picked := self.pick(number, "in_review") or self.pick(number, "checking", "blocked", "rejected"):
            self.honest = False
            name, reply = picked
            plain = {"revision": reply.revision, "state": "publishing", "attempt": 1}

            def do() -> None:
                with self.house.store.begin() as tx:
                    if own:
                        actor = {"actor": f"APPROVER-{self.told.numbers[min(reply.authors)]}", "check": reply.checked}
                        tx.log("review.approved", reply.account, name, {"revision": reply.revision, **actor})
                    tx.log("publish.started", reply.account, name, plain, {"digest": "any"})

            self.act(do)
            self.follow(number, then)

    @precondition(lambda self: self.copies)
    @rule(number=which, then=THEN)
    def an_older_copy_is_put_back(self, number: int, then: str) -> None:
        """What no checkpoint had covered is as if it never was; what one had covered is missed."""
        rows, told, self.held = self.copies[-1 - (number % len(self.copies)) * (number % 2)]
        self.honest = False
        self.desk.restore(rows)
        self.told = copy.deepcopy(told)
        self.follow(number, then)

    # The keys.

    @rule()
    def the_head_file_is_lost(self) -> None:
        (self.folder / "head.json").unlink(missing_ok=True)
        self.desk.signer = None

    @rule(borrowed=st.booleans())
    def the_logs_key_signs_anything(self, borrowed: bool) -> None:
        self.honest = False
        self.vouch(lambda: self.desk.sign_anything(borrowed))

    # The exports.

    @rule(since=which, borrowed=st.booleans())
    def export_with_the_logs_key_alone(self, since: int, borrowed: bool) -> None:
        self.honest = False
        wanted = self.wanted(False, since if since % 2 else None, frozenset(), [])
        self.make(wanted, lambda: self.desk.sign_anything(borrowed), lax=True)

    @precondition(lambda self: self.older)
    @rule(claim=st.sampled_from(CLAIMS), borrowed=st.booleans(), all_given=st.booleans())
    def a_bundle_is_made_by_hand(self, claim: str, borrowed: bool, all_given: bool) -> None:
        """Past all that Countersign itself would look at; what does not fit, and one value that does, is left out."""
        honest, self.honest = self.honest, False
        self.made += 1
        target = self.folder / f"bundle-{self.made}"
        shutil.copytree(self.older[-1].parent, target)
        start = len(self.told.facts)
        try:
            plain = self.desk.fill_by_hand(target, claim, all_given)
            start = self.desk.size()
            seal = self.act(lambda: self.house.workflow.seal_at_desk("clerk", "by hand", plain))
            self.vouch((lambda: self.desk.sign()) if honest else (lambda: self.desk.sign_anything(borrowed)))
            self.desk.prove_by_hand(target, seal, start)
        except TROUBLE:
            self.seen["no bundle was made by hand"] += 1
            return
        self.believed(target, None, start)
        self.honest = honest

    @precondition(lambda self: self.honest)
    @rule(number=which)
    def a_bundle_is_changed(self, number: int) -> None:
        """Each of its files, by turns alone, with the manifest, and with what seals that."""
        target = self.make(self.wanted(bool(number % 2), None, frozenset(), []), self.desk.sign)
        for name, how_far in product(FILES, range(3)) if target else ():
            changed = self.folder / f"{target.name}-{name}-{how_far}"
            shutil.copytree(target, changed)
            if self.desk.spoil(changed, name, lambda data, of=name: self.spoilt(of, data, number), how_far):
                self.believed(changed, None, 0, spoilt=True)

    def spoilt(self, name: str, data: bytes, number: int) -> bytes:
        lines = data.split(b"\n")
        match name:
            case "log.jsonl":
                lines[number % (len(lines) - 1)] = lines[number % (len(lines) - 1)].replace(
                    b'"action":"', b'"action":"x'
                )
            case "disclosures.jsonl":
                row = json.loads(lines[number % (len(lines) - 1)])
                if row["disclosures"]:
                    row["disclosures"].pop()
                    row["withheld"] = [{"count": 1 + sum(each["count"] for each in row["withheld"]), "why": "names"}]
                lines[number % (len(lines) - 1)] = json.dumps(row, separators=(",", ":")).encode()
            case "checkpoint.txt":
                return self.older[-1].read_bytes() if self.older else data
            case "proofs.json":
                return data.replace(b'"after":[', b'"after":["' + b"A" * 43 + b'=",').replace(b'",]', b'"]')
            case "manifest.json":
                return data.replace(b'"audience":"council"', b'"audience":"hr"').replace(b'"a council asked"', b'""')
            case _:
                return data + b"<p>Nobody spoke alone.</p>"
        return b"\n".join(lines)
