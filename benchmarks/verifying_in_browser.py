"""How long a million entries take in verify.html, beside the browser's own SHA-256 over the same files.

    .venv/bin/python -m benchmarks.verifying_in_browser [1000000]

The bundle is the one of benchmarks.verifying, the browser is Debian's Chromium, and the page is opened from the disk.
The yardstick reads each file whole and gives it to crypto.subtle. The least of three runs is taken. Ends with 1 where
the bundle does not verify.
"""

import sys
import tempfile
import threading
import time
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from rich.console import Console

from benchmarks.figures import Row, show
from benchmarks.verifying import make_bundle

PAGE = Path(__file__).parent.parent / "approval" / "record" / "verifiers" / "verify.html"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
PATIENCE = 600_000
TIMES = 3

# What the page itself was given stays in `have`, so that the function under its buttons can be timed.
VERIFY = """async () => {
    const started = performance.now(), found = await verifyBundle(have.bundle, have);
    return [performance.now() - started, found.holds];
}"""
HASH = """async () => {
    const started = performance.now();
    for (const { file } of have.bundle) await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
    return performance.now() - started;
}"""


def main(count: int = 1_000_000) -> int:
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        folder = Path(temporary) / "bundle"
        folder.mkdir()
        trust = make_bundle(folder, count).read_text()
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        page = _given(browser, folder, trust)
        ours, holds = [], True
        with _Memory() as memory:
            for _ in range(TIMES):
                milliseconds, held = page.evaluate(VERIFY)
                ours.append(milliseconds / 1000)
                holds = holds and held
        plain = [page.evaluate(HASH) / 1000 for _ in range(TIMES)]
        browser.close()
    what = f"verify.html over {count:,} entries and their disclosures ({size / 1e6:,.0f} MB)"
    rows = [
        Row(what, min(ours), min(plain), "s", "crypto.subtle over the same files, whole"),
        Row("the most memory that the page's process held meanwhile", memory.most / 1e6, 0, "MB", "-"),
    ]
    show(rows, Console(width=160))
    return 0 if holds else 1


def _given(browser: Browser, folder: Path, trust: str) -> Page:
    page = browser.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(PAGE.as_uri())
    page.locator("summary").click()
    page.fill("#pasted", trust)
    page.click("#use")
    page.set_input_files("#folder", folder)
    page.locator("#result").wait_for()
    return page


class _Memory:
    """Looks, five times a second, how much the largest of the browser's pages holds."""

    def __init__(self) -> None:
        self.most = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> "_Memory":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._stop.is_set():
            for process in Path("/proc").iterdir():
                self.most = max(self.most, _held(process))
            time.sleep(0.2)


def _held(process: Path) -> int:
    """The memory of a process that shows a page; 0 for any other."""
    try:
        if b"--type=renderer" not in (process / "cmdline").read_bytes():
            return 0
        return int((process / "statm").read_text().split()[1]) * 4096
    except OSError:
        return 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2])))
