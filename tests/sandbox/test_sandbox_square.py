"""The public square: keys, limits, duplicates and bad days."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from movable_clock import MovableClock
from sandbox_server import RunningSandbox

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 32


@pytest.fixture
def official(sandbox: RunningSandbox) -> Iterator[httpx.Client]:
    headers = {"authorization": f"Bearer {sandbox.settings.square_key}"}
    with httpx.Client(base_url=f"{sandbox.square_url}/api/", headers=headers, trust_env=False, timeout=5) as client:
        yield client


def post(official: httpx.Client, text: str = "Thank you.", **more: Any) -> httpx.Response:
    return official.post("posts", json={"text": text, "in_reply_to": None, "media_ids": [], **more})


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


def test_citizens_have_written_before_anybody_comes(sandbox: RunningSandbox) -> None:
    posts = sandbox.square_posts()
    assert {each["author"]["handle"] for each in posts} == {"gloria_m", "desertrunner", "karl_h"}
    assert any("<!channel>" in each["text"] for each in posts)
    assert [each["created_at"] for each in posts] == sorted((each["created_at"] for each in posts), reverse=True)


def test_the_official_account_answers_a_post(sandbox: RunningSandbox, official: httpx.Client) -> None:
    parent = sandbox.square_posts("gloria_m")[0]
    answer = post(official, in_reply_to=parent["id"])
    assert answer.status_code == 201
    made = answer.json()
    assert (made["in_reply_to"], made["author"]["official"]) == (parent["id"], True)
    assert sandbox.square_posts("mesaverdepd") == [made]
    assert httpx.get(f"{sandbox.square_url}/api/posts/{made['id']}", trust_env=False).json() == made


def test_nobody_posts_without_the_key(sandbox: RunningSandbox, official: httpx.Client) -> None:
    official.headers["authorization"] = "Bearer wrong"
    assert code(post(official)) == (401, "bad_key")
    assert sandbox.square_posts("mesaverdepd") == []


def test_no_citizen_speaks_as_the_official_account(sandbox: RunningSandbox) -> None:
    assert sandbox.citizen_posts("@mesaverdepd", "We are sorry.")["error"] == "not_a_citizen"
    assert sandbox.square_posts("mesaverdepd") == []


def test_what_is_refused(sandbox: RunningSandbox, official: httpx.Client) -> None:
    assert code(post(official, "x" * 501)) == (413, "too_long")
    assert code(post(official, "  ")) == (422, "invalid")
    assert code(post(official, in_reply_to="999")) == (404, "parent_gone")
    assert code(post(official, media_ids=["M0NONE"])) == (422, "invalid")
    assert sandbox.square_posts("mesaverdepd") == []


def test_length_is_counted_in_what_people_see(official: httpx.Client) -> None:
    family = "\N{MAN}\N{ZERO WIDTH JOINER}\N{WOMAN}\N{ZERO WIDTH JOINER}\N{GIRL}"
    assert post(official, family * 500).status_code == 201
    assert code(post(official, family * 501)) == (413, "too_long")


def test_the_same_post_within_the_hour_is_a_duplicate(
    sandbox: RunningSandbox, official: httpx.Client, clock: MovableClock
) -> None:
    parent = sandbox.square_posts("gloria_m")[0]["id"]
    assert post(official).status_code == 201
    assert code(post(official)) == (409, "duplicate")
    assert post(official, in_reply_to=parent).status_code == 201
    clock.forward(3601)
    assert post(official).status_code == 201


def test_an_answer_to_a_deleted_post_is_refused(sandbox: RunningSandbox, official: httpx.Client) -> None:
    parent = sandbox.square_posts("karl_h")[0]["id"]
    sandbox.post("square/delete", {"id": parent})
    assert code(post(official, in_reply_to=parent)) == (404, "parent_gone")


def test_pictures_need_a_description(sandbox: RunningSandbox, official: httpx.Client) -> None:
    assert code(official.post("media", files={"file": ("a.png", PNG)})) == (422, "invalid")
    assert code(official.post("media", files={"file": ("a.png", b"<script>")}, data={"alt": "A"})) == (422, "invalid")
    id = official.post("media", files={"file": ("a.png", PNG)}, data={"alt": "A map"}).json()["id"]
    (picture,) = post(official, media_ids=[id]).json()["media"]
    assert picture["alt"] == "A map"
    shown = httpx.get(picture["url"], trust_env=False)
    assert (shown.content, shown.headers["content-type"]) == (PNG, "image/png")


def test_too_many_posts_are_told_to_wait(sandbox: RunningSandbox, official: httpx.Client) -> None:
    sandbox.probe("limits", method="square", burst=1, per_second=0.5)
    assert post(official, "one").status_code == 201
    late = post(official, "two")
    assert code(late) == (429, "rate_limited")
    assert late.headers["retry-after"] == "2"


def test_a_cut_before_posts_nothing_and_a_cut_after_posts_once(sandbox: RunningSandbox, official: httpx.Client) -> None:
    sandbox.faults({"kind": "cut_before"}, {"kind": "cut_after"}, {"kind": "status", "status": 503})
    with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
        post(official, "first")
    assert sandbox.square_posts("mesaverdepd") == []
    with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
        post(official, "second")
    assert [each["text"] for each in sandbox.square_posts("mesaverdepd")] == ["second"]
    assert code(post(official, "third")) == (503, "unavailable")
    assert post(official, "fourth").status_code == 201


def test_a_delay_keeps_the_client_waiting(sandbox: RunningSandbox, official: httpx.Client) -> None:
    sandbox.faults({"kind": "delay", "seconds": 1})
    with pytest.raises(httpx.ReadTimeout):
        official.post("posts", json={"text": "slow"}, timeout=0.3)
    sandbox.wait_for(lambda: sandbox.square_posts("mesaverdepd"))


def test_the_public_pages_show_texts_literally(sandbox: RunningSandbox) -> None:
    made = sandbox.citizen_posts("karl_h", "<script>alert(1)</script> & more")
    for url in (made["url"], sandbox.square_url):
        page = httpx.get(url, trust_env=False)
        assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in page.text
        assert "<script" not in page.text
        assert "script-src" not in page.headers["content-security-policy"]
        assert "default-src 'none'" in page.headers["content-security-policy"]


def test_posts_page_backwards(sandbox: RunningSandbox) -> None:
    url = f"{sandbox.square_url}/api/posts"
    first = httpx.get(url, params={"limit": 2}, trust_env=False).json()["posts"]
    rest = httpx.get(url, params={"limit": 50, "before": first[-1]["id"]}, trust_env=False).json()["posts"]
    assert first + rest == sandbox.square_posts()


def test_posts_survive_a_restart(sandbox: RunningSandbox, official: httpx.Client, tmp_path: Path) -> None:
    made = post(official).json()
    sandbox.restart()
    assert sandbox.square_posts("mesaverdepd") == [made]
    assert (tmp_path / "sandbox.sqlite3").is_file()
