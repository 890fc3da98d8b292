"""`countersign record pdf`: a bundle as one document for an archive."""

from pathlib import Path
from typing import Annotated

import typer

from approval.record.pdf.writing import write_pdf


def pdf_command(
    bundle: Annotated[Path, typer.Argument(metavar="DIR", help="A bundle's folder, as an export made it.")],
    to: Annotated[Path, typer.Option("--to", help="A file that is not there yet.")],
) -> None:
    """Print a bundle's report as PDF/A-3 with the bundle attached. Asks no database: only the folder."""
    print_bundle(bundle, to)


def print_bundle(bundle: Path, to: Path) -> None:
    """Write the document, and say what it is."""
    write_pdf(bundle, to)
    typer.echo(f"{to}: the report as PDF/A-3, with the bundle attached.", err=True)
