"""What the proposer is told, privately: what became of their reply, why, and what they can do now."""

from collections.abc import Mapping
from dataclasses import dataclass

from approval.people import Accounts
from approval.proposal import Proposal
from approval.rules import EDITABLE
from bot.blocks.buttons import button, row
from bot.blocks.content import quoted
from bot.blocks.findings import by_gravity, findings_blocks
from bot.blocks.fitting import messages
from bot.blocks.literal import Block, link, rich_text, section, small, text
from bot.blocks.printed import NOT_CHECKED, Printed
from bot.blocks.words import account_words, superseded
from bot.literal import escape

# An edit is offered where a new wording is the way on; elsewhere it would only lead away from what was decided.
OFFER_EDIT = frozenset({"blocked", "changes_requested", "expired", "failed", "stopped"})


@dataclass(frozen=True, slots=True)
class NoticeContent:
    """One direct message; `more` follows it where it is long."""

    text: str
    blocks: tuple[Block, ...]
    more: tuple[tuple[Block, ...], ...] = ()


def notice(
    kind: str, proposal: Proposal, detail: Mapping[str, str], accounts: Accounts, printed: Printed = NOT_CHECKED
) -> NoticeContent:
    """The message for one kind of thing that the workflow tells. `proposal` is seen through the revision concerned."""
    by = accounts.name(detail.get("by", "")) or "Somebody"
    title, after = _words(kind, by)
    said = detail.get("reason", "")
    blocks = [
        rich_text(section(text(title, bold=True), *([text("\n"), text(after)] if after else []))),
        *([rich_text(section(link(detail["url"])))] if detail.get("url") else []),
        *([rich_text(section(text("The reason:", bold=True))), *quoted(said)] if said else []),
        *(_findings(proposal, printed) if kind == "blocked" else []),
        rich_text(section(text("Your reply:", bold=True))),
        *quoted(proposal.revision.text),
    ]
    if kind in OFFER_EDIT and proposal.state in EDITABLE and not superseded(proposal):
        blocks.append(row(button("edit", "Edit", proposal, "primary"), button("withdraw", "Withdraw", proposal)))
    blocks.append(
        small(f"{account_words(proposal, accounts)}  ·  reply {proposal.id}, revision {proposal.revision.number}")
    )
    first, *more = messages(blocks)
    return NoticeContent(escape(title), tuple(first), tuple(tuple(each) for each in more))


def _findings(proposal: Proposal, printed: Printed) -> list[Block]:
    return findings_blocks(by_gravity(proposal.findings), proposal.revision.text, printed)


def _words(kind: str, by: str) -> tuple[str, str]:
    match kind:
        case "blocked":
            return (
                "Your reply was stopped by the rules.",
                "Nobody can approve it as it is. Edit it; the findings below say how. It is then checked again.",
            )
        case "approved":
            return f"{by} approved your reply.", "It goes out now; you will be told when it is posted."
        case "rejected":
            return (
                f"{by} rejected your reply. It will not be posted.",
                "This is final for this reply. If the post still needs an answer, propose a new one with /reply.",
            )
        case "changes_requested":
            return f"{by} asks you to change your reply.", "Edit it; it is then checked and reviewed anew."
        case "expired":
            return (
                "Nobody released your reply in time, so it expired.",
                "It cannot be approved late. If it is still right, edit it, and it is reviewed anew.",
            )
        case "withdrawn":
            return f"{by} withdrew the reply. It will not be posted.", ""
        case "approval_withdrawn":
            return (
                f"{by} took the approval back before your reply went out.",
                "It waits for approval again. You need to do nothing.",
            )
        case "published":
            return "Your reply is posted.", ""
        case "failed":
            return (
                "Your reply was approved, but the platform refused it. It was not posted.",
                "A reviewer can have it tried again from the card, or you can edit it, and it is reviewed anew.",
            )
        case "unconfirmed":
            return (
                "Nobody knows yet whether your reply was posted.",
                "Please do not propose it again. The reviewers are asked on the card to look at the account.",
            )
        case "stopped":
            return "Your reply was stopped before it went out. It was not posted.", "Its card says what it needs now."
        case "undelivered":
            return (
                "Your reply is safe, but the reviewers cannot see it yet: its card could not be posted.",
                "It is tried again by itself. If it is urgent, tell an administrator what stands below.",
            )
    return "There is news about your reply.", "Its card says what is so now."
