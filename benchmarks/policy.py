"""How long all rules of the policy take over a random text, beside a plain loop over its characters.

    .venv/bin/python -m benchmarks.policy [10000]

The rules are those of the full pack in policies/, without the model. Every text is measured three times, each time
after all the others, so that nothing is kept of it from the time before, and the least is taken: what else the machine
does makes a text slower and never faster. Of the processor's time, for the same reason. Texts of words, in which rules
find something at every turn, are told apart. Ends with 1 where p99 over the texts of characters is 20 ms or more, and
with an error where a rule stumbled over a text.
"""

import math
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from approval.policy.pack import parse_pack, read_pack
from benchmarks.figures import Row, percentiles, show
from benchmarks.random_texts import random_characters, random_words
from workers.check_process import settle
from workers.checks.build import build_checks, load_checks
from workers.checks.check import Check, Draft, run_checks
from workers.checks.kinds.house import UnderRuleWithModel
from workers.checks.settings import CheckSettings
from workers.checks.toxicity import Toxicity

PACK = Path(__file__).parent.parent / "policies" / "mesa-verde-springs"
NOON = datetime(2026, 3, 11, 18, tzinfo=UTC)
MOST = 20.0
TIMES = 3


def rule_checks() -> tuple[Check, ...]:
    """The checks of the full pack and of the house, with all that they need in memory, but for those of the model."""
    checks = build_checks(CheckSettings(_env_file=None), parse_pack(read_pack(PACK)))
    kept = tuple(check for check in checks if not isinstance(check, Toxicity | UnderRuleWithModel))
    load_checks(kept)
    return kept


def rows(count: int = 10_000) -> list[Row]:
    """p50 and p99 of so many texts of characters, and of a quarter as many of words.

    RuntimeError where a rule could not read one of them.
    """
    checks = rule_checks()
    settle()
    # Pays for what is loaded at first use: the suffixes of domains, the phone numbers of the country.
    _run(checks, "See cabq.gov, or call 505-768-1234.")
    return [
        *_rows(f"all rules over {count:,} texts of random characters", checks, list(random_characters(count))),
        *_rows(f"all rules over {count // 4:,} texts of random words", checks, list(random_words(count // 4))),
    ]


def _rows(what: str, checks: Sequence[Check], texts: Sequence[str]) -> list[Row]:
    ours = _seconds(texts, lambda text: _run(checks, text))
    bare = _seconds(texts, lambda text: sum(character.isalpha() for character in text))
    beside = "asking of each character of the same text, in Python, whether it is a letter"
    (p50, _, p99), (bare50, _, bare99) = percentiles(ours), percentiles(bare)
    return [Row(f"{what}, p50", p50, bare50, "ms", beside), Row("p99", p99, bare99, "ms", "the same")]


def main(count: int = 10_000) -> int:
    found = rows(count)
    show(found, Console(width=160))
    return int(found[1].value >= MOST)


def _run(checks: Sequence[Check], text: str) -> None:
    for finding in run_checks(checks, Draft("", "square", text, at=NOON)):
        if finding.rule == "check.unavailable":
            raise RuntimeError(f"{finding.message} The text: {text!a}")


def _seconds(texts: Sequence[str], act: Callable[[str], object]) -> list[float]:
    least = [math.inf] * len(texts)
    for _ in range(TIMES):
        for number, text in enumerate(texts):
            began = time.process_time()
            act(text)
            least[number] = min(least[number], time.process_time() - began)
    return least


if __name__ == "__main__":
    sys.exit(main(*(int(count) for count in sys.argv[1:2])))
