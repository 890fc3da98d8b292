"""Becomes another program with exactly the environment that a file gives: `python -m countersign.launch FILE PROGRAM …`

supervisor's own `environment=` can only add to what the process manager has, and its quoting loses some values.
"""

import json
import os
import sys
from pathlib import Path


def main(arguments: list[str]) -> None:
    """Replace this process, so that the process manager's signals and process id are the program's own."""
    file, program, *rest = arguments
    environment: dict[str, str] = json.loads(Path(file).read_text(encoding="utf-8"))
    os.execve(program, [program, *rest], environment)  # noqa: S606  # a shell is just what is not wanted


if __name__ == "__main__":
    main(sys.argv[1:])
