"""The state test finds each seeded bug: a test that finds nothing proves nothing."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from mutations import MUTATIONS, Mutation

ROOT = Path(__file__).parents[2]
EXAMPLES = 120
FOUND, MISSED = 3, 0  # what the walk exits with

# Run in the folder of the mutated copy, which so comes before the true package.
WALK = """
import sys
from pathlib import Path
import approval
assert Path(approval.__file__).is_relative_to(Path.cwd()), approval.__file__
from test_state_machine import explore, on_sqlite
with on_sqlite(Path(sys.argv[1])) as databases:
    try:
        # Hypothesis begins a long walk with days on which little happens; on the few of a short one much does, so that
        # most bugs are found within four. What is not found from four starts, the long walk has to find.
        for start in range(4):
            explore(databases, examples=4, shrink=False, seed=start)
        explore(databases, examples=int(sys.argv[2]), shrink=False)
    except BaseException as error:
        # Whatever the bug makes of the house: a wrong state, or a constraint of the database that stops it.
        print(type(error).__name__, error)
        sys.exit(3)
"""


def walk(folder: Path, template: Path, examples: int = EXAMPLES) -> subprocess.CompletedProcess[str]:
    """Run the state test on the copy of `approval` in a folder."""
    path = os.pathsep.join(str(part) for part in (ROOT / "tests", ROOT / "tests" / "scenarios"))
    return subprocess.run(
        [sys.executable, "-c", WALK, str(template), str(examples)],
        cwd=folder,
        env={"PYTHONPATH": path, "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )


@pytest.mark.timeout(300)
@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.name)
def test_the_state_test_finds(mutation: Mutation, tmp_path: Path, sqlite_template: Path) -> None:
    shutil.copytree(ROOT / "approval", tmp_path / "approval", ignore=shutil.ignore_patterns("__pycache__"))
    mutation.seed(tmp_path / "approval")
    done = walk(tmp_path, sqlite_template)
    assert done.returncode == FOUND, f"not found in {EXAMPLES} examples:\n{done.stdout}{done.stderr}"


@pytest.mark.timeout(300)
def test_the_state_test_finds_nothing_where_no_bug_was_seeded(tmp_path: Path, sqlite_template: Path) -> None:
    shutil.copytree(ROOT / "approval", tmp_path / "approval", ignore=shutil.ignore_patterns("__pycache__"))
    # The days of the four starts, in which the bugs are found, and one more.
    done = walk(tmp_path, sqlite_template, examples=1)
    assert done.returncode == MISSED, done.stdout + done.stderr


def test_there_are_enough_seeded_bugs_and_each_is_another() -> None:
    assert len({(mutation.file, mutation.old) for mutation in MUTATIONS}) == len(MUTATIONS) >= 11
