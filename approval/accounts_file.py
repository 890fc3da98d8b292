"""Reads accounts.toml: validated, with errors that name the file, the line and what to write instead."""

import hashlib
import re
import tomllib
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from approval.errors import AccountsInvalid
from approval.people import Account, Accounts, Person, Role
from approval.toml_lines import line_of

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
    required_approvals: int = Field(default=1, ge=1, le=10, strict=True)
    expires_after: Annotated[timedelta, BeforeValidator(_duration)] = timedelta(hours=4)
    when_a_check_cannot_run: Literal["warn", "escalate"] = "escalate"
    links: list[str] = []
    phones: list[str] = []


class _File(_Strict):
    oversight: Annotated[str, BeforeValidator(_channel)] = ""
    people: dict[str, _Person]
    accounts: dict[str, _Account] = Field(min_length=1)


def parse_accounts(text: str, source: str = "accounts.toml") -> Accounts:
    """The accounts in a TOML text. AccountsInvalid lists every error with its line."""
    try:
        file = _File.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise AccountsInvalid(f"{source}: {error}") from error
    except ValidationError as error:
        lines = [_explain(text, source, detail["loc"], detail["msg"], detail["type"]) for detail in error.errors()]
        raise AccountsInvalid("\n".join(lines)) from error
    if lines := [_explain(text, source, path, message) for path, message in _mistaken(file)]:
        raise AccountsInvalid("\n".join(lines))
    return Accounts(
        accounts=MappingProxyType({key: _account(key, value) for key, value in file.accounts.items()}),
        people=MappingProxyType(_people(file)),
        digest=hashlib.sha256(text.encode()).hexdigest(),
        oversight=file.oversight,
    )


class AccountsFile:
    """accounts.toml as it stands now: read again whenever its bytes change, so that a removal works at once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        # One attribute, so that no thread sees the text of one version with the accounts of another.
        self._read: tuple[bytes, Accounts] | None = None

    def current(self) -> Accounts:
        """The accounts; AccountsInvalid where the file is missing or wrong, also when an earlier version was right."""
        try:
            # The bytes and not the time of the file: a quick edit can leave time and size as they were.
            data = self._path.read_bytes()
            read = self._read
            if read is None or read[0] != data:
                read = (data, parse_accounts(data.decode("utf-8"), str(self._path)))
                self._read = read
        except FileNotFoundError:
            raise AccountsInvalid(
                f"{self._path} is missing. Copy accounts.example.toml to it and fill in your Slack ids."
            ) from None
        except (OSError, UnicodeDecodeError) as error:
            raise AccountsInvalid(f"{self._path} cannot be read: {error}") from error
        return read[1]


def _mistaken(file: _File) -> Iterator[tuple[tuple[str, ...], str]]:
    """Where two people would be mixed up, and what to do about it."""
    owner: dict[str, str] = {}
    for person_id, person in file.people.items():
        if USER_ID.fullmatch(person_id) and person_id not in person.slack:
            yield ("people", person_id), "name a person by a word, not by the Slack id of somebody else"
        for slack_id in person.slack:
            if slack_id in owner:
                yield (
                    ("people", person_id, "slack"),
                    f"{slack_id} already belongs to people.{owner[slack_id]}; one Slack account is one person's",
                )
            owner.setdefault(slack_id, person_id)


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


def _explain(text: str, source: str, path: Sequence[int | str], message: str, kind: str = "") -> str:
    where = ".".join(str(part) for part in path) or "the file"
    if kind == "extra_forbidden":
        message = "there is no such setting; see accounts.example.toml for those there are"
    return f"{source}, line {line_of(text, path)}: {where}: {message.removeprefix('Value error, ')}"
