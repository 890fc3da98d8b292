"""How the commands write to the terminal: what is asked for on standard output, what is said of it beside it."""

from rich.console import Console

from approval.policy.visible import shown


def out() -> Console:
    return Console(highlight=False, soft_wrap=True, emoji=False)


def indented(text: str, indent: str = "    ") -> str:
    """A text that somebody else wrote, whole: what nobody would see is named, and each further line is set in.

    So nothing in it can pass for a line of ours, or tell the terminal what to do.
    """
    return shown(text).replace("\n", f"\n{indent}")


def plural(number: int, thing: str) -> str:
    """«1 rule», «3 rules»."""
    return f"{number} {thing}{'' if number == 1 else 's'}"


def beside() -> Console:
    """Standard error, so that what is piped on stays what was asked for."""
    return Console(highlight=False, soft_wrap=True, stderr=True, emoji=False)
