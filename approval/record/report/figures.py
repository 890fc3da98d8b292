"""Counts: every figure knows which entries it rests on."""

from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from statistics import median

from approval.record.bundle.disclosing import Told
from approval.record.entry import CHECKED, DISPUTED
from approval.record.report.line import Line
from approval.record.report.reply import REJECTED, REVISED, SENT_BACK, Override, Reply, Verdict
from approval.record.report.spool import Spool
from approval.record.report.words import AROUND, RELEASES, refusal

# Which entries somebody should look at first, one by one; the last are those that are as they should be.
ALONE, UNKNOWN, GRAVE, REFUSED, ORDINARY = range(5)
RANKS = {Verdict.ALONE: ALONE, Verdict.BEFORE: UNKNOWN, Verdict.TOGETHER: ORDINARY}

ACCOUNT_COLUMNS = {
    "proposed": "Proposed",
    "changed": "Changed",
    "blocked": "Stopped by a rule",
    "sent_back": "Sent back",
    "rejected": "Rejected",
    "withdrawn": "Withdrawn",
    "expired": "Expired",
    "published": "Published",
}
RULE_COLUMNS = {"found": "Found", "published": "Published all the same", "disputed": "Called wrong by a reviewer"}
_BUCKETS = ((300, "under 5 min"), (900, "5 to 15 min"), (3600, "15 min to 1 h"), (14400, "1 h to 4 h"))
LATEST = "over 4 h"
BUCKETS = (*(words for _, words in _BUCKETS), LATEST)


TOPICS = {
    "alone": "Whether anyone spoke alone",
    "refused": "Attempts that were refused",
    "account": "What became of the replies, by account",
    "rule": "What the checks found, by rule",
    "decision": "Time to decision",
    "override": "Approvals against a grave finding",
    "wording": "Drafts and what was published",
    "release": "Releases that did not simply succeed",
    "around": "Changes of the rules, and who read the record",
}
_TITLES = RELEASES | AROUND
VERDICTS = {
    Verdict.TOGETHER.value: "Approved by designated approvers who wrote none of it",
    Verdict.ALONE.value: "Published without the approvals by others that it needs",
    Verdict.BEFORE.value: "Proposed before the period, so that it cannot be told",
}


def title(topic: str, row: str, column: str) -> str:
    """What a figure is of, in words."""
    match topic:
        case "refused":
            return refusal(row)
        case "alone":
            return VERDICTS[row]
        case "release" | "around":
            return _TITLES[row]
    columns = RULE_COLUMNS if topic == "rule" else ACCOUNT_COLUMNS
    return ": ".join(word for word in (row, columns.get(column, column)) if word)


@dataclass(slots=True)
class Figure:
    """So many of what the title says; `id` names the list of the entries that it rests on."""

    id: int
    title: str
    count: int = 0


