"""What is kept or erased as one piece: a reply with all its entries, or one entry that belongs to no reply."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from approval.proposal import TRANSITIONS, State
from approval.record.entry import CHECKED, Entry

# Nothing follows on these, so nobody needs the reply any more.
FINAL = frozenset(state.value for state, following in TRANSITIONS.items() if not following)
# Nothing follows on these but by what a person does. Who may do it can have left the city, so whoever has not come
# within the whole period of a class is not waited for. In all other states Countersign itself goes on, within hours.
RESTING = frozenset({State.CHANGES_REQUESTED, State.BLOCKED, State.EXPIRED, State.FAILED, State.UNCONFIRMED})
ENDED = FINAL | {state.value for state in RESTING}

HOLD_PLACED, HOLD_LIFTED, ERASED = "hold.placed", "hold.lifted", "record.erased"
# What the log says about its own gaps, and about what may not become one, is never one of them.
KEPT = frozenset({HOLD_PLACED, HOLD_LIFTED, ERASED})


@dataclass(frozen=True, slots=True)
class Piece:
    """`seqs` are those of its entries that still have something beside them; `begun` and `last` are the times of its
    first and its last entry. `state` is where the reply stands, "" for a single entry; `rules` are those that any check
    of it found.
    """

    proposal: str
    account: str
    seqs: tuple[int, ...]
    begun: datetime
    last: datetime
    state: str = ""
    rules: frozenset[str] = frozenset()
    actions: frozenset[str] = frozenset()

    @property
    def open(self) -> bool:
        """Whether Countersign itself still has something to do with it."""
        return self.proposal != "" and self.state not in ENDED


def pieces(entries: Iterable[Entry]) -> Iterator[Piece]:
    """What the entries are made of, as far as there is something to erase of it. `entries` are the log's in order."""
    replies: dict[str, _Reply] = {}
    for entry in entries:
        fields = entry.fields
        if fields["action"] in KEPT:
            continue
        proposal, account = str(fields.get("proposal", "")), str(fields.get("account", ""))
        moment = datetime.fromisoformat(str(fields["at"]))
        if proposal:
            reply = replies.setdefault(proposal, _Reply(account, moment, moment))
            reply.add(entry, fields, moment)
        elif entry.disclosures:
            action = frozenset({str(fields["action"])})
            yield Piece("", account, (entry.seq,), moment, moment, actions=action)
    yield from (reply.piece(proposal) for proposal, reply in replies.items() if reply.seqs)


@dataclass(slots=True)
class _Reply:
    """What was read of a reply so far."""

    account: str
    begun: datetime
    last: datetime
    state: str = ""
    seqs: list[int] = field(default_factory=list)
    rules: set[str] = field(default_factory=set)
    actions: set[str] = field(default_factory=set)

    def add(self, entry: Entry, fields: dict[str, str | int | bool | list[str]], moment: datetime) -> None:
        self.last = moment
        self.state = str(fields.get("state", self.state))
        self.actions.add(str(fields["action"]))
        if fields["action"] == CHECKED:
            self.rules.update(rule for rule in str(fields.get("rules", "")).split(",") if rule)
        if entry.disclosures:
            self.seqs.append(entry.seq)

    def piece(self, proposal: str) -> Piece:
        return Piece(
            proposal,
            self.account,
            tuple(self.seqs),
            self.begun,
            self.last,
            self.state,
            frozenset(self.rules),
            frozenset(self.actions),
        )
