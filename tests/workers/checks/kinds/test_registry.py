"""Another city's package brings a kind of check without a line of ours changed."""

import subprocess
import sys
from pathlib import Path

import pytest

from workers.checks.registry import OURS, kinds

ROOT = Path(__file__).resolve().parents[4]

# A kind as somebody else would write it: it finds a word, and says so for the rule.
KIND = """
import time
from dataclasses import dataclass
from pydantic import field_validator
from workers.checks.kind import Context, Kind, Options

class Told(Options):
    word: str

@dataclass(frozen=True)
class Finds:
    told: Told
    context: Context
    reads_alt = True

    @property
    def rule(self):
        return self.context.rule.id

    def __call__(self, draft):
        at = draft.text.find(self.told.word)
        if at >= 0:
            yield self.context.finding("It is there.", at, at + len(self.told.word), draft.text)

KIND = Kind(Told, Finds)
NO_KIND = "a string"

def falls(mistake):
    def build(told, context):
        raise mistake
    return Kind(Told, build)

LOOKS_UP = falls(KeyError("bank"))
ADDS = falls(TypeError("no number\\nrules.X01: all is well"))
READS = falls(FileNotFoundError(2, "No such file", "rivers.txt"))
class RiverError(Exception):
    pass

class Wet(Options):
    word: str

    @field_validator("word")
    def dry(cls, word):
        raise RiverError("the gauge does not answer")

FLOODS = falls(RiverError("the bank is gone\\nrules.X01: all is well"))
SOAKED = Kind(Wet, lambda told, context: None)
MISSPELT = Kind(Told, lambda told, context: tolt)
NOTHING = Kind(Told, lambda told, context: None)
RISES = Kind(Told, lambda told, context: time.sleep(60))
REFUSES = falls(ValueError("word: is no river.\\nwrite its name."))
"""
# A pack that uses it, in a process of its own: entry points are read once.
USES_IT = """
import sys
from pathlib import Path
sys.path[:0] = sys.argv[1:]
from one_rule import OneCheck
print(OneCheck("river", word="Rio").spans("Down by the Rio Grande."))
"""
# The same pack where the package makes a mistake: what whoever checks the policy is told, a line for each.
BREAKS_IT = """
import sys
sys.path[:0] = sys.argv[1:]
from approval.errors import PolicyInvalid
from one_rule import OneCheck
try:
    OneCheck("river", word="Rio")
except PolicyInvalid as error:
    print(error)
"""
# The same pack in a job whose time is up meanwhile: how the job ends.
TAKES_LONG = """
import sys
sys.path[:0] = sys.argv[1:]
from one_rule import OneCheck
from rq.timeouts import JobTimeoutException, UnixSignalDeathPenalty
try:
    with UnixSignalDeathPenalty(2, JobTimeoutException):
        OneCheck("river", word="Rio")
except Exception as error:
    print(type(error).__name__)
"""
LISTS_THEM = """
import sys
sys.path[:0] = sys.argv[1:]
from approval.errors import Misconfigured
from workers.checks.registry import kinds
try:
    print(*sorted(kinds()))
except Misconfigured as error:
    print("misconfigured:", error)
"""


def distribution(folder: Path, name: str, *points: str) -> str:
    """A package as it lies installed: a module, and a dist-info with its entry points."""
    module = name.replace("-", "_")
    (folder / f"{module}.py").write_text(KIND)
    (folder / "river_misspelt.py").write_text("KIND = kind\n")
    (folder / "river_unclosed.py").write_text("KIND = (\n")
    (folder / "river_slow.py").write_text("import time\ntime.sleep(60)\n")
    (folder / "river_dry.py").write_text("class Dry(Exception): pass\nraise Dry('no water')\n")
    info = folder / f"{module}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("\n".join(["[countersign.checks]", *points]) + "\n")
    return str(folder)


