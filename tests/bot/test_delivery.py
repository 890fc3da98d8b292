"""Cards against the real sandbox, over a line on which answers get lost."""

import json
from datetime import timedelta

import pytest
from delivery_desk import Desk, revise
from factories import accounts_text, finding
from reading import buttons, words

from approval.finding import Severity
from approval.jobs import Job
from bot.delivery import LEASE, Delivery


def test_a_reviewed_text_gets_one_card_which_is_on_record(desk: Desk):
    proposal = desk.house.checked()
    desk.round()
    (card,) = desk.cards()
    with desk.house.store.read() as reading:
        assert reading.proposal_on_card("C0DESK", card["ts"]) == (proposal.id, 1)
    assert desk.house.log(proposal)[-1] == "card.posted"
    assert desk.waiting() == 0


def test_no_card_appears_before_the_checks_are_done(desk: Desk):
    desk.house.submit()
    desk.round()
    assert desk.cards() == []


@pytest.mark.parametrize("restarted", [False, True])
def test_a_lost_answer_makes_no_second_card(desk: Desk, restarted: bool):
    proposal = desk.house.checked()
    desk.line.lose("chat.postMessage")
    desk.round()
    assert len(desk.cards()) == 1
    if restarted:
        desk.bot_restarts()
    desk.round(timedelta(seconds=2))
    (card,) = desk.cards()
    with desk.house.store.read() as reading:
        assert reading.proposal_on_card("C0DESK", card["ts"]) == (proposal.id, 1)


def test_a_card_whose_answer_was_lost_is_found_though_the_reply_was_decided_or_rewritten_since(desk: Desk):
    proposal = desk.house.checked()
    desk.line.lose("chat.postMessage")
    desk.round()
    revise(desk, proposal, "The meeting moved to 6 p.m.")
    desk.round()
    desk.round(LEASE)
    desk.round(LEASE)
    old, new = desk.cards()
    assert "Superseded by revision 2." in words(old["blocks"])
    assert buttons(old["blocks"]) == []
    assert "approve" in buttons(new["blocks"])


def test_a_decision_takes_the_buttons_and_leaves_the_text(desk: Desk):
    proposal = desk.house.checked()
    desk.round()
    desk.house.approve(proposal)
    desk.round()
    (card,) = desk.cards()
    assert buttons(card["blocks"]) == []
    assert "Approved by Ruth Okafor." in words(card["blocks"])
    assert "The meeting moved to 5 p.m." in words(card["blocks"])


def test_a_new_revision_has_a_card_of_its_own_and_the_old_one_says_so(desk: Desk):
    proposal = desk.house.checked()
    desk.round()
    revise(desk, proposal, "The meeting moved to 6 p.m.")
    desk.round()
    old, new = desk.cards()
    assert "Superseded by revision 2." in words(old["blocks"])
    assert "6 p.m." in words(new["blocks"])


def test_a_card_that_somebody_deleted_is_posted_anew_and_that_is_logged(desk: Desk):
    proposal = desk.house.checked()
    desk.round()
    (card,) = desk.cards()
    desk.client.chat_delete(channel="C0DESK", ts=card["ts"])
    desk.house.approve(proposal)
    desk.line.lose("chat.postMessage")
    desk.round()
    desk.round(LEASE)
    (anew,) = [card for card in desk.cards() if not card["deleted"]]
    assert "Approved by Ruth Okafor." in words(anew["blocks"])
    assert desk.house.log(proposal).count("card.lost") == 1
    with desk.house.store.read() as reading:
        assert reading.proposal_on_card("C0DESK", anew["ts"]) == (proposal.id, 1)


def test_slacks_wish_to_wait_is_granted_for_that_card_alone_also_when_it_is_asked_for_anew(desk: Desk):
    desk.line.answer("chat.postMessage", '{"ok":false,"error":"ratelimited"}', 429, Retry_After="30")
    first, _ = desk.house.checked(text="One."), desk.house.checked(text="Two.")
    desk.round()
    assert len(desk.cards()) == 1
    with desk.house.store.begin() as tx:
        tx.enqueue(Job.CARD, first.id)
    for _ in range(2):
        desk.round(timedelta(seconds=14))
    assert desk.line.calls.count("chat.postMessage") == 2
    desk.round(timedelta(seconds=3))
    desk.round(LEASE)
    assert len(desk.cards()) == 2
    assert desk.waiting() == 0


def test_a_card_asked_for_anew_is_not_posted_while_an_earlier_attempt_may_be_under_way(desk: Desk):
    proposal = desk.house.checked()
    desk.line.lose("chat.postMessage")
    desk.round()
    with desk.house.store.begin() as tx:
        tx.enqueue(Job.CARD, proposal.id)
    desk.line.answer("conversations.history", '{"ok":true,"messages":[]}')
    desk.line.answer("conversations.history", '{"ok":true,"messages":[]}')
    desk.round()
    assert desk.line.calls.count("chat.postMessage") == 1
    desk.round(LEASE)
    assert len(desk.cards()) == 1
    assert desk.line.calls.count("chat.postMessage") == 1


