"""What was written with wrong findings: each under its rule and version, in the period of the check, and whole."""

from datetime import UTC, datetime, timedelta

from approval.record.entry import Disclosable, Entry, compose
from countersign.policy.reasons import REDACTED, Reason, reasons

START = datetime(2026, 11, 1, tzinfo=UTC)
OLD, NEW = "a" * 64, "b" * 64


class Log:
    """Entries a day apart, of the first revision of one proposal."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def add(self, action: str, private: dict[str, Disclosable], **plain: str) -> "Log":
        at = START + timedelta(days=len(self.entries))
        fields = {"proposal": "A", "revision": 1, **plain}
        self.entries.append(compose(len(self.entries), at, action, fields, private))
        return self

    def checked(self, policy: str = OLD) -> "Log":
        return self.add("revision.checked", {}, policy=policy, rules="B03")

    def wrong(self, reason: str, policy: str = OLD, rule: str = "B03", span: str = "Wow") -> "Log":
        return self.add("finding.disputed", {"reason": reason, "span": span}, policy=policy, rule=rule)


def test_each_reason_stands_under_its_rule_and_version_in_the_order_of_writing() -> None:
    log = Log().checked().wrong("A quotation.").wrong("A name.", rule="L04", span="").wrong("A film.")
    log.checked(NEW).wrong("Still a quotation.", NEW)
    assert reasons(log.entries) == {
        (OLD, "B03"): (Reason("A quotation.", "Wow"), Reason("A film.", "Wow")),
        (OLD, "L04"): (Reason("A name."),),
        (NEW, "B03"): (Reason("Still a quotation.", "Wow"),),
    }


def test_the_same_words_about_the_same_place_are_told_once() -> None:
    assert reasons(Log().checked().wrong("A quotation.").wrong("A quotation.").entries) == {
        (OLD, "B03"): (Reason("A quotation.", "Wow"),)
    }


def test_it_is_the_check_that_has_to_be_in_the_period() -> None:
    entries = Log().checked().wrong("A quotation.").entries
    second = START + timedelta(days=1)
    assert reasons(entries, end=second) == reasons(entries)
    assert reasons(entries, start=second) == {}


def test_a_revision_that_was_checked_again_under_the_same_version_begins_anew() -> None:
    assert reasons(Log().checked().wrong("A quotation.").checked().entries) == {}


def test_a_reason_that_was_redacted_is_still_told_of() -> None:
    log = Log().checked().add("finding.disputed", {}, policy=OLD, rule="B03")
    assert reasons(log.entries) == {(OLD, "B03"): (Reason(REDACTED),)}