@dataclass(slots=True)
class Waits:
    """How long decisions took, in seconds."""

    seconds: "array[float]" = field(default_factory=lambda: array("d"))

    def add(self, seconds: float) -> None:
        self.seconds.append(seconds)

    @property
    def median(self) -> float:
        return median(self.seconds)

    @property
    def slow(self) -> float:
        """The 90th percentile by nearest rank: nine of ten decisions took no longer."""
        return sorted(self.seconds)[-(-len(self.seconds) * 9 // 10) - 1]


class Figures:
    """All figures of a report; `table` is by topic, row and column."""

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self._figures: dict[tuple[str, str, str], Figure] = {}
        self.waits: dict[str, Waits] = {}

    def add(self, topic: str, row: str, column: str, rank: int, *lines: Line) -> None:
        """Count one more, which rests on these entries."""
        key = topic, row, column
        if key not in self._figures:
            self._figures[key] = Figure(len(self._figures) + 1, title(*key))
        figure = self._figures[key]
        figure.count += 1
        self._spool.rests(figure.id, rank, (line.seq for line in lines))

    def get(self, topic: str, row: str, column: str = "") -> Figure | None:
        return self._figures.get((topic, row, column))

    def count(self, topic: str, row: str, column: str = "") -> int:
        figure = self.get(topic, row, column)
        return figure.count if figure else 0

    def rows(self, topic: str) -> list[str]:
        return sorted({row for found, row, _ in self._figures if found == topic})

    def most(self, topic: str, column: str = "") -> list[str]:
        """The rows of a topic, the highest figure first."""
        return sorted(self.rows(topic), key=lambda row: (-self.count(topic, row, column), row))

    def by_topic(self) -> Iterator[tuple[str, list[Figure]]]:
        """The figures in the order in which the report tells them."""
        for topic, heading in TOPICS.items():
            found = sorted(key for key in self._figures if key[0] == topic)
            if found:
                yield heading, [self._figures[key] for key in found]


def read(entries: Callable[[], Iterator[Told]], spool: Spool) -> Figures:
    """One pass over the entries, and one over the replies that they are about."""
    figures = Figures(spool)
    for told in entries():
        line = Line.of(told)
        _loose(figures, line)
        if line.word("proposal") or line.action.endswith(".refused") or line.action in AROUND:
            spool.keep(line)
    for lines in spool.replies():
        _reply(figures, spool, Reply(lines))
    return figures


def _loose(figures: Figures, line: Line) -> None:
    """What is counted entry by entry."""
    if line.action.endswith(".refused"):
        # The gate is Countersign's own: it finds what nobody should have been able to bring about.
        by_itself = line.action == "publish.refused" and not line.word("actor")
        figures.add("refused", line.word("code"), "", GRAVE if by_itself else REFUSED, line)
    elif line.action in RELEASES and line.word("proposal"):
        figures.add("release", line.action, "", GRAVE, line)
    elif line.action in AROUND:
        figures.add("around", line.action, "", ORDINARY, line)
    if line.action == DISPUTED:
        figures.add("rule", line.word("rule"), "disputed", REFUSED, line)


def _reply(figures: Figures, spool: Spool, reply: Reply) -> None:
    """What is counted reply by reply."""
    if reply.drafts:
        _by_account(figures, reply)
    if reply.published is not None and reply.verdict is not None:
        told = (*reply.drafts, *reply.approvals, reply.published)
        figures.add("account", reply.account, "published", ORDINARY, reply.published)
        figures.add("alone", reply.verdict.value, "", RANKS[reply.verdict], *told)
        if reply.verdict is Verdict.ALONE:
            spool.note("alone", seq=reply.published.seq, account=reply.account, why=reply.why)
        _compare(figures, spool, reply)
    for rule, checks in _found(reply).items():
        figures.add("rule", rule, "found", ORDINARY, *checks)
        if reply.published and reply.check and rule in reply.check.word("rules").split(","):
            figures.add("rule", rule, "published", REFUSED, reply.check, reply.published)
    for override in reply.overrides:
        _override(figures, spool, reply, override)
    for line, took in reply.decisions:
        figures.waits.setdefault(reply.account, Waits()).add(took.total_seconds())
        figures.add("decision", reply.account, "decided", ORDINARY, line)
        bucket = next((words for most, words in _BUCKETS if took.total_seconds() < most), LATEST)
        figures.add("decision", "", bucket, ORDINARY, line)


def _by_account(figures: Figures, reply: Reply) -> None:
    def add(column: str, *lines: Line | None) -> None:
        if there := [line for line in lines if line is not None]:
            figures.add("account", reply.account, column, ORDINARY, *there)

    add("proposed", reply.drafts[0] if reply.known else None)
    add("changed", *(draft for draft in reply.drafts if draft.action == REVISED))
    add("blocked", *(line for line in reply.lines if line.action == CHECKED and line.word("severity") == "block"))
    add("sent_back", *(line for line in reply.lines if line.action == SENT_BACK))
    add("rejected", reply.last(REJECTED))
    add("withdrawn", reply.last("proposal.withdrawn"))
    add("expired", reply.last("proposal.expired"))


def _found(reply: Reply) -> dict[str, list[Line]]:
    """The checks that found something, by rule."""
    found: dict[str, list[Line]] = {}
    for line in reply.lines:
        for rule in sorted(set(line.word("rules").split(","))) if line.action == CHECKED else ():
            if rule:
                found.setdefault(rule, []).append(line)
    return found


def _override(figures: Figures, spool: Spool, reply: Reply, override: Override) -> None:
    approval, check = override.approval, override.check
    figures.add("override", reply.account, "", GRAVE, approval, check)
    spool.note("override", approval=approval.seq, check=check.seq)


def _compare(figures: Figures, spool: Spool, reply: Reply) -> None:
    """Whether what was published is what was first drafted."""
    first, wording, published = reply.drafts[0] if reply.known else None, reply.wording, reply.published
    if first is None or wording is None or published is None:
        return
    if first.seq == wording.seq:
        figures.add("wording", "as drafted", "", ORDINARY, first, published)
        return
    figures.add("wording", "changed", "", ORDINARY, *reply.drafts, published)
    spool.note(
        "changed",
        account=reply.account,
        first=first.seq,
        wording=wording.seq,
        published=published.seq,
        drafts=[draft.seq for draft in reply.drafts],
    )
