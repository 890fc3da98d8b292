"""Proposing by command, shortcut and form, through the real protocol."""

import json
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from factories import accounts_text
from running_bot import DESK, City, running_city, words
from slack_bolt import BoltRequest

from approval.proposal import State
from bot.app import build_app
from bot.people import SECONDS_DECIDING

NASTY = "*bold* <!channel> <http://evil.example|click> & a < b > c @here :tada:"


def shown(form: dict[str, object]) -> str:
    view = form["view"]
    assert isinstance(view, dict)
    return words({"blocks": view["blocks"], "text": ""})


def initial(form: dict[str, object], name: str) -> str | None:
    """What an input of the form is filled with."""
    view = form["view"]
    assert isinstance(view, dict)
    found = {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}
    value: str | None = found[name].get("initial_value")
    return value


def test_a_reply_is_proposed_by_command_and_approved_by_button(city: City) -> None:
    form = city.open_form("U0NADIA")
    answer = city.fill("U0NADIA", form, text="The canyon road opens at 6.", reason="Public works, today")
    assert answer == {"response_action": "update"}
    proposal = city.newest()
    assert (proposal.state, proposal.revision.text) == (State.CHECKING, "The canyon road opens at 6.")
    ts = city.check(proposal)
    assert city.sandbox.click("U0RUTH", DESK, ts, "approve") == {"ok": True}
    after = city.desk.see(proposal)
    assert after.state is State.APPROVED
    assert [review.person for review in after.reviews] == ["ruth"]
    assert city.log() == ["proposal.submitted", "revision.checked", "review.approved"]


def test_the_proposer_sees_at_once_the_number_who_decides_and_until_when(city: City) -> None:
    proposal = city.propose("U0TOMAS")
    form = city.form("U0TOMAS")
    said = shown(form)
    assert proposal.id in said
    assert "Lena Whitehorse or Ruth Okafor" in said
    assert "Tomás" not in said
    assert str(int(proposal.expires_at.timestamp())) in str(form["view"])


def test_the_post_behind_the_link_is_read_shown_and_stored_as_it_was(city: City) -> None:
    post = city.sandbox.citizen_posts("gloria_m", NASTY)
    form = city.open_form("U0NADIA", f"{post['url']} Thank you, we looked.")
    assert NASTY in shown(form)
    assert (initial(form, "link"), initial(form, "text")) == (post["url"], "Thank you, we looked.")
    city.fill("U0NADIA", form)
    parent = city.newest().revision.parent
    assert parent is not None
    assert (parent.url, parent.author, parent.text, parent.pasted) == (post["url"], "@gloria_m", NASTY, False)


def test_the_command_fills_the_form_with_exactly_what_was_typed(city: City) -> None:
    assert initial(city.open_form("U0NADIA", NASTY), "text") == NASTY


def test_a_post_that_cannot_be_read_is_pasted(city: City) -> None:
    form = city.open_form("U0NADIA", "https://elsewhere.example/p/1 Sorry!")
    assert "Only posts of" in shown(form)
    assert city.fill("U0NADIA", form, author="@karl")["errors"] == {"parent": "Paste what the post says."}
    assert city.fill("U0NADIA", form, author="@karl", parent="Why?") == {"response_action": "update"}
    parent = city.newest().revision.parent
    assert parent is not None
    assert (parent.url, parent.author, parent.text, parent.pasted) == (
        "https://elsewhere.example/p/1",
        "@karl",
        "Why?",
        True,
    )


def test_a_post_that_can_be_read_is_never_taken_from_the_proposers_hands(city: City) -> None:
    post = city.sandbox.citizen_posts("gloria_m", "Did an officer break his arm?")
    form = city.open_form("U0NADIA")
    pasted = {"author": "@gloria_m", "parent": "Is the pool open?"}
    assert city.fill("U0NADIA", form, text="Yes!", link=post["url"], **pasted) == {"response_action": "update"}
    parent = city.newest().revision.parent
    assert parent is not None
    assert (parent.text, parent.pasted) == ("Did an officer break his arm?", False)


def test_a_link_changed_in_the_form_is_read_again(city: City) -> None:
    first, second = (city.sandbox.citizen_posts("karl_h", text) for text in ("One", "Two"))
    form = city.open_form("U0NADIA", f"{first['url']} Hello")
    city.fill("U0NADIA", form, link=second["url"])
    parent = city.newest().revision.parent
    assert parent is not None
    assert parent.text == "Two"


