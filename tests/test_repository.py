"""What is true of the repository as a whole."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from pydantic import AliasChoices
from pydantic_settings import BaseSettings

from approval.accounts_file import parse_accounts
from approval.settings import ApprovalSettings
from bot.settings import BotSettings
from countersign.doctor.machine import pins
from countersign.policy.settings import PolicySettings
from countersign.processes import NEEDS, processes
from signing.settings import SignerSettings
from workers import settings as workers
from workers.checks.settings import CheckSettings

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("approval", "bot", "workers", "signing", "sandbox", "countersign")

# Each process, and the settings classes that it reads: from its environment, and so it must be told them.
READS: dict[str, tuple[type[BaseSettings], ...]] = {
    "redis": (workers.RedisSettings,),
    "clock": (ApprovalSettings, workers.ClockSettings),
    "check": (ApprovalSettings, workers.CheckWorkerSettings, CheckSettings),
    "publish": (ApprovalSettings, workers.PublishSettings),
    "bot": (ApprovalSettings, BotSettings),
    "signer": (SignerSettings,),
}
# Read by the publish worker alone, from publish.env; the others have a field for it only to refuse it.
KEYS = "COUNTERSIGN_ACCOUNT_KEYS"
# Never in .env, which every process reads: in files, or in the environment that the signer alone is given.
LOG_KEYS = {"COUNTERSIGN_SIGNER_KEY", "COUNTERSIGN_SIGNER_NEXT_KEY"}


def tracked() -> list[Path]:
    """What git has, or would have with the next commit."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [path for name in listed.stdout.splitlines() if (path := ROOT / name).is_file()]


def sources(*folders: str) -> list[Path]:
    return [path for path in tracked() if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in folders]


def names(settings: type[BaseSettings]) -> set[str]:
    """The names in the environment that a settings class reads."""
    prefix = str(settings.model_config.get("env_prefix", ""))
    found: set[str] = set()
    for name, field in settings.model_fields.items():
        alias = field.validation_alias
        if isinstance(alias, AliasChoices):
            found |= {str(choice) for choice in alias.choices}
        else:
            found.add(str(alias) if alias else f"{prefix}{name}".upper())
    return found


def where(path: Path, line: int) -> str:
    return f"{path.relative_to(ROOT)}:{line}"


def test_everything_stands_where_the_plan_says() -> None:
    folders = (
        "approval/migrations",
        "bot/listeners",
        "workers/checks",
        "workers/publishers",
        "sandbox",
        "docs/decisions",
    )
    files = (
        "Makefile", "Procfile", "README.md", "CHANGELOG.md", "constraints.txt", "pyproject.toml", ".ci/run",
        ".env.example", "accounts.example.toml", "bot/manifest.yaml",
    )  # fmt: skip
    assert [folder for folder in folders if not (ROOT / folder).is_dir()] == []
    assert [file for file in files if not (ROOT / file).is_file()] == []


def test_the_layers_hold() -> None:
    checked = subprocess.run(
        [Path(sys.executable).with_name("lint-imports")], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout


def test_no_file_is_longer_than_300_lines() -> None:
    lengths = {path: len(path.read_text().splitlines()) for path in sources(*PACKAGES, "tests", "scripts")}
    # An outsider gets the verifier as one file, with nothing to install: docs/decisions/0074.
    assert lengths.pop(ROOT / "approval" / "record" / "verifiers" / "verify.py") < 800
    assert {where(path, 1): length for path, length in lengths.items() if length > 300} == {}


def test_no_module_is_named_after_nothing() -> None:
    empty = {"utils", "helpers", "common", "base", "manager"}
    assert [str(path.relative_to(ROOT)) for path in sources(*PACKAGES, "tests") if path.stem in empty] == []


def test_no_test_is_skipped_or_expected_to_fail() -> None:
    # Put together, so that this line does not find itself.
    marks = re.compile("|".join(["skip", "skipif", "xfail", "importor" + "skip"]))
    found = [
        where(path, node.lineno)
        for path in sources("tests")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and marks.fullmatch(node.attr) and "pytest" in ast.unparse(node.value)
    ]
    assert found == []


def test_nothing_is_caught_to_carry_on_that_is_not_named() -> None:
    broad = {"Exception", "BaseException"}
    found = [
        where(path, node.lineno)
        for path in sources(*PACKAGES, "scripts", "benchmarks")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or broad & {name.id for name in ast.walk(node.type) if isinstance(name, ast.Name)})
        # Undoing something and raising the same again is not carrying on, nor is raising another one from it.
        and not (isinstance(last := node.body[-1], ast.Raise) and (last.exc is None or _is_of(node, last.cause)))
    ]
    assert found == []


