"""How long each check takes on hostile texts, and whether that grows faster than the text.

    .venv/bin/python scripts/bench_checks.py

Each line is one check on its worst text: milliseconds for 5,000 characters, and how many times longer 10,000 take
(2 is in proportion). Ends with 1 where a check takes more than a second, or more than three times as long for twice
the text. The toxicity check is measured where a model is set up; its yardstick is the model on the text alone.
"""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from workers.checks.build import build_checks, load_checks
from workers.checks.check import Check, CheckUnavailable, Draft
from workers.checks.settings import CheckSettings

LENGTH = 5000
# One to a bar; as a list they would fill three screens.
HOSTILE = (  # noqa: SIM905
    "a|A|1|.|@|/|-|:| |\n|(|'|%|_|\\|\u200b|\u0301|\u0430|\U0001d41a|"
    "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466|\u200d|\u202e|\ud800|\U0001f1fa|"
    "\U0001f3f4\U000e0067|a.|1.|1-|1 |a@|@a.|a@a.|a@b.c |http|http://|https://a|https://a.com|https://a.com |://|"
    "x://|xn--|xn--a.|a.com/|a.com |a.com)|https://a.com/)|127.0.0.1/|505-768-1234 |505-|(505) |+1|123-45-|"
    "123-45-6789 |4111 1111 1111 1111 |4111|4111 |1 Main |1 Main St |1 N Main |12 A |born |born on |born 1/1/|"
    "plate |plate A1|Calle |Calle A |SSN |a [at] |a [at] b [dot] |data:a|data:text/|javascript:|\u0430a |"
    "\u0440\u0430 |\uff50|\u24b6|\u0915\u094d\u200d|\u0645\u06cc\u200c|e\u0301|https://\u0430.com |\u3002|"
    "a\u3002|1\ufe0f|1\ufe0f\u20e3|\r|\r\n|A1 |#|[::1]|https://[|https://1.|0x|case 1"
).split("|")


def main() -> int:
    checks = build_checks(CheckSettings.model_validate({"allowed_domains": ["cabq.gov"]}))
    worst = 0.0
    for check in checks[:-1]:
        slowest = max((_milliseconds(check, _text(part, LENGTH)), part) for part in HOSTILE)
        ratios = [(_ratio(check, part), part) for part in HOSTILE if _milliseconds(check, _text(part, LENGTH)) > 20]
        ratio = max(ratios, default=(1.0, ""))
        print(f"{check.rule:<14} {slowest[0]:8.1f} ms on {slowest[1]!r:<24} grows {ratio[0]:.1f} times on {ratio[1]!r}")
        worst = max(worst, ratio[0] / 3, slowest[0] / 1000)
    _toxicity(checks)
    return int(worst > 1)


def _text(part: str, length: int) -> str:
    return (part * (length // len(part) + 1))[:length]


def _milliseconds(check: Check, text: str) -> float:
    began = time.process_time()
    for _ in check(Draft("apd", "square", text)):
        pass
    return (time.process_time() - began) * 1000


def _ratio(check: Check, part: str) -> float:
    short = min(_milliseconds(check, _text(part, LENGTH)) for _ in range(3))
    return min(_milliseconds(check, _text(part, 2 * LENGTH)) for _ in range(3)) / short


def _toxicity(checks: tuple[Check, ...]) -> None:
    load_checks(checks[-1:])
    reply = "Thank you for writing to us. We looked into what happened on Central Avenue, and we will answer by Friday."
    try:
        _milliseconds(checks[-1], reply)
    except CheckUnavailable as unavailable:
        print(f"toxicity       not measured: {unavailable.reason}")
        return
    for name, text in (("a reply", reply), ("5,000 characters", _text("You are right. ", LENGTH))):
        print(f"toxicity       {min(_milliseconds(checks[-1], text) for _ in range(3)):8.1f} ms on {name}")


if __name__ == "__main__":
    sys.exit(main())
