"""`countersign record export --bundle DIR --pdf FILE`, and `countersign record pdf` on a bundle from before."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pytest
from bundle_parts import SignerByHand, outsider
from factories import accounts_text, house_on

from approval import migrate
from approval.store import Store, open_engine


@dataclass
class Desk:
    """A database in which one reply was approved, and its signer."""

    folder: Path
    signer: SignerByHand
    environment: dict[str, str]

    def record(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "countersign", "record", *words]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False, timeout=100)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    (tmp_path / "accounts.toml").write_text(accounts_text())
    engine = open_engine(f"sqlite:///{tmp_path / 'countersign.db'}")
    migrate.upgrade(engine)
    house = house_on(lambda clock: Store(engine, clock))
    house.approved()
    house.clock.advance(days=1)
    signer = SignerByHand(house.store)
    signer.sign()
    (tmp_path / "trust.txt").write_text(signer.trust())
    environment = {
        "COUNTERSIGN_DATABASE_URL": f"sqlite:///{tmp_path / 'countersign.db'}",
        "COUNTERSIGN_ACCOUNTS": str(tmp_path / "accounts.toml"),
        "COUNTERSIGN_TRUST": str(tmp_path / "trust.txt"),
        "PATH": os.environ["PATH"],
        "COLUMNS": "200",
    }
    yield Desk(tmp_path, signer, environment)
    engine.dispose()


def test_a_bundle_is_made_with_its_document_beside_it(desk: Desk) -> None:
    bundle, first, second = desk.folder / "council", desk.folder / "report.pdf", desk.folder / "again.pdf"
    with desk.signer.signing():
        done = desk.record("export", "--bundle", str(bundle), "--pdf", str(first))
    assert done.returncode == 0, done.stderr
    outsider(bundle, desk.signer.trust())
    with pikepdf.open(first) as pdf:
        assert list(pdf.attachments) == ["bundle.zip"]
    # Of a bundle that is there already it needs no database and no signer, and is the same.
    for name in ("COUNTERSIGN_DATABASE_URL", "COUNTERSIGN_ACCOUNTS", "COUNTERSIGN_TRUST"):
        del desk.environment[name]
    done = desk.record("pdf", str(bundle), "--to", str(second))
    assert done.returncode == 0, done.stderr
    assert second.read_bytes() == first.read_bytes()


def test_a_document_that_could_not_be_written_stops_the_export_before_it_begins(desk: Desk) -> None:
    (desk.folder / "report.pdf").write_text("what was there")
    done = desk.record("export", "--bundle", str(desk.folder / "council"), "--pdf", str(desk.folder / "report.pdf"))
    assert done.returncode == 1
    assert "there already" in done.stdout + done.stderr
    assert not (desk.folder / "council").exists()
    with desk.signer.store.read() as reading:
        assert "export.requested" not in [entry.action for entry in reading.entries()]


def test_a_document_alone_asks_for_a_bundle(desk: Desk) -> None:
    done = desk.record("export", "--pdf", str(desk.folder / "report.pdf"))
    assert done.returncode == 1
    assert "--bundle" in done.stdout + done.stderr


def test_what_is_no_bundle_is_said_in_a_line(desk: Desk) -> None:
    done = desk.record("pdf", str(desk.folder), "--to", str(desk.folder.parent / "report.pdf"))
    assert done.returncode == 1
    assert "not a whole bundle" in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