def run(program: str, *paths: str) -> str:
    here = str(Path(__file__).parent)
    done = subprocess.run(
        [sys.executable, "-c", program, *paths, here, str(ROOT)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_pack_can_use_a_kind_that_another_package_brings(tmp_path: Path):
    installed = distribution(tmp_path, "river-checks", "river = river_checks:KIND")
    assert run(USES_IT, installed) == "['Rio']"


def test_our_kinds_and_those_of_others_stand_side_by_side(tmp_path: Path):
    installed = distribution(tmp_path, "river-checks", "river = river_checks:KIND")
    assert run(LISTS_THEM, installed).split() == sorted([*OURS, "river"])


@pytest.mark.parametrize(
    ("points", "says"),
    [
        (["links = river_checks:KIND"], "“links” is in Countersign itself and in the package river-checks 1.0"),
        (["river = river_checks:NO_KIND"], "“river” of the package river-checks 1.0 is no kind of check"),
        (["river = river_checks:GONE"], "“river” of the package river-checks 1.0 cannot be loaded"),
        (["river = river_gone:KIND"], "“river” of the package river-checks 1.0 cannot be loaded"),
        (["river = river_misspelt:KIND"], "cannot be loaded from river_misspelt:KIND: name 'kind' is not defined."),
        (["river = river_unclosed:KIND"], "cannot be loaded from river_unclosed:KIND: '(' was never closed"),
        (["river = river_dry:KIND"], "cannot be loaded from river_dry:KIND: no water. Install that package again"),
    ],
)
def test_what_cannot_be_used_names_the_package_that_brings_it(tmp_path: Path, points: list[str], says: str):
    installed = distribution(tmp_path, "river-checks", *points)
    answer = run(LISTS_THEM, installed)
    assert answer.startswith("misconfigured:")
    assert says in answer


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("LOOKS_UP", "(KeyError: 'bank')"),
        ("ADDS", "(TypeError: no number\\nrules.X01: all is well)"),
        ("READS", "(FileNotFoundError: [Errno 2] No such file: 'rivers.txt')"),
        ("MISSPELT", "(NameError: name 'tolt' is not defined)"),
        ("FLOODS", "(RiverError: the bank is gone\\nrules.X01: all is well)"),
        ("SOAKED", "(RiverError: the gauge does not answer)"),
        ("NOTHING", "(AttributeError: 'NoneType' object has no attribute 'rule')"),
    ],
)
def test_a_mistake_of_a_package_is_told_with_the_rule_the_check_and_whom_to_ask(tmp_path: Path, kind: str, said: str):
    installed = distribution(tmp_path, "river-checks", f"river = river_checks:{kind}")
    assert run(BREAKS_IT, installed) == (
        f"rules.X01.checks[1]: the check “river” cannot be built {said}. That is a mistake in the package river-checks "
        "1.0, not in the policy: tell whoever maintains it, or take the check out of the rule."
    )


@pytest.mark.parametrize("point", ["river_checks:RISES", "river_slow:KIND"])
def test_a_job_whose_time_is_up_is_no_mistake_of_the_package_that_it_waits_for(tmp_path: Path, point: str):
    installed = distribution(tmp_path, "river-checks", f"river = {point}")
    assert run(TAKES_LONG, installed) == "JobTimeoutException"


def test_what_a_package_says_of_its_options_is_told_line_by_line_at_the_option_that_it_names(tmp_path: Path):
    installed = distribution(tmp_path, "river-checks", "river = river_checks:REFUSES")
    assert run(BREAKS_IT, installed).splitlines() == [
        "rules.X01.checks[1].word: is no river.",
        "rules.X01.checks[1]: write its name.",
    ]


def test_two_packages_with_one_name_are_both_named(tmp_path: Path):
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    one = distribution(tmp_path / "one", "river-checks", "river = river_checks:KIND")
    two = distribution(tmp_path / "two", "creek-checks", "river = creek_checks:KIND")
    answer = run(LISTS_THEM, one, two)
    assert "“river” is in the package creek-checks 1.0 and in the package river-checks 1.0" in answer


def test_every_kind_of_ours_says_in_its_module_what_it_can_be_told():
    for name, kind in kinds().items():
        words = sys.modules[kind.options.__module__].__doc__ or ""
        assert f"`{name}`" in words, name
        for option, field in kind.options.model_fields.items():
            assert f"`{field.alias or option}`" in words, f"{name}: {option}"
