"""What the checks found, the gravest first, each with its place and how to mend it."""

from collections.abc import Sequence

from approval.finding import Finding, Severity
from bot.blocks.literal import Block, Element, bullets, rich_text, section, text
from bot.blocks.marks import marked
from bot.blocks.split import PIECE, units

GROUPS = {
    Severity.BLOCK: "⛔  Must be rewritten",
    Severity.ESCALATE: "⚠️  Grave: asks for one approver more and a written reason",
    Severity.WARN: "💡  Worth a look",
}


def by_gravity(findings: Sequence[Finding]) -> list[Finding]:
    """The gravest first; otherwise in the order in which they came."""
    return sorted(findings, key=lambda finding: -finding.severity.rank)


def findings_blocks(findings: Sequence[Finding], whole: str) -> list[Block]:
    """The findings about the text `whole`, grouped; none of them left out or shortened."""
    blocks: list[Block] = []
    for severity, title in GROUPS.items():
        group = [_item(finding, whole) for finding in findings if finding.severity is severity]
        for items in _packed(group):
            count = f" ({len(group)})" if len(group) > 1 else ""
            blocks.append(rich_text(section(text(f"{title}{count}", bold=True)), bullets(items)))
            title, count = f"{title}, continued", ""
    return blocks


def _item(finding: Finding, whole: str) -> Element:
    lines: list[Element] = [text(finding.message)]
    if place := marked(finding, whole):
        lines += [text("\n"), *place]
    if finding.mend:
        lines += [text("\n"), text(finding.mend, italic=True)]
    return section(*lines)


def _packed(items: Sequence[Element]) -> list[list[Element]]:
    """The items in groups, each small enough for a block."""
    groups: list[list[Element]] = []
    used = PIECE
    for item in items:
        size = sum(units(part["text"]) for part in item["elements"])
        if used + size > PIECE:
            groups.append([])
            used = 0
        groups[-1].append(item)
        used += size
    return groups
