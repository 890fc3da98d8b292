"""Figures, and the yardstick that each is a multiple of: milliseconds differ from machine to machine, ratios less."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Row:
    """One measured thing: `value` and `yardstick` in the same `unit`, and what the yardstick is."""

    what: str
    value: float
    yardstick: float
    unit: str
    beside: str


def percentiles(seconds: Sequence[float]) -> tuple[float, float, float]:
    """p50, p95 and p99 in milliseconds, of at least 100 samples."""
    cuts = statistics.quantiles(seconds, n=100, method="inclusive")
    return cuts[49] * 1000, cuts[94] * 1000, cuts[98] * 1000


def show(rows: Sequence[Row], console: Console) -> None:
    """The table, as Markdown would have it, so that it can be kept in a document."""
    table = Table("what", "measured", "yardstick", "ratio", "the yardstick is", title="Countersign", show_lines=False)
    for row in rows:
        ratio = f"{row.value / row.yardstick:.2f}" if row.yardstick else "-"
        table.add_row(row.what, f"{row.value:,.1f} {row.unit}", f"{row.yardstick:,.1f} {row.unit}", ratio, row.beside)
    console.print(table)
