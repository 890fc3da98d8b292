"""`countersign record hold`, `release-hold` and `holds`: what may not be erased, whatever the schedule says."""

import getpass
from typing import Annotated

import typer
from rich.table import Table

from approval.bootstrap import open_house
from approval.erasing import Erasing
from approval.record.holds import Hold, new_hold
from approval.record.period import parse_period
from approval.settings import ApprovalSettings
from countersign.policy.console import out
from countersign.record.exporting import must_be_known

Name = Annotated[str, typer.Argument(metavar="NAME", help="A short name that stands in the log for ever.")]


def hold_command(
    name: Name,
    why: Annotated[str, typer.Option(help="What it is held for; the log keeps it.")],
    account: Annotated[str, typer.Option(help="Of this account only.")] = "",
    proposal: Annotated[str, typer.Option(help="This reply only, by its id.")] = "",
    start: Annotated[str, typer.Option("--from", help="From this day (2026-11-01) or exact time on.")] = "",
    end: Annotated[str, typer.Option("--to", help="To this day, included whole, or exact time.")] = "",
    zone: Annotated[str, typer.Option(help="The time zone in which a day begins, like America/Denver.")] = "UTC",
    everything: Annotated[bool, typer.Option("--everything", help="All there is and will be.")] = False,
) -> None:
    """Place a legal hold: nothing that it covers is erased while it stands. With several options, all must hold."""
    house = open_house(ApprovalSettings())
    if account:
        must_be_known(house, account)
    hold = new_hold(name, account, proposal, parse_period(start, end, zone=zone), everything)
    number = Erasing(house.store).hold(hold, getpass.getuser(), why)
    out().print(f"Held: {_said(hold)}. The log says so in entry {number}.", markup=False)


def release_hold_command(
    name: Name,
    why: Annotated[str, typer.Option(help="Why it is lifted; the log keeps it.")],
) -> None:
    """Lift a legal hold. What is due by then is erased with the next erasure, and not before."""
    house = open_house(ApprovalSettings())
    number = Erasing(house.store).lift(name, getpass.getuser(), why)
    out().print(f"The hold «{name}» is lifted. The log says so in entry {number}.", markup=False)


def holds_command() -> None:
    """Show the legal holds that stand."""
    holds = Erasing(open_house(ApprovalSettings()).store).holds()
    console = out()
    if not holds:
        console.print("Nothing is held.")
        return
    table = Table("Hold", "What", "Since", "Entry")
    for hold in holds:
        table.add_row(hold.name, _said(hold), f"{hold.at:%Y-%m-%d}" if hold.at else "", str(hold.placed))
    console.print(table)


def _said(hold: Hold) -> str:
    parts = (
        f"the reply {hold.proposal}" if hold.proposal else "",
        f"the account {hold.account}, and what belongs to none" if hold.account else "",
        f"from {hold.start:%Y-%m-%d %H:%M} UTC" if hold.start else "",
        f"to {hold.end:%Y-%m-%d %H:%M} UTC" if hold.end else "",
    )
    return ", ".join(part for part in parts if part) or "everything"
