"""What each answer of the square means, against the real square and against servers that no honest one is like."""

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from factories import accounts_text
from odd_server import http, odd_server
from sandbox_server import RunningSandbox, _free_port

from approval.accounts_file import parse_accounts
from approval.jobs import Job
from approval.outcome import Published, Refused, Unavailable, Uncertain
from approval.proposal import Media, Parent, Proposal, Revision, State
from approval.release import STALLED
from workers.jobs import TIMEOUTS
from workers.publish import INSIST
from workers.publishers import Publisher
from workers.publishers.answers import Answer
from workers.publishers.square import PATIENCE, Square

ACCOUNT = parse_accounts(accounts_text()).account("police")
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
# The smallest GIF there is.
PICTURE = b"GIF89a\x01\x00\x01\x00\x00\x00\x00;"


def reply(text: str = "The meeting moved to 5 p.m.", parent: str = "", *media: Media) -> Proposal:
    """A reply as the publish worker holds it after the claim."""
    answered = Parent(parent, "@gloria_m", "Why?") if parent else None
    revision = Revision(1, "nadia", text, "", answered, media, "digest", NOW)
    return Proposal(
        "0123456789",
        "police",
        State.PUBLISHING,
        "nadia",
        "U0NADIA",
        frozenset({"nadia"}),
        revision,
        (),
        (),
        1,
        NOW,
        NOW,
    )


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[RunningSandbox]:
    with RunningSandbox(tmp_path) as running:
        yield running


@pytest.fixture
def square(sandbox: RunningSandbox) -> Publisher:
    return Square(sandbox.square_url, ACCOUNT, sandbox.settings.square_key)


def posts(sandbox: RunningSandbox) -> list[dict[str, object]]:
    return sandbox.square_posts("mesaverdepd")


def test_a_reply_stands_under_its_parent_with_its_pictures_described(
    sandbox: RunningSandbox, square: Publisher
) -> None:
    parent = sandbox.citizen_posts("gloria_m", "Why was the meeting moved?")
    picture = Media("a" * 64, "image/gif", "map.gif", "A map of the new place.")
    outcome = square.publish(reply("See the map.", parent["url"], picture), {"a" * 64: PICTURE})
    (post,) = posts(sandbox)
    assert outcome == Published(str(post["id"]), str(post["url"]))
    assert post["in_reply_to"] == parent["id"]
    assert [item["alt"] for item in post["media"]] == ["A map of the new place."]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (401, Refused),
        (403, Refused),
        (404, Refused),
        (413, Refused),
        (422, Refused),
        (429, Unavailable),
        (503, Unavailable),
        (500, Uncertain),
        (502, Uncertain),
        (504, Uncertain),
    ],
)
def test_each_documented_answer_has_its_outcome(
    sandbox: RunningSandbox, square: Publisher, status: int, outcome: type
) -> None:
    sandbox.faults({"kind": "status", "status": status})
    assert type(square.publish(reply(), {})) is outcome
    assert posts(sandbox) == []


def test_a_pause_that_the_square_asks_for_is_kept(sandbox: RunningSandbox, square: Publisher) -> None:
    sandbox.faults({"kind": "status", "status": 429, "retry_after": 77})
    assert square.publish(reply(), {}) == Unavailable("The square asks for a pause.", 77)


def test_a_connection_that_was_cut_leaves_it_uncertain(sandbox: RunningSandbox, square: Publisher) -> None:
    sandbox.faults({"kind": "cut_before"}, {"kind": "cut_after"})
    assert type(square.publish(reply("One."), {})) is Uncertain
    assert posts(sandbox) == []
    assert type(square.publish(reply("Two."), {})) is Uncertain
    assert [post["text"] for post in posts(sandbox)] == ["Two."], "and it is there all the same"


def test_a_square_that_cannot_be_reached_has_nothing(sandbox: RunningSandbox) -> None:
    nobody = Square(f"http://127.0.0.1:{_free_port()}/square", ACCOUNT, "key")
    assert type(nobody.publish(reply(), {})) is Unavailable


def test_an_answer_that_comes_too_late_leaves_it_uncertain_within_the_patience(
    sandbox: RunningSandbox,
) -> None:
    sandbox.faults({"kind": "delay", "seconds": 3})
    impatient = Square(sandbox.square_url, ACCOUNT, sandbox.settings.square_key, patience=1)
    begun = time.monotonic()
    assert type(impatient.publish(reply(), {})) is Uncertain
    assert time.monotonic() - begun < 2.5


def test_a_wrong_key_is_refused_in_plain_words(sandbox: RunningSandbox) -> None:
    outcome = Square(sandbox.square_url, ACCOUNT, "wrong").publish(reply(), {})
    assert outcome == Refused("The square does not accept the account's key. An administrator has to renew it.")
    picture = Media("a" * 64, "image/gif", "map.gif", "A map.")
    assert type(Square(sandbox.square_url, ACCOUNT, "wrong").publish(reply("t", "", picture), {"a" * 64: PICTURE})) is (
        Refused
    )


def test_a_link_that_the_form_cannot_read_leads_to_no_post_here_either(
    sandbox: RunningSandbox, square: Publisher
) -> None:
    # Such a link is one under which a proposer can paste any words as the post that is answered.
    post = sandbox.citizen_posts("gloria_m", "Did an officer break his arm?")
    assert type(square.publish(reply("Yes!", post["url"] + "//"), {})) is Refused


