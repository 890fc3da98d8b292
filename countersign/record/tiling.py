"""`countersign record tiles`: the log as files that a web server serves to whoever watches it."""

from pathlib import Path
from typing import Annotated

import typer

from approval.bootstrap import open_house
from approval.record.bundle.trusting import read_trusted
from approval.record.tiles import write_tiles
from approval.settings import ApprovalSettings
from countersign.record.showing import showing


def tiles_command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder, or one that this command wrote before.")],
) -> None:
    """Bring a folder up to the newest checkpoint, for a web server to serve to all (c2sp.org/tlog-tiles).

    What is there already is not written again, so run it as often as you like. It holds what bundles show to
    everybody, leaves and their hashes, and never texts, names or reasons. Needs a signer, and the trust policy.
    """
    settings = ApprovalSettings()
    trusted = read_trusted(settings.trust)
    house = open_house(settings)
    with showing() as say:
        done = write_tiles(house.store, trusted, folder, say)
    news = done.size - done.before
    typer.echo(f"{folder} serves {done.size} entries, {news or 'none'} of them new.", err=True)
