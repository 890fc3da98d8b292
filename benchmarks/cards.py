"""How long from pressing Submit to the card with its findings, on the whole stack."""

import statistics
import time

from slack_sdk import WebClient

from benchmarks.figures import Row
from benchmarks.stack import City

SAMPLES = 15
LOOK_SECONDS = 0.01


def rows(city: City) -> list[Row]:
    """The median, beside a bare chat.postMessage that is looked for in the same way."""
    proposed = [_proposed(city, number) for number in range(SAMPLES)]
    posted = [_posted(city, number) for number in range(SAMPLES)]
    return [
        Row(
            "submit to card with findings, median",
            statistics.median(proposed) * 1000,
            statistics.median(posted) * 1000,
            "ms",
            "a bare chat.postMessage until it is seen",
        )
    ]


def _proposed(city: City, number: int) -> float:
    text = f"The canyon road opens at {number}."
    said = city.page.post(
        "/page/api/command", json={"as": "U0NADIA", "channel": "C0DESK", "command": "/reply", "text": text}
    ).json()
    view = city.page.get("/page/api/views?as=U0NADIA").json()[-1]["id"]
    assert said["ok"]
    began = time.perf_counter()
    values = {"text": {"text": text}, "account": {"account": "police"}}
    city.page.post(
        "/page/api/view/submit", json={"as": "U0NADIA", "view_id": view, "values": values}
    ).raise_for_status()
    _seen(city, "C0DESK", text)
    return time.perf_counter() - began


def _posted(city: City, number: int) -> float:
    client = WebClient(city.environment["SLACK_BOT_TOKEN"], base_url=city.environment["SLACK_API_URL"])
    text = f"A bare message with the number {number}."
    began = time.perf_counter()
    client.chat_postMessage(channel="C0DESK", text=text)
    _seen(city, "C0DESK", text)
    return time.perf_counter() - began


def _seen(city: City, channel: str, text: str) -> None:
    deadline = time.monotonic() + 60
    while text not in city.page.get(f"/page/api/messages?as=U0RUTH&channel={channel}").text:
        if time.monotonic() > deadline:
            raise TimeoutError("no card after a minute")
        time.sleep(LOOK_SECONDS)
