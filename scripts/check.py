"""All that has to be true before a change lands: format, lint, types, layers, policy, tests; each with its time."""

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = ROOT / ".venv" / "bin"

LINT = [
    ("format", ["ruff", "format", "--check", "."]),
    ("lint", ["ruff", "check", "."]),
    ("types", ["mypy"]),
    ("layers", ["lint-imports"]),
]
# Each policy that ships is sound, and every rule of it flags and lets pass what it says.
POLICY = [("policy", ["countersign", "policy", "check"])]
# On as many processes as there are cores, but not more stacks, browsers and databases than a small machine holds. A
# file stays whole on one of them, and files come in their order, which ends with short ones: docs/decisions/0069.
SIDE_BY_SIDE = ["-n", "auto", "--maxprocesses", "4", "--dist", "loadfile", "--no-loadscope-reorder"]
TESTS = [("tests", ["pytest", "tests", "--durations=10", *SIDE_BY_SIDE])]


def main(only_lint: bool) -> int:
    """Run them in order; the first that fails is the exit code, with what to run to see it alone."""
    for name, command in LINT if only_lint else LINT + POLICY + TESTS:
        print(f"• {name}: {' '.join(command)}", flush=True)
        started = time.monotonic()
        code = subprocess.run([str(BIN / command[0]), *command[1:]], cwd=ROOT, check=False).returncode
        if code != 0:
            print(f"✗ {name} failed. To see it alone: .venv/bin/{' '.join(command)}", flush=True)
            return code
        print(f"  {name}: done in {time.monotonic() - started:.0f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main("--lint" in sys.argv[1:]))
