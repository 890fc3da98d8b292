"""The Home tab: each person's own desk. It leads to the cards; nothing is decided from here."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from approval.people import Account, Accounts
from approval.policy.in_words import day
from approval.proposal import TRANSITIONS, Proposal, State
from approval.rules import EDITABLE
from bot.blocks.buttons import button, row
from bot.blocks.literal import Block, divider, header, link, moment, quote, rich_text, section, small, text
from bot.blocks.printed import NOT_CHECKED, Printed
from bot.blocks.split import pieces
from bot.blocks.words import HEADLINES, account_words, counted, listed

# 100 blocks a view; an entry takes up to four, or three where it waits, and everything else some ten.
MOST_ENTRIES = 12
EXCERPT = 240

# How the author of a reply says what its card says to those who decide.
TO_AUTHOR = {**HEADLINES, State.IN_REVIEW: "🟡  Waits for review", State.UNCONFIRMED: "🟠  Posted or not: looked into"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A proposal, and where its card can be read; empty where it has none yet."""

    proposal: Proposal
    card_url: str = ""


@dataclass(frozen=True, slots=True)
class Desk:
    """What concerns one person; None where they do not hold the role. `printed` is the policy in force.

    `accepted` says whether they have accepted it; None where nobody asks it of them.
    """

    printed: Printed = NOT_CHECKED
    accepted: bool | None = None
    waiting: Sequence[Entry] | None = None
    mine: Sequence[Entry] | None = None
    audited: Sequence[Account] = ()


def home(desk: Desk, accounts: Accounts) -> dict[str, Any]:
    """The view for views.publish."""
    blocks: list[Block] = []
    if desk.waiting is not None:
        blocks += [header("Waits for your decision"), *_waiting(desk.waiting, accounts)]
    if desk.mine is not None:
        blocks += [header("Your replies"), *_mine(desk.mine, accounts)]
    if desk.audited:
        blocks += [header("The record"), *_record(desk.audited)]
    if not blocks:
        blocks = _outsider(accounts)
    blocks += _policy(desk.printed, desk.accepted)
    return {"type": "home", "blocks": [*blocks, divider(), small("Nobody speaks for the city alone.")]}


def _waiting(entries: Sequence[Entry], accounts: Accounts) -> list[Block]:
    if not entries:
        return [rich_text(section(text("Nothing waits for you. New replies appear in the account's channel.")))]
    blocks = []
    for entry in entries[:MOST_ENTRIES]:
        proposal = entry.proposal
        needs = [text(f"needs {counted(proposal.missing, 'more approval')}, open until "), moment(proposal.expires_at)]
        asks = needs if proposal.state is State.IN_REVIEW else [text("needs somebody to look")]
        shown = link(entry.card_url, "Read it whole and decide on its card") if entry.card_url else text("No card yet")
        blocks += [
            divider(),
            rich_text(
                section(text(HEADLINES[proposal.state], bold=True), text("  "), *asks),
                _excerpt(proposal),
                section(shown),
            ),
            small(f"{account_words(proposal, accounts)}  ·  proposed by {accounts.name(proposal.proposer)}"),
        ]
    return [*blocks, *_more(entries, "wait; they are in the account's channel")]


def _mine(entries: Sequence[Entry], accounts: Accounts) -> list[Block]:
    how = "Type /reply anywhere, or choose «Propose a reply» in the menu of a message that holds a post's link."
    if not entries:
        return [rich_text(section(text(f"You have proposed nothing yet. {how}")))]
    blocks = [rich_text(section(text(how)))]
    for entry in entries[:MOST_ENTRIES]:
        proposal = entry.proposal
        where = [text("\n"), link(proposal.post_url)] if proposal.post_url else []
        blocks += [
            divider(),
            rich_text(
                section(text(TO_AUTHOR[proposal.state], bold=True), *where),
                _excerpt(proposal),
                *([section(link(entry.card_url, "Its card"))] if entry.card_url else []),
            ),
            small(f"{account_words(proposal, accounts)}  ·  reply {proposal.id}, revision {proposal.revision.number}"),
            *_acts(proposal),
        ]
    return [*blocks, *_more(entries, "are older; they are in the account's channel")]


def _acts(proposal: Proposal) -> list[Block]:
    acts = []
    if proposal.state in EDITABLE:
        acts.append(button("edit", "Edit", proposal))
    if State.WITHDRAWN in TRANSITIONS[proposal.state]:
        acts.append(button("withdraw", "Withdraw", proposal))
    return [row(*acts)] if acts else []


def _record(audited: Sequence[Account]) -> list[Block]:
    return [
        rich_text(
            section(
                text("You may read what was proposed, decided and posted for "),
                text(listed([account.name for account in audited]), bold=True),
                text(". Type for example "),
                text(f"/reply-audit {audited[0].id} 2026-01-01 2026-12-31 csv", code=True),
                text(" and the record comes to your messages. That you asked is recorded too."),
            )
        )
    ]


def _policy(printed: Printed, accepted: bool | None) -> list[Block]:
    if printed.policy is None:
        words = [text("No policy is in force yet, so nobody can propose a reply. An administrator adopts it.")]
        return [header("The policy"), rich_text(section(*words))]
    said = {
        None: "",
        True: " You have accepted it.",
        False: " You have not accepted it yet: /reply shows it before your first reply under it.",
    }[accepted]
    since = f" It applies from {day(printed.policy.effective)}."
    return [header("The policy"), rich_text(section(*printed.name(), text(" is in force."), text(since), text(said)))]


def _outsider(accounts: Accounts) -> list[Block]:
    names = [f"{account.name} ({account.handle})" for account in accounts.accounts.values()]
    return [
        header("Countersign"),
        rich_text(
            section(
                text(
                    "Here staff propose what an official account answers. The text is checked against the written "
                    "policy, and a second person approves it before it goes out. Every step is on a record that the "
                    "council can verify."
                )
            ),
            section(text(f"\nAccounts: {listed(names)}." if names else "")),
            section(
                text("\nYou hold no role for any of them.", bold=True),
                text(" If you should, ask the administrator who keeps accounts.toml to name you there."),
            ),
        ),
    ]


def _excerpt(proposal: Proposal) -> Block:
    """The beginning of a reply: enough to know which it is. Only the card is decided on, and it shows the whole."""
    first = pieces(proposal.revision.text.strip(), EXCERPT)[0]
    whole = first == proposal.revision.text.strip()
    return quote(text(first if whole else f"{first.rstrip()} …"))


def _more(entries: Sequence[Entry], words: str) -> list[Block]:
    left = len(entries) - MOST_ENTRIES
    return [small(f"{left} more {words}.")] if left > 0 else []
