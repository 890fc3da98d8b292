"""The commands of `countersign record`, put together."""

import typer

from countersign import sandbox_setup
from countersign.record.exporting import export_command

app = typer.Typer(no_args_is_help=True, help="Read, export and prove the log of all that was proposed and decided.")


@app.callback()
def record() -> None:
    """Read, export and prove the log of all that was proposed, decided and refused."""
    sandbox_setup.lend()


app.command("export")(export_command)
