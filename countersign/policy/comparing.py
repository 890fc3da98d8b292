"""`countersign policy diff`: what changed from one version to another, and what that does to replies that are open."""

from collections.abc import Sequence
from typing import Annotated

import typer
from rich.console import Console

from approval.adopting import ALL, OPEN
from approval.bootstrap import House
from approval.policy.compare import Comparison, compare, describe, stricter
from approval.policy.document import Policy
from countersign.policy import found
from countersign.policy.console import indented, out

UNKNOWN = (
    "Once it is adopted, open replies that were checked under the old version are checked again before they go out."
)


def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="A policy's folder, or «adopted» for the one in force.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The same, for the other side.")],
) -> None:
    """Say in words what changed between two versions, and which rules got stricter."""
    comparison = compare(found.named(old), after := found.named(new))
    console = out()
    console.print(f"From {comparison.old} to {comparison.new}:", markup=False)
    tell(comparison, console)
    if not comparison.stricter:
        return
    house = found.house_if_any()
    console.print(in_words(would_reopen(house, after)) if house and house.policy() else UNKNOWN, markup=False)


def tell(comparison: Comparison, console: Console) -> None:
    """The changes, a sentence each, and which rules got stricter."""
    if not comparison.changes:
        console.print("Nothing changed.")
        return
    for sentence in describe(comparison):
        console.print(f"• {indented(sentence)}", markup=False)
    if comparison.stricter:
        console.print(f"\nStricter: {', '.join(comparison.stricter)}.", markup=False)
    else:
        console.print("\nNothing got stricter: replies that are open stay as they are.")


def would_reopen(house: House, policy: Policy) -> list[str]:
    """The ids of the open replies that would be checked again if this policy were adopted now."""
    with house.store.read() as reading:
        return [
            proposal.id
            for proposal in reading.proposals_in(OPEN, ALL)
            if (known := house.policies.of(reading, proposal.policy)) is None or stricter(known, policy)
        ]


def in_words(open_replies: Sequence[str]) -> str:
    """What an adoption would do to the replies that are open."""
    if not open_replies:
        return "No open reply was checked under a milder version, so none has to be checked again."
    many = "One open reply" if len(open_replies) == 1 else f"{len(open_replies)} open replies"
    return f"{many} would be checked again, and would need a new approval before going out: {', '.join(open_replies)}."
