"""`countersign policy publish`: the policy as a page that the public reads, and as Markdown."""

import os
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from approval.bootstrap import House
from approval.errors import InvalidContent
from approval.policies import ADOPTED
from approval.policy.compare import Comparison, compare
from approval.policy.document import Policy
from approval.policy.printing import print_html, print_markdown
from countersign.policy import found
from countersign.policy.console import out as console
from countersign.policy.settings import PolicySettings

PAGE, MARKDOWN = "index.html", "policy.md"
# What a page of ours says of itself; one that does not is somebody else's.
OURS = '<meta name="generator" content="Countersign">'


def publish(
    folder: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help="A policy's folder; left out, the one in force.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where to write; left out, COUNTERSIGN_POLICY_DIR.")
    ] = None,
    since: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="The version before, to tell the changes; left out, the one before it."),
    ] = None,
) -> None:
    """Write the policy as a web page and as Markdown, with what changed since the version before."""
    place = out or PolicySettings().policy_dir
    if place is None:
        raise InvalidContent("Say where: --out FOLDER, or COUNTERSIGN_POLICY_DIR in .env.", "out")
    house = found.house_if_any()
    adopted = house.policy() if house else None
    if folder is None:
        policy = found.in_force(house)
    else:
        policy = found.read(folder)[1]
        if out is None and (adopted is None or adopted.digest != policy.digest):
            raise InvalidContent(
                "This policy is not in force, and where the city publishes only the one in force stands. "
                "Choose another folder with --out, or adopt it first.",
                "out",
            )
    before = compare(found.read(since)[1], policy) if since else None
    for path in publish_policy(policy, place, house, before):
        console().print(f"{path}", markup=False)


def publish_policy(policy: Policy, folder: Path, house: House | None, changes: Comparison | None = None) -> list[Path]:
    """Write the two files into a folder, and say which; InvalidContent where a page that is not ours stands there.

    Where this is the policy in force, the day of its adoption is on it, and the changes since the one before unless
    other `changes` are given.
    """
    adopted_at, since_before = adoption(house, policy) if house else (None, None)
    shown = changes or since_before
    page = folder / PAGE
    if page.exists() and OURS not in page.read_text(encoding="utf-8", errors="replace"):
        raise InvalidContent(f"{page} is there already and is no policy page of Countersign's. Choose another folder.")
    texts = {
        MARKDOWN: print_markdown(policy, shown, adopted_at),
        PAGE: print_html(policy, shown, adopted_at),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            _replace(folder / name, text)
    except OSError as error:
        raise InvalidContent(f"{folder} cannot be written: {error.strerror}.", "out") from error
    return [folder / PAGE, folder / MARKDOWN]


def adoption(house: House, policy: Policy) -> tuple[datetime | None, Comparison | None]:
    """When this policy was adopted, if it is in force, and what changed then; None where there is nothing to tell."""
    with house.store.read() as reading:
        entry = reading.last_entry(ADOPTED)
        if entry is None or entry.fields["policy"] != policy.digest:
            return None, None
        before = house.policies.of(reading, str(entry.fields.get("before", "")))
    return entry.at, compare(before, policy) if before else None


def _replace(path: Path, text: str) -> None:
    """The file whole or as it was before, for everybody to read."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        # A web server reads it under another name.
        Path(name).chmod(0o644)
        Path(name).replace(path)
    finally:
        # Gone already, where all went well.
        Path(name).unlink(missing_ok=True)
