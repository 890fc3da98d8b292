"""The log as static files: whoever watches it needs nothing else, whatever its size and whenever the writer stopped."""

import hashlib
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from bundle_parts import SignerByHand
from factories import RUTH, TestHouse, parent
from log_rows import grow
from sqlalchemy import delete, update
from tile_reader import Watcher, from_folder, path_of

from approval import tables
from approval.proposal import Decision, Via
from approval.record.bundle.asked import NotBundled
from approval.record.note import new_signer
from approval.record.tiles import NotTiled, Tiled, tile_name, write_tiles


@pytest.fixture
def signer(house: TestHouse) -> SignerByHand:
    signer = SignerByHand(house.store)
    signer.sign()
    return signer


@pytest.fixture
def own_signer(own_house: TestHouse) -> SignerByHand:
    return SignerByHand(own_house.store)


def write(signer: SignerByHand, folder: Path) -> Tiled:
    return write_tiles(signer.store, signer.trusted(), folder, lambda *_: None)


def watched(folder: Path) -> list[bytes]:
    watcher = Watcher(from_folder(folder))
    size, root = watcher.head()
    return watcher.watch(size, root)


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {".lock"}


@pytest.mark.parametrize(
    ("index", "name"),
    [(0, "000"), (999, "999"), (1000, "x001/000"), (1234067, "x001/x234/067"), (10**9, "x001/x000/x000/000")],
)
def test_tiles_are_named_as_c2sp_names_them(index: int, name: str) -> None:
    assert tile_name(index) == path_of(index) == name
    assert tile_name(index, 112) == f"{name}.p/112"


