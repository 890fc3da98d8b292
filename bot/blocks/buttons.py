"""The buttons under a card, a notice or an entry of the Home tab, and what a click on one says."""

import json
from dataclasses import dataclass
from typing import Any

from approval.proposal import Proposal, State
from bot.blocks.literal import Block, Element


@dataclass(frozen=True, slots=True)
class Clicked:
    """What a button's value names: a click is about exactly this revision, its check, and this attempt to post it.

    `check` and `attempt` are 0 where there was none.
    """

    proposal: str
    revision: int
    attempt: int = 0
    check: int = 0


def value(proposal: Proposal) -> str:
    """The value of a button on this revision; `clicked` is its inverse."""
    named = {"proposal": proposal.id, "revision": proposal.revision.number}
    if proposal.check:
        named["check"] = proposal.check
    if proposal.attempts:
        named["attempt"] = proposal.attempts
    return json.dumps(named, separators=(",", ":"))


def clicked(sent: str) -> Clicked:
    """What was clicked. ValueError where the value is none of ours."""
    parsed: Any = json.loads(sent)
    match parsed:
        case {"proposal": str(proposal), "revision": int(revision), **more}:
            attempt, check = more.get("attempt", 0), more.get("check", 0)
            if isinstance(attempt, int) and isinstance(check, int):
                return Clicked(proposal, revision, attempt, check)
    raise ValueError("not the value of one of our buttons")


def button(action: str, label: str, proposal: Proposal, style: str = "") -> Element:
    """One button; its `action_id` is what the listeners know it by."""
    return {
        "type": "button",
        "action_id": action,
        "text": {"type": "plain_text", "text": label, "emoji": False},
        "value": value(proposal),
        **({"style": style} if style else {}),
    }


def row(*buttons: Element) -> Block:
    return {"type": "actions", "elements": list(buttons)}


def card_rows(proposal: Proposal) -> list[Block]:
    """What can be done from the card in this state: for the reviewers first, then for the authors."""
    edit, withdraw = button("edit", "Edit", proposal), button("withdraw", "Withdraw", proposal)
    # For those who decide: a finding that is a mistake helps nobody, and whoever keeps the rules should hear of it.
    wrong = [button("dispute", "Wrong finding", proposal)] if proposal.findings else []
    match proposal.state:
        case State.IN_REVIEW:
            return [
                row(
                    button("approve", "Approve", proposal, "primary"),
                    button("reject", "Reject", proposal, "danger"),
                    button("request_changes", "Request changes", proposal),
                    *wrong,
                ),
                row(edit, withdraw),
            ]
        case State.BLOCKED:
            return [row(edit, withdraw), *([row(*wrong)] if wrong else [])]
        case State.FAILED:
            return [row(button("retry_publish", "Try again", proposal, "primary"), edit)]
        case State.UNCONFIRMED:
            return [
                row(
                    button("confirm_posted", "It is there: give the link", proposal),
                    button("confirm_not_posted", "It is not there: try again", proposal),
                )
            ]
        case _:
            return []
