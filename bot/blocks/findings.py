"""What the checks found, the gravest first: the rule, why, the place, and how to mend it."""

from collections.abc import Sequence
from dataclasses import dataclass

from approval.finding import Finding, Severity
from bot.blocks.fitting import size
from bot.blocks.literal import Block, Element, bullets, rich_text, section, text
from bot.blocks.marks import marked
from bot.blocks.printed import Printed
from bot.blocks.split import PIECE, units

GROUPS = {
    Severity.BLOCK: "⛔  Must be rewritten",
    Severity.ESCALATE: "⚠️  Grave: asks for one approver more and a written reason",
    Severity.WARN: "💡  Worth a look",
}
# A block of many short findings is long by what stands around the words: links above all.
MOST_JSON = 6000


@dataclass(frozen=True, slots=True)
class Item:
    """A finding, ready to stand in the list of its severity."""

    severity: Severity
    element: Element


def by_gravity(findings: Sequence[Finding]) -> list[Finding]:
    """The gravest first; otherwise in the order in which they came."""
    return sorted(findings, key=lambda finding: -finding.severity.rank)


def findings_blocks(findings: Sequence[Finding], whole: str, printed: Printed) -> list[Block]:
    """The findings about the text `whole`, grouped; none of them left out or shortened."""
    return grouped([Item(finding.severity, finding_item(finding, whole, printed)) for finding in findings])


def grouped(found: Sequence[Item]) -> list[Block]:
    """Items that were built before, grouped: a card tries how many it can hold."""
    blocks: list[Block] = []
    for severity, title in GROUPS.items():
        group = [item.element for item in found if item.severity is severity]
        for items in packed(group):
            count = f" ({len(group)})" if len(group) > 1 else ""
            blocks.append(rich_text(section(text(f"{title}{count}", bold=True)), bullets(items)))
            title, count = f"{title}, continued", ""
    return blocks


def finding_item(finding: Finding, whole: str, printed: Printed, number: str = "") -> Element:
    """One finding as an item of a list."""
    lines = [*([text(number, bold=True)] if number else []), *printed.rule(finding.rule)]
    lines += [text("\n"), *printed.message(finding)]
    if place := marked(finding, whole):
        lines += [text("\n"), *place]
    if finding.mend:
        lines += [text("\n"), text(finding.mend, italic=True)]
    return section(*lines)


def packed(items: Sequence[Element]) -> list[list[Element]]:
    """The items in groups, each small enough for a block."""
    groups: list[list[Element]] = []
    used, written = PIECE, MOST_JSON
    for item in items:
        words, around = sum(units(part["text"]) for part in item["elements"]), size([item])
        if used + words > PIECE or written + around > MOST_JSON:
            groups.append([])
            used = written = 0
        groups[-1].append(item)
        used += words
        written += around
    return groups
