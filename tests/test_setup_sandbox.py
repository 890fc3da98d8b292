"""What `countersign run` prepares for the sandbox: secrets and ports that last, and an accounts.toml that works."""

import json
import socket
import stat
from pathlib import Path

import pytest
from dotenv import dotenv_values

from approval import migrate
from approval.accounts_file import AccountsFile
from approval.bootstrap import utc_now
from approval.people import Actor, Role
from approval.policy.pack import read_pack
from approval.store import Store, open_engine
from countersign import sandbox_policy, sandbox_setup
from countersign.kept import Kept, next_free
from countersign.places import Place, names_a_workspace
from countersign.processes import NEEDS, processes
from countersign.run import the_processes
from signing.settings import SignerSettings, identity

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    place = Place(tmp_path)
    place.make()
    return place


def test_a_second_start_keeps_every_secret_and_the_ports(place: Place) -> None:
    first = sandbox_setup.prepare(place)
    assert sandbox_setup.prepare(place) == first
    assert sandbox_setup.environment(place) == first


def test_two_sandboxes_share_no_secret(place: Place, tmp_path: Path) -> None:
    other = Place(tmp_path / "other")
    other.make()
    mine, theirs = sandbox_setup.prepare(place), sandbox_setup.prepare(other)
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "SANDBOX_SQUARE_KEY"):
        assert mine[name] != theirs[name]


def test_all_that_holds_a_secret_is_for_its_owner_only(place: Place) -> None:
    sandbox_setup.prepare(place)
    for file in (path for path in place.folder.rglob("*") if path.is_file()):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file
    assert stat.S_IMODE(place.folder.stat().st_mode) == 0o700


