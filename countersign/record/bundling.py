"""`countersign record export --bundle`: a folder that an outsider can verify."""

import getpass
from dataclasses import dataclass
from pathlib import Path

import typer

from approval.bootstrap import House
from approval.reading import Period
from approval.record.bundle.asked import Asked, Audience
from approval.record.bundle.making import Maker
from approval.record.bundle.redaction import NOTHING, read_redactions
from approval.record.bundle.trusting import read_trusted
from approval.record.pdf.writing import must_be_new
from approval.record.report.writing import reporting
from countersign.record.printing import print_bundle
from countersign.record.showing import showing


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was typed: which entries, whether people are named, what for, redactions, older checkpoints, a PDF."""

    period: Period
    names: bool
    why: str
    redact: Path | None
    older: tuple[Path, ...]
    pdf: Path | None = None


def make_bundle(house: House, trust: Path | None, target: Path, wanted: Wanted) -> None:
    """Make the bundle, with a bar on standard error. That it was asked for is an entry first, and its seal another."""
    trusted = read_trusted(trust)
    if wanted.pdf:
        must_be_new(wanted.pdf)
    redactions = read_redactions(wanted.redact) if wanted.redact else NOTHING
    audience = Audience.HR if wanted.names else Audience.COUNCIL
    asked = Asked(wanted.period, audience, wanted.why, redactions)
    who = getpass.getuser()
    house.workflow.audit_at_desk(who, wanted.why, wanted.names)
    with showing() as say:
        made = Maker(house.store, trusted, say, report=reporting(house, asked)).make(
            target,
            asked,
            lambda sealed: house.workflow.seal_at_desk(who, wanted.why, sealed),
            wanted.older,
        )
    typer.echo(
        f"{made.entries} entries in {target}, sealed by entry {made.seal} under a checkpoint of {made.size}. "
        "Verify it: README.txt there says how.",
        err=True,
    )
    if wanted.pdf:
        print_bundle(target, wanted.pdf)