def test_a_channel_without_the_app_loses_no_card_and_stops_no_other(desk: Desk):
    desk.house.roles.become(accounts_text().replace("C0DESK", "C0NOWHERE"))
    lost = desk.house.checked(text="One.")
    desk.round()
    desk.round()
    assert "card.undelivered" in desk.house.log(lost)
    assert any("channel_not_found" in notice for notice in desk.notices())
    desk.round(timedelta(minutes=10))
    desk.house.roles.become(accounts_text())
    desk.house.checked(text="Two.")
    desk.round()
    assert len(desk.cards()) == 1
    desk.round(timedelta(minutes=10))
    assert len(desk.cards()) == 2
    assert desk.house.log(lost).count("card.undelivered") == 1


def test_blocks_that_slack_refuses_give_a_simple_card_with_the_whole_text_and_the_buttons(desk: Desk):
    desk.line.answer("chat.postMessage", '{"ok":false,"error":"invalid_blocks"}')
    desk.house.checked()
    desk.round()
    (card,) = desk.cards()
    assert "The meeting moved to 5 p.m." in words(card["blocks"])
    assert "approve" in buttons(card["blocks"])


def test_what_the_card_has_no_room_for_is_in_its_thread_once(desk: Desk):
    findings = [finding(Severity.WARN, rule=f"test.{number}" + "x" * 200) for number in range(40)]
    desk.house.checked(*findings, text="é" * 3000, reason="s" * 3000)
    for _ in range(2):
        desk.line.lose("chat.postMessage")
    for _ in range(3):
        desk.round(LEASE)
    (card,) = desk.cards()
    thread = desk.sandbox.messages("U0RUTH", "C0DESK", card["ts"])
    texts = [words(message["blocks"]) for message in thread if message["ts"] != card["ts"]]
    assert sum("s" * 2800 in text for text in texts) == 1
    assert desk.waiting() == 0


def test_a_card_that_another_app_imitates_is_not_taken_for_ours(desk: Desk):
    proposal = desk.house.checked()
    desk.line.lose("chat.postMessage")
    desk.round()
    (card,) = desk.cards()
    imitation = {"ok": True, "messages": [], "response_metadata": {}}
    carried = {"event_type": "countersign_card", "event_payload": {"proposal": proposal.id, "revision": 1}}
    imitation["messages"] = [{"ts": "1.1", "bot_id": "B0OTHER", "metadata": carried}]
    desk.line.answer("conversations.history", json.dumps(imitation), Content_Type="application/json")
    desk.round(LEASE)
    with desk.house.store.read() as reading:
        assert [each.ts for each in reading.cards(proposal.id)] == [card["ts"]]


def test_two_bots_at_once_during_an_upgrade_post_each_card_once(desk: Desk):
    bots = [Delivery(desk.house.house, desk.client, poll_seconds=0.01) for _ in range(2)]
    for bot in bots:
        bot.start()
    try:
        for number in range(10):
            desk.house.checked(text=f"Reply {number}.")
        desk.sandbox.wait_for(lambda: desk.waiting() == 0)
    finally:
        for bot in bots:
            bot.stop()
    assert len(desk.cards()) == 10


def test_an_update_that_slack_puts_off_waits_although_more_has_happened_since(desk: Desk):
    proposal = desk.house.checked()
    desk.round()
    desk.line.answer("chat.update", '{"ok":false,"error":"ratelimited"}', 429, Retry_After="30")
    desk.house.approve(proposal)
    desk.round()
    desk.house.house.release.claim(proposal.id)
    desk.round(timedelta(seconds=29))
    assert desk.line.calls.count("chat.update") == 1
    desk.round(timedelta(seconds=1))
    assert "being posted now" in words(desk.cards()[0]["blocks"])
    assert desk.line.calls.count("chat.update") == 2


def test_cards_that_slack_puts_off_come_one_after_the_other_and_nothing_is_looked_up(desk: Desk):
    for number in range(3):
        desk.line.answer("chat.postMessage", '{"ok":false,"error":"ratelimited"}', 429, Retry_After="10")
        desk.house.checked(text=f"Reply {number}.")
    desk.round()
    assert desk.cards() == []
    for seconds, cards in ((9, 0), (1, 1), (1, 2), (1, 3)):
        desk.round(timedelta(seconds=seconds))
        assert len(desk.cards()) == cards
    assert "conversations.history" not in desk.line.calls


def test_a_card_that_is_right_already_costs_no_call(desk: Desk):
    proposal = desk.house.checked()
    desk.round()
    revise(desk, proposal, "Two.")
    desk.round()
    before = desk.line.calls.count("chat.update")
    desk.house.approve(desk.house.see(proposal))
    desk.round()
    assert desk.line.calls.count("chat.update") == before + 1


def test_the_postman_delivers_by_himself(desk: Desk):
    desk.delivery.start()
    try:
        desk.house.checked()
        desk.delivery.wake()
        desk.sandbox.wait_for(desk.cards)
    finally:
        desk.delivery.stop()
