"""`countersign record prove`: the receipt of one post, for whoever wants to know that nobody spoke alone."""

import os
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from approval.bootstrap import open_house
from approval.errors import InvalidContent
from approval.record.bundle.files import settle
from approval.record.bundle.trusting import read_trusted
from approval.record.receipt import make_receipt
from approval.settings import ApprovalSettings

# Whoever serves the city's public pages reads it too.
FOR_ALL = 0o644


def prove_command(
    url: Annotated[str, typer.Argument(metavar="POST_URL", help="The public link of the post.")],
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FILE", help="A file that is not there yet; else standard output.")
    ] = None,
) -> None:
    """Write the receipt of one post: that a designated approver approved it who wrote none of it.

    It is a tlog-proof (c2sp.org/tlog-proof) of less than 2 kB, which a public page may link: best named
    NAME.tlog-proof. Anybody verifies it offline: python3 verify.py --receipt FILE --trust FILE, or by dropping it
    and the trust policy into verify.html. Nothing changes.
    """
    settings = ApprovalSettings()
    trusted = read_trusted(settings.trust)
    with open_house(settings).store.read() as reading:
        receipt = make_receipt(reading, trusted, url.strip())
    data = bytes(receipt)
    if to is None:
        sys.stdout.write(data.decode())
    else:
        _put(data, to)
    typer.echo(
        f"Written by {_spoken(receipt.authors)}, approved by {_spoken(receipt.approvers)}: entry {receipt.proof.index} "
        f"of the log, under a checkpoint of {receipt.size}. {len(data)} bytes.",
        err=True,
    )
    if receipt.by_hand:
        typer.echo("That the post stands at this link is a designated approver's word, not the platform's.", err=True)
    typer.echo(
        f"Verify it: python3 verify.py --receipt {to or 'FILE'} --trust {settings.trust}, or in verify.html.", err=True
    )


def _put(data: bytes, to: Path) -> None:
    """Whole under its name, or not at all; a receipt replaces nothing."""
    try:
        with tempfile.NamedTemporaryFile(dir=to.parent, prefix=f"{to.name}.unfinished-") as file:
            file.write(data)
            file.flush()
            os.fchmod(file.fileno(), FOR_ALL)
            os.fsync(file.fileno())
            os.link(file.name, to)
        settle(to.parent)
    except FileExistsError:
        raise InvalidContent(f"{to} is there already. Choose another name: a receipt replaces nothing.") from None
    except OSError as error:
        raise InvalidContent(f"{to} cannot be written: {error.strerror}.") from None


def _spoken(people: str) -> str:
    return " and ".join(people.split(","))
