"""The files that a person fills in: .env, accounts.toml, publish.env."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from dotenv import dotenv_values

from approval.accounts_file import AccountsFile
from approval.errors import AccountsInvalid
from approval.people import Accounts
from countersign.doctor.finding import Finding, not_needed, ok, wrong
from countersign.places import Place

ACCOUNT_KEYS = "COUNTERSIGN_ACCOUNT_KEYS"
OTHERS = 0o077


def examine_env(place: Place, environment: Mapping[str, str]) -> Iterator[Finding]:
    """Whether .env is there, and the accounts' keys are not where the bot could read them."""
    path = place.root / ".env"
    if not place.real:
        yield not_needed(f"{path.name}: the sandbox makes its own settings")
    elif not path.exists():
        yield wrong(".env is missing", "copy .env.example to .env, fill it in, and run: chmod 600 .env")
    elif path.stat().st_mode & OTHERS:
        yield wrong(".env can be read by other people on this machine", "run: chmod 600 .env")
    else:
        yield ok(f".env is read ({len(dotenv_values(path))} settings)")
    in_file = path.exists() and ACCOUNT_KEYS in dotenv_values(path)
    if in_file or ACCOUNT_KEYS in environment:
        where = ".env" if in_file else "the environment"
        yield wrong(
            f"the accounts' keys are in {where}, where the bot and the checks can read them",
            f"move {ACCOUNT_KEYS} to publish.env",
        )
    else:
        yield ok("the accounts' keys are not visible to the bot, the clock and the check worker")


def read_accounts(path: Path) -> tuple[Accounts | None, list[Finding]]:
    """accounts.toml, None where it cannot be used; each of its errors names the line."""
    try:
        accounts = AccountsFile(path).current()
    except AccountsInvalid as error:
        return None, [wrong(line, "mend that line; accounts.example.toml shows how") for line in str(error).split("\n")]
    findings = [ok(f"{path.name} names {len(accounts.accounts)} account(s) and {len(accounts.people)} people")]
    findings += [
        wrong(f"account {account.id} has no approver, so nothing can be approved for it", f"name some in {path.name}")
        for account in accounts.accounts.values()
        if not account.open
    ]
    return accounts, findings


def examine_keys(path: Path, accounts: Accounts | None) -> Iterator[Finding]:
    """Whether publish.env is there for its owner only, with a key for each account. No key is ever shown."""
    if not path.exists():
        yield wrong(
            f"{path} is missing, so nothing can be posted",
            f'write {ACCOUNT_KEYS}=\'{{"account id": "its key"}}\' into it',
        )
        return
    if path.stat().st_mode & OTHERS:
        yield wrong(f"{path} can be read by other people on this machine", f"run: chmod 600 {path}")
    try:
        keys = json.loads(dotenv_values(path, interpolate=False).get(ACCOUNT_KEYS) or "")
    except PermissionError:
        yield not_needed(f"{path.name} is closed to you, as it may be: only the publish worker reads it")
        return
    except json.JSONDecodeError:
        keys = None
    if not isinstance(keys, dict) or not all(isinstance(key, str) and key for key in keys.values()):
        yield wrong(
            f"{path.name} has no usable {ACCOUNT_KEYS}", f'write {ACCOUNT_KEYS}=\'{{"account id": "its key"}}\' into it'
        )
        return
    for account in accounts.accounts if accounts else ():
        if account in keys:
            yield ok(f"{path.name} has a key for account {account}")
        else:
            yield wrong(
                f"{path.name} has no key for account {account}", f"add one under «{account}», or it cannot be posted to"
            )
