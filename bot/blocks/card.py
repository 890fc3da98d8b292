"""The review card: everything that a person needs to decide on one revision, calm enough to decide in ten seconds.

The reply's text is always on it, whole. What does not fit into one Slack message goes into the card's thread, whole,
and the card says so.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from approval.finding import Severity
from approval.people import Accounts
from approval.policy.document import Policy
from approval.proposal import Proposal, State
from bot.blocks.buttons import card_rows
from bot.blocks.content import (
    image_blocks,
    parent_blocks,
    picture_blocks,
    reply_blocks,
    separated,
    source_blocks,
)
from bot.blocks.findings import Item, by_gravity, finding_item, grouped
from bot.blocks.fitting import fits, messages
from bot.blocks.literal import Block, header, rich_text, section, small, text
from bot.blocks.plainly import plainly
from bot.blocks.printed import NOT_CHECKED, Printed
from bot.blocks.questions import question_blocks, whole
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


def card(proposal: Proposal, accounts: Accounts, printed: Printed = NOT_CHECKED) -> CardContent:
    """The card of the revision that `proposal` is seen through. `printed` is the policy that it was checked under."""
    return _card(proposal, accounts, printed, list)


def simple_card(proposal: Proposal, accounts: Accounts, printed: Printed = NOT_CHECKED) -> CardContent:
    """The same card in the plainest blocks, for when Slack refuses the other."""
    return _card(proposal, accounts, printed, plainly)


def _card(
    proposal: Proposal, accounts: Accounts, printed: Printed, laid_out: Callable[[Sequence[Block]], list[Block]]
) -> CardContent:
    findings = [
        Item(finding.severity, finding_item(finding, proposal.revision.text, printed))
        for finding in by_gravity(proposal.findings)
    ]
    for plan in _plans(len(findings)):
        blocks = laid_out(_blocks(proposal, accounts, printed, findings, plan))
        if fits(blocks):
            break
    parts = (
        Part(name, f"More of the card above: {name}", tuple(message))
        for group, blocks_of_it in _moved_parts(proposal, accounts, printed, findings, plan)
        for number, message in enumerate(messages(laid_out(blocks_of_it)), start=1)
        for name in [f"{group}/{number}"]
    )
    return CardContent(_fallback(proposal, accounts), tuple(blocks), tuple(parts))


def _plans(findings: int) -> Iterator[_Plan]:
    """From everything on the card to the least: what helps a decision least leaves first."""
    leaving: frozenset[str] = frozenset()
    yield _Plan(leaving, findings)
    for name in ("source", "pictures"):
        leaving |= {name}
        yield _Plan(leaving, findings)
    for shown in range(findings - 1, FEWEST_SHOWN - 1, -1):
        yield _Plan(leaving, shown)
    for name in ("questions", "parent", "decisions"):
        leaving |= {name}
        yield _Plan(leaving, min(findings, FEWEST_SHOWN))
    for shown in range(min(findings, FEWEST_SHOWN) - 1, -1, -1):
        yield _Plan(leaving, shown)
    for name in ("note", "policy", "titles"):
        leaving |= {name}
        yield _Plan(leaving, 0)


def _blocks(proposal: Proposal, accounts: Accounts, printed: Printed, findings: list[Item], plan: _Plan) -> list[Block]:
    revision = proposal.revision
    head = [
        header(headline(proposal)),
        small(
            f"{account_words(proposal, accounts)}  ·  revision {revision.number}"
            f"  ·  proposed by {accounts.name(proposal.proposer)}{_edited(proposal, accounts)}"
        ),
        *standing(proposal, accounts),
        *_or_moved(plan, "note", note(proposal), "What was said about it"),
        *decisions(proposal, accounts, printed, reasons="decisions" not in plan.moved),
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
            *_or_moved(plan, "policy", _checked_under(printed), "The policy's name and address"),
        ],
        _questions(proposal, printed, plan),
    )
    rows = [] if superseded(proposal) else card_rows(proposal)
    return [*head, *middle, *rows, small(_hint(proposal, printed), f"Reply {proposal.id}, revision {revision.number}")]


def _findings(proposal: Proposal, findings: list[Item], shown: int) -> list[Block]:
    if not findings:
        checked = "The checks found nothing." if proposal.checked_at or superseded(proposal) else "Not checked yet."
        return [rich_text(section(text(f"✓  {checked}" if "nothing" in checked else checked)))]
    blocks = grouped(findings[:shown])
    if shown < len(findings):
        left = counted(len(findings) - shown, "more finding")
        blocks.append(_moved(f"{left}: all {len(findings)}" if shown else f"All {counted(len(findings), 'finding')}"))
    return blocks


def _checked_under(printed: Printed) -> list[Block]:
    name = printed.name()
    return [rich_text(section(text("Checked under "), *name, text(".")))] if name else []


def _questions(proposal: Proposal, printed: Printed, plan: _Plan) -> list[Block]:
    policy = _asking(proposal, printed)
    if policy is None:
        return []
    if "questions" not in plan.moved:
        return question_blocks(policy, proposal)
    told = "The questions by their numbers" if "titles" in plan.moved else "The questions' texts"
    return [_moved(told), *question_blocks(policy, proposal, texts=False, titles="titles" not in plan.moved)]


def _asking(proposal: Proposal, printed: Printed) -> Policy | None:
    """The policy whose questions this card asks; None where it asks none (now, or any more)."""
    policy = printed.policy
    asking = proposal.state is State.IN_REVIEW and not superseded(proposal) and policy is not None
    return policy if asking and policy is not None and policy.questions else None


def _moved_parts(
    proposal: Proposal, accounts: Accounts, printed: Printed, findings: list[Item], plan: _Plan
) -> Iterator[tuple[str, list[Block]]]:
    """Whole, and each under a name of ours, by which it stands in the thread once and stays there.

    What a check found is named by its policy as well: under a stricter one the same text is checked again.
    """
    revision = proposal.revision
    under = f" ({printed.policy.digest[:12]})" if printed.policy else ""
    if "parent" in plan.moved:
        yield "parent", parent_blocks(revision.parent)
    if "pictures" in plan.moved:
        yield "pictures", picture_blocks(revision.media)
    if "source" in plan.moved:
        yield "source", source_blocks(revision.reason)
    if plan.shown < len(findings):
        yield f"findings{under}", [*_checked_under(printed), *grouped(findings)]
    if "note" in plan.moved:
        yield "note", note(proposal)
    if "policy" in plan.moved:
        yield f"policy{under}", _checked_under(printed)
    if "questions" in plan.moved and (policy := _asking(proposal, printed)):
        yield f"questions{under}", whole(policy.questions, numbered=True)
    if "decisions" in plan.moved:
        for number, review in enumerate(proposal.reviews, start=1):
            # An approval taken back renumbers the others; who spoke and when does not change.
            name = f"decision {number} of {review.at:%H:%M:%S}"
            yield name, decisions(replace(proposal, reviews=(review,)), accounts, printed)


def _or_moved(plan: _Plan, name: str, blocks: list[Block], words: str) -> list[Block]:
    return [_moved(words)] if name in plan.moved and blocks else blocks


def _moved(words: str) -> Block:
    return rich_text(section(text("↳  ", bold=True), text(f"{words} stand whole in the thread below.", bold=True)))


def _edited(proposal: Proposal, accounts: Accounts) -> str:
    author = proposal.revision.author
    return f", edited by {accounts.name(author)}" if author != proposal.proposer else ""


def _hint(proposal: Proposal, printed: Printed) -> str:
    if proposal.state is not State.IN_REVIEW or superseded(proposal):
        return ""
    if proposal.severity is Severity.ESCALATE:
        reactions = "A reaction carries no reason, so only the button approves here; ❌ rejects."
    elif _asking(proposal, printed):
        reactions = "✅ as a reaction says yes to every question and approves; ❌ rejects."
    else:
        reactions = "✅ and ❌ as reactions count the same."
    return f"{reactions} Whoever wrote it, of whatever rank, cannot decide on it."


def _fallback(proposal: Proposal, accounts: Accounts) -> str:
    """What a notification shows. The reply's words are not in it: nobody decides on an excerpt."""
    proposer = accounts.name(proposal.proposer)[:200]
    state = headline(proposal).split("  ")[1]
    return f"{state}: {escape(account_words(proposal, accounts)[:200])}, proposed by {escape(proposer)}"
