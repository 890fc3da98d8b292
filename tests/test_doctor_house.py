"""What the doctor says of files, database, queue, model and packages."""

import hashlib
from pathlib import Path

import pytest
from factories import accounts_text
from redis_server import RunningRedis

from approval import migrate
from approval.accounts_file import parse_accounts
from approval.store import open_engine
from countersign.doctor import database, files, machine, model, queue
from countersign.doctor.examine import examine
from countersign.doctor.finding import Finding, Health
from countersign.places import Place

ROOT = Path(__file__).resolve().parents[1]
KEYS = """COUNTERSIGN_ACCOUNT_KEYS='{"police": "k3y"}'\n"""


def wrongs(findings: list[Finding]) -> str:
    wrong = [finding for finding in findings if finding.health is Health.WRONG]
    assert all(finding.mend for finding in wrong)
    return "\n".join(finding.what for finding in wrong)


def secret(path: Path, text: str, mode: int = 0o600) -> Path:
    path.write_text(text)
    path.chmod(mode)
    return path


def test_an_error_in_accounts_toml_is_given_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "accounts.toml"
    path.write_text(accounts_text().replace('channel = "C0DESK"', 'channel = "#reply-desk"'))
    accounts, findings = files.read_accounts(path)
    assert accounts is None
    assert f"{path}, line 22: accounts.police.channel" in wrongs(findings)


def test_an_account_without_approvers_is_called_closed(tmp_path: Path) -> None:
    path = tmp_path / "accounts.toml"
    path.write_text(accounts_text(approvers=()))
    assert "police has no approver" in wrongs(files.read_accounts(path)[1])


def test_keys_that_the_bot_could_read_are_found_in_env_and_environment(tmp_path: Path) -> None:
    place = Place(tmp_path, real=True)
    secret(tmp_path / ".env", "SLACK_BOT_TOKEN=xoxb-1\n")
    assert wrongs(list(files.examine_env(place, {}))) == ""
    assert "are in the environment" in wrongs(list(files.examine_env(place, {"COUNTERSIGN_ACCOUNT_KEYS": "{}"})))
    secret(tmp_path / ".env", KEYS)
    assert "are in .env" in wrongs(list(files.examine_env(place, {})))


def test_a_missing_or_open_env_file_is_named(tmp_path: Path) -> None:
    place = Place(tmp_path, real=True)
    assert ".env is missing" in wrongs(list(files.examine_env(place, {})))
    secret(tmp_path / ".env", "SLACK_BOT_TOKEN=xoxb-1\n", 0o644)
    assert "can be read by other people" in wrongs(list(files.examine_env(place, {})))


@pytest.mark.parametrize(
    ("text", "mode", "words"),
    [
        (KEYS, 0o600, ""),
        (KEYS, 0o640, "can be read by other people"),
        (KEYS.replace("police", "fire"), 0o600, "no key for account police"),
        ("COUNTERSIGN_ACCOUNT_KEYS=k3y\n", 0o600, "no usable"),
        ("", 0o600, "no usable"),
    ],
)
def test_publish_env_is_closed_and_has_a_key_for_each_account(tmp_path: Path, text: str, mode: int, words: str) -> None:
    path = secret(tmp_path / "publish.env", text, mode)
    findings = list(files.examine_keys(path, parse_accounts(accounts_text())))
    assert words in wrongs(findings)
    assert bool(words) == bool(wrongs(findings))
    assert "k3y" not in " ".join(finding.what + finding.mend for finding in findings)


def test_a_database_is_right_after_the_migrations_and_not_before(empty_url: str) -> None:
    engine = open_engine(empty_url)
    with engine.connect():
        assert "is empty" in wrongs(list(database.examine(empty_url)))
    migrate.upgrade(engine)
    engine.dispose()
    assert wrongs(list(database.examine(empty_url))) == ""
    # Looking at it twice shows that the write was taken back.
    assert wrongs(list(database.examine(empty_url))) == ""


def test_looking_at_a_database_that_is_not_there_yet_does_not_make_it(tmp_path: Path) -> None:
    file = tmp_path / "countersign.db"
    assert "is not there yet" in wrongs(list(database.examine(f"sqlite:///{file}")))
    assert not file.exists()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("nonsense", "no URL"),
        ("mysql://127.0.0.1/x", "SQLite or PostgreSQL"),
        ("postgresql://x:s3cret@127.0.0.1:9/x", "postgresql+psycopg://x:***@127.0.0.1:9/x"),
        ("sqlite:////nowhere/at/all.db", "unable to open"),
    ],
)
def test_a_database_that_cannot_be_used_is_named_without_its_password(url: str, words: str) -> None:
    found = wrongs(list(database.examine(url)))
    assert words in found
    assert "s3cret" not in found


def test_the_queue_keeps_jobs_on_disk_and_drops_none(tmp_path: Path) -> None:
    with RunningRedis(tmp_path) as redis:
        assert wrongs(list(queue.examine(redis.url, own=True))) == ""
        assert "refuses the password" in wrongs(list(queue.examine(redis.url.replace(redis.password, "x"), own=True)))
        redis.client.config_set("appendonly", "no")
        redis.client.config_set("maxmemory-policy", "allkeys-lru")
        found = wrongs(list(queue.examine(redis.url, own=True)))
    assert "forgets its jobs" in found
    assert "allkeys-lru" in found
    assert "does not answer" in wrongs(list(queue.examine(redis.url, own=True)))


def test_the_model_is_the_one_whose_hash_was_written_down(tmp_path: Path) -> None:
    checkpoint = tmp_path / "detoxify.ckpt"
    checkpoint.write_bytes(b"weights")
    given = {
        "DETOXIFY_CHECKPOINT": str(checkpoint),
        "DETOXIFY_CONFIG": str(tmp_path),
        "DETOXIFY_SHA256": hashlib.sha256(b"weights").hexdigest(),
    }
    assert wrongs(list(model.examine(given, None))) == ""
    checkpoint.write_bytes(b"other weights")
    assert "not the one" in wrongs(list(model.examine(given, None)))
    checkpoint.unlink()
    assert "are not there" in wrongs(list(model.examine(given, None)))


def test_a_missing_model_matters_only_where_an_account_asks_for_more_then() -> None:
    strict = accounts_text()
    assert "no model" in wrongs(list(model.examine({}, parse_accounts(strict))))
    lenient = strict + 'when_a_check_cannot_run = "warn"\n'
    assert wrongs(list(model.examine({}, parse_accounts(lenient)))) == ""


def test_packages_other_than_the_pinned_ones_are_named(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\ndependencies = ["rq>=3.0", "not_there_at_all"]')
    (tmp_path / "constraints.txt").write_text("rq==1.0\n")
    assert "not-there-at-all" in wrongs(list(machine.examine(tmp_path)))
    (tmp_path / "pyproject.toml").write_text('[project]\ndependencies = ["rq>=3.0"]')
    assert "instead of 1.0" in wrongs(list(machine.examine(tmp_path)))
    assert wrongs(list(machine.examine(ROOT))) == ""


def test_a_sandbox_that_was_never_started_is_told_what_to_do(tmp_path: Path) -> None:
    for name in ("pyproject.toml", "constraints.txt"):
        (tmp_path / name).symlink_to(ROOT / name)
    findings = list(examine(Place(tmp_path), {}))
    assert wrongs(findings) == "the sandbox has never been started here"
    assert findings[-1].mend == "run: make run"
