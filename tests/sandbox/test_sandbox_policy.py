"""The pretend city's web site shows the policy that was published into a folder, and nothing else of that folder."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sandbox_server import RunningSandbox


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "published"


@pytest.fixture
def sandbox(tmp_path: Path, folder: Path) -> Iterator[RunningSandbox]:
    with RunningSandbox(tmp_path, policy=folder) as running:
        yield running


def get(sandbox: RunningSandbox, path: str) -> httpx.Response:
    return httpx.get(f"{sandbox.url}{path}", trust_env=False, follow_redirects=True)


def test_before_a_policy_is_published_the_page_says_so(sandbox: RunningSandbox) -> None:
    answer = get(sandbox, "/policy/")
    assert answer.status_code == 404
    assert "No policy is published yet" in answer.text


def test_what_is_published_is_there_at_once_and_runs_nothing(sandbox: RunningSandbox, folder: Path) -> None:
    folder.mkdir()
    (folder / "index.html").write_text("<p>Be kind.</p>")
    (folder / "policy.md").write_text("Be kind.")
    page = get(sandbox, "/policy")
    assert (page.status_code, page.text) == (200, "<p>Be kind.</p>")
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert get(sandbox, "/policy/policy.md").headers["content-type"] == "text/markdown; charset=utf-8"
    (folder / "index.html").write_text("<p>Be kinder.</p>")
    assert get(sandbox, "/policy/").text == "<p>Be kinder.</p>"


def test_nothing_else_of_the_folder_is_served(sandbox: RunningSandbox, folder: Path) -> None:
    folder.mkdir()
    (folder / "draft.md").write_text("Not yet.")
    assert get(sandbox, "/policy/draft.md").status_code == 404
    assert get(sandbox, "/policy/..%2fsandbox.json").status_code == 404


def test_the_page_of_the_sandbox_leads_to_the_policy(sandbox: RunningSandbox) -> None:
    assert 'href="/policy/"' in get(sandbox, "/").text