def test_a_parent_that_is_gone_or_elsewhere_is_refused(sandbox: RunningSandbox, square: Publisher) -> None:
    gone = square.publish(reply(parent=f"{sandbox.square_url}/posts/99999"), {})
    assert gone == Refused("The post that this answers is gone from the square.")
    for link in ("https://example.org/square/posts/1", f"{sandbox.square_url}/posts/../1", f"{sandbox.url}/posts/1"):
        assert type(square.publish(reply(parent=link), {})) is Refused
    assert posts(sandbox) == []


def test_a_copy_of_ours_is_found_and_its_link_given(sandbox: RunningSandbox, square: Publisher) -> None:
    sandbox.faults({"kind": "cut_after"})
    assert type(square.publish(reply(), {})) is Uncertain
    (post,) = posts(sandbox)
    assert square.publish(reply(), {}) == Published(str(post["id"]), str(post["url"]))
    assert len(posts(sandbox)) == 1


def test_a_copy_under_another_parent_is_not_ours(sandbox: RunningSandbox, square: Publisher) -> None:
    parent = sandbox.citizen_posts("gloria_m", "Why?")
    assert type(square.publish(reply("Because."), {})) is Published
    sandbox.faults({"kind": "status", "status": 409})
    assert type(square.publish(reply("Because.", parent["url"]), {})) is Refused


def test_a_copy_that_cannot_be_looked_for_leaves_it_uncertain() -> None:
    with odd_server(http(409, '{"error": {"code": "duplicate", "message": ""}}')) as server:
        assert type(Square(server.url, ACCOUNT, "key").publish(reply(), {})) is Uncertain
        assert len(server.requests) == 2


@pytest.mark.parametrize(
    "answer",
    [
        http(201, "created"),
        http(201, "{}"),
        http(201, '["a"]'),
        http(201, '{"id": 7, "url": "http://x/7"}'),
        http(201, '{"id": "7", "url": "javascript:alert(1)"}'),
        http(201, "[" * 5_000),
        http(201, '{"id": "7"', "content-encoding: gzip"),
        http(201, '{"id": "7", "url": "http://x/7"}')[:-10],
        http(200, '{"id": "7", "url": "http://x/7"}'),
        http(202),
        http(302, "", "location: http://127.0.0.1/elsewhere"),
        b"not HTTP at all\r\n\r\n",
        b"HTTP/1.1 ",
        None,
    ],
)
def test_an_answer_that_cannot_be_read_leaves_it_uncertain(answer: bytes | None) -> None:
    with odd_server(answer) as server:
        assert type(Square(server.url, ACCOUNT, "key").publish(reply(), {})) is Uncertain
        assert len(server.requests) == 1, "nothing is sent twice"


def test_a_redirect_is_not_followed_and_the_key_goes_nowhere_else() -> None:
    with odd_server(http(200, "{}")) as elsewhere, odd_server(http(308, "", f"location: {elsewhere.url}")) as server:
        assert type(Square(server.url, ACCOUNT, "key").publish(reply(), {})) is Refused
        assert elsewhere.requests == []


def test_an_answer_that_drips_does_not_outlast_the_patience() -> None:
    with odd_server(http(201, json.dumps({"id": "7", "url": "http://x/7", "more": "x" * 5000})), 0.01) as server:
        begun = time.monotonic()
        assert type(Square(server.url, ACCOUNT, "key", patience=1).publish(reply(), {})) is Uncertain
        assert time.monotonic() - begun < 4


@pytest.mark.parametrize(
    ("status", "outcome"), [(503, Unavailable), (500, Unavailable), (422, Refused), (413, Refused)]
)
def test_a_picture_that_is_not_taken_means_that_nothing_was_posted(status: int, outcome: type) -> None:
    picture = Media("a" * 64, "image/gif", "map.gif", "A map.")
    with odd_server(http(status)) as server:
        square = Square(server.url, ACCOUNT, "key")
        assert type(square.publish(reply("t", "", picture), {"a" * 64: PICTURE})) is outcome
        assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("7", 7), ("0", 1), ("999999", 3600), ("", 30), ("soon", 30), ("-5", 30), ("٣", 30), ("1.5", 30)],
)
def test_retry_after_is_obeyed_within_bounds(written: str, seconds: float) -> None:
    assert Answer.of(503, {"retry-after": written}, None).retry_after == seconds


def test_a_talk_ends_before_its_job_and_a_job_before_it_counts_as_stalled() -> None:
    assert TIMEOUTS[Job.PUBLISH] > PATIENCE + INSIST
    assert TIMEOUTS[Job.PUBLISH] < STALLED.total_seconds()


def test_retry_after_may_be_a_date() -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=100), usegmt=True)
    assert 90 < Answer.of(503, {"retry-after": date}, None).retry_after <= 100


def test_a_text_is_posted_exactly_as_it_was_approved(sandbox: RunningSandbox, square: Publisher) -> None:
    text = "¡Atención! <!channel> *bold*\n\n  👩‍🚒 Tódįʼ — <http://evil|click> \u202e"
    revised = replace(reply(), revision=replace(reply().revision, text=text))
    assert type(square.publish(revised, {})) is Published
    assert posts(sandbox)[0]["text"] == text
