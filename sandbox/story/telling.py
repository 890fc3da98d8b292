"""Tells the story in the terminal, at the pace of somebody who reads along."""

import time

from rich.console import Console
from rich.padding import Padding
from rich.text import Text


class Teller:
    """Writes one beat after another; `pace` is how many seconds a beat of ten words stays alone."""

    def __init__(self, console: Console, pace: float) -> None:
        self._console = console
        self._pace = pace

    def chapter(self, title: str) -> None:
        self._console.print()
        self._console.print(Text(title, style="bold"))

    def say(self, words: str) -> None:
        """What happens."""
        self._write(Text(words), 2)

    def quote(self, words: str) -> None:
        """What somebody wrote."""
        self._write(Text("\n".join(f"│ {line}" for line in self._wrapped(words, 6)), style="italic"), 4)

    def found(self, words: str) -> None:
        """What a check found."""
        self._write(Text.assemble(("• ", "yellow"), words), 4)

    def refused(self, attempt: str, reason: str) -> None:
        """What somebody tried, and why it was not to be."""
        self._write(Text(attempt), 2)
        self._write(Text.assemble(("✗ ", "bold red"), (reason, "red")), 4)

    def done(self, words: str) -> None:
        """What went well."""
        self._write(Text.assemble(("✓ ", "bold green"), words), 2)

    def _write(self, text: Text, indent: int) -> None:
        self._console.print(Padding(text, (0, 0, 0, indent)), highlight=False)
        time.sleep(self._pace * max(1, len(text.plain.split())) / 10)

    def _wrapped(self, words: str, margin: int) -> list[str]:
        lines = Text(words).wrap(self._console, max(20, min(self._console.width, 100) - margin))
        return [line.plain.rstrip() for line in lines]
