"""Where a proposal stands and what it needs, in one or two sentences: what a reviewer reads first."""

from approval.finding import Severity
from approval.people import Accounts
from approval.proposal import Decision, Proposal, Review, State
from bot.blocks.literal import Block, Element, link, moment, quote, rich_text, section, text
from bot.blocks.printed import Printed
from bot.blocks.questions import label
from bot.blocks.split import pieces
from bot.blocks.words import counted, decision_words, listed, superseded


def standing(proposal: Proposal, accounts: Accounts) -> list[Block]:
    """The state of this revision in words: what it needs, or what became of it."""
    return [rich_text(section(*_sentences(proposal, accounts)))]


def decisions(proposal: Proposal, accounts: Accounts, printed: Printed, *, reasons: bool = True) -> list[Block]:
    """Who decided what on this revision, when, with which answers and why; each reason whole, or none."""
    number = proposal.revision.number
    return [block for review in proposal.reviews for block in _decision(review, number, accounts, printed, reasons)]


def note(proposal: Proposal) -> list[Block]:
    """The last thing that a person must know about this state, as it was said (by the platform, often)."""
    if not proposal.note or superseded(proposal):
        return []
    return [rich_text(quote(text(piece))) for piece in pieces(proposal.note)]


def _decision(review: Review, revision: int, accounts: Accounts, printed: Printed, reasons: bool) -> list[Block]:
    words = decision_words(review, accounts).replace("this revision", f"revision {revision}")
    mark = {Decision.APPROVE: "✅", Decision.REJECT: "❌", Decision.REQUEST_CHANGES: "✏️"}[review.decision]
    first, *more = pieces(review.reason) if review.reason and reasons else [""]
    said = _answered(review, printed, whole=reasons)
    line = section(text(f"{mark}  {words}, "), moment(review.at), *said, text(":" if first else "."))
    return [
        rich_text(line, *([quote(text(first))] if first else [])),
        *(rich_text(quote(text(piece))) for piece in more),
    ]


def _answered(review: Review, printed: Printed, *, whole: bool) -> list[Element]:
    """Which questions they answered with yes, by their titles; or how many."""
    if review.answers and not whole:
        return [text(f", and answered yes to {counted(len(review.answers), 'question')}")]
    questions = printed.policy.questions if printed.policy else ()
    known = {question.id: label(questions, question) for question in questions if question.id in review.answers}
    titles = [*known.values(), *(each for each in review.answers if each not in known)]
    return [text(f", and answered yes to {listed([f'«{title}»' for title in titles])}")] if titles else []


def _sentences(proposal: Proposal, accounts: Accounts) -> list[Element]:
    if superseded(proposal):
        return [
            text(f"Superseded by revision {proposal.current}.", bold=True),
            text(" Nothing can be decided on this one any more."),
        ]
    match proposal.state:
        case State.IN_REVIEW:
            return _needs(proposal, accounts)
        case State.CHECKING:
            return [text("The checks are running.", bold=True)]
        case State.BLOCKED:
            return [
                text("This cannot be approved, only rewritten.", bold=True),
                text(" Editing it makes a new revision, which is checked again."),
            ]
        case State.CHANGES_REQUESTED:
            return [text("Sent back to its author,", bold=True), text(" who has been told and can edit it.")]
        case State.APPROVED:
            again = " It could not be posted yet and is tried again:" if proposal.note else " It goes out now."
            return [text(f"Approved by {_approvers(proposal, accounts)}.", bold=True), text(again)]
        case State.REJECTED:
            return [text("Rejected.", bold=True), text(" It will not be posted.")]
        case State.EXPIRED:
            return [
                text("Nobody released it in time,", bold=True),
                text(" which was until "),
                moment(proposal.expires_at),
                text(". It cannot be approved late; its author can edit it, and it is reviewed anew."),
            ]
        case State.WITHDRAWN:
            return [text("Withdrawn by its author.", bold=True), text(" It will not be posted.")]
        case State.PUBLISHING:
            return [text(f"Approved by {_approvers(proposal, accounts)}.", bold=True), text(" It is being posted now.")]
        case State.PUBLISHED:
            approvers = _approvers(proposal, accounts)
            return [
                text(f"Posted as approved by {approvers}: ", bold=True),
                link(proposal.post_url),
            ]
        case State.FAILED:
            return [
                text("It was not posted.", bold=True),
                text(" A reviewer can have it tried again, or its author can change it."),
                text(" The platform said:" if proposal.note else ""),
            ]
        case State.UNCONFIRMED:
            return [
                text("Nobody knows yet whether it was posted.", bold=True),
                text(" It is never simply sent again. Please look at the account, then say which it is."),
            ]


def _needs(proposal: Proposal, accounts: Accounts) -> list[Element]:
    done = [accounts.name(review.person) for review in proposal.approvals]
    has = f" It has {len(done)}, by {listed(done)}; {proposal.missing} to go." if done else ""
    needed = [text(f"Needs {counted(proposal.required, 'approval')}.", bold=True), text(has)]
    grave = proposal.severity is Severity.ESCALATE
    why = " Because of a grave finding, that is one more than usual, and each needs a written reason." if grave else ""
    return [*needed, text(why), text(" Open until "), moment(proposal.expires_at), text(".")]


def _approvers(proposal: Proposal, accounts: Accounts) -> str:
    return listed([accounts.name(review.person) for review in proposal.approvals]) or "nobody on this revision"
