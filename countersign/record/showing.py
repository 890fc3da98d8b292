"""How far a long export is, as a bar on standard error."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from approval.record.bundle.asked import Say


@contextmanager
def showing() -> Iterator[Say]:
    """A bar that goes away at the end; it moves when it is told what is done, how far it is, and of how much."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Beginning", total=None)

        def say(step: str, done: int, total: int) -> None:
            progress.update(task, description=step, completed=done, total=total)

        yield say
