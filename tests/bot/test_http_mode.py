"""HTTP mode: what Slack did not sign, or signed for another moment, is refused and recorded."""

import json
import time
from urllib.parse import urlencode

import httpx
import pytest
from factories import TestHouse
from running_bot import DESK, City

from approval.proposal import Proposal, State
from approval.store import Store
from bot.gate import Gate, Turned, TurnedAway
from sandbox.delivery.request_url import signature

SECRET = "secret of the tests"


def signed(body: str, timestamp: float | None = None, secret: str = SECRET) -> dict[str, str]:
    at = str(int(time.time() if timestamp is None else timestamp))
    return {"x-slack-request-timestamp": at, "x-slack-signature": signature(secret, at, body)}


def send(city: City, body: str, headers: dict[str, str]) -> httpx.Response:
    url = f"http://127.0.0.1:{city.settings.port}/slack/events"
    kind = "application/json" if body.startswith("{") else "application/x-www-form-urlencoded"
    return httpx.post(url, content=body, headers={"content-type": kind, **headers}, trust_env=False)


def test_a_reply_is_proposed_and_approved_over_http(city_over_http: City) -> None:
    city = city_over_http
    proposal, ts = city.carded()
    city.sandbox.react("U0RUTH", DESK, ts, "white_check_mark")
    city.sandbox.wait_for(lambda: not city.sandbox.waiting_events())
    assert city.desk.state(proposal) is State.APPROVED


def click(proposal: Proposal, check: int = 0) -> str:
    """Ruth's click on Approve, as Slack sends it."""
    value = json.dumps({"proposal": proposal.id, "revision": 1, "check": check})
    action = {"type": "button", "action_id": "approve", "block_id": "b", "value": value, "action_ts": "1.0"}
    payload = {"type": "block_actions", "user": {"id": "U0RUTH"}, "team": {"id": "T0CITY"}, "actions": [action]}
    return urlencode({"payload": json.dumps(payload)})


def test_a_forged_request_does_nothing_and_is_recorded(city_over_http: City) -> None:
    city = city_over_http
    proposal, _ = city.carded()
    body = click(proposal)
    assert send(city, body, signed(body, secret="another secret")).status_code == 401
    assert send(city, body, {}).status_code == 401
    assert city.desk.state(proposal) is State.IN_REVIEW
    assert city.refusals() == ["forged_signature", "unsigned_request"]


def test_a_request_that_slack_signed_is_taken_once(city_over_http: City) -> None:
    city = city_over_http
    proposal, _ = city.carded()
    body = click(proposal, city.desk.see(proposal).check)
    headers = signed(body, secret=city.sandbox.settings.signing_secret)
    assert send(city, body, headers).status_code == 200
    assert city.desk.state(proposal) is State.APPROVED
    assert send(city, body, headers).status_code == 401
    assert city.refusals() == ["replayed_request"]


def test_a_request_of_ten_minutes_ago_is_refused(city_over_http: City) -> None:
    city = city_over_http
    proposal, _ = city.carded()
    body = click(proposal)
    old = signed(body, time.time() - 600, city.sandbox.settings.signing_secret)
    assert send(city, body, old).status_code == 401
    assert city.desk.state(proposal) is State.IN_REVIEW
    assert city.refusals() == ["stale_request"]


def test_an_event_that_slack_sends_again_makes_one_act(city_over_http: City) -> None:
    city = city_over_http
    proposal, ts = city.carded()
    item = {"type": "message", "channel": DESK, "ts": ts}
    event = {"type": "reaction_removed", "user": "U0RUTH", "reaction": "white_check_mark", "item": item}
    body = json.dumps({"type": "event_callback", "team_id": "T0CITY", "event_id": "Ev0TEST", "event": event})
    began = time.time()
    for attempt in range(3):
        # Approved anew in between: what is sent again must not take that back.
        for remove in (True, False) if attempt else (False,):
            city.sandbox.react("U0RUTH", DESK, ts, "white_check_mark", remove)
            city.sandbox.wait_for(lambda: not city.sandbox.waiting_events())
        assert city.desk.state(proposal) is State.APPROVED
        headers = signed(body, began - 2 * attempt, city.sandbox.settings.signing_secret)
        retry = {"x-slack-retry-num": str(attempt), "x-slack-retry-reason": "http_timeout"} if attempt else {}
        assert send(city, body, {**headers, **retry}).status_code == 200
    assert city.desk.state(proposal) is State.APPROVED
    assert not city.refusals()


def test_an_endless_body_is_not_read(city_over_http: City) -> None:
    assert send(city_over_http, "x" * 1_100_000, signed("x")).status_code == 413


class Seconds:
    def __init__(self) -> None:
        self.now = time.time()

    def __call__(self) -> float:
        return self.now


def test_the_same_request_is_known_for_as_long_as_its_signature_holds() -> None:
    seconds = Seconds()
    gate = Gate(SECRET, seconds)
    body = urlencode({"payload": "{}"})
    headers = signed(body, seconds.now)
    assert gate.turn_away(headers, body.encode()) is None
    seconds.now += 299
    assert gate.turn_away(headers, body.encode()) is Turned.REPLAYED
    seconds.now += 2
    assert gate.turn_away(headers, body.encode()) is Turned.STALE


def test_a_request_that_failed_here_may_come_again() -> None:
    gate = Gate(SECRET)
    headers = signed("{}")
    assert gate.turn_away(headers, b"{}") is None
    gate.unanswered(headers)
    assert gate.turn_away(headers, b"{}") is None


@pytest.mark.parametrize("timestamp", ["", "soon", "-5", "１２３", "9" * 40])
def test_a_timestamp_that_is_none_is_no_signature(timestamp: str) -> None:
    headers = {"x-slack-request-timestamp": timestamp, "x-slack-signature": "v0=00"}
    assert Gate(SECRET).turn_away(headers, b"{}") in (Turned.UNSIGNED, Turned.FORGED)


def test_bytes_that_are_no_text_are_forged() -> None:
    headers = {"x-slack-request-timestamp": str(int(time.time())), "x-slack-signature": "v0=00"}
    assert Gate(SECRET).turn_away(headers, b"\xff\xfe") is Turned.FORGED


def counted(store: Store) -> list[tuple[str, int]]:
    with store.read() as reading:
        entries = [entry.fields for entry in reading.entries() if entry.action == "request.refused"]
    return [(str(fields["code"]), int(str(fields["count"]))) for fields in entries]


@pytest.mark.parametrize("database", ["sqlite"])
def test_a_stranger_cannot_fill_the_record(house: TestHouse) -> None:
    seconds = Seconds()
    turned_away = TurnedAway(house.store, seconds)
    for _ in range(500):
        turned_away.note(Turned.FORGED)
    assert counted(house.store) == [("forged_signature", 1)] * 3
    seconds.now += 61
    turned_away.note(Turned.STALE)
    assert counted(house.store)[3:] == [("more_of_the_same", 497), ("stale_request", 1)]
    for _ in range(9):
        turned_away.note(Turned.STALE)
    turned_away.flush()
    assert sum(count for _, count in counted(house.store)) == 510
