"""How long a million entries take in verify.html, beside the browser's own SHA-256 over the same files.

    .venv/bin/python -m benchmarks.verifying_in_browser [1000000]

The bundle is the one of benchmarks.verifying, the browser is Debian's Chromium, and the page is opened from the disk.
The yardstick reads each file whole and gives it to crypto.subtle, three times as the page does; the least is taken.
Processor time, of all of the browser's processes, says more where other programs run on the same cores. Ends with 1
where the bundle does not verify.
"""

import os
import sys
import tempfile
import threading
from contextlib import suppress
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
        page = _opened(browser)
        empty = most = _Memory().look()
        _give(page, folder, trust)
        ours, plain, holds = [], [], True
        for _ in range(TIMES):
            with _Memory() as memory:
                started = _processor_time()
                milliseconds, held = page.evaluate(VERIFY)
                ours.append((milliseconds / 1000, _processor_time() - started))
            most, holds = max(most, memory.most), holds and held
        for _ in range(TIMES):
            started = _processor_time()
            plain.append((page.evaluate(HASH) / 1000, _processor_time() - started))
        browser.close()
    what = f"verify.html over {count:,} entries and their disclosures ({size / 1e6:,.0f} MB)"
    (seconds, spent), (plain_seconds, plain_spent) = (map(min, zip(*each, strict=True)) for each in (ours, plain))
    rows = [
        Row(what, seconds, plain_seconds, "s", "crypto.subtle over the same files, whole"),
        Row("processor time of the same", spent, plain_spent, "s", "the same"),
        Row("the most memory that the page's process held meanwhile", most / 1e6, empty / 1e6, "MB", "the page, empty"),
    ]
    show(rows, Console(width=160))
    return 0 if holds else 1


def _opened(browser: Browser) -> Page:
    page = browser.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(PAGE.as_uri())
    return page


def _give(page: Page, folder: Path, trust: str) -> None:
    page.locator("summary").click()
    page.fill("#pasted", trust)
    page.click("#use")
    page.set_input_files("#folder", folder)
    page.locator("#result").wait_for()


class _Memory:
    """Looks, five times a second, how much the largest of our browser's pages holds."""

    def __init__(self) -> None:
        self.most = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> "_Memory":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def look(self) -> int:
        for process in _ours():
            self.most = max(self.most, _held(process))
        return self.most

    def _watch(self) -> None:
        while not self._stop.wait(0.2):
            self.look()


def _ours() -> list[Path]:
    """The processes that this one has started, and those that they have."""
    parents = {}
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            parents[int(process.name)] = int(_stat(process)[1])
    found = [os.getpid()]
    for pid in found:
        found += [child for child, parent in parents.items() if parent == pid]
    return [Path("/proc", str(pid)) for pid in found[1:]]


def _stat(process: Path) -> list[str]:
    """What Linux says of a process, from its state on; its name, which may have spaces, stands before."""
    return (process / "stat").read_text().rpartition(")")[2].split()


def _processor_time() -> float:
    """Seconds that all of our browser's processes have spent so far."""
    ticks = 0
    for process in _ours():
        with suppress(OSError):
            ticks += sum(map(int, _stat(process)[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


def _held(process: Path) -> int:
    """The memory of a process that shows a page; 0 for any other."""
    with suppress(OSError):
        if b"--type=renderer" in (process / "cmdline").read_bytes():
            return int((process / "statm").read_text().split()[1]) * 4096
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2])))
