"""Makes every card of a proposal say what is so, and posts the one that is missing: once, whatever is lost on the way.

`chat.postMessage` has no idempotency key. So that a card is to be posted is committed before it is posted; whoever
finds that commit without a card looks in the channel for a message with its metadata before posting anything.
"""

import logging
from dataclasses import dataclass

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from approval.bootstrap import House
from approval.jobs import Task
from approval.people import Accounts
from approval.proposal import Card, Proposal, State
from approval.record.entry import CARD_POSTED, CARD_REDRAWN
from approval.record.shown import shown
from approval.transaction import Transaction
from bot import sent
from bot.blocks.card import Part, card
from bot.posting import Posting
from bot.reference import Reference
from bot.slack_answers import CERTAINLY_NOT, CHANNEL_FAULTS, GONE, code

log = logging.getLogger(__name__)

# Before these there is nothing to decide, or nothing any more: no card is posted, though one that exists is updated.
CARDLESS = frozenset({State.CHECKING, State.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class _Seen:
    """A proposal as one reading saw it: through its current revision, and through each that has a card."""

    current: Proposal
    shown: dict[int, tuple[Proposal, Card]]
    # Revisions for which a card was about to be posted and none is on record.
    lost: frozenset[int]


class Cards:
    """Takes one proposal at a time; the caller sees to it that no two take the same one."""

    def __init__(self, house: House, slack: WebClient, reference: Reference) -> None:
        self._house = house
        self._slack = slack
        self._reference = reference
        self._posting = Posting(slack)
        # What Slack certainly refused, and at which attempt: nothing to look for in the channel at the next one. (Were
        # another process to try in between, the next attempt here would have another number, and look.)
        self._refused: dict[str, tuple[int, int]] = {}

    def deliver(self, task: Task) -> None:
        """Bring the cards up to date and take the task out of the outbox; or leave it there, to be taken again later.

        Raises what Slack or the network raised; nothing is lost by it.
        """
        accounts = self._house.accounts()
        seen = self._see(task)
        if seen.lost:
            self._find(seen.current, seen.lost, accounts)
            seen = self._see(task)
            if seen.lost and task.attempt == 0:
                # Asked for anew while an earlier attempt may still be under way: look once more when it cannot be.
                return
        self._update_earlier(seen, accounts)
        at: Card | None
        if seen.current.current in seen.shown:
            at = self._update_current(*seen.shown[seen.current.current], accounts, task)
        elif seen.current.state not in CARDLESS:
            at = self._post(seen.current, accounts, _intent(seen.current), task)
        else:
            at = None
        if at is not None:
            self._thread(seen.current, at, card(seen.current, accounts, self._reference.of(seen.current)).parts)
        with self._house.store.begin() as tx:
            tx.done(task)

    def _see(self, task: Task) -> _Seen:
        proposal_id = task.proposal_id
        with self._house.store.read() as reading:
            current = reading.proposal(proposal_id)
            cards = {each.revision: each for each in reading.cards(proposal_id)}
            shown = {number: (reading.proposal(proposal_id, number), each) for number, each in cards.items()}
            numbers = range(1, current.current + 1)
            without = {number: _key(proposal_id, number) for number in numbers if number not in cards}
            intended = {n for n, key in without.items() if reading.seen(key) is not None}
            lost = {number for number in intended if not self._was_refused(without[number], task)}
        return _Seen(current, shown, frozenset(lost))

    def _was_refused(self, key: str, task: Task) -> bool:
        return self._refused.get(key) == (task.serial, task.attempt)

    def _find(self, proposal: Proposal, lost: frozenset[int], accounts: Accounts) -> None:
        """Take over the cards that stand in the channel though nobody wrote down that they were posted."""
        channel = accounts.account(proposal.account).channel
        for ts, payload in sent.in_channel(self._slack, channel, proposal.created_at, sent.CARD):
            number = payload.get("revision")
            if payload.get("proposal") == proposal.id and isinstance(number, int) and number in lost:
                with self._house.store.begin() as tx:
                    view = tx.proposal(proposal.id, number)
                    self._record(tx, view, Card(number, channel, ts), _check_of(payload), found=True)
                lost -= {number}
            if not lost:
                return

    def _update_earlier(self, seen: _Seen, accounts: Accounts) -> None:
        for number, (view, at) in seen.shown.items():
            if number == seen.current.current:
                continue
            try:
                self._posting.update(at, view, accounts, self._reference.of(view))
            except SlackApiError as error:
                # An old card that cannot be reached must not keep the new one from appearing.
                if code(error) not in GONE | CHANNEL_FAULTS:
                    raise
                log.info("earlier card out of reach", extra={"proposal": view.id, "code": code(error)})

    def _update_current(self, view: Proposal, at: Card, accounts: Accounts, task: Task) -> Card:
        """Bring the card up to date; if somebody deleted it, post it anew."""
        try:
            self._posting.update(at, view, accounts, self._reference.of(view))
        except SlackApiError as error:
            if code(error) != "message_not_found":
                raise
            with self._house.store.begin() as tx:
                if tx.seen(_intent(view, at.ts)) is None:
                    self._house.workflow.log_step(tx, "card.lost", view, private={"channel": at.channel, "ts": at.ts})
            log.warning("card was deleted; posting it anew", extra={"proposal": view.id})
            return self._post(view, accounts, _intent(view, at.ts), task)
        self._redrawn(view, at)
        return at

    def _redrawn(self, view: Proposal, at: Card) -> None:
        """Write down that the card shows another check from now on: a reaction from before is not about that one."""
        with self._house.store.read() as reading:
            known = shown(reading.entries(proposal_id=view.id), view.id, at)
        # A message that the log knows as no card does not become one because a row says so.
        if known is not None and known.check != view.check:
            where = {"channel": at.channel, "ts": at.ts}
            with self._house.store.begin() as tx:
                self._house.workflow.log_step(tx, CARD_REDRAWN, view, {"check": view.check}, where)

    def _post(self, view: Proposal, accounts: Accounts, key: str, task: Task) -> Card:
        """Post the card of this revision, or find it where an earlier attempt posted it."""
        channel = accounts.account(view.account).channel
        with self._house.store.begin() as tx:
            first = tx.seen(key) is None
            tx.remember(key, view.id)
        if not first and not self._was_refused(key, task) and (found := self._posted(view, channel)):
            self._commit(view, *found, task, found=True)
            return found[0]
        self._refused.pop(key, None)
        try:
            at, content = self._posting.post(channel, view, accounts, self._reference.of(view))
        except SlackApiError as error:
            if code(error) in CERTAINLY_NOT:
                # Taking the task counted as an attempt, and so does putting it off.
                self._refused[key] = (task.serial, task.attempt + 2)
            raise
        self._commit(view, at, view.check, task, done=not content.parts)
        return at

    def _posted(self, view: Proposal, channel: str) -> tuple[Card, int] | None:
        """The card that stands in the channel already, and the check that it shows."""
        wanted = {"proposal": view.id, "revision": view.revision.number}
        for ts, payload in sent.in_channel(self._slack, channel, view.created_at, sent.CARD):
            if wanted.items() <= payload.items():
                return Card(view.revision.number, channel, ts), _check_of(payload)
        return None

    def _commit(
        self, view: Proposal, at: Card, check: int, task: Task, *, found: bool = False, done: bool = False
    ) -> None:
        with self._house.store.begin() as tx:
            self._record(tx, view, at, check, found=found)
            if done:
                tx.done(task)

    def _record(self, tx: Transaction, view: Proposal, at: Card, check: int, *, found: bool) -> None:
        tx.add_card(view.id, at)
        where = {"channel": at.channel, "ts": at.ts}
        self._house.workflow.log_step(tx, CARD_POSTED, view, {"found": found, "check": check}, where)

    def _thread(self, view: Proposal, at: Card, parts: tuple[Part, ...]) -> None:
        """Put into the card's thread what the card has no room for, each part once."""
        with self._house.store.read() as reading:
            missing = [part for part in parts if reading.seen(_part_key(at, part)) is None]
        if not missing:
            return
        there = {payload.get("part") for _, payload in sent.in_thread(self._slack, at.channel, at.ts, sent.PART)}
        for part in missing:
            if part.name not in there:
                self._posting.add(at, view, part)
            with self._house.store.begin() as tx:
                tx.remember(_part_key(at, part), view.id)


def _check_of(payload: sent.Payload) -> int:
    check = payload.get("check")
    return check if isinstance(check, int) else 0


def _key(proposal_id: str, revision: int) -> str:
    return f"card:{proposal_id}:{revision}"


def _intent(view: Proposal, instead_of: str = "") -> str:
    """What is remembered before a card is posted; another one where it replaces a message that was deleted."""
    return f"{_key(view.id, view.revision.number)}{f':{instead_of}' if instead_of else ''}"


def _part_key(at: Card, part: Part) -> str:
    return f"part:{at.channel}:{at.ts}:{part.name}"
