"""Which message is the card of a revision, and the findings of which check stand on it: as the log says, and no row."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from approval.proposal import Card
from approval.record.entry import CARD_POSTED, CARD_REDRAWN, Entry


@dataclass(frozen=True, slots=True)
class Shown:
    """`check` is the number of the check that a card shows, 0 where the log does not say.

    `since` is when the card was certainly redrawn to show it; None where it was posted with it.
    """

    check: int
    since: datetime | None

    def seen_at(self, moment: datetime) -> int:
        """The check that somebody saw who reacted to the card at this time; 0 where it may have been an earlier one."""
        return self.check if self.since is None or moment >= self.since else 0


def shown(entries: Iterable[Entry], proposal_id: str, card: Card) -> Shown | None:
    """What this message shows; None where the log knows it as no card of this revision.

    `entries` are the log's in order, of this proposal at least.
    """
    found: Shown | None = None
    for entry in entries:
        fields, beside = entry.fields, entry.vouched
        if (fields.get("proposal"), fields.get("revision")) != (proposal_id, card.revision):
            continue
        if (beside.get("channel"), beside.get("ts")) != (card.channel, card.ts):
            continue
        check = fields.get("check", 0)
        if fields["action"] == CARD_POSTED and isinstance(check, int):
            found = Shown(check, None)
        elif fields["action"] == CARD_REDRAWN and isinstance(check, int):
            found = Shown(check, entry.happened)
    return found