def _is_of(handler: ast.ExceptHandler, cause: ast.expr | None) -> bool:
    return isinstance(cause, ast.Name) and cause.id == handler.name


def test_no_tracked_file_holds_a_path_of_one_machine_or_a_package_index() -> None:
    # Put together, so that this line does not find itself.
    strangers = re.compile(rb"/(?:work|root)/[a-z.]|/opt/(?:wheels|pypi)|pypi\.org/simple|files\.python" + rb"hosted")
    found = [
        f"{path.relative_to(ROOT)}: {match[0].decode()}"
        for path in tracked()
        if path.suffix not in (".png", ".ico", ".woff2") and (match := strangers.search(path.read_bytes()))
    ]
    assert found == []


def test_every_package_is_pinned_once_with_what_it_brings_along() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = [Requirement(line) for line in [*project["dependencies"], *project["optional-dependencies"]["dev"]]]
    text = (ROOT / "constraints.txt").read_text()
    pinned = {_normal(name): version for name, version in pins(text).items()}
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert len(lines) == len(pinned), "a line that is no pin, or a package twice"
    assert lines == sorted(lines, key=str.lower)
    assert pinned["torch"] == "2.13.0", "without a local suffix, which only one package index has"
    unpinned = [each.name for each in asked if _normal(each.name) not in pinned]
    outside = [str(each) for each in asked if not each.specifier.contains(pinned.get(_normal(each.name), "0"))]
    assert (unpinned, outside) == ([], [])


def test_every_package_that_is_imported_is_asked_for_by_name() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = {_normal(Requirement(line).name) for line in project["dependencies"]}
    # What is imported only when it is needed may be one of the developers' packages.
    asked_late = asked | {_normal(Requirement(line).name) for line in project["optional-dependencies"]["dev"]}
    # Where a module is called otherwise than its package, or belongs to one that is asked for.
    packages = {
        "dotenv": "python-dotenv",
        "yaml": "pyyaml",
        "re2": "google-re2",
        "anyio": "starlette",
        **dict.fromkeys(("torch", "transformers", "huggingface_hub"), "detoxify"),
    }
    found: dict[str, str] = {}
    for path in sources(*PACKAGES):
        tree = ast.parse(path.read_text())
        for node in ast.walk(tree):
            modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            modules += [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
            for top in {module.split(".")[0] for module in modules} - set(sys.stdlib_module_names) - set(PACKAGES):
                if _normal(packages.get(top, top)) not in (asked if node in tree.body else asked_late):
                    found[top] = where(path, node.lineno)
    assert found == {}


def test_every_decision_has_a_title_and_a_status() -> None:
    decisions = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    numbers = [path.name[:4] for path in decisions]
    assert len(numbers) == len(set(numbers)), "two decisions with one number"
    for path in decisions:
        title, text = path.read_text().split("\n", 1)
        assert title.startswith(f"# {path.name[:4]} "), path.name
        assert re.search(r"^Status: ", text, re.MULTILINE), path.name


def test_every_setting_is_explained_in_env_example_and_nothing_else_is() -> None:
    text = (ROOT / ".env.example").read_text()
    explained = set(re.findall(r"^#?([A-Z][A-Z0-9_]+)=", text, re.MULTILINE))
    read = set[str]().union(*(names(settings) for classes in READS.values() for settings in classes))
    assert explained == (read | names(PolicySettings)) - {KEYS} - LOG_KEYS | {workers.PUBLISH_ENV}
    assert KEYS in text


@pytest.mark.parametrize("name", READS)
def test_each_process_is_told_every_setting_that_it_reads(name: str) -> None:
    wanted = set[str]().union(*(names(settings) for settings in READS[name])) - {KEYS}
    (process,) = processes(f"{name}: true", dict.fromkeys(wanted, "x"))
    assert wanted - set(process.environment) == set()


def test_the_procfile_starts_every_process_that_is_described() -> None:
    started = processes((ROOT / "Procfile").read_text(), {})
    assert {process.name for process in started} == set(NEEDS)


def test_the_example_of_accounts_toml_can_be_used_as_it_is() -> None:
    accounts = parse_accounts((ROOT / "accounts.example.toml").read_text(), "accounts.example.toml")
    assert accounts.account("police").open


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
