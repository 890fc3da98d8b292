"""`countersign policy adopt`: puts a policy into force, after it was checked and its changes were read."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from approval.adopting import Adoption
from approval.bootstrap import House
from approval.errors import InvalidContent
from approval.policy.compare import compare
from approval.policy.document import Policy
from approval.policy.pack import parse_pack
from countersign.policy import found
from countersign.policy.check import examine
from countersign.policy.comparing import in_words, tell, would_reopen
from countersign.policy.console import out
from countersign.policy.publishing import publish_policy
from countersign.policy.settings import PolicySettings


def adopt(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The policy's folder.")],
    by: Annotated[str, typer.Option(metavar="NAME", help="Who adopts it: the log keeps it.")],
    why: Annotated[str, typer.Option(help="Why, or by which resolution: the log keeps it.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Put a policy into force: it is checked, its changes are shown, and the adoption is an entry in the log.

    New revisions are checked under it from then on. Open replies are checked again where a rule got stricter.
    """
    if not by.strip():
        raise InvalidContent("Say who adopts it: --by NAME", "by")
    console = out()
    pack = examine(folder, console)
    if pack is None:
        console.print("\nNothing was adopted.")
        raise typer.Exit(1)
    house = found.house()
    _show(house, parse_pack(pack, str(folder)), console)
    if not yes and not typer.confirm("\nAdopt it?"):
        console.print("Nothing was adopted.")
        raise typer.Exit(1)
    adoption = house.adopting.adopt(pack, by.strip(), why.strip())
    _told(adoption, console)
    place = PolicySettings().policy_dir
    if place is None:
        console.print("It is not published anywhere: countersign policy publish --out FOLDER")
        return
    for path in publish_policy(adoption.policy, place, house):
        console.print(f"Published: {path}", markup=False)


def _show(house: House, policy: Policy, console: Console) -> None:
    """What adopting it would change."""
    before = house.policy()
    console.print()
    if before is None:
        console.print("No policy is in force yet; this is the first.")
        return
    comparison = compare(before, policy)
    console.print(f"From {comparison.old}, which is in force, to {comparison.new}:", markup=False)
    tell(comparison, console)
    if comparison.stricter:
        console.print(in_words(would_reopen(house, policy)), markup=False)


def _told(adoption: Adoption, console: Console) -> None:
    policy = adoption.policy
    console.print(f"\nIn force: {policy.city}, {policy.title}, {policy.name}.", markup=False)
    if adoption.reopened:
        console.print(f"Checked again now: {', '.join(adoption.reopened)}.", markup=False)
    console.print("Whoever proposes accepts it before their next reply; /reply shows it.")
