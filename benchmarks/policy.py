"""How long all rules of the policy take over a text of random characters, beside counting those characters.

    .venv/bin/python -m benchmarks.policy [10000]

The rules are those of the full pack in policies/, without the model. Ends with 1 where p99 is 20 ms or more, of the
processor's time: a machine that does other things as well would measure those.
"""

import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from approval.policy.pack import parse_pack, read_pack
from benchmarks.figures import Row, percentiles, show
from benchmarks.random_texts import random_texts
from workers.check_process import settle
from workers.checks.build import build_checks, load_checks
from workers.checks.check import Check, Draft, run_checks
from workers.checks.kinds.house import UnderRuleWithModel
from workers.checks.length import grapheme_ends
from workers.checks.settings import CheckSettings
from workers.checks.toxicity import Toxicity

PACK = Path(__file__).parent.parent / "policies" / "mesa-verde-springs"
NOON = datetime(2026, 3, 11, 18, tzinfo=UTC)
MOST = 20.0


def rule_checks() -> tuple[Check, ...]:
    """The checks of the full pack and of the house, with all that they need in memory, but for those of the model."""
    checks = build_checks(CheckSettings(_env_file=None), parse_pack(read_pack(PACK)))
    kept = tuple(check for check in checks if not isinstance(check, Toxicity | UnderRuleWithModel))
    load_checks(kept)
    return kept


def rows(count: int = 1000) -> list[Row]:
    """p50 and p99 of so many texts."""
    checks, texts = rule_checks(), list(random_texts(count))
    settle()
    ours = _seconds(texts, lambda text: run_checks(checks, Draft("", "square", text, at=NOON)))
    bare = _seconds(texts, lambda text: list(grapheme_ends(text)))
    what = f"all rules of the policy over {count:,} random texts of up to 5,000 characters"
    beside = "finding where each character of the same text ends"
    (p50, _, p99), (bare50, _, bare99) = percentiles(ours), percentiles(bare)
    return [Row(f"{what}, p50", p50, bare50, "ms", beside), Row("p99", p99, bare99, "ms", "the same")]


def main(count: int = 10_000) -> int:
    found = rows(count)
    show(found, Console(width=160))
    return int(found[-1].value >= MOST)


def _seconds(texts: Sequence[str], act: Callable[[str], object]) -> list[float]:
    # Pays for what is loaded at first use: the suffixes of domains, the phone numbers of the country.
    act("See cabq.gov, or call 505-768-1234.")
    taken = []
    for text in texts:
        began = time.process_time()
        act(text)
        taken.append(time.process_time() - began)
    return taken


if __name__ == "__main__":
    sys.exit(main(*(int(count) for count in sys.argv[1:2])))
