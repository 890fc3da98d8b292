"""`countersign record key`: a key for a log. (A witness makes its own, with the memory that belongs to it.)"""

import os
from pathlib import Path
from typing import Annotated

import typer

from approval.errors import InvalidContent, Misconfigured
from approval.record.note import KeyInvalid, Kind, Signer, new_signer


def key_command(
    name: Annotated[str, typer.Argument(help="What the log is called, its origin: like city.example/log.")],
    to: Annotated[Path, typer.Option("--to", help="A file that is not there yet; only you will be able to read it.")],
) -> None:
    """Make a log's secret key, and print its public half for the trust policy.

    A witness makes its key itself, the first time: countersign record witness --name.
    """
    try:
        signer = new_signer(name, Kind.ED25519)
    except KeyInvalid as error:
        raise InvalidContent(str(error)) from None
    keep(signer, to)
    typer.echo(signer.verifier)


def keep(signer: Signer, to: Path) -> None:
    """Write the key for its owner alone; Misconfigured where something is there already, which is never replaced."""
    try:
        descriptor = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Misconfigured(
            f"{to} is there already. A key that is lost cannot be had back: name another file."
        ) from None
    except OSError as error:
        raise Misconfigured(f"{to} cannot be written ({error.strerror}).") from None
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(f"{signer.secret()}\n")
        file.flush()
        os.fsync(file.fileno())
