"""`countersign record export`: the log of a period, for the council."""

import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, TextIO

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from approval.bootstrap import House, open_house
from approval.errors import InvalidContent
from approval.reading import Period, Reading
from approval.record.export import Format, export
from approval.record.period import parse_period
from approval.settings import ApprovalSettings
from countersign.record.bundling import Wanted, make_bundle


def export_command(
    start: Annotated[str, typer.Option("--from", help="First day (2026-11-01) or exact time; empty for all.")] = "",
    end: Annotated[str, typer.Option("--to", help="Last day, included whole, or exact time; empty for all.")] = "",
    account: Annotated[list[str] | None, typer.Option(help="An account's id; again for more; none for all.")] = None,
    form: Annotated[Format, typer.Option("--format", help="jsonl for programs, csv for spreadsheets.")] = Format.JSONL,
    out: Annotated[Path | None, typer.Option(help="A file that is not there yet; else standard output.")] = None,
    zone: Annotated[str, typer.Option(help="The time zone in which a day begins, like America/Denver.")] = "UTC",
    names: Annotated[bool, typer.Option("--names", help="Say who people are, not only PROPOSER-07.")] = False,
    why: Annotated[str, typer.Option(help="What the export is for; the log keeps it.")] = "",
    bundle: Annotated[Path | None, typer.Option(help="A folder that is not there yet: all that proves it.")] = None,
    redact: Annotated[Path | None, typer.Option(help="With --bundle: a file of values to leave out, and why.")] = None,
    pdf: Annotated[
        Path | None, typer.Option(help="With --bundle: a file for it as PDF/A, the bundle attached.")
    ] = None,
    older: Annotated[
        list[Path] | None, typer.Option(help="With --bundle: a checkpoint that somebody kept; again for more.")
    ] = None,
) -> None:
    """Write the entries of a period and account to a file, or with --bundle to a folder that anybody can verify.

    The export itself becomes an entry first. A bundle needs a signer, and the trust policy (COUNTERSIGN_TRUST).
    """
    settings = ApprovalSettings()
    house = open_house(settings)
    for wanted in account or []:
        must_be_known(house, wanted)
    period = parse_period(start, end, frozenset(account or []), zone)
    if bundle:
        if out or form is not Format.JSONL:
            raise InvalidContent("A bundle has all forms in one folder: leave out --out and --format.", "bundle")
        make_bundle(house, settings.trust, bundle, Wanted(period, names, why, redact, tuple(older or ()), pdf))
        return
    if redact or older or pdf:
        raise InvalidContent("--redact, --older and --pdf are for a bundle: add --bundle DIR.", "bundle")
    with _target(out) as target:
        house.workflow.audit_at_desk(getpass.getuser(), why, names)
        with house.store.read() as reading:
            count = _write(reading, period, target, form, names)
    typer.echo(f"{count} entries{f' in {out}' if out else ''}.", err=True)


def must_be_known(house: House, account: str) -> None:
    """AccountGone for an account that the log does not know and accounts.toml neither: a misspelt one, most likely."""
    with house.store.read() as reading:
        entries = reading.entries(Period(accounts=frozenset({account})))
        if not any(entry.fields.get("account") == account for entry in entries):
            house.accounts().account(account)


def _write(reading: Reading, period: Period, target: TextIO, form: Format, names: bool) -> int:
    """Write with a bar on standard error, so that a long export shows that it moves."""
    columns = (TextColumn("Exporting"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    count = 0
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=reading.count_entries(period))
        for count in export(reading.entries(period), target, form, names):
            if count % 500 == 0:
                progress.update(task, completed=count)
    return count


@contextmanager
def _target(out: Path | None) -> Iterator[TextIO]:
    """The file to write, which must be new: an export never replaces an earlier one. No half file stays behind."""
    if out is None:
        yield sys.stdout
        return
    try:
        file = out.open("x", encoding="utf-8", newline="")
    except FileExistsError:
        raise InvalidContent(f"{out} is there already. Choose another name: an export replaces nothing.") from None
    except OSError as error:
        raise InvalidContent(f"{out} cannot be written: {error.strerror}.") from error
    finished = False
    try:
        with file:
            yield file
        finished = True
    finally:
        if not finished:
            out.unlink()
