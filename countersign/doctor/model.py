"""The model of the toxicity check: there, and the one whose hash was written down."""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from approval.people import Accounts
from countersign.doctor.finding import Finding, not_needed, ok, wrong

MAKE_MODEL = "run `make model` and put the lines it prints into .env"


def examine(environment: Mapping[str, str], accounts: Accounts | None) -> Iterator[Finding]:
    """Whether the check worker will find its model; it is not loaded here."""
    checkpoint, config, sha256 = (
        environment.get(name, "") for name in ("DETOXIFY_CHECKPOINT", "DETOXIFY_CONFIG", "DETOXIFY_SHA256")
    )
    if not checkpoint:
        if accounts and all(account.unchecked == "warn" for account in accounts.accounts.values()):
            yield not_needed("no model for the toxicity check: every card will say that it could not run")
        else:
            yield wrong("there is no model for the toxicity check: every reply needs one approver more", MAKE_MODEL)
        return
    if not Path(checkpoint).is_file() or not Path(config or "missing").is_dir():
        yield wrong("the files that DETOXIFY_CHECKPOINT and DETOXIFY_CONFIG name are not there", MAKE_MODEL)
        return
    with Path(checkpoint).open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != sha256.lower():
        yield wrong("the model is not the one whose hash DETOXIFY_SHA256 gives; it will not be loaded", MAKE_MODEL)
    else:
        yield ok("the model of the toxicity check is there, with the hash that was written down")
