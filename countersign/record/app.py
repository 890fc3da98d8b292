"""The commands of `countersign record`, put together."""

import typer

from countersign import sandbox_setup
from countersign.record.erasing import erase_command, retention_command
from countersign.record.exporting import export_command
from countersign.record.holding import hold_command, holds_command, release_hold_command
from countersign.record.keys import key_command
from countersign.record.printing import pdf_command
from countersign.record.proving import prove_command
from countersign.record.tiling import tiles_command
from countersign.record.witnessing import witness_command

app = typer.Typer(no_args_is_help=True, help="Read, export and prove the log of all that was proposed and decided.")


@app.callback()
def record(context: typer.Context) -> None:
    """Read, export and prove the log of all that was proposed, decided and refused."""
    # A witness stands on a machine where there is nothing else of the house; so may its key be made.
    if context.invoked_subcommand not in ("witness", "key"):
        sandbox_setup.lend()


app.command("export")(export_command)
app.command("pdf")(pdf_command)
app.command("tiles")(tiles_command)
app.command("prove")(prove_command)
app.command("retention")(retention_command)
app.command("erase")(erase_command)
app.command("hold")(hold_command)
app.command("release-hold")(release_hold_command)
app.command("holds")(holds_command)
app.command("witness")(witness_command)
app.command("key")(key_command)
