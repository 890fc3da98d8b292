"""What is proposed: the post that is answered, the reply itself, its pictures, the source of its claims."""

from approval.people import Accounts
from approval.proposal import Media, Parent, Proposal, State
from bot.blocks.literal import Block, divider, link, quote, rich_text, section, small, text
from bot.blocks.marks import readable
from bot.blocks.split import characters, pieces
from bot.blocks.words import counted, superseded

ALT_LIMIT = 2000
ON = "… it goes on without a break …"


def parent_blocks(parent: Parent | None) -> list[Block]:
    """The post that is answered, as it was when the reply was proposed."""
    if parent is None:
        return [rich_text(section(text("A new post,", bold=True), text(" in answer to nobody")))]
    # Written out, so that no character in it turns round what stands behind it: that it was pasted, say.
    author = readable(parent.author) or "somebody whose name was not given"
    title = [text("In answer to ", bold=True), text(author, bold=True)]
    if parent.pasted:
        title.append(text("  (pasted by hand, not fetched)", italic=True))
    if parent.url:
        title += [text("\n"), link(parent.url)]
    return [rich_text(section(*title)), *quoted(parent.text or "(no text)")]


def reply_blocks(proposal: Proposal, accounts: Accounts) -> list[Block]:
    """The exact text, whole, as it would stand on the account."""
    account = accounts.accounts.get(proposal.account)
    name, handle = (account.name, account.handle) if account else (proposal.account, "")
    revision = proposal.revision
    pictures = f" · {counted(len(revision.media), 'picture')}" if revision.media else ""
    return [
        rich_text(section(text(name, bold=True), text(f" {handle} {_posts(proposal)}:"))),
        *quoted(revision.text),
        small(f"{counted(characters(revision.text), 'character')}{pictures} · exactly and whole"),
    ]


def picture_blocks(media: tuple[Media, ...]) -> list[Block]:
    """Each picture and its whole description, which is published with it."""
    return [block for number, item in enumerate(media, start=1) for block in _picture(number, item)]


def image_blocks(media: tuple[Media, ...]) -> list[Block]:
    """The pictures alone, where their descriptions stand elsewhere."""
    return [block for number, item in enumerate(media, start=1) for block in _image(number, item)]


def source_blocks(reason: str) -> list[Block]:
    """What the proposer gave as the reason or source for the claims."""
    if not reason.strip():
        return [rich_text(section(text("No source was given", italic=True), text(" for what it says.")))]
    return [rich_text(section(text("Source or reason given", bold=True))), *quoted(reason)]


def quoted(words: str) -> list[Block]:
    """Somebody's words whole, behind a line; in several blocks where they are long, which is said where it shows."""
    blocks: list[Block] = []
    cut = pieces(words)
    for number, piece in enumerate(cut, start=1):
        blocks.append(rich_text(quote(text(piece))))
        if number < len(cut) and not piece.endswith("\n"):
            blocks.append(small(ON))
    return blocks


def separated(*groups: list[Block]) -> list[Block]:
    """The groups under each other, with a line before each."""
    return [block for group in groups if group for block in (divider(), *group)]


def _posts(proposal: Proposal) -> str:
    if superseded(proposal) or proposal.state in (State.REJECTED, State.WITHDRAWN, State.EXPIRED):
        return "would have posted"
    return "posted" if proposal.state is State.PUBLISHED else "would post"


def _picture(number: int, item: Media) -> list[Block]:
    described = [text(f"Picture {number}", bold=True), text(f" ({item.name}), described for those who cannot see it:")]
    return [*_image(number, item), rich_text(section(*described)), *quoted(item.alt)]


def _image(number: int, item: Media) -> list[Block]:
    if not item.slack_file:
        return []
    # Slack takes no longer description; the whole one stands in words beside it.
    alt = item.alt if len(item.alt.encode("utf-16-le")) // 2 <= ALT_LIMIT else f"Picture {number}, described beside it"
    return [{"type": "image", "slack_file": {"id": item.slack_file}, "alt_text": alt}]
