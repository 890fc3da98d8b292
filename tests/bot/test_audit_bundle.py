"""An auditor asks in Slack for a bundle and gets one that an outsider can verify; nobody else does."""

import io
import shutil
import urllib.request
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from bundle_parts import SignerByHand, outsider
from factories import IRIS as IRIS_ACTING
from factories import TestHouse, accounts_text
from running_bot import City, running_city

from approval.errors import NotPermitted
from approval.store import Store, open_engine

IRIS = "U0IRIS"
GENERAL = "C0GENERAL"
NAME = "countersign-police-from-beginning"


@pytest.fixture
def signer(tmp_path: Path, sqlite_template: Path) -> Iterator[SignerByHand]:
    shutil.copy(sqlite_template, tmp_path / "countersign.db")
    engine = open_engine(f"sqlite:///{tmp_path / 'countersign.db'}")
    signer = SignerByHand(Store(engine, lambda: datetime.now(UTC)))
    signer.sign()
    (tmp_path / "trust.txt").write_text(signer.trust())
    yield signer
    engine.dispose()


@pytest.fixture
def signed_city(tmp_path: Path, signer: SignerByHand) -> Iterator[City]:
    """A city whose bot knows the trust policy."""
    with running_city(tmp_path, trust=tmp_path / "trust.txt") as city:
        yield city


def ask(city: City, who: str, text: str = "bundle") -> dict[str, Any]:
    return city.sandbox.command(who, GENERAL, "/reply-audit", text)


def files_for(city: City, who: str) -> list[dict[str, Any]]:
    return [file for message in city.sandbox.direct_messages(who) for file in message.get("files", [])]


def zip_for(city: City, who: str) -> tuple[str, zipfile.ZipFile]:
    """Name and content of the file that came to the person's own messages."""
    file = city.sandbox.wait_for(lambda: files_for(city, who))[-1]
    with urllib.request.urlopen(f"{city.sandbox.url}{file['url']}?as={who}") as answer:
        return file["name"], zipfile.ZipFile(io.BytesIO(answer.read()))


def test_an_auditor_gets_a_bundle_that_holds(signed_city: City, signer: SignerByHand, tmp_path: Path) -> None:
    proposal, _ = signed_city.carded()
    with signer.signing():
        assert ask(signed_city, IRIS)["ok"]
        name, packed = zip_for(signed_city, IRIS)
    assert name == f"{NAME}.zip"
    assert packed.namelist() == sorted(packed.namelist())
    packed.extractall(tmp_path / "unpacked")
    found = outsider(tmp_path / "unpacked" / NAME, signer.trust())
    assert (found["manifest"]["audience"], found["manifest"]["accounts"]) == ("council", ["police"])
    assert found["manifest"]["why"] == "bundle"
    assert found["sealed"]["role"] == "auditor"
    assert found["fields"][-1]["action"] == "export.requested", "the asking stands in what is handed out"
    assert [each["action"] for each in found["fields"] if each.get("proposal") == proposal.id][:2] == [
        "proposal.submitted",
        "revision.checked",
    ]
    assert "Nadia" not in str(found)
    told = signed_city.sandbox.direct_messages(IRIS)
    assert f"entry {found['proofs']['seal']['index']}" in str(told)


def test_a_city_without_a_signer_is_told_so_in_words(city: City) -> None:
    ask(city, IRIS)
    assert "no signer yet" in city.told(IRIS, GENERAL)
    assert not files_for(city, IRIS)


def test_before_anything_was_signed_the_auditor_is_told_what_to_look_at(tmp_path: Path, sqlite_template: Path) -> None:
    shutil.copy(sqlite_template, tmp_path / "countersign.db")
    engine = open_engine(f"sqlite:///{tmp_path / 'countersign.db'}")
    (tmp_path / "trust.txt").write_text(SignerByHand(Store(engine, lambda: datetime.now(UTC))).trust())
    engine.dispose()
    with running_city(tmp_path, trust=tmp_path / "trust.txt") as city:
        assert ask(city, IRIS)["ok"]
        city.sandbox.wait_for(lambda: "countersign doctor" in str(city.private(IRIS, GENERAL)))
        assert not files_for(city, IRIS)


@pytest.mark.parametrize("who", ["U0NADIA", "U0RUTH", "U0OWEN"])
def test_nobody_else_gets_one_and_the_refusal_is_on_record(signed_city: City, who: str) -> None:
    ask(signed_city, who)
    told = signed_city.told(who, GENERAL)
    assert "auditor" in told or "not know you" in told
    assert signed_city.desk.log()[-1] == "export.refused"
    assert not files_for(signed_city, who)


def test_whoever_is_no_auditor_any_more_when_it_is_sealed_is_refused(house: TestHouse) -> None:
    read = frozenset({"police"})
    assert house.workflow.seal(IRIS_ACTING, "council", read, {"manifest": "00"}).fields["actor"].startswith("AUDITOR-")
    with pytest.raises(NotPermitted):
        house.workflow.seal(IRIS_ACTING, "council", frozenset({"police", "parks"}), {"manifest": "00"})
    house.roles.become(accounts_text(account="fire"))
    with pytest.raises(NotPermitted):
        house.workflow.seal(IRIS_ACTING, "council", read, {"manifest": "00"})
    assert [action for action in house.log() if action.startswith("export.")] == [
        "export.sealed",
        "export.refused",
        "export.refused",
    ]
