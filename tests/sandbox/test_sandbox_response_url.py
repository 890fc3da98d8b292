"""response_url: five uses in half an hour."""

from typing import Any

import httpx
from link_client import LinkClient
from movable_clock import MovableClock
from sandbox_server import RunningSandbox
from shapes_for_tests import actions, button, section
from slack_sdk import WebClient


def use(url: str, **body: Any) -> tuple[int, str]:
    answer = httpx.post(url, json=body, trust_env=False)
    return answer.status_code, answer.text


def url_of_command(sandbox: RunningSandbox, link: LinkClient) -> str:
    sandbox.command("U0NADIA", "C0DESK", "/reply")
    return str(link.next("slash_commands")["payload"]["response_url"])


def test_it_answers_five_times(sandbox: RunningSandbox, link: LinkClient) -> None:
    url = url_of_command(sandbox, link)
    assert [use(url, text=str(number)) for number in range(5)] == [(200, "ok")] * 5
    status, text = use(url, text="six")
    assert (status, "used_url" in text) == (404, True)
    assert [each["text"] for each in sandbox.messages("U0NADIA", "C0DESK")] == ["0", "1", "2", "3", "4"]
    assert sandbox.messages("U0RUTH", "C0DESK") == []


def test_it_lives_half_an_hour(sandbox: RunningSandbox, link: LinkClient, clock: MovableClock) -> None:
    url = url_of_command(sandbox, link)
    clock.forward(30 * 60 + 1)
    status, text = use(url, text="late")
    assert (status, "expired_url" in text) == (404, True)


def test_in_channel_is_for_everybody(sandbox: RunningSandbox, link: LinkClient) -> None:
    use(url_of_command(sandbox, link), text="hear me", response_type="in_channel")
    assert sandbox.messages("U0RUTH", "C0DESK")[0]["ephemeral"] is False


def test_bad_blocks_are_refused_and_use_nothing_up(sandbox: RunningSandbox, link: LinkClient) -> None:
    url = url_of_command(sandbox, link)
    for _ in range(6):
        assert use(url, text="x", blocks=[section("")])[0] == 400
    assert use(url, text="x") == (200, "ok")


def test_the_message_of_a_click_can_be_replaced_or_deleted(
    sandbox: RunningSandbox, link: LinkClient, client: WebClient
) -> None:
    ts = client.chat_postMessage(channel="C0DESK", text="card", blocks=[actions(button("go"))])["ts"]
    sandbox.click("U0RUTH", "C0DESK", ts, "go")
    url = link.next("interactive")["payload"]["response_url"]
    assert use(url, text="done", replace_original=True) == (200, "ok")
    (message,) = sandbox.messages("U0RUTH", "C0DESK")
    assert (message["ts"], message["text"], message["blocks"]) == (ts, "done", [])
    assert use(url, delete_original=True) == (200, "ok")
    assert sandbox.messages("U0RUTH", "C0DESK") == []


def test_an_ephemeral_can_be_replaced_and_deleted_too(
    sandbox: RunningSandbox, link: LinkClient, client: WebClient
) -> None:
    posted = client.chat_postEphemeral(channel="C0DESK", user="U0NADIA", text="x", blocks=[actions(button("go"))])[
        "message_ts"
    ]
    sandbox.click("U0NADIA", "C0DESK", posted, "go")
    url = link.next("interactive")["payload"]["response_url"]
    use(url, text="changed", replace_original=True)
    (message,) = sandbox.messages("U0NADIA", "C0DESK")
    assert (message["text"], message["ephemeral"]) == ("changed", True)
    use(url, delete_original=True)
    assert sandbox.messages("U0NADIA", "C0DESK") == []
