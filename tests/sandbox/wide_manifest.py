"""Where the manifest is that asks for everything the sandbox speaks."""

from pathlib import Path

WIDE = Path(__file__).with_suffix(".yaml")
