"""accounts.toml: errors that name the file and the line, and a broken list of roles that closes the door."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from factories import NADIA, PEOPLE, RUTH, TestHouse, accounts_text, draft

from approval.accounts_file import AccountsFile, parse_accounts
from approval.bootstrap import build_house
from approval.errors import AccountsInvalid
from approval.people import Actor, Role
from approval.proposal import State

GOOD = accounts_text()


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


# What somebody changes in a good file, and the line and words that the error must have.
BROKEN = [
    ("required_approvals = 1", "required_approvals = 0", "required_approvals = 0", "greater than or equal to 1"),
    ("required_approvals = 1", 'required_approvals = "two"', 'required_approvals = "two"', "integer"),
    ("required_approvals = 1", "required_approvals = true", "required_approvals = true", "integer"),
    ("required_approvals = 1", "required_approvals = 1.0", "required_approvals = 1.0", "integer"),
    ('expires_after = "4h"', 'expires_after = "soon"', 'expires_after = "soon"', '"4h"'),
    ('expires_after = "4h"', 'expires_after = "0h"', 'expires_after = "0h"', '"4h"'),
    ('expires_after = "4h"', "expires_after = 4", "expires_after = 4", '"4h"'),
    ('handle = "@mesaverdepd"', 'handle = "mesaverdepd"', 'handle = "mesaverdepd"', "pattern"),
    ('channel = "C0DESK"', 'channel = "#desk"', 'channel = "#desk"', "channel's id"),
    ('platform = "square"', 'platform = "myspace"', 'platform = "myspace"', "square"),
    ('"U0RUTH", "U0LENA"]', '"@ruth", "U0LENA"]', "approvers =", "not a name or @handle"),
    ('auditors = ["U0IRIS"]', 'auditors = "U0IRIS"', 'auditors = "U0IRIS"', "list"),
    ('slack = ["U0IRIS"]', "slack = []", "slack = []", "at least 1"),
    ('slack = ["U0IRIS"]', 'slack = ["S0GROUP"]', 'slack = ["S0GROUP"]', "user id"),
    ('slack = ["U0IRIS"]', 'slack = ["U0RUTH"]', 'slack = ["U0RUTH"]\n\n[accounts', "already belongs to people.ruth"),
    ('name = "Iris Chavez"\n', "", "[people.iris]", "name: Field required"),
    ('approvers = ["U0TOMAS", "U0RUTH", "U0LENA"]\n', "", "[accounts.police]", "approvers: Field required"),
    ('auditors = ["U0IRIS"]', 'auditor = ["U0IRIS"]', "auditor =", "no such setting"),
    ("[people.iris]", '[people."U0RUTH"]', '[people."U0RUTH"]', "not by the Slack id of somebody else"),
    ("[accounts.police]", "[accounts.police", "[accounts.police", "line"),
    ("[people.tomas]", "[people.nadia]", '[people.nadia]\nname = "Tom', "line"),
]


@pytest.mark.parametrize(("part", "instead", "where", "words"), BROKEN)
def test_a_broken_file_is_refused_with_its_name_the_line_and_what_to_write(
    part: str, instead: str, where: str, words: str
) -> None:
    assert part in GOOD
    text = GOOD.replace(part, instead, 1)
    with pytest.raises(AccountsInvalid) as error:
        parse_accounts(text, "etc/accounts.toml")
    said = str(error.value)
    assert said.startswith("etc/accounts.toml")
    assert words in said
    assert f"line {line_of(text, where)}" in said


def test_all_errors_are_told_at_once() -> None:
    text = GOOD.replace('"4h"', '"soon"').replace('"C0DESK"', '"#desk"')
    with pytest.raises(AccountsInvalid) as error:
        parse_accounts(text)
    assert len(str(error.value).splitlines()) == 2


@pytest.mark.parametrize("heading", ['[accounts."police dept"]', "[ accounts . police ] # ours", '[accounts."a.b"]'])
def test_the_line_is_found_under_any_heading_that_toml_allows(heading: str) -> None:
    text = GOOD.replace("[accounts.police]", heading).replace('"C0DESK"', '"#desk"')
    with pytest.raises(AccountsInvalid, match=f"line {line_of(text, 'channel =')}:"):
        parse_accounts(text)


def test_the_line_is_that_of_the_value_in_a_list_of_many_lines() -> None:
    text = GOOD.replace('"U0RUTH", "U0LENA"]', '\n  "U0RUTH",\n  "@lena",\n]')
    with pytest.raises(AccountsInvalid, match=f"line {line_of(text, '@lena')}:"):
        parse_accounts(text)


def test_the_oversight_channel_may_be_left_out() -> None:
    assert parse_accounts(GOOD).oversight == ""
    assert parse_accounts('oversight = "C0OVERSEE"\n' + GOOD).oversight == "C0OVERSEE"


def test_an_oversight_channel_by_its_name_is_refused() -> None:
    with pytest.raises(AccountsInvalid, match=r"line 2: oversight: write the channel's id"):
        parse_accounts('\noversight = "#oversight"\n' + GOOD.lstrip())


@pytest.mark.parametrize("text", ["", "people = 3", PEOPLE, PEOPLE + "[accounts]", "\x00", "accounts = ["])
def test_a_file_without_accounts_is_refused(text: str) -> None:
    with pytest.raises(AccountsInvalid, match=r"accounts\.toml"):
        parse_accounts(text)


def test_a_slack_id_that_only_a_role_names_is_a_person_of_its_own() -> None:
    accounts = parse_accounts(accounts_text(approvers=("U0SOLO", "S0CHIEFS")))
    account = accounts.account("police")
    person = accounts.person("U0SOLO")
    assert person
    assert person.slack_ids == ("U0SOLO",)
    assert accounts.has(Actor("U0SOLO"), Role.APPROVER, account)
    assert accounts.groups == {"S0CHIEFS"}
    assert accounts.person("U0NOBODY") is None


def test_a_role_of_one_slack_id_is_the_persons() -> None:
    accounts = parse_accounts(accounts_text(approvers=("U0TOMAS2",)))
    assert accounts.has(Actor("U0TOMAS"), Role.APPROVER, accounts.account("police"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "accounts.toml"
    path.write_text(GOOD, encoding="utf-8")
    return path


def test_a_broken_file_closes_the_door_and_a_mended_one_opens_it(house: TestHouse, path: Path) -> None:
    on_file = build_house(house.store, AccountsFile(path).current)
    proposal = on_file.workflow.submit(NADIA, draft(), "V1")
    for broken in (GOOD.replace('"4h"', '"soon"'), "", GOOD[: len(GOOD) // 2], "\xff"):
        path.write_bytes(broken.encode("latin-1", "replace"))
        with pytest.raises(AccountsInvalid, match=r"accounts\.toml"):
            on_file.workflow.submit(NADIA, draft(), "V2")
        with pytest.raises(AccountsInvalid):
            on_file.checking.checked(proposal.id, 1, ())
        with pytest.raises(AccountsInvalid):
            on_file.release.claim(proposal.id)
    path.unlink()
    with pytest.raises(AccountsInvalid, match="missing"):
        on_file.workflow.begin(NADIA)
    path.write_text(GOOD, encoding="utf-8")
    assert on_file.checking.checked(proposal.id, 1, ())
    assert house.approve(house.see(proposal)).state is State.APPROVED


def test_a_removal_works_at_once_even_where_the_file_looks_untouched(path: Path) -> None:
    # An editor that keeps size and time, or a clock that ticks slower than an administrator types.
    file = AccountsFile(path)
    before = path.stat()
    assert file.current().has(RUTH, Role.APPROVER, file.current().account("police"))
    path.write_text(GOOD.replace('"U0TOMAS", "U0RUTH", "U0LENA"', '"U0TOMAS", "U0LENA", "U0LENA"'), encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert not file.current().has(RUTH, Role.APPROVER, file.current().account("police"))


def test_threads_that_read_a_changing_file_all_get_the_accounts(path: Path) -> None:
    file = AccountsFile(path)

    def read(number: int) -> bool:
        if number % 10 == 0:
            other = path.with_suffix(f".{number}")
            other.write_text(GOOD + f"# {number}\n", encoding="utf-8")
            other.replace(path)
        return file.current().account("police").open

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(read, range(400)))
