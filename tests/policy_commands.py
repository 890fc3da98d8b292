"""The command line about the policy, as a person runs it, and a pack whose rules are of kinds that need no list."""

import os
import subprocess
import sys
from pathlib import Path

from policy_packs import write_pack

CONTENT = """\
[rules.C01]
title = "Short enough to read"
text = "A reply fits into one post."
severity = "warn"
mend = "Say one thing."
sources = [ { title = "The desk's own rule" } ]
[[rules.C01.checks]]
kind = "length"
most = 60
[rules.C01.examples]
flag = [
    "This reply goes on and on until nobody who is in a hurry would read it.",
    "So does this one, which says in many words what could be said in few.",
]
pass = [ "The park opens at six.", "Thank you, we are on it." ]

[rules.C08]
title = "Only links we know"
text = "We link to the city's pages."
severity = "block"
mend = "Leave the link out."
sources = [ { title = "The desk's own rule" } ]
[[rules.C08.checks]]
kind = "links"
allow = [ "mesaverde.example" ]
[rules.C08.examples]
flag = [ "See https://evil.example/a", "Look: https://bit.ly/3xYzAbC" ]
pass = [ "See mesaverde.example/parks", "There is no link here." ]

[rules.C12]
title = "True"
text = "What we say is so."
severity = "warn"
mend = "Look it up."
sources = [ { title = "The desk's own rule" } ]
question = "true"
[rules.C12.examples]
flag = [ "The moon is green.", "The river flows uphill." ]
pass = [ "The park opens at six.", "The library is closed." ]
"""
CHANGES: dict[str, str | None] = {"content.toml": CONTENT, "behaviour.toml": None, "words/insults.en.txt": None}


def pack_at(folder: Path, *instead: tuple[str, str, str], version: str = "1.0") -> Path:
    """That pack in a folder, with changes (file, old, new)."""
    return write_pack(folder, CHANGES, ("policy.toml", '"1.0"', f'"{version}"'), *instead)


def policy(*arguments: str | Path, stdin: str | bytes = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """`countersign policy …`, where the settings name a workspace: the sandbox of this checkout is not asked."""
    command = [sys.executable, "-m", "countersign", "policy", *map(str, arguments)]
    given = stdin.encode() if isinstance(stdin, str) else stdin
    environment = {"PATH": os.environ["PATH"], "COLUMNS": "200", "SLACK_BOT_TOKEN": "xoxb-1", **environment}
    done = subprocess.run(command, env=environment, input=given, capture_output=True, timeout=100, check=False)
    return subprocess.CompletedProcess(command, done.returncode, done.stdout.decode(), done.stderr.decode())
