"""`countersign policy calibrate`: where the tone check begins to speak, so that a city's own good replies pass."""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from approval.errors import InvalidContent
from approval.proposal import State
from countersign.policy import found
from countersign.policy.console import out
from workers.checks.tone.calibrate import calibrate

Reply = tuple[str, str | None]


def calibrate_command(
    file: Annotated[
        str, typer.Argument(metavar="[FILE]", help='Lines of text, or of {"text", "parent"}; - for standard input.')
    ] = "",
    from_record: Annotated[
        bool, typer.Option("--from-record", help="The replies of this database that were published.")
    ] = False,
    allowed: Annotated[
        float, typer.Option(min=0, max=0.5, help="How many of these good replies may be flagged: 0.01 is one in 100.")
    ] = 0.01,
) -> None:
    """Set the tone check's two thresholds on replies that the city itself approved. Nothing is changed by itself."""
    if bool(file) == from_record:
        raise InvalidContent("Name a file with replies (- for standard input), or say --from-record.")
    replies = list(_published() if from_record else _read(file))
    if not replies:
        raise InvalidContent("There is no reply to learn from.")
    learned = calibrate(replies, allowed)
    console = out()
    console.print(learned.words, markup=False)
    if learned.enough and learned.rate_then < learned.rate_now:
        console.print('\nTo be written under each check of kind = "tone" in the policy:\n')
        console.print(f"warn = {learned.warn}\nescalate = {learned.escalate}", markup=False)
        console.print("\nThen: countersign policy check, and adopt it as a new version.")


def _published() -> Iterator[Reply]:
    """What went out, as it was published, with what it answered."""
    with found.house().store.read() as reading:
        for proposal in reading.proposals_in((State.PUBLISHED,), sys.maxsize):
            parent = proposal.revision.parent
            yield proposal.revision.text, parent.text if parent else None


def _read(file: str) -> Iterator[Reply]:
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise InvalidContent(f"{file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise InvalidContent(f"{file} is not UTF-8 (byte {error.start + 1}). Save it as UTF-8.") from error
    return _replies(text.split("\n"))


def _replies(lines: Iterable[str]) -> Iterator[Reply]:
    """A line that begins with { is JSON, any other is a reply without its post; empty lines are left out."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        if not line.lstrip().startswith("{"):
            yield line.strip(), None
            continue
        try:
            given = json.loads(line)
            text, parent = given["text"], given.get("parent")
        except (ValueError, KeyError, RecursionError) as error:
            raise InvalidContent(f'Line {number} is no line like {{"text": "…", "parent": "…"}}.') from error
        if not isinstance(text, str) or not isinstance(parent, str | None):
            raise InvalidContent(f"Line {number}: text and parent have to be texts in quotes.")
        yield text, parent
