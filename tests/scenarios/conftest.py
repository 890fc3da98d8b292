"""One whole stack for all scenarios, and a new browser page for each test."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_page import WIDE, DeskPage, launch
from playwright.sync_api import Browser, sync_playwright
from whole_stack import WholeStack


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeStack]:
    """Everything that `make run` starts."""
    with WholeStack(tmp_path_factory.mktemp("stack")) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def shots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pictures go: COUNTERSIGN_SHOTS, where somebody wants to keep them."""
    kept = os.environ.get("COUNTERSIGN_SHOTS")
    folder = Path(kept) if kept else tmp_path_factory.mktemp("shots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def page(stack: WholeStack, browser: Browser, shots: Path) -> Iterator[DeskPage]:
    """The page, wide. Anything that the browser complains of fails the test."""
    context = browser.new_context(viewport={"width": WIDE["width"], "height": WIDE["height"]}, reduced_motion="reduce")
    desk = DeskPage(context.new_page(), stack, shots)
    yield desk
    context.close()
    stack.close_forms()
    assert desk.wrong == []
