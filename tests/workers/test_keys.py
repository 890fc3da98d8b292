"""The keys of the accounts: the publish worker has them, and nobody and nothing else."""

import json
import stat
from pathlib import Path

import pytest
from worker_processes import WholePath

KEYS = "COUNTERSIGN_ACCOUNT_KEYS"
SECRET = json.dumps({"police": "the-key-of-the-account"})


def ends_with(path: WholePath, name: str, environment: dict[str, str]) -> tuple[int, str]:
    """Exit code and words of a process that should not start."""
    before = len(path.processes.said())
    code = path.processes.spawn(name, environment).wait(60)
    return code, path.processes.said()[before:]


@pytest.mark.parametrize("name", ["clock", "check"])
def test_a_process_that_could_see_the_keys_does_not_start(path: WholePath, tmp_path: Path, name: str) -> None:
    code, said = ends_with(path, name, path.processes.shared | {KEYS: SECRET})
    assert code == 2
    assert "Only the publish worker may see it" in said
    (tmp_path / ".env").write_text(f"{KEYS}={SECRET}\n")
    code, again = ends_with(path, name, path.processes.shared)
    assert code == 2
    assert "Only the publish worker may see it" in again
    assert "the-key-of-the-account" not in said + again
    assert said.count("\n") == again.count("\n") == 1


def test_the_publish_worker_reads_them_from_a_file_of_its_own(path: WholePath, tmp_path: Path) -> None:
    file = tmp_path / "publish.env"
    told = path.processes.shared | {"COUNTERSIGN_SQUARE_URL": path.sandbox.square_url}
    code, said = ends_with(path, "publish", told)
    assert (code, "publish.env" in said) == (2, True)

    file.write_text(f"{KEYS}={json.dumps({'police': path.sandbox.settings.square_key})}\n")
    file.chmod(0o644)
    code, said = ends_with(path, "publish", told)
    assert (code, "chmod 600" in said) == (2, True)

    file.chmod(stat.S_IRUSR)
    path.processes.secret = {"COUNTERSIGN_SQUARE_URL": path.sandbox.square_url}
    path.processes.start("publish")
    path.wait_for(lambda: path.redis.client.smembers("rq:workers:publish") != set())
    environment = Path(f"/proc/{path.processes.pid('publish')}/environ").read_bytes()
    assert path.sandbox.settings.square_key.encode() not in environment


def test_keys_in_the_common_file_are_refused_by_the_publish_worker_too(path: WholePath, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"{KEYS}={SECRET}\n")
    code, said = ends_with(path, "publish", path.processes.shared | path.processes.secret)
    assert code == 2
    assert "Move it to publish.env" in said


@pytest.mark.parametrize("keys", ['{"police": "a b"}', '{"police": ""}', "{}", "police=the-secret", '["the-secret"]'])
def test_keys_that_cannot_be_used_are_told_without_showing_them(path: WholePath, keys: str) -> None:
    code, said = ends_with(path, "publish", path.processes.shared | path.processes.secret | {KEYS: keys})
    assert code == 2
    assert "ACCOUNT_KEYS" in said.upper()
    assert "the-secret" not in said
    assert said.count("\n") == 1


def test_a_key_goes_over_plain_http_to_this_machine_only(path: WholePath) -> None:
    far = {"COUNTERSIGN_SQUARE_URL": "http://square.example.org/square"}
    code, said = ends_with(path, "publish", path.processes.shared | path.processes.secret | far)
    assert code == 2
    assert "https" in said


def test_an_unready_database_is_one_line_of_what_to_do(path: WholePath, tmp_path: Path) -> None:
    empty = {"COUNTERSIGN_DATABASE_URL": f"sqlite:///{tmp_path / 'empty.db'}"}
    for name in ("clock", "check"):
        code, said = ends_with(path, name, path.processes.shared | empty)
        assert code == 2
        assert "countersign migrate" in said
        assert said.count("\n") == 1


def test_redis_without_a_password_or_for_other_machines_does_not_start(path: WholePath) -> None:
    for url in ("redis://127.0.0.1:6399/0", "redis://:pw@10.0.0.1:6399/0", "http://x", ""):
        code, said = ends_with(path, "redis", path.processes.shared | {"COUNTERSIGN_REDIS_URL": url})
        assert code == 2
        assert "COUNTERSIGN_REDIS_URL" in said
        assert said.count("\n") == 1