def test_a_changed_link_that_cannot_be_read_asks_for_its_post_and_keeps_everything_typed(city: City) -> None:
    post = city.sandbox.citizen_posts("karl_h", "One")
    form = city.open_form("U0NADIA", f"{post['url']} Hello")
    picture = city.sandbox.upload("U0NADIA", "map.png", PNG)
    changed = {"link": "https://elsewhere.example/2", "text": "Hello you", "reason": "R 7", "alt": "A map"}
    assert city.fill("U0NADIA", form, **changed, pictures=[picture]) == {"response_action": "update"}
    again = city.form("U0NADIA")
    assert {name: initial(again, name) for name in changed} == changed
    assert city.fill("U0NADIA", again, author="@karl", parent="Two") == {"response_action": "update"}
    revision = city.newest().revision
    assert (revision.text, revision.reason) == ("Hello you", "R 7")
    assert [(item.name, item.alt) for item in revision.media] == [("map.png", "A map")]


def test_an_error_keeps_the_form_open_under_the_right_field(city: City) -> None:
    form = city.open_form("U0NADIA", "Hello")
    assert list(city.fill("U0NADIA", form, text="   ")["errors"]) == ["text"]
    assert list(city.fill("U0NADIA", form, alt="A map\nA face")["errors"]) == ["alt"]
    assert city.form("U0NADIA")["id"] == form["id"]
    assert "proposal.submitted" not in city.log()
    assert city.refusals() == ["invalid_content", "invalid_content"]
    assert city.fill("U0NADIA", form) == {"response_action": "update"}


def test_the_same_form_sent_twice_makes_one_proposal(city: City) -> None:
    form = city.open_form("U0NADIA", "Hello")
    with ThreadPoolExecutor(2) as both:
        answers = list(both.map(lambda _: city.fill("U0NADIA", form), range(2)))
    assert {"response_action": "update"} in answers
    assert city.log().count("proposal.submitted") == 1


def test_a_form_that_slack_delivers_again_makes_one_proposal(city: City) -> None:
    city.propose()
    # Until then an answer of Slack about who acts still counts.
    time.sleep(SECONDS_DECIDING + 0.1)
    asked = city.sandbox.calls()["users.info"]
    assert city.sandbox.probe("redeliver") == {"ok": True}
    # The second delivery has been worked on once it has asked Slack who this is and the next act has gone through.
    city.sandbox.wait_for(lambda: city.sandbox.calls()["users.info"] > asked)
    city.propose("U0TOMAS")
    assert city.log().count("proposal.submitted") == 2


def test_what_is_changed_in_a_form_that_was_taken_does_not_seem_to_be_taken(city: City) -> None:
    form = city.open_form("U0NADIA", "Hello")
    app = build_app(city.desk.house, city.settings, city.delivery.wake)

    def send(text: str) -> dict[str, Any]:
        """The form with this text, as Slack sends it when an earlier answer did not reach it in time."""
        values = {block["block_id"]: {block["block_id"]: {}} for block in form["view"]["blocks"]}
        option = {"value": "police"}
        values |= {"account": {"account": {"selected_option": option}}, "text": {"text": {"value": text}}}
        view = {**form["view"], "state": {"values": values}}
        body = {"type": "view_submission", "user": {"id": "U0NADIA"}, "team": {"id": "T0CITY"}, "view": view}
        answer: dict[str, Any] = json.loads(app.dispatch(BoltRequest(mode="socket_mode", body=body)).body)
        return answer

    assert send("Hello")["response_action"] == "update"
    assert send("Hello")["response_action"] == "update"
    assert "taken already" in send("Hello, all of you")["errors"]["text"]
    assert city.log().count("proposal.submitted") == 1
    assert city.newest().revision.text == "Hello"


def test_an_outsider_is_told_privately_and_gets_back_what_they_typed(city: City) -> None:
    assert city.sandbox.command("U0OWEN", "C0GENERAL", "/reply", NASTY) == {"ok": True}
    told = city.told("U0OWEN", "C0GENERAL")
    assert "does not know you" in told
    assert NASTY in told
    assert not city.private("U0NADIA", "C0GENERAL")
    assert city.refusals() == ["unknown_person"]


@pytest.mark.parametrize("text", ["🙂" * 1600, "https://square.example/" + "x" * 1000])
def test_more_than_the_form_can_hold_comes_back_whole(city: City, text: str) -> None:
    city.sandbox.command("U0NADIA", DESK, "/reply", text)
    told = city.told("U0NADIA")
    assert "fit into the form" in told
    assert text in told.replace("\n", "")


def test_what_was_typed_comes_back_when_the_form_cannot_be_opened(tmp_path: Path, sqlite_template: Path) -> None:
    shutil.copy(sqlite_template, tmp_path / "countersign.db")
    with running_city(tmp_path, trigger_seconds=0.0) as city:
        city.sandbox.command("U0NADIA", DESK, "/reply", NASTY)
        assert NASTY in city.told("U0NADIA")
        assert not city.sandbox.views("U0NADIA")


def test_a_message_becomes_a_proposal_by_the_shortcut(city: City) -> None:
    post = city.sandbox.citizen_posts("gloria_m", "Nine days!")
    ts = city.sandbox.say("U0NADIA", DESK, f"Look at {post['url']} please")["ts"]
    assert city.sandbox.shortcut("U0NADIA", "propose_reply", DESK, ts) == {"ok": True}
    assert "Nine days!" in shown(city.form("U0NADIA"))


