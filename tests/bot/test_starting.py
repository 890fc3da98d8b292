"""The process itself: what it says when it cannot start, and that it stops when it is asked to."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from factories import accounts_text
from sandbox_server import RunningSandbox, _free_port
from sqlalchemy import create_engine

ROOT = Path(__file__).parents[2]


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[RunningSandbox]:
    with RunningSandbox(tmp_path / "sandbox") as running:
        yield running


@pytest.fixture
def environment(tmp_path: Path, sqlite_template: Path, sandbox: RunningSandbox) -> dict[str, str]:
    """Everything that the bot needs, and nothing of the machine's own."""
    (tmp_path / "accounts.toml").write_text(accounts_text(), encoding="utf-8")
    (tmp_path / "countersign.db").write_bytes(sqlite_template.read_bytes())
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "COUNTERSIGN_DATABASE_URL": f"sqlite:///{tmp_path / 'countersign.db'}",
        "COUNTERSIGN_ACCOUNTS": str(tmp_path / "accounts.toml"),
        "SLACK_BOT_TOKEN": sandbox.settings.bot_token,
        "SLACK_APP_TOKEN": sandbox.settings.app_token,
        "SLACK_SIGNING_SECRET": sandbox.settings.signing_secret,
        "SLACK_API_URL": sandbox.slack_url,
        "COUNTERSIGN_SQUARE_URL": sandbox.square_url,
    }


def start(environment: dict[str, str], folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "bot"], cwd=folder, env=environment, stderr=subprocess.PIPE, text=True
    )


def test_it_links_and_stops_when_it_is_asked_to(
    environment: dict[str, str], tmp_path: Path, sandbox: RunningSandbox
) -> None:
    bot = start(environment, tmp_path)
    sandbox.wait_for(sandbox.bot_connected, timeout=20)
    bot.send_signal(signal.SIGTERM)
    _, said = bot.communicate(timeout=15)
    assert bot.returncode == 0, said
    assert environment["SLACK_BOT_TOKEN"] not in said


def test_a_bot_that_can_show_no_cards_any_more_ends_so_that_it_is_started_again(
    environment: dict[str, str], tmp_path: Path, sandbox: RunningSandbox
) -> None:
    bot = start(environment, tmp_path)
    sandbox.wait_for(sandbox.bot_connected, timeout=20)
    with sqlite3.connect(tmp_path / "countersign.db") as database:
        database.execute("INSERT INTO outbox VALUES ('card:X', 'card', 'X', 'no JSON', 0, 0, 1)")
    bot.communicate(timeout=20)
    assert bot.returncode not in (0, None)


def test_while_accounts_toml_is_broken_nobody_may_act_and_nothing_typed_is_lost(
    environment: dict[str, str], tmp_path: Path, sandbox: RunningSandbox
) -> None:
    bot = start(environment, tmp_path)
    sandbox.wait_for(sandbox.bot_connected, timeout=20)
    (tmp_path / "accounts.toml").write_text(accounts_text().replace("U0RUTH", "@ruth"), encoding="utf-8")
    sandbox.command("U0NADIA", "C0DESK", "/reply", "We are sorry.")
    told = sandbox.wait_for(lambda: [each for each in sandbox.messages("U0NADIA", "C0DESK") if each["ephemeral"]])
    assert "nobody may act" in str(told[-1]["blocks"])
    assert "We are sorry." in str(told[-1]["blocks"])
    with sqlite3.connect(tmp_path / "countersign.db") as database:
        (leaf,) = database.execute("SELECT leaf FROM entries WHERE action = 'act.refused'").fetchone()
    assert {"act": "/reply", "actor": "UNKNOWN", "code": "misconfigured"}.items() <= json.loads(leaf).items()
    (tmp_path / "accounts.toml").write_text(accounts_text(), encoding="utf-8")
    sandbox.command("U0NADIA", "C0DESK", "/reply", "We are sorry.")
    assert sandbox.views("U0NADIA")
    bot.terminate()
    bot.communicate(timeout=20)


def test_over_http_it_listens_and_stops_too(environment: dict[str, str], tmp_path: Path) -> None:
    port = _free_port()
    environment |= {"COUNTERSIGN_BOT_MODE": "http", "COUNTERSIGN_BOT_PORT": str(port)}
    bot = start(environment, tmp_path)
    end = time.monotonic() + 20
    while not listens(port):
        assert time.monotonic() < end
        assert bot.poll() is None
        time.sleep(0.1)
    bot.send_signal(signal.SIGTERM)
    _, said = bot.communicate(timeout=15)
    assert bot.returncode == 0, said


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.parametrize(
    ("wrong", "said", "code"),
    [
        ({"SLACK_BOT_TOKEN": "xoxp-not-a-bots"}, "the bot token starts with xoxb-", 2),
        ({"SLACK_BOT_TOKEN": "xoxb-of-another-app"}, "refused the bot token", 2),
        ({"SLACK_APP_TOKEN": ""}, "SLACK_APP_TOKEN", 2),
        ({"SLACK_APP_TOKEN": "xapp-of-another-app"}, "refused the app token", 2),
        ({"SLACK_SIGNING_SECRET": "", "COUNTERSIGN_BOT_MODE": "http"}, "SLACK_SIGNING_SECRET", 2),
        ({"SLACK_API_URL": "http://slack.example/api/"}, "https://", 2),
        ({"COUNTERSIGN_ACCOUNT_KEYS": '{"police":"key"}'}, "Only the publish worker may see it", 2),
        ({"COUNTERSIGN_ACCOUNTS": "nowhere.toml"}, "nowhere.toml is missing", 2),
        ({"COUNTERSIGN_DATABASE_URL": "sqlite:////nowhere/at/all.db"}, "database", 1),
    ],
)
def test_what_is_wrong_is_said_in_one_line_that_holds_no_secret(
    environment: dict[str, str], tmp_path: Path, wrong: dict[str, str], said: str, code: int
) -> None:
    bot = start(environment | wrong, tmp_path)
    _, error = bot.communicate(timeout=30)
    assert bot.returncode == code, error
    assert said in error
    assert "Traceback" not in error
    assert [line for line in error.splitlines() if line.startswith("bot: ")] == error.splitlines()[-1:]
    for secret in ("xoxp-not-a-bots", "xoxb-of-another-app", "xapp-of-another-app", '"key"'):
        assert secret not in error


def test_keys_in_the_env_file_are_refused_as_well(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / ".env").write_text('COUNTERSIGN_ACCOUNT_KEYS={"police":"key"}\n', encoding="utf-8")
    bot = start(environment, tmp_path)
    _, error = bot.communicate(timeout=30)
    assert bot.returncode == 2
    assert "Only the publish worker may see it" in error


def test_a_database_that_was_never_set_up_is_said_so(environment: dict[str, str], tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'empty.db'}"
    create_engine(url).connect().close()
    bot = start(environment | {"COUNTERSIGN_DATABASE_URL": url}, tmp_path)
    _, error = bot.communicate(timeout=30)
    assert (bot.returncode, "Traceback" in error) == (2, False), error
