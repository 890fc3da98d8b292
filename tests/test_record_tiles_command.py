"""`countersign record tiles`: the whole command, stopped where it hurts."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from bundle_parts import SignerByHand
from factories import TestHouse, accounts_text, house_on
from log_rows import grow
from tile_reader import Watcher, from_folder

from approval import migrate
from approval.store import Store, open_engine


@pytest.fixture
def place(tmp_path: Path) -> tuple[SignerByHand, dict[str, str]]:
    """A signer, and an environment that names its database."""
    (tmp_path / "accounts.toml").write_text(accounts_text())
    url = f"sqlite:///{tmp_path / 'countersign.db'}"
    engine = open_engine(url)
    migrate.upgrade(engine)
    house: TestHouse = house_on(lambda clock: Store(engine, clock))
    signer = SignerByHand(house.store)
    (tmp_path / "trust.txt").write_text(signer.trust())
    return signer, {
        "COUNTERSIGN_DATABASE_URL": url,
        "COUNTERSIGN_ACCOUNTS": str(tmp_path / "accounts.toml"),
        "COUNTERSIGN_TRUST": str(tmp_path / "trust.txt"),
        "PATH": os.environ["PATH"],
        "COLUMNS": "200",
    }


def command(folder: Path) -> list[str]:
    return [sys.executable, "-m", "countersign", "record", "tiles", str(folder)]


def run(folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(folder), env=environment, capture_output=True, text=True, check=False)


def watched(folder: Path) -> int:
    watcher = Watcher(from_folder(folder))
    return len(watcher.watch(*watcher.head()))


def test_the_folder_is_brought_up_to_the_newest_checkpoint(
    place: tuple[SignerByHand, dict[str, str]], tmp_path: Path
) -> None:
    signer, environment = place
    signer.sign()
    with signer.store.read() as reading:
        size = reading.next_seq()
    done = run(tmp_path / "log", environment)
    assert done.returncode == 0, done.stderr
    assert f"serves {size} entries, {size} of them new" in done.stderr
    assert watched(tmp_path / "log") == size, "that it was written is no entry: it shows nothing that is not public"
    assert f"serves {size} entries, none of them new" in run(tmp_path / "log", environment).stderr


def test_without_a_signer_it_says_what_to_set(place: tuple[SignerByHand, dict[str, str]], tmp_path: Path) -> None:
    _, environment = place
    done = run(tmp_path / "log", environment)
    assert done.returncode == 1
    assert "signer" in done.stdout + done.stderr
    del environment["COUNTERSIGN_TRUST"]
    done = run(tmp_path / "log", environment)
    assert done.returncode == 1
    assert "COUNTERSIGN_TRUST" in done.stdout + done.stderr


def test_whenever_it_is_killed_what_was_served_still_is_and_the_next_run_goes_on(
    place: tuple[SignerByHand, dict[str, str]], tmp_path: Path
) -> None:
    signer, environment = place
    folder = tmp_path / "log"
    grow(signer.store, 300)
    signer.sign()
    assert run(folder, environment).returncode == 0
    grow(signer.store, 70_000)
    signer.sign()
    stopped = 0
    for tiles in (2, 200):
        process = subprocess.Popen(command(folder), env=environment, stderr=subprocess.DEVNULL)
        while process.poll() is None and not (folder / f"tile/0/{tiles:03}").exists():
            time.sleep(0.001)
        process.send_signal(signal.SIGKILL)
        stopped += process.wait() == -signal.SIGKILL
        assert watched(folder) in (300, 70_000)
    assert stopped, "it was always done before it could be killed"
    first = (folder / "tile/0/002").stat()
    assert run(folder, environment).returncode == 0
    assert (folder / "tile/0/002").stat() == first, "what is whole is not written again"
    assert watched(folder) == 70_000
    assert run(tmp_path / "whole", environment).returncode == 0
    assert files(folder) == files(tmp_path / "whole")


def test_two_at_a_time_do_not_write_into_one_folder(place: tuple[SignerByHand, dict[str, str]], tmp_path: Path) -> None:
    signer, environment = place
    grow(signer.store, 70_000)
    signer.sign()
    first = subprocess.Popen(command(tmp_path / "log"), env=environment, stderr=subprocess.DEVNULL)
    while not (tmp_path / "log" / "tile").exists():
        assert first.poll() is None
        time.sleep(0.001)
    first.send_signal(signal.SIGSTOP)
    second = run(tmp_path / "log", environment)
    first.send_signal(signal.SIGCONT)
    assert second.returncode == 1
    assert "Somebody else is writing" in second.stdout + second.stderr
    assert first.wait() == 0
    assert watched(tmp_path / "log") == 70_000


def files(folder: Path) -> dict[str, bytes]:
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in found.items()}
