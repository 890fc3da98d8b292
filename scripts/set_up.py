"""Makes the virtual environment, and what the tests need around it, one step at a time; skips what stands already.

Only the standard library: this runs before anything is installed, under the system's python3. Each finished step leaves
a stamp that holds a digest of what it was made from: a changed pin is installed, an unchanged one costs nothing.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMPS = VENV / "stamps"
LOGS = ROOT / "var" / "log"
OLDEST_PYTHON = (3, 11)
# Measured: 1.7 GB installed, and pip unpacks next to it.
DISK_NEEDED = 2_500_000_000
# How often a line is shown where the output is not a terminal (CI stops runs that are silent for long).
TELL_SECONDS = 20.0


@dataclass(frozen=True)
class Step:
    """One thing to do: `made_from` are files and words whose change makes it due again."""

    name: str
    what: str
    takes: str
    commands: Sequence[Sequence[str]]
    made_from: Sequence[Path | str]
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def stamp(self) -> Path:
        return STAMPS / self.name

    def digest(self) -> str:
        """SHA-256 (hex) over what the step is made from, this folder and this Python: a moved .venv is made anew."""
        digest = hashlib.sha256(f"{VENV}\0{sys.version}".encode())
        for source in self.made_from:
            digest.update(b"\0" + (source.read_bytes() if isinstance(source, Path) else source.encode()))
        return digest.hexdigest()

    @property
    def done(self) -> bool:
        return self.stamp.exists() and self.stamp.read_text() == self.digest()


class SetUpFailed(Exception):
    """The set-up cannot go on; the message says what to do."""


def say(line: str) -> None:
    print(line, flush=True)


def run(step: Step) -> None:
    """Do a step, unless its stamp is fresh; SetUpFailed with the end of its output otherwise."""
    if step.done:
        return
    started = time.monotonic()
    say(f"• {step.what} (may take {step.takes})")
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / f"setup-{step.name}.log"
    with log.open("w") as output:
        for command in step.commands:
            code = follow(command, log, output, {**os.environ, **step.environment}, started)
            if code != 0:
                raise SetUpFailed(explain(step, command, log))
    STAMPS.mkdir(parents=True, exist_ok=True)
    step.stamp.write_text(step.digest())
    say(f"  done in {time.monotonic() - started:.0f} s")


def follow(command: Sequence[str], log: Path, output: IO[str], environment: Mapping[str, str], started: float) -> int:
    """Run a command into its log, telling now and then how long it has taken and what it said last."""
    terminal = sys.stdout.isatty()
    told = time.monotonic()
    with subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, env=environment, cwd=ROOT) as process:
        while True:
            try:
                code = process.wait(timeout=0.5)
            except subprocess.TimeoutExpired:
                if terminal or time.monotonic() - told > TELL_SECONDS:
                    told = time.monotonic()
                    tell(f"  {told - started:4.0f} s  {last_line(log)}", terminal)
                continue
            if terminal:
                tell("", terminal)
            return code


def tell(line: str, terminal: bool) -> None:
    if not terminal:
        return say(line)
    width = shutil.get_terminal_size().columns - 1
    print(f"\r\x1b[K{line[:width]}", end="", flush=True)
    return None


def last_line(log: Path) -> str:
    lines = log.read_text(errors="replace").split("\n")
    return next((line.strip()[:90] for line in reversed(lines) if line.strip()), "")


def explain(step: Step, command: Sequence[str], log: Path) -> str:
    """Why a step failed, as far as its output tells, and where to read on."""
    said = log.read_text(errors="replace")
    if "ensurepip is not" in said:
        hint = "Python's venv is not installed. On Debian: apt-get install python3-venv"
    elif "No space left" in said:
        hint = f"The disk is full. About {DISK_NEEDED / 1e9:.1f} GB are needed."
    elif (
        "No matching distribution" in said
        or "Temporary failure in name resolution" in said
        or "ConnectionError" in said
    ):
        hint = "A package could not be fetched. Is the network, or the package index that pip uses, reachable?"
    else:
        hint = "Once it is mended, run the same command again: what is done already is not done twice."
    end = "\n".join("    " + line for line in said.rstrip().split("\n")[-15:])
    return f"{step.what}: failed at `{' '.join(command)}`\n{end}\n  {hint}\n  All of its output: {log}"


def venv_steps(python: str, torch_index: str) -> list[Step]:
    """The virtual environment and what Countersign runs on."""
    constraints, project = ROOT / "constraints.txt", ROOT / "pyproject.toml"
    # pip before 25.3 reads the first for build environments too, later ones the second.
    pinned = {"PIP_CONSTRAINT": str(constraints), "PIP_BUILD_CONSTRAINT": str(constraints)}
    torch = next(line for line in constraints.read_text().split("\n") if line.startswith("torch=="))
    pip = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--progress-bar", "off"]
    index = ["--index-url", torch_index] if torch_index else []
    return [
        Step(
            "venv", "Making the virtual environment .venv", "10 s", [[python, "-m", "venv", "--clear", str(VENV)]], []
        ),
        # By itself and first: it is the largest, and on some machines it must come from an index of its own.
        Step("torch", f"Installing {torch}", "1 to 5 min", [[*pip, *index, torch]], [torch, torch_index], pinned),
        Step(
            "packages",
            "Installing Countersign and its packages",
            "1 to 4 min",
            [[*pip, "-e", "."]],
            [constraints, project],
            pinned,
        ),
    ]


def dev_step() -> Step:
    """What the tests, the linters and the type checker need from the Python registry."""
    constraints, project = ROOT / "constraints.txt", ROOT / "pyproject.toml"
    pinned = {"PIP_CONSTRAINT": str(constraints), "PIP_BUILD_CONSTRAINT": str(constraints)}
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "-e", ".[dev]"]
    return Step("dev", "Installing what the tests need", "1 min", [command], [constraints, project], pinned)


def missing_debian_packages() -> list[str]:
    there: Mapping[str, bool] = {
        "chromium": shutil.which("chromium") is not None,
        "postgresql": shutil.which("initdb") is not None or any(Path("/usr/lib/postgresql").glob("*/bin/initdb")),
        "fonts-noto-color-emoji": Path("/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf").exists(),
    }
    return [name for name, installed in there.items() if not installed]


def debian_step() -> Step | None:
    """Debian's Chromium, PostgreSQL and an emoji font, as far as they are missing; None where nothing is."""
    missing = missing_debian_packages()
    if not missing:
        return None
    if not shutil.which("apt-get") or os.geteuid() != 0:
        raise SetUpFailed(
            "The tests need these of Debian's packages, which are not installed: " + ", ".join(missing) + "\n"
            "  Ask an administrator: apt-get install " + " ".join(missing)
        )
    install = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    return Step(
        "debian",
        f"Installing {', '.join(missing)} (Debian)",
        "2 min",
        [["apt-get", "update"], install],
        missing,
        {"DEBIAN_FRONTEND": "noninteractive"},
    )