def test_a_taken_port_gives_way_to_the_next_and_the_choice_is_kept(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        chosen = Kept(tmp_path / "kept.env", "test").port("PORT", port)
        assert chosen > port
        assert Kept(tmp_path / "kept.env", "test").values()["PORT"] == str(chosen)
    # Also when the preferred one is free again: addresses that were written down stay true.
    assert Kept(tmp_path / "kept.env", "test").port("PORT", port) == chosen


def test_a_server_that_has_just_stopped_does_not_hold_its_port() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        client = socket.create_connection(("127.0.0.1", port))
        answering, _ = server.accept()
        answering.close()
        client.close()
    assert next_free(port) == port


def test_roles_come_from_the_groups_and_ids_of_the_sandboxs_city(place: Place) -> None:
    sandbox_setup.prepare(place)
    accounts = AccountsFile(place.accounts).current()
    account = accounts.account("police")
    assert accounts.has(Actor("U0NADIA", frozenset({"S0COMMS"})), Role.PROPOSER, account)
    assert accounts.has(Actor("U0RUTH", frozenset({"S0APPROVE"})), Role.APPROVER, account)
    assert accounts.has(Actor("U0LENA"), Role.APPROVER, account)
    assert accounts.has(Actor("U0IRIS"), Role.AUDITOR, account)
    assert accounts.person("U0TOMAS") == accounts.person("U0TOMAS2")
    assert accounts.person("U0OWEN") is None


def test_an_accounts_file_that_somebody_changed_is_left_alone(place: Place) -> None:
    sandbox_setup.prepare(place)
    place.accounts.write_text("# mine")
    sandbox_setup.prepare(place)
    assert place.accounts.read_text() == "# mine"


@pytest.fixture
def migrated(place: Place) -> dict[str, str]:
    """The sandbox's environment, with the packs beside it and a database."""
    (place.root / "policies").symlink_to(ROOT / "policies")
    environment = sandbox_setup.prepare(place)
    engine = open_engine(environment["COUNTERSIGN_DATABASE_URL"])
    migrate.upgrade(engine)
    engine.dispose()
    return environment


def test_the_first_start_puts_the_shipped_policy_into_force_and_a_second_one_adopts_nothing(
    place: Place, migrated: dict[str, str]
) -> None:
    first, second = (sandbox_policy.establish(place, migrated) for _ in range(2))
    engine = open_engine(migrated["COUNTERSIGN_DATABASE_URL"])
    assert first.digest == second.digest == read_pack(ROOT / "policies" / "mesa-verde-springs").digest
    with Store(engine, utc_now).read() as reading:
        (adopted,) = [entry for entry in reading.entries() if entry.action == "policy.adopted"]
    engine.dispose()
    assert adopted.disclosed["name"] == "the sandbox's set-up"


def test_the_policy_is_published_where_the_sandbox_serves_it_and_the_bot_links_to_it(
    place: Place, migrated: dict[str, str]
) -> None:
    policy = sandbox_policy.establish(place, migrated)
    started = {each.name: each for each in processes("bot: true\nsandbox: true", migrated)}
    page = Path(started["sandbox"].environment["SANDBOX_POLICY"]) / "index.html"
    assert all(f'id="{rule.id}"' in page.read_text() for rule in policy.rules)
    url = started["bot"].environment["COUNTERSIGN_POLICY_URL"]
    assert url == f"http://127.0.0.1:{migrated['SANDBOX_PORT']}/policy/"


def test_each_process_gets_only_what_it_may_know(place: Place) -> None:
    environment = sandbox_setup.prepare(place)
    started = {
        process.name: process for process in processes("\n".join(f"{name}: true" for name in NEEDS), environment)
    }
    keys = json.loads(dotenv_values(place.publish_env)["COUNTERSIGN_ACCOUNT_KEYS"] or "")
    who_knows = {
        "the account's key": keys["police"],
        "the bot's token": environment["SLACK_BOT_TOKEN"],
        "the queue's password": environment["COUNTERSIGN_REDIS_URL"],
    }
    knowing = {
        secret: {name for name, process in started.items() if value in process.environment.values()}
        for secret, value in who_knows.items()
    }
    assert knowing == {
        # The publish worker reads it from its file.
        "the account's key": {"sandbox"},
        "the bot's token": {"bot", "sandbox"},
        "the queue's password": {"redis", "clock", "check", "publish"},
    }


def test_the_sandboxs_log_has_a_key_that_its_trust_policy_believes_and_only_the_signer_is_told_where(
    place: Place,
) -> None:
    environment = sandbox_setup.prepare(place)
    signer = SignerSettings(
        _env_file=None,
        key_file=environment["COUNTERSIGN_SIGNER_KEY_FILE"],
        trust=environment["COUNTERSIGN_TRUST"],
    )
    ours = identity(signer)
    assert ours.trust.quorum == "none"
    for made in range(2):
        if made:
            # The policy is the person's to change; the key stays.
            (place.folder / "trust.txt").write_text(f"log {ours.keys[0].verifier}\n# mine\nquorum none\n")
        sandbox_setup.prepare(place)
        assert identity(signer).keys[0].secret() == ours.keys[0].secret()
    assert "# mine" in (place.folder / "trust.txt").read_text()
    started = processes("\n".join(f"{name}: true" for name in NEEDS), environment)
    told = {each.name for each in started if any(name.startswith("COUNTERSIGN_SIGNER_") for name in each.environment)}
    assert told == {"signer"}


def test_the_log_s_key_in_the_environment_is_told_to_the_signer_alone() -> None:
    given = {"COUNTERSIGN_SIGNER_KEY": "k3y", "COUNTERSIGN_SIGNER_NEXT_KEY": "k3y"}
    started = processes("\n".join(f"{name}: true" for name in NEEDS), given)
    assert {each.name for each in started if "k3y" in each.environment.values()} == {"signer"}


def test_a_real_key_or_token_in_the_environment_never_reaches_the_sandbox(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COUNTERSIGN_ACCOUNT_KEYS", '{"police": "a-real-key"}')
    monkeypatch.setenv("SLACK_USER_TOKEN", "a-real-token")
    (place.root / "Procfile").write_text("publish: true\nbot: true\n")
    for process in the_processes(place, sandbox_setup.prepare(place)):
        assert "a-real-" not in " ".join(process.environment.values())


def test_where_countersign_runs_for_real_nothing_of_the_sandbox_is_used(tmp_path: Path) -> None:
    real, sandbox = Place(tmp_path, real=True), Place(tmp_path)
    for mine, its in (
        (real.database_url, sandbox.database_url),
        (real.accounts, sandbox.accounts),
        (real.publish_env, sandbox.publish_env),
        (real.kept, sandbox.kept),
        (real.socket, sandbox.socket),
    ):
        assert mine != its


def test_an_env_file_with_the_models_lines_alone_belongs_to_the_sandbox(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SLACK_BOT_TOKEN", raising=False)
    assert not names_a_workspace(tmp_path)
    (tmp_path / ".env").write_text("DETOXIFY_SHA256=abc\n")
    assert not names_a_workspace(tmp_path)
    (tmp_path / ".env").write_text("SLACK_BOT_TOKEN=\nDETOXIFY_SHA256=abc\n")
    assert names_a_workspace(tmp_path)
    (tmp_path / ".env").unlink()
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    assert names_a_workspace(tmp_path)


def test_a_long_path_of_the_checkout_still_leaves_room_for_a_socket(tmp_path: Path) -> None:
    assert len(str(Place(tmp_path / ("long" * 30)).socket)) < 104
