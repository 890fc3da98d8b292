"""`countersign policy try`: what the rules would say of a reply, without a database, a queue or anybody being told."""

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from approval.errors import InvalidContent
from approval.finding import Finding, Severity
from approval.policy.visible import one_line, shown
from countersign.policy.console import beside, indented, out
from countersign.policy.lines import answer_lines
from countersign.policy.under import open_trial

STYLES = {Severity.WARN: "yellow", Severity.ESCALATE: "magenta", Severity.BLOCK: "red"}


def try_command(
    text: Annotated[str, typer.Argument(help="The reply, in quotes. Left out with --jsonl.")] = "",
    parent: Annotated[str, typer.Option(help="The post that it answers.")] = "",
    author: Annotated[str, typer.Option(help="Who wrote that post, like @gloria_m.")] = "",
    link: Annotated[str, typer.Option(help="That post's address; without it, nobody asks for one.")] = "",
    at: Annotated[
        str, typer.Option(help="When it is checked: 2026-11-23T22:15, or now. Left out: noon on a working day.")
    ] = "",
    account: Annotated[
        str, typer.Option(help="The account of accounts.toml it is for; left out, the one that there is.")
    ] = "",
    pack: Annotated[
        Path | None, typer.Option(help="A policy's folder; left out, the adopted one, else the shipped one.")
    ] = None,
    model: Annotated[
        bool | None,
        typer.Option("--model/--no-model", help="With the toxicity model or not; left out, where it is set up."),
    ] = None,
    jsonl: Annotated[
        bool,
        typer.Option("--jsonl", help='Read lines {"text", "parent"} from standard input, and answer one line each.'),
    ] = False,
) -> None:
    """Show what the rules find in a reply. Nothing is stored and nobody is told.

    What is not given is not held against the text: no address of the post is asked for, and no hour of the night.
    """
    if jsonl == bool(text):
        raise InvalidContent('Give the text in quotes, or lines {"text": …, "parent": …} to --jsonl, not both.')
    trial = open_trial(pack, account, model, beside())
    if jsonl:
        raise typer.Exit(0 if answer_lines(trial, sys.stdin.buffer, sys.stdout.buffer) else 1)
    show(text, trial.findings(text, parent, author, link, moment(at)), out())


def moment(written: str) -> datetime | None:
    """A local time of the policy's zone, or an exact one with an offset; None for none. InvalidContent for no time."""
    if written == "now":
        return datetime.now().astimezone()
    try:
        return datetime.fromisoformat(written) if written else None
    except ValueError as error:
        raise InvalidContent(f"«{written}» is no time. Write it like 2026-11-23T22:15.", "at") from error


def show(text: str, findings: tuple[Finding, ...], console: Console) -> None:
    """The text whole, with what was found marked in it, and each finding with its reason and what to do."""
    console.print(_marked(text, findings))
    if not findings:
        console.print("\nNothing found.")
    for finding in findings:
        head = Text.assemble("\n", (finding.rule, "bold"), "  ", (finding.severity.value, STYLES[finding.severity]))
        if finding.span:
            head.append(f"  «{one_line(finding.span)}»")
        console.print(head)
        console.print(Text(f"    {indented(finding.message)}"))
        if finding.mend:
            console.print(Text(f"    → {finding.mend}"))


def _marked(text: str, findings: tuple[Finding, ...]) -> Text:
    """The text with each place that a finding is about between «» and in the colour of the gravest one there."""
    marked = Text()
    done = 0
    for start, end, severity in _places(findings):
        marked.append(shown(text[done:start]))
        marked.append(f"«{shown(text[start:end])}»", f"bold {STYLES[severity]}")
        done = end
    return marked.append(shown(text[done:]))


def _places(findings: tuple[Finding, ...]) -> list[tuple[int, int, Severity]]:
    """The spans in order, overlapping ones as one; findings about the whole text have none."""
    places: list[tuple[int, int, Severity]] = []
    for finding in sorted(findings, key=lambda each: (each.start, each.end)):
        if finding.start == finding.end:
            continue
        if places and finding.start < places[-1][1]:
            start, end, severity = places.pop()
            graver = max(severity, finding.severity, key=lambda each: each.rank)
            places.append((start, max(end, finding.end), graver))
        else:
            places.append((finding.start, finding.end, finding.severity))
    return places
