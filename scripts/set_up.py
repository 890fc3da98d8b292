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

OLDEST_PYTHON = (3, 11)
# Measured: 1.7 GB installed, and pip unpacks next to it.
DISK_NEEDED = 2_500_000_000
# How often a line is shown where the output is not a terminal (CI stops runs that are silent for long).
TELL_SECONDS = 20.0


@dataclass(frozen=True)
class Checkout:
    """The folder that is set up, and what is made in it."""

    root: Path

    @property
    def venv(self) -> Path:
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        return self.venv / "bin" / "python"

    @property
    def constraints(self) -> Path:
        return self.root / "constraints.txt"

    @property
    def project(self) -> Path:
        return self.root / "pyproject.toml"

    def stamp(self, step: "Step") -> Path:
        return self.venv / "stamps" / step.name

    def log(self, step: "Step") -> Path:
        return self.root / "var" / "log" / f"setup-{step.name}.log"

    def digest(self, step: "Step") -> str:
        """SHA-256 (hex) over what a step is made from, this folder and this Python: a moved .venv is made anew."""
        digest = hashlib.sha256(f"{self.venv}\0{sys.version}".encode())
        for source in step.made_from:
            digest.update(b"\0" + (source.read_bytes() if isinstance(source, Path) else source.encode()))
        return digest.hexdigest()

    def is_done(self, step: "Step") -> bool:
        stamp = self.stamp(step)
        return stamp.exists() and stamp.read_text() == self.digest(step)


@dataclass(frozen=True)
class Step:
    """One thing to do: `made_from` are files and words whose change makes it due again."""

    name: str
    what: str
    takes: str
    commands: Sequence[Sequence[str]]
    made_from: Sequence[Path | str]
    environment: Mapping[str, str] = field(default_factory=dict)


class SetUpFailed(Exception):
    """The set-up cannot go on; the message says what to do."""


def say(line: str) -> None:
    print(line, flush=True)


def run(step: Step, checkout: Checkout) -> None:
    """Do a step, unless its stamp is fresh; SetUpFailed with the end of its output otherwise."""
    if checkout.is_done(step):
        return
    started = time.monotonic()
    say(f"• {step.what} (may take {step.takes})")
    log, stamp = checkout.log(step), checkout.stamp(step)
    log.parent.mkdir(parents=True, exist_ok=True)
    # The database will stand beside the logs.
    (checkout.root / "var").chmod(0o700)
    stamp.unlink(missing_ok=True)
    with log.open("w") as output:
        for command in step.commands:
            code = follow(command, checkout.root, log, output, {**os.environ, **step.environment}, started)
            if code != 0:
                raise SetUpFailed(explain(step, command, log))
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(checkout.digest(step))
    say(f"  done in {time.monotonic() - started:.0f} s")


def follow(
    command: Sequence[str], root: Path, log: Path, output: IO[str], environment: Mapping[str, str], started: float
) -> int:
    """Run a command into its log, telling now and then how long it has taken and what it said last."""
    terminal = sys.stdout.isatty()
    told = time.monotonic()
    with subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, env=environment, cwd=root) as process:
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
    return next((line.strip()[:90] for line in reversed(lines) if line.strip() and "WARNING" not in line), "")


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


def venv_steps(checkout: Checkout, python: str, torch_index: str) -> list[Step]:
    """The virtual environment and what Countersign runs on."""
    pins = checkout.constraints.read_text().split("\n")
    torch = next(line for line in pins if line.startswith("torch=="))
    index = ["--index-url", torch_index] if torch_index else []
    pip, pinned, made_from = _pip(checkout)
    return [
        Step("venv", "Making the virtual environment .venv", "10 s", [[python, "-m", "venv", "--clear", ".venv"]], []),
        # By itself and first: it is the largest, and on some machines it must come from an index of its own.
        Step(
            "torch",
            f"Installing {torch}",
            "1 to 5 min; gigabytes where there is no CPU build: see README.md",
            [[*pip, *index, torch]],
            [torch, torch_index],
            pinned,
        ),
        Step(
            "packages", "Installing Countersign and its packages", "1 to 4 min", [[*pip, "-e", "."]], made_from, pinned
        ),
    ]


def dev_step(checkout: Checkout) -> Step:
    """What the tests, the linters and the type checker need from the Python registry."""
    pip, pinned, made_from = _pip(checkout)
    return Step("dev", "Installing what the tests need", "1 min", [[*pip, "-e", ".[dev]"]], made_from, pinned)


def _pip(checkout: Checkout) -> tuple[list[str], Mapping[str, str], list[Path | str]]:
    """The command, the environment that pins what it installs, and what its result is made from."""
    pip = [str(checkout.python), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    # pip before 25.3 reads the first for build environments too, later ones the second.
    pinned = {"PIP_CONSTRAINT": str(checkout.constraints), "PIP_BUILD_CONSTRAINT": str(checkout.constraints)}
    # Compiling all of it takes longer than all else, and only a part is ever imported; Python does that when it is.
    return [*pip, "--no-compile", "--progress-bar", "off"], pinned, [checkout.constraints, checkout.project]


def missing_debian_packages() -> list[str]:
    there: Mapping[str, bool] = {
        "chromium": shutil.which("chromium") is not None,
        "postgresql": shutil.which("initdb") is not None or any(Path("/usr/lib/postgresql").glob("*/bin/initdb")),
        # The time-stamping authority of the tests.
        "openssl": shutil.which("openssl") is not None,
        "fonts-noto-color-emoji": Path("/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf").exists(),
    }
    return [name for name, installed in there.items() if not installed]


def debian_step() -> Step | None:
    """What the tests need of Debian's packages, as far as it is missing; None where nothing is."""
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


def check_machine(checkout: Checkout) -> None:
    """SetUpFailed where this machine cannot do it at all."""
    if sys.version_info < OLDEST_PYTHON:
        raise SetUpFailed(
            f"Countersign needs Python {'.'.join(map(str, OLDEST_PYTHON))} or newer; this is {sys.version.split()[0]}. "
            "Name another: make run PYTHON=python3.11"
        )
    free = shutil.disk_usage(checkout.root).free
    if not checkout.venv.exists() and free < DISK_NEEDED:
        raise SetUpFailed(f"{checkout.root} has {free / 1e9:.1f} GB free; the set-up needs {DISK_NEEDED / 1e9:.1f} GB.")


def main(arguments: Sequence[str], root: Path) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("goal", choices=["run", "test"], help="what has to be possible afterwards")
    parser.add_argument("--torch-index", default="", help="a package index that has a CPU build of torch")
    options = parser.parse_args(arguments)
    checkout = Checkout(root)
    try:
        check_machine(checkout)
        for step in venv_steps(checkout, sys.executable, options.torch_index):
            run(step, checkout)
        if options.goal == "test":
            run(dev_step(checkout), checkout)
            if debian := debian_step():
                # Asked of the machine and not of a stamp: what was installed once may be gone.
                checkout.stamp(debian).unlink(missing_ok=True)
                run(debian, checkout)
    except SetUpFailed as failed:
        say(f"\n✗ {failed}")
        return 1
    except KeyboardInterrupt:
        say("\nStopped. The next run goes on from the step that was not done.")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], Path(__file__).resolve().parents[1]))
