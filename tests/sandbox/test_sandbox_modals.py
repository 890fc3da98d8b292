"""Modals: triggers, stacks, hashes, and every way a submission can end."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from link_client import LinkClient
from movable_clock import MovableClock
from sandbox_server import RunningSandbox
from shapes_for_tests import actions, button, modal, plain, section, text_input
from slack_sdk import WebClient
from test_sandbox_web_api import refusal

NADIA = "U0NADIA"


def trigger(sandbox: RunningSandbox, link: LinkClient) -> str:
    assert sandbox.command(NADIA, "C0DESK", "/reply") == {"ok": True}
    return str(link.next("slash_commands")["payload"]["trigger_id"])


def opened(sandbox: RunningSandbox, link: LinkClient, client: WebClient, view: dict[str, Any] | None = None) -> Any:
    return client.views_open(trigger_id=trigger(sandbox, link), view=view or modal())["view"]


def test_a_trigger_opens_one_modal_only(sandbox: RunningSandbox, link: LinkClient, client: WebClient) -> None:
    id = trigger(sandbox, link)
    client.views_open(trigger_id=id, view=modal())
    again = refusal(client.views_open, trigger_id=id, view=modal()).response
    assert again["error"] == "exchanged_trigger_id"
    assert refusal(client.views_open, trigger_id="1.2.3", view=modal()).response["error"] == "invalid_trigger_id"


def test_a_trigger_lives_three_seconds(
    sandbox: RunningSandbox, link: LinkClient, client: WebClient, clock: MovableClock
) -> None:
    id = trigger(sandbox, link)
    clock.forward(3.1)
    assert refusal(client.views_open, trigger_id=id, view=modal()).response["error"] == "expired_trigger_id"


def test_a_refused_view_does_not_use_up_the_trigger(
    sandbox: RunningSandbox, link: LinkClient, client: WebClient
) -> None:
    id = trigger(sandbox, link)
    bad = refusal(client.views_open, trigger_id=id, view=modal(title=plain("x" * 25))).response
    assert bad["error"] == "invalid_arguments"
    assert bad["response_metadata"]["messages"] == [
        "[ERROR] must be less than 25 characters [json-pointer:/view/title/text]"
    ]
    assert client.views_open(trigger_id=id, view=modal())["ok"]


def test_a_view_has_a_size_limit(sandbox: RunningSandbox, link: LinkClient, client: WebClient) -> None:
    huge = modal(*[section("x" * 3000) for _ in range(90)])
    answer = refusal(client.views_open, trigger_id=trigger(sandbox, link), view=huge).response
    assert answer["error"] == "view_too_large"


def test_an_empty_required_field_never_reaches_the_app(
    sandbox: RunningSandbox, link: LinkClient, client: WebClient
) -> None:
    view = opened(sandbox, link, client)
    answer = sandbox.submit(NADIA, view["id"], {"text": {"typed": ""}})
    assert answer == {"response_action": "errors", "errors": {"text": "Please complete this required field."}}
    assert sandbox.views(NADIA)[0]["errors"] == answer["errors"]
    assert link.envelopes.empty()


def test_too_long_and_too_short_texts_never_reach_the_app(
    sandbox: RunningSandbox, link: LinkClient, client: WebClient
) -> None:
    view = opened(sandbox, link, client, modal(text_input(min_length=3, max_length=5)))
    for typed in ("ab", "abcdef"):
        assert sandbox.submit(NADIA, view["id"], {"text": {"typed": typed}})["response_action"] == "errors"
    assert link.envelopes.empty()
    assert sandbox.submit(NADIA, view["id"], {"text": {"typed": "abcde"}}) == {"response_action": "close"}


def test_values_arrive_as_slack_shapes_them_and_unescaped(
    sandbox: RunningSandbox, link: LinkClient, client: WebClient
) -> None:
    options = [{"text": plain(name), "value": name} for name in ("a", "b")]
    view = modal(
        text_input(),
        text_input("empty", "e", optional=True),
        {
            "type": "input",
            "block_id": "select",
            "label": plain(),
            "element": {"type": "static_select", "action_id": "s", "options": options, "initial_option": options[1]},
        },
        {
            "type": "input",
            "block_id": "radio",
            "label": plain(),
            "element": {"type": "radio_buttons", "action_id": "r", "options": options},
        },
        {
            "type": "input",
            "block_id": "boxes",
            "optional": True,
            "label": plain(),
            "element": {"type": "checkboxes", "action_id": "c", "options": options},
        },
        {
            "type": "input",
            "block_id": "day",
            "label": plain(),
            "element": {"type": "datepicker", "action_id": "d"},
        },
    )
    shown = opened(sandbox, link, client, view)
    values = {
        "text": {"typed": '<!channel> & "quotes"'},
        "radio": {"r": "a"},
        "boxes": {"c": ["a", "b"]},
        "day": {"d": "2026-11-23"},
    }
    assert sandbox.submit(NADIA, shown["id"], values) == {"response_action": "close"}
    payload = link.next("interactive")["payload"]
    assert payload["type"] == "view_submission"
    assert payload["view"]["state"]["values"] == {
        "text": {"typed": {"type": "plain_text_input", "value": '<!channel> & "quotes"'}},
        "empty": {"e": {"type": "plain_text_input", "value": None}},
        "select": {"s": {"type": "static_select", "selected_option": options[1]}},
        "radio": {"r": {"type": "radio_buttons", "selected_option": options[0]}},
        "boxes": {"c": {"type": "checkboxes", "selected_options": options}},
        "day": {"d": {"type": "datepicker", "selected_date": "2026-11-23"}},
    }
    assert sandbox.views(NADIA) == []


ANSWERS = {
    "errors keep the form": (
        {"response_action": "errors", "errors": {"text": "No."}},
        {"response_action": "errors", "errors": {"text": "No."}},
        1,
    ),
    "clear closes all": ({"response_action": "clear"}, {"response_action": "clear"}, 0),
    "update replaces": ({"response_action": "update", "view": modal()}, {"response_action": "update"}, 1),
    "push stacks": ({"response_action": "push", "view": modal()}, {"response_action": "push"}, 2),
}


@pytest.mark.parametrize(("ack", "answer", "left"), ANSWERS.values(), ids=ANSWERS)
def test_a_submission_is_answered_with(
    sandbox: RunningSandbox, link: LinkClient, client: WebClient, ack: Any, answer: Any, left: int
) -> None:
    view = opened(sandbox, link, client)
    link.acks["interactive"] = ack
    assert sandbox.submit(NADIA, view["id"], {"text": {"typed": "hello"}}) == answer
    assert len(sandbox.views(NADIA)) == left


WRONG = {
    "an error under no input": {"response_action": "errors", "errors": {"nowhere": "No."}},
    "a view that Block Kit refuses": {"response_action": "update", "view": modal(title=plain("x" * 25))},
    "an action that there is not": {"response_action": "explode"},
}


@pytest.mark.parametrize("ack", WRONG.values(), ids=WRONG)
def test_a_wrong_answer_keeps_the_form_open(
    sandbox: RunningSandbox, link: LinkClient, client: WebClient, ack: Any
) -> None:
    view = opened(sandbox, link, client)
    link.acks["interactive"] = ack
    assert sandbox.submit(NADIA, view["id"], {"text": {"typed": "hello"}})["error"] == "invalid_response"
    assert [each["id"] for each in sandbox.views(NADIA)] == [view["id"]]


def test_an_unanswered_submission_keeps_the_form_open(
    sandbox: RunningSandbox, link: LinkClient, client: WebClient
) -> None:
    view = opened(sandbox, link, client)
    link.acks["interactive"] = None
    assert sandbox.submit(NADIA, view["id"], {"text": {"typed": "hello"}}) == {"error": "timeout"}
    assert [each["id"] for each in sandbox.views(NADIA)] == [view["id"]]
    link.acks["interactive"] = {}
    assert sandbox.submit(NADIA, view["id"], {"text": {"typed": "hello"}}) == {"response_action": "close"}


def test_a_form_left_open_by_a_timeout_can_be_sent_twice_at_once(
    sandbox: RunningSandbox, link: LinkClient, client: WebClient
) -> None:
    view = opened(sandbox, link, client)
    with ThreadPoolExecutor(2) as people:
        both = list(people.map(lambda _: sandbox.submit(NADIA, view["id"], {"text": {"typed": "x"}}), range(2)))
    assert {"response_action": "close"} in both


def test_an_outdated_hash_is_a_conflict(sandbox: RunningSandbox, link: LinkClient, client: WebClient) -> None:
    view = opened(sandbox, link, client)
    client.views_update(view_id=view["id"], hash=view["hash"], view=modal(section("new"), submit=plain("Go")))
    late = refusal(client.views_update, view_id=view["id"], hash=view["hash"], view=modal()).response
    assert late["error"] == "hash_conflict"
    assert sandbox.views(NADIA)[0]["view"]["blocks"][0]["text"]["text"] == "new"


def test_a_closed_view_cannot_be_updated(sandbox: RunningSandbox, link: LinkClient, client: WebClient) -> None:
    view = opened(sandbox, link, client)
    sandbox.close_view(NADIA, view["id"])
    assert refusal(client.views_update, view_id=view["id"], view=modal()).response["error"] == "not_found"


def test_closing_is_told_only_to_an_app_that_asked(
    sandbox: RunningSandbox, link: LinkClient, client: WebClient
) -> None:
    quiet = opened(sandbox, link, client)
    sandbox.close_view(NADIA, quiet["id"])
    told = opened(sandbox, link, client, modal(notify_on_close=True, private_metadata="P1"))
    sandbox.close_view(NADIA, told["id"])
    payload = link.next("interactive")["payload"]
    assert (payload["type"], payload["view"]["id"], payload["is_cleared"]) == ("view_closed", told["id"], False)
    assert payload["view"]["private_metadata"] == "P1"


def test_a_stack_is_three_views_deep_and_knows_its_root(
    sandbox: RunningSandbox, link: LinkClient, client: WebClient
) -> None:
    view = opened(sandbox, link, client, modal(actions(button("more"), block_id="row")))

    def next_trigger(view_id: str) -> str:
        sandbox.click_view(NADIA, view_id, "row", "more")
        return str(link.next("interactive")["payload"]["trigger_id"])

    second = client.views_push(trigger_id=next_trigger(view["id"]), view=modal(actions(button("more"), block_id="row")))
    assert second["view"]["previous_view_id"] == second["view"]["root_view_id"] == view["id"]
    third = client.views_push(
        trigger_id=next_trigger(second["view"]["id"]), view=modal(actions(button("more"), block_id="row"))
    )
    full = refusal(client.views_push, trigger_id=next_trigger(third["view"]["id"]), view=modal()).response
    assert full["error"] == "push_limit_reached"
    assert len(sandbox.views(NADIA)) == 3


def test_nobody_submits_another_persons_form(sandbox: RunningSandbox, link: LinkClient, client: WebClient) -> None:
    view = opened(sandbox, link, client)
    assert sandbox.submit("U0RUTH", view["id"], {"text": {"typed": "x"}}) == {"ok": False, "error": "view_not_found"}


def test_an_input_speaks_up_before_submission_only_when_it_dispatches(
    sandbox: RunningSandbox, link: LinkClient, client: WebClient
) -> None:
    options = [{"text": plain(name), "value": name} for name in ("a", "b")]
    element = {"type": "static_select", "action_id": "s", "options": options}
    quiet = {"type": "input", "block_id": "quiet", "label": plain(), "element": element}
    loud = {"type": "input", "block_id": "loud", "label": plain(), "element": element, "dispatch_action": True}
    view = opened(sandbox, link, client, modal(quiet, loud))
    assert sandbox.click_view(NADIA, view["id"], "quiet", "s", value="a")["error"] == "no_dispatch_action"
    assert sandbox.click_view(NADIA, view["id"], "loud", "s", selected_option=options[1]) == {"ok": True}
    payload = link.next("interactive")["payload"]
    assert payload["actions"][0]["selected_option"] == options[1]
    assert payload["view"]["state"]["values"]["loud"]["s"]["selected_option"] == options[1]
    assert payload["view"]["state"]["values"]["quiet"]["s"]["selected_option"] is None
    assert sandbox.click_view(NADIA, view["id"], "loud", "s", value="c")["error"] == "option_not_found"


def test_an_external_select_asks_the_app_for_its_options(
    sandbox: RunningSandbox, link: LinkClient, client: WebClient
) -> None:
    found = [{"text": plain("Juniper St"), "value": "7"}]
    element = {"type": "external_select", "action_id": "street", "min_query_length": 1}
    view = opened(
        sandbox, link, client, modal({"type": "input", "block_id": "b", "label": plain(), "element": element})
    )
    link.acks["interactive"] = {"options": found}
    container = {"type": "view", "view_id": view["id"]}
    asked = {"as": NADIA, "container": container, "block_id": "b", "action_id": "street", "value": "jun"}
    assert sandbox.post("options", asked) == {"ok": True, "options": found}
    payload = link.next("interactive")["payload"]
    assert (payload["type"], payload["value"], payload["action_id"]) == ("block_suggestion", "jun", "street")
    link.acks["interactive"] = {}
    assert sandbox.submit(NADIA, view["id"], {"b": {"street": found[0]}}) == {"response_action": "close"}
    value = link.next("interactive")["payload"]["view"]["state"]["values"]["b"]["street"]
    assert value == {"type": "external_select", "selected_option": found[0]}


def test_the_app_home_is_each_persons_own(sandbox: RunningSandbox, client: WebClient) -> None:
    client.views_publish(user_id=NADIA, view={"type": "home", "blocks": [section("yours")]})
    assert sandbox.home(NADIA, refresh=True)["blocks"][0]["text"]["text"] == "yours"  # type: ignore[index]
    assert sandbox.home("U0RUTH", refresh=True) is None
    wrong = refusal(client.views_publish, user_id=NADIA, view=modal()).response
    assert wrong["error"] == "invalid_arguments"
