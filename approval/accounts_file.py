"""Reads accounts.toml: validated, with errors that name the file, the line and what to write instead."""

import hashlib
import re
import tomllib
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from approval.errors import AccountsInvalid
from approval.people import Account, Accounts, Person, Role

USER_ID = re.compile(r"[UW][A-Z0-9]{2,}")
GROUP_ID = re.compile(r"S[A-Z0-9]{2,}")
CHANNEL_ID = re.compile(r"[CG][A-Z0-9]{2,}")
DURATION = re.compile(r"(\d{1,4})\s*([mhd])")
UNITS = {"m": "minutes", "h": "hours", "d": "days"}


def _duration(value: object) -> timedelta:
    match = DURATION.fullmatch(value) if isinstance(value, str) else None
    if not match or int(match[1]) == 0:
        raise ValueError('write a time like "4h", "90m" or "2d"')
    return timedelta(**{UNITS[match[2]]: int(match[1])})


def _member(value: object) -> str:
    if isinstance(value, str) and (USER_ID.fullmatch(value) or GROUP_ID.fullmatch(value)):
        return value
    raise ValueError("write a Slack user id (U… or W…) or user group id (S…), not a name or @handle")


def _user(value: object) -> str:
    if isinstance(value, str) and USER_ID.fullmatch(value):
        return value
    raise ValueError("write a Slack user id (U… or W…)")


def _channel(value: object) -> str:
    if isinstance(value, str) and CHANNEL_ID.fullmatch(value):
        return value
    raise ValueError("write the channel's id (C…), found at the bottom of the channel's details in Slack")


Member = Annotated[str, BeforeValidator(_member)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Person(_Strict):
    name: str = Field(min_length=1)
    slack: list[Annotated[str, BeforeValidator(_user)]] = Field(min_length=1)


class _Account(_Strict):
    name: str = Field(min_length=1)
    platform: Literal["square"]
    handle: str = Field(pattern=r"^@\S+$")
    channel: Annotated[str, BeforeValidator(_channel)]
    proposers: list[Member]
    approvers: list[Member]
    auditors: list[Member] = []
    required_approvals: int = Field(default=1, ge=1, le=10)
    expires_after: Annotated[timedelta, BeforeValidator(_duration)] = timedelta(hours=4)
    when_a_check_cannot_run: Literal["warn", "escalate"] = "escalate"
    links: list[str] = []
    phones: list[str] = []


class _File(_Strict):
    people: dict[str, _Person]
    accounts: dict[str, _Account] = Field(min_length=1)

    @model_validator(mode="after")
    def _nobody_twice(self) -> "_File":
        owner: dict[str, str] = {}
        for person_id, person in self.people.items():
            for slack_id in person.slack:
                if slack_id in owner:
                    raise ValueError(
                        f"people.{person_id}.slack: {slack_id} already belongs to people.{owner[slack_id]}; "
                        "one Slack account is one person's"
                    )
                owner[slack_id] = person_id
        return self


def parse_accounts(text: str, source: str = "accounts.toml") -> Accounts:
    """The accounts in a TOML text. AccountsInvalid lists every error with its line."""
    try:
        file = _File.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise AccountsInvalid(f"{source}: {error}") from error
    except ValidationError as error:
        lines = [_explain(text, source, detail["loc"], detail["msg"], detail["type"]) for detail in error.errors()]
        raise AccountsInvalid("\n".join(lines)) from error
    return Accounts(
        accounts=MappingProxyType({key: _account(key, value) for key, value in file.accounts.items()}),
        people=MappingProxyType(_people(file)),
        digest=hashlib.sha256(text.encode()).hexdigest(),
    )


class AccountsFile:
    """accounts.toml as it stands now: read again whenever its bytes change, so that a removal works at once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp: tuple[int, int, int] | None = None
        self._accounts: Accounts | None = None

    def current(self) -> Accounts:
        """The accounts; AccountsInvalid where the file is missing or wrong, also when an earlier version was right."""
        try:
            stat = self._path.stat()
            stamp = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
            if self._accounts is None or stamp != self._stamp:
                self._accounts = None
                self._accounts = parse_accounts(self._path.read_text(encoding="utf-8"), str(self._path))
                self._stamp = stamp
        except FileNotFoundError:
            raise AccountsInvalid(
                f"{self._path} is missing. Copy accounts.example.toml to it and fill in your Slack ids."
            ) from None
        except (OSError, UnicodeDecodeError) as error:
            raise AccountsInvalid(f"{self._path} cannot be read: {error}") from error
        return self._accounts


def _people(file: _File) -> dict[str, Person]:
    """Those under `people`, and each user id that a role names by itself, as a person of its own."""
    people = {key: Person(key, value.name, tuple(value.slack)) for key, value in file.people.items()}
    named = {slack_id for person in people.values() for slack_id in person.slack_ids}
    for account in file.accounts.values():
        for member in [*account.proposers, *account.approvers, *account.auditors]:
            if member.startswith(("U", "W")) and member not in named:
                people[member] = Person(member, member, (member,))
    return people


def _account(key: str, entry: _Account) -> Account:
    return Account(
        id=key,
        name=entry.name,
        platform=entry.platform,
        handle=entry.handle,
        channel=entry.channel,
        roles=MappingProxyType(
            {
                Role.PROPOSER: frozenset(entry.proposers),
                Role.APPROVER: frozenset(entry.approvers),
                Role.AUDITOR: frozenset(entry.auditors),
            }
        ),
        required_approvals=entry.required_approvals,
        expires_after=entry.expires_after,
        unchecked=entry.when_a_check_cannot_run,
        links=frozenset(link.lower() for link in entry.links),
        phones=frozenset(entry.phones),
    )


def _explain(text: str, source: str, loc: Iterable[int | str], message: str, kind: str) -> str:
    path = [str(part) for part in loc]
    where = ".".join(path) or "the file"
    if kind == "extra_forbidden":
        message = "there is no such setting; see accounts.example.toml for those there are"
    return f"{source}, line {_line_of(text, path)}: {where}: {message.removeprefix('Value error, ')}"


def _line_of(text: str, path: list[str]) -> int:
    """The line on which a value stands, counted from 1; the nearest heading above where the key itself is missing.

    tomllib keeps no positions, so the path is followed through the text: headings first, then the key.
    """
    best, heading = 1, ""
    depth = 0
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip()
        if match := re.fullmatch(r"\[([^\[\]]+)\]\s*(#.*)?", stripped):
            heading = match[1].replace(" ", "").replace('"', "")
            parts = heading.split(".")
            if path[: len(parts)] == parts and len(parts) > depth:
                best, depth = number, len(parts)
        elif match := re.match(r"\"?([\w.-]+)\"?\s*=", stripped):
            parts = [*heading.split("."), *match[1].split(".")] if heading else match[1].split(".")
            if path[: len(parts)] == parts and len(parts) > depth:
                best, depth = number, len(parts)
    return best
