"""`make bench`: all figures, in about a quarter of an hour."""

from rich.console import Console

from benchmarks import acks, appending, cards, checks, policy, verifying
from benchmarks.acks import BOTH, FORMS, MANY, ROUNDS
from benchmarks.figures import show
from benchmarks.stack import bare_city, whole_city


def main() -> None:
    console = Console(width=160)
    console.print("• A Bolt app that only acknowledges …")
    with bare_city() as city:
        acks.commands(city, MANY, 1)  # Pays for what is loaded at first use.
        bare, bare_both = acks.commands(city, MANY, ROUNDS), acks.commands(city, BOTH, FORMS)
    console.print("• Everything, as make run starts it …")
    with whole_city() as city:
        acks.commands(city, MANY, 1)
        rows = acks.rows(acks.commands(city, MANY, ROUNDS), bare, f"/reply to its form, {MANY} at once")
        rows += acks.rows(acks.forms(city), bare_both, f"form to its commit, {BOTH} at once")
        console.print("• Cards …")
        rows += cards.rows(city)
        console.print("• Checks …")
        rows += checks.rows(city)
    console.print("• The policy's rules …")
    rows += policy.rows()
    console.print("• The log, on both databases …")
    rows += appending.rows()
    console.print("• A bundle, verified …")
    rows += verifying.rows(200_000)
    show(rows, console)


if __name__ == "__main__":
    main()
