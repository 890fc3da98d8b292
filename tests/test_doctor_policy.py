"""What the doctor says of the policy."""

from pathlib import Path

import pytest
from factories import NADIA, accounts_text
from policy_packs import write_pack

from approval import migrate
from approval.accounts_file import parse_accounts
from approval.bootstrap import House, build_house, utc_now
from approval.policy.pack import read_pack
from approval.store import Store, open_engine
from countersign.doctor import policy
from countersign.doctor.finding import Finding, Health

ACCOUNTS = parse_accounts(accounts_text())
PAGE = {"COUNTERSIGN_POLICY_URL": "https://mesaverde.example/policy"}


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'countersign.db'}"


@pytest.fixture
def house(url: str) -> House:
    engine = open_engine(url)
    migrate.upgrade(engine)
    return build_house(Store(engine, utc_now), lambda: ACCOUNTS)


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    """A folder with one pack in it."""
    write_pack(tmp_path / "policies" / "ours")
    return tmp_path / "policies"


def told(url: str, packs: Path, **more: str) -> list[Finding]:
    return list(policy.examine({"COUNTERSIGN_DATABASE_URL": url, **PAGE, **more}, packs, ACCOUNTS, {}))


def wrongs(findings: list[Finding]) -> list[str]:
    return [finding.what for finding in findings if finding.health is Health.WRONG]


def words(findings: list[Finding]) -> str:
    return "\n".join(finding.what for finding in findings)


def test_where_no_policy_is_in_force_nobody_can_propose_and_it_says_what_to_do(
    url: str, house: House, packs: Path
) -> None:
    findings = told(url, packs)
    assert wrongs(findings) == ["no policy is in force, so nobody can propose a reply"]
    assert "countersign policy adopt" in next(found.mend for found in findings if found.health is Health.WRONG)


def test_the_version_in_force_is_named_and_how_many_have_accepted_it(url: str, house: House, packs: Path) -> None:
    adopted = house.adopting.adopt(read_pack(packs / "ours"), "City Council").policy
    house.workflow.accept_policy(NADIA, adopted.digest)
    findings = told(url, packs)
    assert wrongs(findings) == []
    assert f"in force is the policy of City of Mesa Verde, {adopted.name}" in words(findings)
    assert "policies/ours is what is in force" in words(findings)
    assert "1 of 2 who may propose have accepted version 1.0" in words(findings)


def test_a_folder_that_is_not_what_is_in_force_is_named(url: str, house: House, packs: Path) -> None:
    house.adopting.adopt(read_pack(packs / "ours"), "City Council")
    write_pack(packs / "ours", None, ("policy.toml", '"1.0"', '"1.1"'))
    assert "what is in force is not what stands in policies/ours" in words(told(url, packs))
    (packs / "ours" / "policy.toml").unlink()
    (packs / "ours" / "content.toml").write_bytes(b"\xff")
    assert "what is in force is not what stands in policies/ours" in words(told(url, packs))


def test_a_policy_that_the_public_cannot_read_is_called_wrong(url: str, house: House, packs: Path) -> None:
    house.adopting.adopt(read_pack(packs / "ours"), "City Council")
    (finding,) = [each for each in told(url, packs, COUNTERSIGN_POLICY_URL="") if each.health is Health.WRONG]
    assert "COUNTERSIGN_POLICY_URL is not set" in finding.what
    assert "countersign policy publish" in finding.mend


def test_a_database_that_is_missing_or_not_ready_is_left_to_those_who_look_at_it(
    url: str, packs: Path, tmp_path: Path
) -> None:
    assert wrongs(told(url, packs)) == []
    assert not (tmp_path / "countersign.db").exists()
    (tmp_path / "countersign.db").touch()
    assert wrongs(told(url, packs)) == []