def test_a_message_without_a_link_of_the_square_is_pasted_as_the_post(city: City) -> None:
    ts = city.sandbox.say("U0NADIA", DESK, "She asked: why <b> & not c?")["ts"]
    city.sandbox.shortcut("U0NADIA", "propose_reply", DESK, ts)
    assert initial(city.form("U0NADIA"), "parent") == "She asked: why <b> & not c?"


def test_who_left_the_group_of_proposers_opens_no_form_a_moment_later(city: City) -> None:
    city.desk.roles.become(accounts_text().replace('proposers = ["U0NADIA", "U0TOMAS"]', 'proposers = ["S0COMMS"]'))
    city.open_form("U0NADIA")
    city.sandbox.post("group", {"group": "S0COMMS", "users": ["U0TOMAS"]})
    city.sandbox.wait_for(lambda: not city.sandbox.waiting_events())
    city.sandbox.command("U0NADIA", DESK, "/reply", "Hello")
    assert "not on the list" in city.told("U0NADIA")


def test_a_busy_database_loses_nothing_and_says_so(tmp_path: Path, sqlite_template: Path) -> None:
    shutil.copy(sqlite_template, tmp_path / "countersign.db")
    # The bot gives up after two and a half seconds; a laden machine may need a little longer to say so.
    with running_city(tmp_path, ack_seconds=10.0) as city:
        form = city.open_form("U0NADIA", "Hello")
        with city.desk.store.begin():
            assert "try again" in city.fill("U0NADIA", form)["errors"]["text"]
        assert city.fill("U0NADIA", form) == {"response_action": "update"}


PNG = bytes.fromhex("89504e470d0a1a0a") + b"picture"


def test_pictures_come_with_their_descriptions_in_order(city: City) -> None:
    form = city.open_form("U0NADIA", "See the map")
    files = [city.sandbox.upload("U0NADIA", name, PNG + name.encode()) for name in ("a.png", "b.png")]
    without = city.fill("U0NADIA", form, pictures=files, alt="A map")
    assert "b.png" in without["errors"]["alt"]
    assert city.fill("U0NADIA", form, pictures=files, alt="A map\nA road") == {"response_action": "update"}
    media = city.newest().revision.media
    assert [(item.name, item.alt, item.mime) for item in media] == [
        ("a.png", "A map", "image/png"),
        ("b.png", "A road", "image/png"),
    ]
    with city.desk.store.read() as reading:
        assert reading.picture(media[0].sha256) == PNG + b"a.png"


def test_a_picture_is_known_by_its_bytes_and_not_by_its_name(city: City) -> None:
    form = city.open_form("U0NADIA", "See the map")
    file = city.sandbox.upload("U0NADIA", "map.png", b"<svg onload=alert(1)>")
    assert "not a PNG" in city.fill("U0NADIA", form, pictures=[file], alt="A map")["errors"]["pictures"]


def test_an_edit_makes_a_new_revision_and_keeps_the_pictures(city: City) -> None:
    picture = city.sandbox.upload("U0NADIA", "map.png", PNG)
    proposal, ts = city.carded(text="At 5.", pictures=[picture], alt="A map")
    city.sandbox.click("U0TOMAS", DESK, ts, "edit")
    form = city.form("U0TOMAS")
    assert (initial(form, "text"), initial(form, "alt")) == ("At 5.", "A map")
    assert city.fill("U0TOMAS", form, text="At 6.") == {"response_action": "update"}
    after = city.desk.see(proposal)
    assert (after.current, after.revision.text, after.authors) == (2, "At 6.", {"nadia", "tomas"})
    assert [item.name for item in after.revision.media] == ["map.png"]


def test_an_edit_of_an_older_revision_keeps_the_form_and_says_so(city: City) -> None:
    _, ts = city.carded()
    for who in ("U0NADIA", "U0TOMAS"):
        city.sandbox.click(who, DESK, ts, "edit")
    first, second = city.form("U0NADIA"), city.form("U0TOMAS")
    city.fill("U0NADIA", first, text="At 6.")
    assert "revision 2" in city.fill("U0TOMAS", second, text="At 7.")["errors"]["text"]


@pytest.mark.parametrize("who", ["U0RUTH", "U0OWEN"])
def test_who_may_not_propose_may_not_edit(city: City, who: str) -> None:
    proposal, ts = city.carded()
    channel = {"id": DESK, "name": "reply-desk", "is_private": True, "members": ["U0OWEN", "U0RUTH", "U0COUNTER"]}
    city.sandbox.probe("channel", **channel)
    city.sandbox.click(who, DESK, ts, "edit")
    assert city.told(who)
    assert not city.sandbox.views(who)
    assert city.log()[-1] == "revision.refused"
    assert city.desk.see(proposal).current == 1
