"""Legal holds: what may not be erased while one stands, whatever the retention schedule says.

A hold is an entry, and its lifting another; what it is about stands in the leaf, so that no erasure, no redaction and
no row can loosen it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from approval.errors import InvalidContent
from approval.reading import Period
from approval.record.entry import Entry, Plain, written
from approval.record.piece import HOLD_LIFTED, HOLD_PLACED, Piece

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class Hold:
    """What is held: of one account or of all (""), of one reply or of all (""), from `start` (included) to `end`.

    What belongs to no account is held with any of them: who was bound by which policy, say. `placed` is the number of
    the entry that says so.
    """

    name: str
    account: str = ""
    proposal: str = ""
    start: datetime | None = None
    end: datetime | None = None
    placed: int = -1
    at: datetime | None = None

    def covers(self, piece: Piece) -> bool:
        """Whether anything of this may not be erased; a reply is held whole if any of its time is."""
        return (
            (not self.proposal or piece.proposal == self.proposal)
            and (not self.account or piece.account in ("", self.account))
            and (self.start is None or piece.last >= self.start)
            and (self.end is None or piece.begun < self.end)
        )

    def plain(self) -> dict[str, Plain]:
        """What the leaf says of it."""
        return {
            "hold": self.name,
            "held_account": self.account,
            "held_proposal": self.proposal,
            "from": written(self.start) if self.start else "",
            "to": written(self.end) if self.end else "",
        }


def new_hold(name: str, account: str, proposal: str, period: Period, everything: bool = False) -> Hold:
    """A hold to place; InvalidContent where its name cannot stand in the log, or nobody said what it is about."""
    if not _NAME.fullmatch(name):
        raise InvalidContent(
            f"«{name}» cannot name a hold: the name stands in the log for ever. Write small letters, digits and "
            "hyphens, 40 at most, and name no person: case-2026-114, say.",
            "name",
        )
    hold = Hold(name, account, proposal, period.start, period.end)
    if everything == (hold != Hold(name)):
        raise InvalidContent(
            "Say what is held: --account, --proposal, --from and --to, of which all must hold; or --everything, alone.",
            "hold",
        )
    return hold


def standing(entries: Iterable[Entry]) -> dict[str, Hold]:
    """The holds that were placed and not lifted, by name, in the order in which they were placed."""
    holds: dict[str, Hold] = {}
    for entry in entries:
        fields = entry.fields
        if fields["action"] == HOLD_PLACED:
            hold = _hold(entry)
            holds[hold.name] = hold
        elif fields["action"] == HOLD_LIFTED:
            holds.pop(str(fields["hold"]), None)
    return holds


def _hold(entry: Entry) -> Hold:
    fields = entry.fields
    start, end = fields.get("from"), fields.get("to")
    return Hold(
        str(fields["hold"]),
        str(fields.get("held_account", "")),
        str(fields.get("held_proposal", "")),
        datetime.fromisoformat(str(start)) if start else None,
        datetime.fromisoformat(str(end)) if end else None,
        entry.seq,
        entry.happened,
    )
