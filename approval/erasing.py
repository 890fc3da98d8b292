"""What is done at the desk under the retention schedule: see what is due, erase it, hold it, let it go.

Leaves stay as they are, so that the log's tree, its checkpoints and every proof do too; what stood beside them goes,
with every copy that the database has of it, in the same commit as the entry that says so.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from approval.errors import InvalidContent, NotFound
from approval.reading import Reading
from approval.record.entry import Plain
from approval.record.holds import Hold, standing
from approval.record.piece import ERASED, HOLD_LIFTED, HOLD_PLACED, Piece, pieces
from approval.record.ranges import write_ranges
from approval.record.schedule import Class, Schedule
from approval.store import Store
from approval.transaction import Transaction

# How many pieces go in one commit: few enough that nobody who writes meanwhile waits for long.
BATCH = 100


@dataclass(frozen=True, slots=True)
class Due:
    """A piece that a class of the schedule asks to be erased, and since when."""

    piece: Piece
    under: Class
    since: datetime


@dataclass(frozen=True, slots=True)
class Plan:
    """What would happen at one time. `held` are the due pieces that a hold stops, by its name; `open` those that would
    be due if Countersign had done with them; `later` says of the others when each is due; `for_ever` counts what no
    class names.
    """

    until: datetime
    due: tuple[Due, ...]
    held: Mapping[str, int]
    open: tuple[Due, ...]
    later: tuple[Due, ...]
    for_ever: int


@dataclass(frozen=True, slots=True)
class Erased:
    """What one commit erased: its entries of the log, how many pieces, how many entries lost what stood beside them."""

    entries: tuple[int, ...]
    pieces: int
    bared: int


class Erasing:
    """The acts of whoever holds the database. They are recorded, and cannot be kept from what they could do anyway."""

    def __init__(self, store: Store, batch: int = BATCH) -> None:
        self.store = store
        self.batch = batch

    def plan(self, schedule: Schedule, until: datetime | None = None) -> Plan:
        """What is due at a time, now if none is given; nothing changes."""
        moment = until or self.store.now()
        with self.store.read() as reading:
            holds = _standing(reading)
            due: list[Due] = []
            opened: list[Due] = []
            later: list[Due] = []
            held, for_ever = Counter[str](), 0
            for piece in pieces(reading.entries()):
                found = schedule.due(piece)
                if found is None:
                    for_ever += 1
                elif found[0] > moment:
                    later.append(Due(piece, found[1], found[0]))
                elif piece.open:
                    opened.append(Due(piece, found[1], found[0]))
                elif names := [hold.name for hold in holds.values() if hold.covers(piece)]:
                    held.update(names)
                else:
                    due.append(Due(piece, found[1], found[0]))
        return Plan(moment, tuple(due), dict(held), tuple(opened), tuple(later), for_ever)

    def may_erase(self, plan: Plan, why: str) -> None:
        """InvalidContent where the plan is about the future, or nobody said why."""
        if plan.until > self.store.now():
            raise InvalidContent(
                "Nothing is erased before it is due: give --until a day that is over, or leave it out.", "until"
            )
        if not why.strip():
            raise InvalidContent("Say why, or by which decision: --why. The log keeps it.", "why")

    def erase(self, schedule: Schedule, plan: Plan, by: str, why: str) -> Iterator[Erased]:
        """Destroy what the plan found due, some of it in each commit; what was held or written to since is left.

        Whoever stops in between has erased what was answered; the next plan goes on from there. InvalidContent as by
        `may_erase`.
        """
        self.may_erase(plan, why)
        ordered = sorted(plan.due, key=lambda each: each.under.id)
        for under, group in groupby(ordered, key=lambda each: each.under):
            of_class = [each.piece for each in group]
            for start in range(0, len(of_class), self.batch):
                some = of_class[start : start + self.batch]
                if erased := self._erase(schedule, under, some, plan.until, by, why.strip()):
                    yield erased

    def _erase(
        self, schedule: Schedule, under: Class, some: Sequence[Piece], until: datetime, by: str, why: str
    ) -> Erased | None:
        with self.store.begin() as tx:
            holds = _standing(tx).values()
            now = [piece for before in some if (piece := _as_it_is(tx, before))]
            going = [
                piece
                for piece in now
                if (found := schedule.due(piece)) is not None
                and found[0] <= until
                and found[1].id == under.id
                and not piece.open
                and not any(hold.covers(piece) for hold in holds)
            ]
            seqs = sorted(seq for piece in going for seq in piece.seqs)
            if not seqs:
                return None
            tx.destroy(seqs, [piece.proposal for piece in going if piece.proposal])
            entries = [
                tx.log(
                    ERASED,
                    plain={"entries": text, "class": under.id, "schedule": schedule.digest, "role": "operator"},
                    private={"name": by, "reason": why, "title": under.title, "source": under.source},
                ).seq
                for text in write_ranges(seqs)
            ]
            return Erased(tuple(entries), len(going), len(seqs))

    def holds(self) -> tuple[Hold, ...]:
        """The holds that stand, the oldest first."""
        with self.store.read() as reading:
            return tuple(_standing(reading).values())

    def hold(self, hold: Hold, by: str, why: str) -> int:
        """Keep all that the hold covers from being erased, until it is lifted; answers the entry's number."""
        if not why.strip():
            raise InvalidContent("Say what it is held for: --why. The log keeps it.", "why")
        with self.store.begin() as tx:
            if hold.name in _standing(tx):
                raise InvalidContent(f"There is a hold «{hold.name}» already. Choose another name.", "name")
            if hold.proposal and not any(True for _ in tx.entries(proposal_id=hold.proposal)):
                raise NotFound(f"The log knows no reply «{hold.proposal}».")
            private = {"name": by, "reason": why.strip()}
            return tx.log(HOLD_PLACED, plain={**hold.plain(), "role": "operator"}, private=private).seq

    def lift(self, name: str, by: str, why: str) -> int:
        """End a hold: what is due by then is erased with the next erasure. Answers the entry's number."""
        if not why.strip():
            raise InvalidContent("Say why it is lifted: --why. The log keeps it.", "why")
        with self.store.begin() as tx:
            holds = _standing(tx)
            if name not in holds:
                known = ", ".join(holds) or "none"
                raise NotFound(f"No hold «{name}» stands (there is: {known}).")
            plain: dict[str, Plain] = {"hold": name, "placed": holds[name].placed, "role": "operator"}
            return tx.log(HOLD_LIFTED, plain=plain, private={"name": by, "reason": why.strip()}).seq


def _standing(reading: Reading) -> dict[str, Hold]:
    # Two short runs over an index and not the whole log; they are put in order by their numbers.
    acts = [entry for action in (HOLD_PLACED, HOLD_LIFTED) for entry in reading.entries(action=action)]
    return standing(sorted(acts, key=lambda entry: entry.seq))


def _as_it_is(tx: Transaction, before: Piece) -> Piece | None:
    """The piece as the log has it by now; None where somebody else erased it, or a row says that it is open again."""
    if not before.proposal:
        return before if tx.still_disclosed(before.seqs[0]) else None
    piece = next(pieces(tx.entries(proposal_id=before.proposal)), None)
    return piece if piece and not tx.reopened(before.proposal) else None
