"""The form in which a reviewer says that findings are wrong; and what came back. Pure."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from approval.draft import LONGEST_TEXT
from approval.finding import Finding
from approval.proposal import Proposal
from bot.blocks.findings import finding_item, packed
from bot.blocks.fitting import size
from bot.blocks.literal import Block, bullets, plain, rich_text, section, text
from bot.blocks.marks import written_out
from bot.blocks.printed import Printed, in_words
from bot.blocks.questions import LONGEST_LABEL, MOST_OPTIONS
from bot.blocks.split import pieces
from bot.blocks.words import counted

CALLBACK = "dispute_form"
FINDINGS = "findings"
# A view holds 100 blocks and 250 kB. Where the findings stand whole on the card alone, the boxes still fit.
MOST_BLOCKS = 95
MOST_JSON = 120_000

Numbered = tuple[int, Finding]


@dataclass(frozen=True, slots=True)
class Disputed:
    """Which findings of which check (by their place in `proposal.findings`), and why."""

    proposal: str
    revision: int
    check: int
    positions: tuple[int, ...]
    reason: str


def dispute_form(proposal: Proposal, printed: Printed) -> dict[str, Any]:
    """The form: every finding whole, with a box to tick, and the reason."""
    carried = {"proposal": proposal.id, "revision": proposal.revision.number, "check": proposal.check}
    asks = "Choose the findings that are mistaken, and say why. It decides nothing on this reply."
    reason = {"type": "plain_text_input", "action_id": "reason", "multiline": True, "max_length": LONGEST_TEXT}
    hint = "It goes into the record, and whoever keeps the rules learns from it."
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "title": plain("Wrong finding"),
        "submit": plain("Send"),
        "close": plain("Cancel"),
        "private_metadata": json.dumps(carried, separators=(",", ":")),
        "blocks": [
            rich_text(section(text(asks))),
            *_findings(proposal, printed),
            {
                "type": "input",
                "block_id": "reason",
                "label": plain("What is wrong about it?"),
                "element": reason,
                "hint": plain(hint),
            },
        ],
    }


def disputed(view: Mapping[str, Any]) -> Disputed:
    """The form as it was filled in."""
    carried = json.loads(view["private_metadata"])
    values = view["state"]["values"]
    chosen = [values[name][name] for name in values if name.startswith(FINDINGS)]
    positions = sorted(int(option["value"]) for each in chosen for option in each["selected_options"])
    reason = str(values["reason"]["reason"].get("value") or "")
    return Disputed(carried["proposal"], carried["revision"], carried["check"], tuple(positions), reason)


def noted(count: int) -> dict[str, Any]:
    """What the reviewer sees when it is recorded."""
    words = (
        f" It is recorded, with your reason, for {counted(count, 'finding')}. It decides nothing: the reply is checked "
        "and reviewed as before, and what the card says stays until then."
    )
    thanks = rich_text(section(text("Thank you.", bold=True), text(words)))
    return {
        "type": "modal",
        "callback_id": "noted",
        "title": plain("Noted"),
        "close": plain("Close"),
        "blocks": [thanks],
    }


def _findings(proposal: Proposal, printed: Printed) -> list[Block]:
    groups = list(_grouped(proposal.findings))
    boxes = [_boxes(number, group, printed, several=len(groups) > 1) for number, group in enumerate(groups)]
    shown = [_shown(group, proposal, printed) for group in groups]
    if sum(map(len, shown)) + len(boxes) > MOST_BLOCKS or sum(map(size, shown)) > MOST_JSON:
        shown = [[] for _ in groups]
    return [block for whole, box in zip(shown, boxes, strict=True) for block in (*whole, box)]


def _grouped(findings: Sequence[Finding]) -> Iterator[list[Numbered]]:
    """The gravest first, ten in a group, each with its place among all."""
    numbered = sorted(enumerate(findings), key=lambda each: -each[1].severity.rank)
    for start in range(0, len(numbered), MOST_OPTIONS):
        yield numbered[start : start + MOST_OPTIONS]


def _shown(group: Sequence[Numbered], proposal: Proposal, printed: Printed) -> list[Block]:
    items = [finding_item(finding, proposal.revision.text, printed, f"{at + 1}.  ") for at, finding in group]
    return [rich_text(bullets(each)) for each in packed(items)]


def _boxes(number: int, group: Sequence[Numbered], printed: Printed, *, several: bool) -> Block:
    name = f"{FINDINGS}_{number}" if number else FINDINGS
    options = [_option(at, finding, printed) for at, finding in group]
    return {
        "type": "input",
        "block_id": name,
        "optional": several,
        "label": plain("Which of these are wrong?"),
        "element": {"type": "checkboxes", "action_id": name, "options": options},
    }


def _option(at: int, finding: Finding, printed: Printed) -> dict[str, Any]:
    """The finding by its number, rule and span; it stands whole above, so what a box cannot hold may go."""
    known = printed.policy.rule(finding.rule) if printed.policy else None
    title = f"{known.id}  {known.title}" if known else in_words(finding.rule)
    span = _label(f"“{written_out(finding.span)}”") if finding.span else ""
    return {
        "text": plain(_label(f"{at + 1}.  {title}")),
        "value": str(at),
        **({"description": plain(span)} if span else {}),
    }


def _label(words: str) -> str:
    first, *more = pieces(words, LONGEST_LABEL)
    return f"{pieces(words, LONGEST_LABEL - 2)[0].rstrip()} …" if more else first
