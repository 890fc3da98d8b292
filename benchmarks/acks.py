"""How soon Slack hears that a command or a form was taken, with fifty at once."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from benchmarks.figures import Row, percentiles
from benchmarks.stack import City

AT_ONCE = 50
ROUNDS = 4
PROPOSERS = ("U0NADIA", "U0TOMAS")
BARE = "a Bolt app on the same sandbox whose listener only acknowledges"


def commands(city: City) -> list[float]:
    """Seconds from typing /reply to the answer, fifty at the same moment, several rounds."""

    def one(number: int) -> None:
        answer = city.page.post(
            "/page/api/command",
            json={"as": PROPOSERS[number % 2], "channel": "C0DESK", "command": "/reply", "text": f"Number {number}."},
        ).json()
        if not answer["ok"]:
            raise RuntimeError(f"the command was not acknowledged: {answer}")

    return [seconds for _ in range(ROUNDS) for seconds in _at_once(one)]


def forms(city: City) -> list[float]:
    """Seconds from pressing Submit to the answer, when the proposal is committed: all forms that `commands` opened."""
    open_forms = [
        (who, view["id"]) for who in PROPOSERS for view in city.page.get(f"/page/api/views?as={who}").json()["views"]
    ]

    def one(number: int) -> None:
        who, view = open_forms[number]
        values = {"text": {"text": f"The meeting moved to {number} o'clock."}}
        answer = city.page.post("/page/api/view/submit", json={"as": who, "view_id": view, "values": values}).json()
        if answer.get("response_action") != "update":
            raise RuntimeError(f"the form was not taken: {answer}")

    return [
        seconds
        for first in range(0, len(open_forms) - AT_ONCE + 1, AT_ONCE)
        for seconds in _at_once(lambda number, first=first: one(first + number))  # type: ignore[misc]
    ]


def rows(measured: list[float], bare: list[float], what: str) -> list[Row]:
    """p50, p95 and p99 beside those of the bare app."""
    pairs = zip(("p50", "p95", "p99"), percentiles(measured), percentiles(bare), strict=True)
    return [Row(f"{what}, {AT_ONCE} at once, {name}", value, yard, "ms", BARE) for name, value, yard in pairs]


def _at_once(act: Callable[[int], None]) -> list[float]:
    def timed(number: int) -> float:
        began = time.perf_counter()
        act(number)
        return time.perf_counter() - began

    with ThreadPoolExecutor(AT_ONCE) as people:
        return list(people.map(timed, range(AT_ONCE)))
