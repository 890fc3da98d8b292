"""A bundle's folder as an export made it: what of it the document names."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from approval.errors import CountersignError
from approval.record.bundle.asked import Audience
from approval.record.bundle.manifest import FORMAT

REPORT = "report.html"
# What a bundle holds beside the files that its manifest names.
_BESIDE = frozenset({"manifest.json", "checkpoint.txt", "checkpoint.tsr", "proofs.json", "verify.py", "verify.html"})


class NotPrinted(CountersignError):
    """The document was not made; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A bundle whose files are those that its seal names. That the seal is in the log, a verifier says."""

    folder: Path
    made: datetime
    audience: Audience
    why: str
    sha256: str
    seal: int
    origin: str
    size: str
    root: str


def read_sealed(folder: Path) -> Sealed:
    """Read a bundle's folder; NotPrinted for anything else, and for one that is not as it was sealed."""
    try:
        manifest_bytes = (folder / "manifest.json").read_bytes()
        manifest: dict[str, Any] = json.loads(manifest_bytes)
        seal = json.loads((folder / "proofs.json").read_bytes())["seal"]
        origin, size, root, *_ = (folder / "checkpoint.txt").read_text(encoding="utf-8").split("\n")
        sealed = Sealed(
            folder=folder,
            made=datetime.fromisoformat(manifest["made"]),
            audience=Audience(manifest["audience"]),
            why=str(manifest["why"]),
            sha256=hashlib.sha256(manifest_bytes).hexdigest(),
            seal=int(seal["index"]),
            origin=origin,
            size=size,
            root=root,
        )
        named = {name: told["sha256"] for name, told in manifest["files"].items()}
        whole = manifest["format"] == FORMAT and json.loads(seal["leaf"])["manifest"] == sealed.sha256
        wrong = _wrong(folder, named)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotPrinted(f"{folder} is not a whole bundle. Name a folder that an export made.") from error
    if not whole:
        raise NotPrinted(
            f"manifest.json in {folder} is not the one that was sealed. Name a folder as an export made it."
        )
    if wrong:
        raise NotPrinted(f"{wrong} in {folder} is not what its manifest says. Name a folder as an export made it.")
    if REPORT not in named:
        raise NotPrinted(f"The bundle {folder} has no report, so there is nothing to print.")
    return sealed


def _wrong(folder: Path, named: dict[str, str]) -> str:
    """The first file that is not as the manifest says, or is not in it; "" for none. What is packed is just this."""
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}
    for name in sorted(there - _BESIDE | named.keys()):
        if name not in named or name not in there or _sha256(folder / name) != named[name]:
            return name
    return ""


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
