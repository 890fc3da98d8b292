"""What the rules say of a draft that somebody tried out for themselves."""

from approval.stored_policy import Trial
from bot.blocks.content import quoted
from bot.blocks.findings import by_gravity, findings_blocks
from bot.blocks.fitting import messages
from bot.blocks.literal import rich_text, section, small, text
from bot.blocks.notice import NoticeContent
from bot.blocks.printed import Printed

TITLE = "Your draft is checked."


def tried(trial: Trial, printed: Printed) -> NoticeContent:
    """The answer to /reply-check, for one pair of eyes."""
    findings = by_gravity(trial.findings or ())
    found = (
        findings_blocks(findings, trial.text, printed)
        if findings
        else [rich_text(section(text("✓  Nothing was found.")))]
    )
    name = printed.name()
    blocks = [
        rich_text(section(text(TITLE, bold=True), text(" Nobody else sees this, and it decides nothing."))),
        *found,
        rich_text(section(text("Your draft:", bold=True))),
        *quoted(trial.text),
        *([rich_text(section(text("Checked under "), *name, text(".")))] if name else []),
        small("It is forgotten in two days. To have it reviewed and posted, propose it with /reply."),
    ]
    first, *more = messages(blocks)
    return NoticeContent(TITLE, tuple(first), tuple(tuple(each) for each in more))
