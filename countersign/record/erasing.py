"""`countersign record retention` and `countersign record erase`: what is due by the schedule, and its destruction."""

import getpass
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from approval.bootstrap import House, open_house
from approval.erasing import Due, Erased, Erasing, Plan
from approval.record.period import parse_period
from approval.record.schedule import Class, Schedule, read_schedule
from approval.settings import ApprovalSettings
from approval.stored_erasure import scrub
from countersign.policy.console import out, plural

Until = Annotated[
    str, typer.Option("--until", metavar="DATE", help="What is due by the end of this day, or at an exact time; now.")
]
Zone = Annotated[str, typer.Option(help="The time zone in which a day ends, like America/Denver.")]


def retention_command(until: Until = "", zone: Zone = "UTC") -> None:
    """Show what is due for erasure under the retention schedule, and what is held. Nothing changes."""
    _, schedule, erasing = _opened()
    _show(erasing.plan(schedule, parse_period("", until, zone=zone).end), schedule, out())


def erase_command(
    why: Annotated[str, typer.Option(help="Why, or by which decision; the log keeps it.")],
    until: Until = "",
    zone: Zone = "UTC",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Destroy what is due, with every copy in the database. The log's leaves stay, and each erasure is an entry."""
    house, schedule, erasing = _opened()
    plan = erasing.plan(schedule, parse_period("", until, zone=zone).end)
    erasing.may_erase(plan, why)
    console = out()
    _show(plan, schedule, console)
    if plan.due:
        question = f"\nErase {_counted(plan.due)}? What is erased cannot be brought back."
        if not yes and not typer.confirm(question):
            console.print("Nothing was erased.")
            raise typer.Exit(1)
        done = []
        for erased in erasing.erase(schedule, plan, getpass.getuser(), why):
            done.append(erased)
            console.print(_told(erased))
        left = len(plan.due) - sum(each.pieces for each in done)
        if left:
            console.print(
                f"{left} left as they are: held, written to or erased by somebody else since they were shown."
            )
    # Also where nothing was due: whoever was stopped before this, the last time, has it done now.
    if stood_in_the_way := scrub(house.store.engine):
        console.print(
            "What was deleted may still stand in the unused parts of the database's file, which could not be written "
            f"anew just now ({stood_in_the_way}). Run this command again at a quiet hour.",
            markup=False,
        )
        raise typer.Exit(1)
    console.print(
        "Slack's copies, backups and exports are not Countersign's to erase: see docs/decisions/0075-erasure.md."
    )


def _opened() -> tuple[House, Schedule, Erasing]:
    settings = ApprovalSettings()
    house = open_house(settings)
    return house, read_schedule(settings.retention), Erasing(house.store)


def _show(plan: Plan, schedule: Schedule, console: Console) -> None:
    table = Table("Class", "What", "Kept for", "By", "Due", "Due since", "Next due")
    for each in schedule.classes:
        table.add_row(
            each.id,
            Text(each.title),
            each.period,
            Text(each.source),
            _counted(_of(plan.due, each)),
            _day(_of(plan.due, each)),
            _day(_of(plan.later, each)),
        )
    console.print(table)
    for name, count in plan.held.items():
        console.print(f"Held by {name}, and so not erased: {count} that would be due.", markup=False)
    if plan.open:
        console.print(
            f"Open, and so not erased: {_counted(plan.open)} that would be due. Countersign itself has something to do "
            f"with them: {', '.join(each.piece.proposal for each in plan.open)}. Are its workers and its clock "
            "running? `countersign doctor` says.",
            markup=False,
        )
    if plan.for_ever:
        console.print(f"No class names {plan.for_ever} of what there is: kept for ever.")
    if not plan.due:
        console.print(f"Nothing is due on {plan.until:%Y-%m-%d}.")


def _of(those: Sequence[Due], under: Class) -> list[Due]:
    return [each for each in those if each.under == under]


def _day(those: Sequence[Due]) -> str:
    first: datetime | None = min((each.since for each in those), default=None)
    return f"{first:%Y-%m-%d}" if first else ""


def _counted(those: Sequence[Due]) -> str:
    replies = sum(each.piece.proposal != "" for each in those)
    parts = (plural(replies, "reply"), plural(len(those) - replies, "single entry"))
    said = [part for part in parts if not part.startswith("0 ")]
    return " and ".join(said).replace("replys", "replies").replace("entrys", "entries") or "none"


def _told(erased: Erased) -> str:
    numbers = ", ".join(map(str, erased.entries))
    return f"Erased what stood beside {erased.bared} entries. The log says so in entry {numbers}."
