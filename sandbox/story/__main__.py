"""`python -m sandbox.story`: play the affair in the sandbox that runs, and tell it line by line."""

import argparse
import os
import sys
from pathlib import Path

import httpx
from rich.console import Console

from sandbox.story.pictures import camera
from sandbox.story.tale import Tale
from sandbox.story.telling import Teller
from sandbox.story.town import StoryBroken, Town

KEPT = Path("var/sandbox/sandbox.env")
PACE = 1.0


def main() -> int:
    """0 when the story came to its end and the record holds all of it, 1 otherwise."""
    parser = argparse.ArgumentParser(prog="python -m sandbox.story", description=__doc__)
    parser.add_argument("--url", help="the sandbox's address; left out, the one that make run started here")
    parser.add_argument("--pictures", type=Path, metavar="DIR", help="save pictures of the page along the way")
    parser.add_argument("--pace", type=float, help="seconds for every ten words; 0 for no pauses")
    given = parser.parse_args()
    console = Console(soft_wrap=False, highlight=False)
    pace = given.pace if given.pace is not None else PACE if console.is_terminal else 0.0
    town = Town(given.url or _address())
    if not town.is_there():
        console.print(f"No sandbox with the bot in it answers at {town.url}.")
        console.print("`countersign demo` starts one, plays the story in it, and stops it again.")
        return 1
    try:
        with town.hurried(), camera(given.pictures, town.url) as eye:
            complete = Tale(town, Teller(console, max(0.0, pace)), eye).play()
    except (StoryBroken, httpx.HTTPError) as error:
        console.print(f"✗ The story broke off: {error}", markup=False)
        return 1
    if given.pictures:
        console.print(f"\n  The pictures are in {given.pictures}.", markup=False)
    return 0 if complete else 1


def _address() -> str:
    port = os.environ.get("SANDBOX_PORT", "8765")
    if KEPT.exists():
        for line in KEPT.read_text(encoding="utf-8").splitlines():
            name, _, value = line.partition("=")
            port = value.strip("'\"") if name == "SANDBOX_PORT" else port
    return f"http://127.0.0.1:{port}"


if __name__ == "__main__":
    sys.exit(main())
