"""`make bench`: all figures, in a few minutes."""

from rich.console import Console

from benchmarks import acks, cards, checks
from benchmarks.figures import show
from benchmarks.stack import bare_city, whole_city


def main() -> None:
    console = Console(width=160)
    console.print("• A Bolt app that only acknowledges …")
    with bare_city() as city:
        acks.commands(city)  # The first round also pays for what is loaded at first use.
        bare = acks.commands(city)
    console.print("• Everything, as make run starts it …")
    with whole_city() as city:
        acks.commands(city)
        rows = acks.rows(acks.commands(city), bare, "/reply to its form")
        rows += acks.rows(acks.forms(city), bare, "form to its commit")
        console.print("• Cards …")
        rows += cards.rows(city)
        console.print("• Checks …")
        rows += checks.rows(city)
    show(rows, console)


if __name__ == "__main__":
    main()
