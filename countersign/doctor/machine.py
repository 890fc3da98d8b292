"""Python, the packages and the disk."""

import re
import shutil
import sys
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from countersign.doctor.finding import Finding, ok, wrong

OLDEST_PYTHON = (3, 11)
DISK_LOW = 200_000_000


def examine(root: Path) -> Iterator[Finding]:
    """What this machine and its virtual environment are like."""
    yield _python()
    yield _packages(root / "pyproject.toml", root / "constraints.txt")
    free = shutil.disk_usage(root).free
    room = f"{free / 1e9:.1f} GB are free on the disk"
    yield ok(room) if free > DISK_LOW else wrong(room, "make room: the log and the database need it")


def pins(constraints: str) -> dict[str, str]:
    """Package name to version, from the lines `name==version`."""
    return dict(re.findall(r"^([\w.-]+)==(\S+)$", constraints, re.MULTILINE))


def _python() -> Finding:
    here = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info >= OLDEST_PYTHON:
        return ok(f"Python is {here}")
    return wrong(f"Python is {here}, and Countersign needs 3.11 or newer", "make run PYTHON=python3.11")


def _packages(project: Path, constraints: Path) -> Finding:
    """Whether what is installed is what was tested together."""
    pinned = pins(constraints.read_text(encoding="utf-8"))
    installed = {_normal(each.name): each.version for each in metadata.distributions()}
    needed = [_normal(re.split(r"[^\w.-]", line)[0]) for line in _requirements(project)]
    missing = sorted(name for name in needed if name not in installed)
    other = sorted(
        f"{name} {installed[_normal(name)]} instead of {version}"
        for name, version in pinned.items()
        # A local suffix names a build (2.13.0+cpu), not another version.
        if _normal(name) in installed and installed[_normal(name)].partition("+")[0] != version
    )
    if missing:
        return wrong(f"packages are missing: {', '.join(missing)}", "run: make venv")
    if other:
        return wrong(f"packages are not those of constraints.txt: {', '.join(other)}", "run: make venv")
    return ok(f"the packages are those of constraints.txt ({len(needed)} and what they bring along)")


def _requirements(project: Path) -> list[str]:
    requirements: list[str] = tomllib.loads(project.read_text(encoding="utf-8"))["project"]["dependencies"]
    return requirements


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
