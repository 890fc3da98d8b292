"""The story plays to its end on every process of `make run`, and what it counts is what the record holds."""

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from whole_stack import ROOT, WholeStack, place_in

DEMO = """
import sys
from pathlib import Path
from rich.console import Console
from countersign.demonstration import play
from countersign.places import Place
sys.exit(play(Place(Path.cwd()), sys.argv[1:], Console(soft_wrap=True)))
"""


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeStack]:
    """A sandbox under the policy that it comes with, which nobody has accepted yet."""
    with WholeStack(tmp_path_factory.mktemp("story"), policed=True) as running:
        yield running


def tell(*options: str) -> subprocess.CompletedProcess[str]:
    """Play it without pauses; what it said."""
    command = [sys.executable, "-m", "sandbox.story", "--pace", "0", *options]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=110)


def refused_since(stack: WholeStack, began: datetime) -> int:
    return sum(entry.action.endswith(".refused") for entry in stack.entries() if entry.at >= began)


def test_the_story_counts_the_refusals_that_the_record_holds(stack: WholeStack, shots: Path) -> None:
    began, before = datetime.now(UTC), len(stack.official_posts())
    told = tell("--url", stack.url, "--pictures", str(shots / "story"))
    assert told.returncode == 0, told.stdout + told.stderr
    counted = re.search(r"Attempts refused: (\d+)", told.stdout)
    assert counted
    assert int(counted[1]) == refused_since(stack, began) == 6
    assert "Nobody spoke for the city alone." in told.stdout
    posted = stack.texts()
    assert len(posted) == before + 1
    assert not any("lock her door" in text for text in posted)
    assert len(list((shots / "story").glob("*.png"))) == 11


def test_the_policy_is_accepted_first_and_its_rules_are_named(stack: WholeStack) -> None:
    accepted = [entry.disclosed["person"] for entry in stack.entries() if entry.action == "policy.accepted"]
    assert accepted == ["tomas", "nadia"]
    checked = [str(entry.fields.get("rules", "")) for entry in stack.entries() if entry.action == "revision.checked"]
    assert {"B03", "P01"} <= set(checked[0].split(","))
    assert "B03" in checked[1]
    assert "P01" not in checked[1]
    (published,) = {entry.fields["proposal"] for entry in stack.entries() if entry.action == "publish.succeeded"}
    answers = [
        str(entry.fields["answers"])
        for entry in stack.entries()
        if entry.action == "review.approved" and entry.fields["proposal"] == published
    ]
    assert set(answers) == {"helpful,respectful,true"}


def test_the_story_can_be_told_again(stack: WholeStack) -> None:
    before = len(stack.official_posts())
    assert tell("--url", stack.url).returncode == 0
    assert len(stack.official_posts()) == before + 1


def test_where_nothing_runs_the_demonstration_starts_and_stops_everything_itself(tmp_path: Path) -> None:
    checkout = place_in(tmp_path).root
    told = subprocess.run(
        [sys.executable, "-c", DEMO, "--pace", "0"], cwd=checkout, capture_output=True, text=True, timeout=110
    )
    assert told.returncode == 0, told.stdout + told.stderr
    assert "Nobody spoke for the city alone." in told.stdout
    assert "Stopping the sandbox … stopped." in told.stdout
    assert not (checkout / "var").exists()


def test_where_no_sandbox_answers_the_story_says_how_to_start_one() -> None:
    told = tell("--url", "http://127.0.0.1:9")
    assert told.returncode == 1
    assert "countersign demo" in told.stdout
