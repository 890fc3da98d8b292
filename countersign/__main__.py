"""What a person runs by hand."""

import shutil
import subprocess
import sys
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from approval import migrate as migrations
from approval.errors import CountersignError
from approval.settings import ApprovalSettings
from approval.store import open_engine
from countersign import run as running
from countersign.places import Place, here
from countersign.supervision import Supervision

app = typer.Typer(
    name="countersign",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    help="Nobody speaks for the city alone: replies proposed in Slack, checked, and released by a second person.",
)

Real = Annotated[
    bool, typer.Option("--real/--sandbox", help="The real Slack workspace of .env, or the pretend one of this machine.")
]


@app.command()
def run(real: Real = False) -> None:
    """Start everything and stay in the foreground; Ctrl-C stops it.

    Without options: a pretend Slack and a public square on this machine, at the address that is printed.
    """
    raise typer.Exit(running.run(Place(here(), real), _console()))


@app.command()
def status(real: Real = False) -> None:
    """Show which processes run, and since when."""
    console = _console()
    processes = Supervision(Place(here(), real)).processes()
    if not processes:
        console.print("Countersign is not running here. Start it with `countersign run`.")
        raise typer.Exit(1)
    table = Table("process", "state", "pid", "for", box=None)
    for process in processes:
        age = str(datetime.now(UTC).replace(microsecond=0) - process.since)
        table.add_row(process.name, process.state.lower(), str(process.pid or ""), age if process.pid else process.note)
    console.print(table)
    raise typer.Exit(0 if all(process.state == "RUNNING" for process in processes) else 1)


@app.command()
def stop(real: Real = False) -> None:
    """Stop what `countersign run` has started in another terminal."""
    supervision = Supervision(Place(here(), real))
    was_running = supervision.is_running()
    supervision.stop()
    _console().print("Stopping." if was_running else "Countersign is not running here.")


@app.command()
def migrate() -> None:
    """Bring the database of .env to the shape that this version needs. Run it after an update, before `run --real`."""
    engine = open_engine(ApprovalSettings().database_url)
    migrations.upgrade(engine)
    _console().print("The database is at the newest revision.")


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def demo(context: typer.Context) -> None:
    """Let the story play by itself in the sandbox that `countersign run` has started. Options are the story's own."""
    command = [sys.executable, "-m", "sandbox.story", *context.args]
    # The arguments are those of whoever typed the command, as a list and without a shell.
    raise typer.Exit(subprocess.run(command, cwd=here(), check=False).returncode)  # noqa: S603


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
        _console().print(f"✗ {error}", markup=False, highlight=False, soft_wrap=True)
        sys.exit(1)


def _console() -> Console:
    return Console(highlight=False, soft_wrap=True)


if __name__ == "__main__":
    main()
