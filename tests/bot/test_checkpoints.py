"""What the oversight channel is shown: the checkpoint whole, once, at most once an hour; an alarm at once."""

from datetime import timedelta
from typing import Any

from delivery_desk import Desk
from factories import accounts_text

from approval.jobs import Job
from approval.record.checkpoint import Checkpoint
from approval.record.note import Kind, Note, new_signer
from approval.stored_tree import StoredCheckpoint
from bot.delivery import LEASE

KEY = new_signer("city.example/log", Kind.ED25519)
WITNESSES = [new_signer(f"w{number}.example/*_`<&>", Kind.COSIGNATURE) for number in range(20)]
OVERSIGHT = 'oversight = "C0OVERSEE"\n' + accounts_text()


def shown(desk: Desk) -> list[dict[str, Any]]:
    return [m for m in desk.sandbox.messages("U0IRIS", "C0OVERSEE") if m["user"] == "U0COUNTER"]


def code_block(message: dict[str, Any]) -> str:
    (block,) = message["blocks"]
    (part,) = [each for each in block["elements"] if each["type"] == "rich_text_preformatted"]
    return "".join(each["text"] for each in part["elements"])


def sign(desk: Desk) -> Note:
    """As the signer does: the checkpoint, and the bot's task unless one waits."""
    with desk.house.store.begin() as tx:
        tx.log("export.made")
        size = tx.next_seq()
        words = str(Checkpoint(KEY.verifier.name, size, tx.root(size)))
        note = Note(words, (KEY.sign(words), *(witness.sign(words, 1) for witness in WITNESSES)))
        tx.keep_checkpoint(StoredCheckpoint(size, note, None, tx.now))
        if tx.serial(Job.CHECKPOINT, "") is None:
            tx.enqueue(Job.CHECKPOINT, "")
    return note


def alarm(desk: Desk, words: str) -> None:
    with desk.house.store.begin() as tx:
        tx.enqueue(Job.CHECKPOINT, "alarm", {"alarm": words}, tag="test")


def test_the_whole_checkpoint_stands_in_the_channel_with_what_it_is_for(desk: Desk):
    desk.house.roles.become(OVERSIGHT)
    note = sign(desk)
    desk.round()
    (message,) = shown(desk)
    assert code_block(message) == str(note)
    assert "can prove later if one of them was changed or left out" in message["text"]


def test_what_is_signed_within_the_hour_is_shown_together_after_it(desk: Desk):
    desk.house.roles.become(OVERSIGHT)
    sign(desk)
    desk.round()
    for _ in range(3):
        newest = sign(desk)
        desk.round(timedelta(minutes=19))
    assert len(shown(desk)) == 1
    desk.round(timedelta(minutes=4))
    assert [code_block(message) for message in shown(desk)][1:] == [str(newest)]


def test_after_an_hour_without_news_the_next_checkpoint_is_shown_at_once(desk: Desk):
    desk.house.roles.become(OVERSIGHT)
    sign(desk)
    desk.round()
    desk.round(timedelta(hours=1, seconds=1))
    assert (len(shown(desk)), desk.waiting()) == (1, 0)
    sign(desk)
    desk.round()
    assert len(shown(desk)) == 2


def test_a_lost_answer_shows_no_checkpoint_twice_also_where_another_came_since(desk: Desk):
    desk.house.roles.become(OVERSIGHT)
    first = sign(desk)
    desk.line.lose("chat.postMessage")
    desk.round()
    sign(desk)
    desk.bot_restarts()
    desk.round(LEASE)
    assert [code_block(message) for message in shown(desk)] == [str(first)]
    desk.round(timedelta(hours=1, seconds=1))
    assert len(shown(desk)) == 2


def test_an_alarm_is_told_at_once_whatever_was_shown_before_and_once(desk: Desk):
    desk.house.roles.become(OVERSIGHT)
    sign(desk)
    desk.round()
    alarm(desk, "The signer refuses to sign.")
    desk.line.lose("chat.postMessage")
    desk.round()
    desk.round(LEASE)
    assert [m["text"] for m in shown(desk)][1:] == ["The record: The signer refuses to sign."]
    assert desk.waiting() == 1


def test_where_accounts_toml_names_no_channel_nothing_is_posted_and_nothing_waits(desk: Desk):
    sign(desk)
    alarm(desk, "The signer refuses to sign.")
    desk.round()
    assert (shown(desk), desk.waiting()) == ([], 0)
    assert "chat.postMessage" not in desk.line.calls
