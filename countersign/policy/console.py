"""How the commands write to the terminal: what is asked for on standard output, what is said of it beside it."""

from rich.console import Console


def out() -> Console:
    return Console(highlight=False, soft_wrap=True, emoji=False)


def beside() -> Console:
    """Standard error, so that what is piped on stays what was asked for."""
    return Console(highlight=False, soft_wrap=True, stderr=True, emoji=False)