def check_machine() -> None:
    """SetUpFailed where this machine cannot do it at all."""
    if sys.version_info < OLDEST_PYTHON:
        raise SetUpFailed(
            f"Countersign needs Python {'.'.join(map(str, OLDEST_PYTHON))} or newer; this is {sys.version.split()[0]}. "
            "Name another: make run PYTHON=python3.11"
        )
    free = shutil.disk_usage(ROOT).free
    if not (STAMPS / "packages").exists() and free < DISK_NEEDED:
        raise SetUpFailed(f"{ROOT} has {free / 1e9:.1f} GB free; the set-up needs {DISK_NEEDED / 1e9:.1f} GB.")


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("goal", choices=["run", "test"], help="what has to be possible afterwards")
    parser.add_argument("--torch-index", default="", help="a package index that has a CPU build of torch")
    options = parser.parse_args(arguments)
    try:
        check_machine()
        for step in venv_steps(sys.executable, options.torch_index):
            run(step)
        if options.goal == "test":
            run(dev_step())
            if debian := debian_step():
                # Asked of the machine and not of a stamp: what was installed once may be gone.
                debian.stamp.unlink(missing_ok=True)
                run(debian)
    except SetUpFailed as failed:
        say(f"\n✗ {failed}")
        return 1
    except KeyboardInterrupt:
        say("\nStopped. The next run goes on from the step that was not done.")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
