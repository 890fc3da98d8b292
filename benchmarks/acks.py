"""How soon Slack hears that a command or a form was taken."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from benchmarks.figures import Row, percentiles
from benchmarks.stack import City

MANY, ROUNDS = 50, 4
BOTH, FORMS = 2, 60
PROPOSERS = ("U0NADIA", "U0TOMAS")
BARE = "a Bolt app on the same sandbox whose listener only acknowledges"


def commands(city: City, people: int, rounds: int) -> list[float]:
    """Seconds from typing /reply to the answer, so many at the same moment, so many times."""

    def one(number: int) -> None:
        _command(city, PROPOSERS[number % 2], number)

    return [seconds for _ in range(rounds) for seconds in _at_once(one, people)]


def forms(city: City) -> list[float]:
    """Seconds from pressing Submit to the answer, when the proposal is committed: both proposers at the same moment.

    Slack shows a person one form at a time, so there cannot be fifty.
    """
    return [seconds for number in range(FORMS) for seconds in _both_submit(city, number)]


def _both_submit(city: City, number: int) -> list[float]:
    for who in PROPOSERS:
        _command(city, who, number)
    views = {who: city.page.get(f"/page/api/views?as={who}").json()[-1]["id"] for who in PROPOSERS}

    def one(which: int) -> None:
        who = PROPOSERS[which]
        answer = city.page.post(
            "/page/api/view/submit",
            json={
                "as": who,
                "view_id": views[who],
                "values": {
                    "text": {"text": f"The meeting moved to {number} o'clock."},
                    "account": {"account": "police"},
                },
            },
        ).json()
        if answer.get("response_action") != "update":
            raise RuntimeError(f"the form was not taken: {answer}")

    return _at_once(one, len(PROPOSERS))


def _command(city: City, who: str, number: int) -> None:
    answer = city.page.post(
        "/page/api/command",
        json={"as": who, "channel": "C0DESK", "command": "/reply", "text": f"Number {number}."},
    ).json()
    if not answer["ok"]:
        raise RuntimeError(f"the command was not acknowledged: {answer}")


def rows(measured: list[float], bare: list[float], what: str) -> list[Row]:
    """p50, p95 and p99 beside those of the bare app."""
    pairs = zip(("p50", "p95", "p99"), percentiles(measured), percentiles(bare), strict=True)
    return [Row(f"{what}, {name}", value, yard, "ms", BARE) for name, value, yard in pairs]


def _at_once(act: Callable[[int], None], people: int) -> list[float]:
    def timed(number: int) -> float:
        began = time.perf_counter()
        act(number)
        return time.perf_counter() - began

    with ThreadPoolExecutor(people) as threads:
        return list(threads.map(timed, range(people)))