def test_whatever_the_size_a_watcher_finds_every_leaf_and_proves_it(
    own_house: TestHouse, own_signer: SignerByHand, tmp_path: Path
) -> None:
    with own_house.store.read() as reading:
        begun = reading.next_seq()
    before = 0
    for size in (*range(begun, 20), *range(250, 262), *range(508, 516), 530):
        grow(own_house.store, size)
        head = own_signer.sign()
        assert write(own_signer, tmp_path / "log") == Tiled(size, before)
        before = size
        leaves = watched(tmp_path / "log")
        assert len(leaves) == size
        watcher = Watcher(from_folder(tmp_path / "log"))
        assert (tmp_path / "log" / "checkpoint").read_text() == str(head)
        for index in {0, size // 2, size - 1}:
            watcher.prove(index, size, watcher.head()[1], leaves[index])
    with own_house.store.read() as reading:
        assert leaves == [leaf for _, leaf in reading.leaves()]
    # What was written in many steps is what is written in one: the partial tiles of each size that was signed, too.
    write(own_signer, tmp_path / "once")
    assert files(tmp_path / "once") == files(tmp_path / "log")
    for name in files(tmp_path / "log"):
        assert (tmp_path / "once" / name).read_bytes() == (tmp_path / "log" / name).read_bytes()


def test_a_tree_of_70_000_has_the_tiles_that_c2sp_says(
    own_house: TestHouse, own_signer: SignerByHand, tmp_path: Path
) -> None:
    for size in (65_535, 65_536, 65_537, 70_000):
        grow(own_signer.store, size)
        own_signer.sign()
        write(own_signer, tmp_path / "log")
        leaves = watched(tmp_path / "log")
        watcher = Watcher(from_folder(tmp_path / "log"))
        for index in (0, 65_280, 65_535, size - 1):
            if index < size:
                watcher.prove(index, size, watcher.head()[1], leaves[index])
    names = {name for name in files(tmp_path / "log") if name.startswith("tile/")}
    for kind in ("0", "entries"):
        full = {f"tile/{kind}/{index:03}" for index in range(273)}
        assert {name for name in names if name.startswith(f"tile/{kind}/")} == full | {f"tile/{kind}/273.p/112"}
    assert {name for name in names if name.startswith(("tile/1", "tile/2"))} == {
        "tile/1/000",
        "tile/1/001.p/17",
        "tile/2/000.p/1",
    }


def test_what_is_full_is_written_once_and_for_all(house: TestHouse, signer: SignerByHand, tmp_path: Path) -> None:
    grow(signer.store, 600)
    signer.sign()
    write(signer, tmp_path / "log")
    full = {path: path.stat() for path in (tmp_path / "log").rglob("00[01]") if path.is_file()}
    assert len(full) == 4
    grow(signer.store, 1400)
    signer.sign()
    said = list[tuple[str, int, int]]()
    done = write_tiles(house.store, signer.trusted(), tmp_path / "log", lambda *step: said.append(step))
    assert done == Tiled(1400, 600)
    assert said == [("Writing the tiles", read - 600, 800) for read in (768, 1024, 1280)]
    assert write(signer, tmp_path / "log") == Tiled(1400, 1400)
    assert {path: path.stat() for path in full} == full
    assert len(watched(tmp_path / "log")) == 1400


def test_any_web_server_can_serve_it(house: TestHouse, signer: SignerByHand, tmp_path: Path) -> None:
    house.approved()
    grow(signer.store, 300)
    signer.sign()
    write(signer, tmp_path / "log")
    handler = partial(SimpleHTTPRequestHandler, directory=str(tmp_path / "log"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with httpx.Client(base_url=f"http://127.0.0.1:{server.server_port}/") as client:

            def fetch(name: str) -> bytes | None:
                answer = client.get(name)
                return answer.content if answer.status_code == 200 else None

            watcher = Watcher(fetch)
            assert len(watcher.watch(*watcher.head())) == 300
        server.shutdown()


def test_nothing_that_the_law_may_have_to_redact_is_served(
    house: TestHouse, signer: SignerByHand, tmp_path: Path
) -> None:
    """Neither a value that stands beside a leaf, nor its bare hash, by which somebody could try what it was."""
    proposal = house.checked(text="Nobody spoke alone. ¿Quién habló?", parent=parent())
    house.workflow.review(
        RUTH, proposal.id, 1, Decision.REJECT, Via.BUTTON, "not so", house.form(), check=proposal.check
    )
    signer.sign()
    write(signer, tmp_path / "log")
    served = b"".join((tmp_path / "log" / name).read_bytes() for name in files(tmp_path / "log"))
    with house.store.read() as reading:
        beside = [item for entry in reading.entries() for item in entry.disclosures]
    values = {str(item.value) for item in beside} | {item.encoded for item in beside}
    assert {"Nadia Begay", "not so", "U0RUTH", "Nobody spoke alone. ¿Quién habló?"} <= values
    for value in values:
        assert value.encode() not in served
        assert hashlib.sha256(value.encode()).hexdigest().encode() not in served
        assert hashlib.sha256(value.encode()).digest() not in served


def test_a_checkpoint_that_no_witness_saw_yet_waits(house: TestHouse, signer: SignerByHand, tmp_path: Path) -> None:
    believed = signer.sign()
    house.approved()
    signer.sign(cosigned=False)
    write(signer, tmp_path / "log")
    assert (tmp_path / "log" / "checkpoint").read_text() == str(believed)
    watched(tmp_path / "log")
    seen = signer.sign()
    write(signer, tmp_path / "log")
    assert (tmp_path / "log" / "checkpoint").read_text() == str(seen)
    watched(tmp_path / "log")


def test_cosignatures_that_come_later_are_served(house: TestHouse, signer: SignerByHand, tmp_path: Path) -> None:
    write(signer, tmp_path / "log")
    again = signer.sign()
    house.clock.advance(minutes=1)
    later = signer.sign()
    assert str(again) != str(later)
    write(signer, tmp_path / "log")
    assert (tmp_path / "log" / "checkpoint").read_text() == str(later)


def test_without_a_checkpoint_that_would_be_believed_nothing_is_written(house: TestHouse, tmp_path: Path) -> None:
    signer = SignerByHand(house.store)
    with pytest.raises(NotTiled, match="none was ever signed"):
        write(signer, tmp_path / "log")
    signer.sign(cosigned=False)
    with pytest.raises(NotTiled, match="believe"):
        write(signer, tmp_path / "log")
    assert files(tmp_path / "log") == set()


@pytest.mark.parametrize("at", [20, 280, 300])
def test_a_changed_database_is_not_served_and_what_was_before_still_is(
    own_house: TestHouse, own_signer: SignerByHand, tmp_path: Path, at: int
) -> None:
    grow(own_signer.store, 290)
    own_signer.sign()
    write(own_signer, tmp_path / "log")
    grow(own_signer.store, 600)
    own_signer.sign()
    with own_house.store.engine.begin() as connection:
        rows = tables.entries.c.seq == at
        if at == 20:  # what is full is not read again, but the tree is; see the signer for the leaves
            rows_of = (tables.subtrees.c.level == 8) & (tables.subtrees.c.index == 0)
            connection.execute(update(tables.subtrees).where(rows_of).values(hash=bytes(32)))
        else:
            connection.execute(update(tables.entries).where(rows).values(leaf=b"{}"))
    with pytest.raises((NotTiled, NotBundled), match="changed"):
        write(own_signer, tmp_path / "log")
    assert len(watched(tmp_path / "log")) == 290


def test_an_entry_that_is_gone_is_named(own_house: TestHouse, own_signer: SignerByHand, tmp_path: Path) -> None:
    grow(own_signer.store, 30)
    own_signer.sign()
    with own_house.store.engine.begin() as connection:
        connection.execute(delete(tables.entries).where(tables.entries.c.seq == 21))
    with pytest.raises(NotTiled, match="no entry 21"):
        write(own_signer, tmp_path / "log")


def test_another_log_is_never_served_in_the_place_of_the_first(
    house: TestHouse, signer: SignerByHand, tmp_path: Path
) -> None:
    stranger = new_signer("elsewhere.example/log", signer.log.verifier.kind)
    text = f"elsewhere.example/log\n3\n{'A' * 43}=\n"
    (tmp_path / "log").mkdir()
    (tmp_path / "log" / "checkpoint").write_text(f"{text}\n{stranger.sign(text)}")
    with pytest.raises(NotBundled, match="another log"):
        write(signer, tmp_path / "log")


def test_a_folder_of_something_else_is_left_alone(house: TestHouse, signer: SignerByHand, tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "one.txt").write_text("Dear council")
    with pytest.raises(NotTiled, match="something else"):
        write(signer, tmp_path / "letters")
    assert files(tmp_path / "letters") == {"one.txt"}


def test_an_entry_that_the_layout_has_no_room_for_is_named(
    house: TestHouse, signer: SignerByHand, tmp_path: Path
) -> None:
    with house.store.begin() as tx:
        room = tx.log("test.written", plain={"words": "x" * 65_000})
        size = tx.next_seq()
        tx.log("test.written", plain={"words": "x" * (65_000 + 65_535 - len(room.leaf))})
    signer.sign()
    write(signer, tmp_path / "log")
    assert max(map(len, watched(tmp_path / "log"))) == 65_535
    with house.store.begin() as tx:
        tx.log("test.written", plain={"words": "x" * (65_001 + 65_535 - len(room.leaf))})
    signer.sign()
    with pytest.raises(NotTiled, match=f"Entry {size + 1} has 65,536 bytes"):
        write(signer, tmp_path / "log")
    assert len(watched(tmp_path / "log")) == size + 1
