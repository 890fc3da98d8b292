"""What a person runs by hand."""

import os
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from approval import migrate as migrations
from approval.errors import CountersignError, Misconfigured
from approval.store import open_engine
from countersign import demonstration, sandbox_setup
from countersign import run as running
from countersign.doctor.examine import examine
from countersign.doctor.finding import Finding, Health
from countersign.places import Place, here, names_a_workspace
from countersign.policy import app as policy
from countersign.record.app import app as record
from countersign.supervision import Supervision

app = typer.Typer(
    name="countersign",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    # Local variables of a traceback could be tokens.
    pretty_exceptions_show_locals=False,
    help="Nobody speaks for the city alone: replies proposed in Slack, checked, and released by a second person.",
)

app.add_typer(record, name="record")
app.add_typer(policy.app, name="policy")

Real = Annotated[
    bool, typer.Option("--real/--sandbox", help="The real Slack workspace of .env, or the pretend one of this machine.")
]

WhichOne = Annotated[
    bool | None,
    typer.Option(
        "--real/--sandbox", help="The Slack workspace of .env, or the pretend one. Left out: .env's, if it names one."
    ),
]
Either = Annotated[bool | None, typer.Option("--real/--sandbox", help="Which of the two; left out, whichever runs.")]


@app.command()
def run(real: Real = False) -> None:
    """Start everything and stay in the foreground; Ctrl-C stops it.

    Without options: a pretend Slack and a public square on this machine, at the address that is printed.
    """
    raise typer.Exit(running.run(Place(here(), real), _console()))


@app.command()
def status(real: Either = None) -> None:
    """Show which processes run, and since when. Exit code 1 where one does not."""
    console, well = _console(), True
    for place in (running_places := _running_places(real)):
        table = Table("process", "state", "pid", "for", box=None, title=_name(place), title_justify="left")
        for process in Supervision(place).processes():
            age = str(datetime.now(UTC).replace(microsecond=0) - process.since)
            pid, more = (str(process.pid), age) if process.pid else ("", process.note)
            table.add_row(process.name, process.state.lower(), pid, more)
            well = well and process.state == "RUNNING"
        console.print(table)
    if not running_places:
        console.print("Countersign is not running here. Start it with `countersign run`.")
    raise typer.Exit(0 if running_places and well else 1)


@app.command()
def stop(real: Either = None) -> None:
    """Stop what `countersign run` has started in another terminal."""
    places = _running_places(real)
    if len(places) > 1:
        raise Misconfigured("Both the sandbox and the real thing run here. Say which: --sandbox or --real")
    for place in places:
        Supervision(place).stop()
        _console().print(f"Stopping {_name(place)}.")
    if not places:
        _console().print("Countersign is not running here.")


@app.command()
def doctor(real: WhichOne = None) -> None:
    """Say in plain words what is missing or wrong, and how to mend it. Nothing is changed."""
    place, console = _place(real), _console()
    os.chdir(place.root)
    console.print(f"Looking at {_name(place)} …")
    counts = dict.fromkeys(Health, 0)
    for finding in examine(place, _environment(place)):
        counts[finding.health] += 1
        console.print(_line(finding), markup=False)
    wrong = counts[Health.WRONG]
    console.print(f"\n{wrong} thing(s) to mend." if wrong else "\nAll is well.")
    raise typer.Exit(1 if wrong else 0)


@app.command()
def migrate(real: WhichOne = None) -> None:
    """Bring the database to the shape that this version needs. `countersign run` does it by itself."""
    place = _place(real)
    environment = _environment(place)
    if not environment:
        raise Misconfigured("The sandbox has no database yet: make run makes it.")
    os.chdir(place.root)
    engine = open_engine(environment["COUNTERSIGN_DATABASE_URL"])
    migrations.upgrade(engine)
    _console().print(f"At the newest revision: {engine.url.render_as_string()}")


@app.command()
def demo(
    pictures: Annotated[
        Path | None, typer.Option(help="Save pictures of the page along the way (needs make dev).")
    ] = None,
    pace: Annotated[float | None, typer.Option(help="Seconds for every ten words; 0 for no pauses.")] = None,
) -> None:
    """Let the story play by itself: in the sandbox that runs here, else in one that is started for it and stopped."""
    options = [
        *(["--pictures", str(pictures.resolve())] if pictures else []),
        *(["--pace", str(pace)] if pace is not None else []),
    ]
    raise typer.Exit(demonstration.play(Place(here()), options, _console()))


@app.command(name="clean-sandbox")
def clean_sandbox(
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Forget the sandbox: its workspace, proposals, log and secrets. The real thing's files are not touched."""
    place, console = Place(here()), _console()
    if Supervision(place).is_running():
        console.print("The sandbox is running. Stop it first: countersign stop")
        raise typer.Exit(1)
    if not place.folder.exists():
        console.print("There is nothing to forget.")
        return
    if not yes and not typer.confirm(f"Delete everything in {place.folder}?"):
        raise typer.Exit(1)
    shutil.rmtree(place.folder)
    console.print("Forgotten. The next `make run` begins anew.")


def main() -> None:
    """The console script: what is wrong on purpose is told in a line, without a traceback."""
    try:
        app()
    except CountersignError as error:
        # Beside what was asked for: somebody may pipe that on.
        Console(stderr=True, soft_wrap=True, emoji=False).print(f"✗ {error}", markup=False, highlight=False)
        sys.exit(1)


def _place(real: bool | None) -> Place:
    """The place that was asked for; left open, the one that the settings are about."""
    root = here()
    return Place(root, names_a_workspace(root) if real is None else real)


def _running_places(real: bool | None) -> list[Place]:
    places = [Place(here(), each) for each in (False, True) if real is None or real is each]
    return [place for place in places if Supervision(place).is_running()]


def _name(place: Place) -> str:
    return "the real thing" if place.real else "the sandbox"


def _environment(place: Place) -> dict[str, str]:
    return running.real_environment(place) if place.real else sandbox_setup.environment(place)


def _line(finding: Finding) -> Text:
    mark, style = {
        Health.OK: ("✓", "green"),
        Health.WRONG: ("✗", "red"),
        Health.NOT_NEEDED: ("–", "dim"),
    }[finding.health]
    line = Text.assemble((f"{mark} {finding.health.value:<11}", style), finding.what)
    if finding.mend:
        line.append(f"\n{'':13}→ {finding.mend}", "bold")
    return line


def _console() -> Console:
    return Console(highlight=False, soft_wrap=True, emoji=False)


if __name__ == "__main__":
    main()
