"""kill -9 of the real bot while people propose and decide: nothing is lost, each card and each post appears once."""

import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from whole_stack import WholeStack

from approval.proposal import State

# Seconds between what a person does and the kill: before it is heard, in the middle of it, and after its commit.
MOMENTS = (0.0, 0.02, 0.05, 0.1, 0.2, 0.4)


def insist(stack: WholeStack, act: Callable[[], dict[str, Any]], well: Callable[[dict[str, Any]], bool]) -> None:
    """Do it as a person does whom Slack tells that the app did not answer: again, until it goes through."""
    stack.wait_for(lambda: well(act()), 60)


def kill_after(stack: WholeStack, seconds: float) -> threading.Timer:
    timer = threading.Timer(seconds, stack.kill, ["bot"])
    timer.start()
    return timer


def cards(stack: WholeStack) -> Counter[str]:
    """How many cards stand in the channel for each proposal."""
    messages = stack.get("/page/api/messages", **{"as": "U0RUTH"}, channel="C0DESK")
    found = [message.get("metadata") or {} for message in messages]
    return Counter(card["event_payload"]["proposal"] for card in found if card.get("event_type") == "countersign_card")


@pytest.mark.timeout(400)
def test_a_bot_killed_at_any_moment_loses_nothing_and_doubles_nothing(stack: WholeStack) -> None:
    texts = [f"Bridge {number} opens again at six." for number in range(len(MOMENTS))]
    proposals = []
    for text, moment in zip(texts, MOMENTS, strict=True):
        command = {"as": "U0NADIA", "channel": "C0DESK", "command": "/reply", "text": text}
        stack.close_forms()
        insist(stack, lambda command=command: stack.post("command", **command), lambda said: said == {"ok": True})
        form = stack.get("/page/api/views", **{"as": "U0NADIA"})[-1]["id"]
        values = {"text": {"text": text}, "account": {"account": "police"}}
        killing = kill_after(stack, moment)
        insist(
            stack,
            lambda form=form, values=values: stack.post(
                "view/submit", **{"as": "U0NADIA"}, view_id=form, values=values
            ),
            lambda said: said.get("response_action") == "update",
        )
        killing.join()
        proposals.append(stack.newest("nadia"))
    assert len(set(proposals)) == len(texts), "each form made one proposal, however often it was sent"
    stack.close_forms()

    for proposal, moment in zip(proposals, MOMENTS, strict=True):
        # A bot that was killed between the post and its commit finds the card again and puts it on record.
        card = stack.wait_for(lambda proposal=proposal: stack.card(proposal), 90)
        assert card is not None
        click = {"container": {"type": "message", "channel": card.channel, "ts": card.ts}, "action_id": "approve"}
        block = stack.block_of(card.channel, card.ts, "approve")
        killing = kill_after(stack, moment)
        insist(
            stack,
            lambda click=click, block=block: stack.post("action", **{"as": "U0RUTH"}, block_id=block, **click),
            lambda said: bool(said.get("ok")),
        )
        killing.join()
    stack.wait_for(lambda: all(stack.state(proposal) is State.PUBLISHED for proposal in proposals), 90)
    assert Counter(stack.texts()) & Counter(dict.fromkeys(texts, 9)) == Counter(texts), "each was posted once"
    assert {proposal: cards(stack)[proposal] for proposal in proposals} == dict.fromkeys(proposals, 1)
