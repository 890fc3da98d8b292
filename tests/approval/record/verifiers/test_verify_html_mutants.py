"""Every bundle that was tampered with is refused by verify.html, and verify.py says the same of each."""

import io
import shutil
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from bundles import Files, older_checkpoint, put
from forged_logs import whole
from mutants import PARTS, mutants
from playwright.sync_api import sync_playwright
from sample_log import TRUST
from verifying_page import VerifyingPage, launch, opened, states

from approval.record.verifiers import verify

# So many bundles are handed to the page at once.
TOGETHER = 50


@pytest.fixture(scope="module")
def page() -> Iterator[VerifyingPage]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        with opened(browser) as page:
            yield page
        browser.close()


def test_the_bundle_that_all_come_from_holds(page: VerifyingPage, tmp_path: Path) -> None:
    report = page.bundle(whole(), TRUST, older_checkpoint())
    assert (report["holds"], states(report)) == (True, "hhhhhhhhh")
    assert by_verify_py(whole(), tmp_path)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("part", PARTS)
def test_what_was_tampered_with_is_refused_by_both(page: VerifyingPage, tmp_path: Path, part: str) -> None:
    all_of_them = list(mutants(part))
    assert all_of_them
    held: list[str] = []
    for start in range(0, len(all_of_them), TOGETHER):
        some = all_of_them[start : start + TOGETHER]
        reports = page.bundles([each.files for each in some], TRUST, older_checkpoint())
        held += [each.name for each, report in zip(some, reports, strict=True) if report["holds"]]
        held += [f"verify.py: {each.name}" for each in some if by_verify_py(each.files, tmp_path)]
        unsaid = [each.name for each, report in zip(some, reports, strict=True) if not refused_in_words(report)]
        assert unsaid == []
    assert held == []


def refused_in_words(report: dict[str, object]) -> bool:
    """Whether some point says what is wrong, in a sentence."""
    points = report["points"]
    assert isinstance(points, list)
    return any(point["state"] == "fails" and point["says"][0].endswith((".", "!")) for point in points)


def by_verify_py(files: Files, tmp_path: Path) -> bool:
    """Whether verify.py says that a bundle holds."""
    folder = tmp_path / "bundle"
    folder.mkdir()
    (tmp_path / "trust.txt").write_bytes(TRUST)
    (tmp_path / "older.txt").write_bytes(older_checkpoint())
    put(files, folder)
    asked = [str(folder), "--trust", str(tmp_path / "trust.txt"), "--older", str(tmp_path / "older.txt")]
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        code = verify.main(asked)
    shutil.rmtree(folder)
    return code == 0
