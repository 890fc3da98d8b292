"""The commands of `countersign policy`, each from its own module."""

import typer

from countersign import sandbox_setup
from countersign.policy.adopting import adopt
from countersign.policy.calibrating import calibrate_command
from countersign.policy.check import check
from countersign.policy.comparing import diff
from countersign.policy.publishing import publish
from countersign.policy.reporting import report
from countersign.policy.trying import try_command

app = typer.Typer(
    no_args_is_help=True, help="The written policy: check it, try it, compare, adopt and publish it, see how it fares."
)


@app.callback()
def policy() -> None:
    """The written policy: check it, try it, compare, adopt and publish it, see how it fares."""
    sandbox_setup.lend()


app.command("check")(check)
app.command("try")(try_command)
app.command("diff")(diff)
app.command("publish")(publish)
app.command("adopt")(adopt)
app.command("report")(report)
app.command("calibrate")(calibrate_command)
