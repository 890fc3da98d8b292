"""Writes a sealed bundle as one PDF/A-3 (ISO 19005-3) that is accessible too: the report, with the bundle attached."""

import json
import tempfile
from importlib.resources import files as resources
from pathlib import Path
from typing import Any

import typst

from approval.policy.visible import shown
from approval.record.bundle.asked import Audience
from approval.record.bundle.files import settle
from approval.record.bundle.packing import pack
from approval.record.pdf.letters import Letters, breakable, families, font_files, gathered, letters
from approval.record.pdf.page import read_page
from approval.record.pdf.sealed import REPORT, NotPrinted, Sealed, read_sealed

# It is held in memory about three times while the document is put together.
MOST_ATTACHED = 200_000_000
ATTACHED = "bundle.zip"
TITLE = "Did anyone speak for the city alone? The council's report"

_BEHIND = """\
This document shows the summaries and figures of report.html, word for word. The bundle that the report was sealed in is
attached to it as bundle.zip: every entry that a figure rests on, the table for a spreadsheet, and the proofs.

The document proves nothing by itself, and anybody could print another. Save the attachment, unpack it, and verify it as
README.txt in it says: then each file in it, the report included, is as the city's log vouches for it. The SHA-256 of
manifest.json below tells a printed copy which bundle it belongs to.
"""
_CODED = (
    "Characters that the fonts of this document lack stand here by their codes, such as [U+6F22]; report.html has them."
)


def write_pdf(bundle: Path, target: Path, most: int = MOST_ATTACHED) -> None:
    """Write the document `target`, whole or not at all. Its bytes follow from the folder's alone."""
    must_be_new(target)
    if target.resolve().is_relative_to(bundle.resolve()):
        raise NotPrinted(f"A bundle that holds one file more does not verify. Write the document beside {bundle}.")
    sealed = read_sealed(bundle)
    try:
        with tempfile.TemporaryDirectory(prefix=f"{target.name}.unfinished-", dir=target.parent) as name:
            folder = Path(name)
            with (folder / ATTACHED).open("wb") as file:
                pack(bundle, file)
            size = (folder / ATTACHED).stat().st_size
            if size > most:
                raise NotPrinted(
                    f"The bundle is too large to be attached: {size:,} bytes, packed. Hand out the folder itself, or "
                    "export a shorter period."
                )
            (folder / "report.typ").write_bytes(resources("approval.record.pdf").joinpath("report.typ").read_bytes())
            _set(folder, sealed)
            (folder / "report.pdf").replace(target)
        settle(target.parent)
    except OSError as error:
        raise NotPrinted(f"{target} cannot be written: {error.strerror}. Nothing of it was kept.") from error


def must_be_new(target: Path) -> None:
    """NotPrinted where there is something already, or no folder to write to."""
    if target.exists() or target.is_symlink():
        raise NotPrinted(f"{target} is there already. Choose another name: an export replaces nothing.")
    if not target.parent.is_dir():
        raise NotPrinted(f"There is no folder {target.parent}. Make it first, or choose another name.")


def _set(folder: Path, sealed: Sealed) -> None:
    """Set the document. Where letters are joined as no font foresees: again, with all but Latin ones by their codes."""
    paths = font_files()
    (folder / "fonts").mkdir()
    fonts = gathered(paths, folder / "fonts")
    drawn = letters(paths)
    failed = None
    for those in (drawn, drawn.plain):
        told = _told(sealed, (folder / ATTACHED).stat().st_size, those) | {"fonts": families(fonts)}
        (folder / "report.json").write_text(json.dumps(told), encoding="ascii")
        try:
            compiler = typst.Compiler(folder / "report.typ", root=folder, font_paths=fonts)
            compiler.compile(output=folder / "report.pdf", pdf_standards=["a-3a", "ua-1"])
            return
        except typst.TypstError as error:
            failed = error
    raise NotPrinted(f"The report cannot be set as a document: {failed}. The bundle is not affected.") from failed


def _told(sealed: Sealed, size: int, drawn: Letters) -> dict[str, Any]:
    """What report.typ is filled in with."""
    html = (sealed.folder / REPORT).read_text(encoding="utf-8")
    made = sealed.made
    coded = (_CODED,) if drawn.named(html) != html else ()
    rests = {
        "Made": made.isoformat(" ", "seconds"),
        "For": "the council" if sealed.audience is Audience.COUNCIL else "the personnel office: people are named",
        "Purpose": sealed.why or "not said",
        "SHA-256 of manifest.json": sealed.sha256,
        "Its seal": f"entry {sealed.seal} of the record",
        "The record": sealed.origin,
        "Checkpoint": f"{sealed.size} entries, root {sealed.root}",
        "Attached": f"{ATTACHED}, {size:,} bytes",
    }
    return {
        "title": TITLE,
        "description": f"The bundle attached has the manifest {sealed.sha256}.",
        "attached": "The sealed bundle that this report is a part of, with all that proves it",
        "made": [made.year, made.month, made.day, made.hour, made.minute, made.second],
        "foot": f"Of the bundle whose manifest.json has the SHA-256 {sealed.sha256[:16]}…",
        "page": read_page(html, drawn.named),
        "behind": [*(" ".join(each.split()) for each in _BEHIND.split("\n\n")), *coded],
        "rests": [[name, breakable(drawn.named(shown(value)))] for name, value in rests.items()],
    }
