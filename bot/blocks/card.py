"""The review card: everything that a person needs to decide on one revision, calm enough to decide in ten seconds.

The reply's text is always on it, whole. What does not fit into one Slack message goes into the card's thread, whole,
and the card says so.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from approval.finding import Finding, Severity
from approval.people import Accounts
from approval.proposal import Proposal, State
from bot.blocks.buttons import card_rows
from bot.blocks.content import (
    image_blocks,
    parent_blocks,
    picture_blocks,
    quoted,
    reply_blocks,
    separated,
    source_blocks,
)
from bot.blocks.findings import by_gravity, findings_blocks
from bot.blocks.fitting import fits, messages
from bot.blocks.literal import Block, header, plain, rich_text, section, small, text
from bot.blocks.standing import decisions, note, standing
from bot.blocks.words import account_words, counted, headline, superseded
from bot.literal import escape

# A clean result is worth a line; so is how many findings a card still shows when there are more than it can hold.
FEWEST_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Part:
    """A message in the card's thread. `name` tells it from the card's other parts, also after a restart."""

    name: str
    text: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class CardContent:
    """A card: `text` is what a notification shows, `parts` what has to stand in the thread."""

    text: str
    blocks: tuple[Block, ...]
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class _Plan:
    """What goes to the thread, and how many findings stay on the card."""

    moved: frozenset[str]
    shown: int


def card(proposal: Proposal, accounts: Accounts) -> CardContent:
    """The card of the revision that `proposal` is seen through."""
    findings = by_gravity(proposal.findings)
    for plan in _plans(len(findings)):
        blocks = _blocks(proposal, accounts, findings, plan)
        if fits(blocks):
            break
    return CardContent(_fallback(proposal, accounts), tuple(blocks), tuple(_parts(proposal, accounts, findings, plan)))


def simple_card(proposal: Proposal, accounts: Accounts) -> CardContent:
    """A card of the plainest blocks, for when Slack refuses the other: the whole text and the buttons."""
    blocks = [
        header(headline(proposal)),
        *standing(proposal, accounts),
        *reply_blocks(proposal, accounts),
        *_plainly(f"Picture: {item.alt}" for item in proposal.revision.media[:4]),
        rich_text(section(text(f"{counted(len(proposal.findings), 'finding')}; see the thread or ask the author."))),
        *([] if superseded(proposal) else card_rows(proposal)),
    ]
    return CardContent(_fallback(proposal, accounts), tuple(blocks))


def _plainly(lines: Iterator[str]) -> list[Block]:
    # A section takes 3,000 units; a description may be 3,000 characters of two units each.
    return [{"type": "section", "text": plain(line[:1000])} for line in lines]


def _plans(findings: int) -> Iterator[_Plan]:
    """From everything on the card to the least: what helps a decision least leaves first."""
    leaving: frozenset[str] = frozenset()
    yield _Plan(leaving, findings)
    for name in ("source", "pictures"):
        leaving |= {name}
        yield _Plan(leaving, findings)
    for shown in range(findings - 1, FEWEST_SHOWN - 1, -1):
        yield _Plan(leaving, shown)
    for name in ("parent", "decisions"):
        leaving |= {name}
        yield _Plan(leaving, min(findings, FEWEST_SHOWN))
    for shown in range(min(findings, FEWEST_SHOWN) - 1, -1, -1):
        yield _Plan(leaving, shown)


def _blocks(proposal: Proposal, accounts: Accounts, findings: list[Finding], plan: _Plan) -> list[Block]:
    revision = proposal.revision
    head = [
        header(headline(proposal)),
        small(
            f"{account_words(proposal, accounts)}  ·  revision {revision.number}"
            f"  ·  proposed by {accounts.name(proposal.proposer)}{_edited(proposal, accounts)}"
        ),
        *standing(proposal, accounts),
        *note(proposal),
        *decisions(proposal, accounts, reasons="decisions" not in plan.moved),
        *([_moved("The reasons")] if "decisions" in plan.moved and proposal.reviews else []),
    ]
    middle = separated(
        _or_moved(plan, "parent", parent_blocks(revision.parent), "The post that is answered"),
        [
            *reply_blocks(proposal, accounts),
            *(image_blocks(revision.media) if "pictures" in plan.moved else picture_blocks(revision.media)),
            *([_moved("What the pictures show, in words,")] if "pictures" in plan.moved and revision.media else []),
        ],
        [
            *_or_moved(plan, "source", source_blocks(revision.reason), "The source or reason that was given"),
            *_findings(proposal, findings, plan.shown),
        ],
    )
    rows = [] if superseded(proposal) else card_rows(proposal)
    return [*head, *middle, *rows, small(_hint(proposal), f"Reply {proposal.id}, revision {revision.number}")]


def _findings(proposal: Proposal, findings: list[Finding], shown: int) -> list[Block]:
    if not findings:
        checked = "The checks found nothing." if proposal.checked_at or superseded(proposal) else "Not checked yet."
        return [rich_text(section(text(f"✓  {checked}" if "nothing" in checked else checked)))]
    blocks = findings_blocks(findings[:shown], proposal.revision.text)
    if shown < len(findings):
        left = counted(len(findings) - shown, "more finding")
        blocks.append(_moved(f"{left}: all {len(findings)}" if shown else f"All {counted(len(findings), 'finding')}"))
    return blocks


def _parts(proposal: Proposal, accounts: Accounts, findings: list[Finding], plan: _Plan) -> Iterator[Part]:
    revision = proposal.revision
    if "parent" in plan.moved:
        yield from _thread("parent", parent_blocks(revision.parent))
    if "pictures" in plan.moved:
        yield from _thread("pictures", picture_blocks(revision.media))
    if "source" in plan.moved:
        yield from _thread("source", source_blocks(revision.reason))
    if plan.shown < len(findings):
        yield from _thread("findings", findings_blocks(findings, revision.text))
    if "decisions" in plan.moved:
        for review in proposal.reviews:
            one = quoted(review.reason) if review.reason else []
            yield from _thread(
                f"decision of {review.person}",
                [rich_text(section(text(accounts.name(review.person), bold=True))), *one] if one else [],
            )


def _thread(name: str, blocks: list[Block]) -> Iterator[Part]:
    for number, message in enumerate(messages(blocks), start=1):
        yield Part(f"{name}/{number}", f"More of the card above: {escape(name)}", tuple(message))


def _or_moved(plan: _Plan, name: str, blocks: list[Block], words: str) -> list[Block]:
    return [_moved(words)] if name in plan.moved and blocks else blocks


def _moved(words: str) -> Block:
    return rich_text(section(text("↳  ", bold=True), text(f"{words} stand whole in the thread below.", bold=True)))


def _edited(proposal: Proposal, accounts: Accounts) -> str:
    author = proposal.revision.author
    return f", edited by {accounts.name(author)}" if author != proposal.proposer else ""


def _hint(proposal: Proposal) -> str:
    if proposal.state is not State.IN_REVIEW or superseded(proposal):
        return ""
    reactions = (
        "A reaction carries no reason, so only the button approves here; ❌ rejects."
        if proposal.severity is Severity.ESCALATE
        else "✅ and ❌ as reactions count the same."
    )
    return f"{reactions} Whoever wrote it, of whatever rank, cannot decide on it."


def _fallback(proposal: Proposal, accounts: Accounts) -> str:
    """What a notification shows. The reply's words are not in it: nobody decides on an excerpt."""
    proposer = accounts.name(proposal.proposer)[:200]
    state = headline(proposal).split("  ")[1]
    return f"{state}: {escape(account_words(proposal, accounts)[:200])}, proposed by {escape(proposer)}"
