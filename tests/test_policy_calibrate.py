"""`countersign policy calibrate`: thresholds of the tone check, set on replies that a city approved itself."""

import json
from pathlib import Path

import pytest
from factories import accounts_text, house_on
from policy_commands import policy

from approval import migrate
from approval.outcome import Published
from approval.store import Store, open_engine

GOOD = [f"The library on street {number} opens at nine." for number in range(240)]
# Approved here, however it sounds: it is the city's own voice that is learned.
SNARK = [
    f"We'll alert the media about pothole {number}. Try reading the notice next time, genius." for number in range(9)
]


def calibrated(stdin: str, *options: str) -> tuple[int, str]:
    done = policy("calibrate", "-", *options, stdin=stdin)
    return done.returncode, done.stdout + done.stderr


def test_thresholds_that_suit_are_left_alone() -> None:
    code, told = calibrated("\n".join(GOOD))
    assert code == 0, told
    assert "Of 240 approved replies 0.0% are raised now" in told
    assert "The thresholds can stay as they are." in told
    assert "warn =" not in told


def test_what_to_write_is_told_where_a_citys_own_voice_is_flagged_too_often() -> None:
    lines = [*GOOD, *(json.dumps({"text": text, "parent": "There is a pothole."}) for text in SNARK)]
    code, told = calibrated("\n".join(lines))
    assert code == 0, told
    assert 'under each check of kind = "tone"' in told
    assert "\nwarn = " in told
    assert "\nescalate = " in told


def test_of_few_replies_nothing_is_concluded() -> None:
    code, told = calibrated("\n".join(GOOD[:5]) + "\n\n")
    assert code == 0
    assert "5 approved replies are too few" in told


def test_what_was_published_can_be_taken_from_the_record(tmp_path: Path) -> None:
    (tmp_path / "accounts.toml").write_text(accounts_text())
    url = f"sqlite:///{tmp_path / 'countersign.db'}"
    engine = open_engine(url)
    migrate.upgrade(engine)
    house = house_on(lambda clock: Store(engine, clock))
    for published in (True, False):
        proposal = house.approved()
        if published and house.house.release.claim(proposal.id):
            house.house.release.finish(proposal.id, 1, Published("1", "https://square.example/1"))
    engine.dispose()
    place = {"COUNTERSIGN_DATABASE_URL": url, "COUNTERSIGN_ACCOUNTS": str(tmp_path / "accounts.toml")}
    done = policy("calibrate", "--from-record", **place)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("One approved reply is too few")


def test_a_reply_is_a_line_of_the_file_whatever_breaks_are_within_it() -> None:
    within = json.dumps({"text": "The library\u2028opens\x85at nine."}, ensure_ascii=False)
    code, told = calibrated(within + "\r\n" + "The park opens\u2028at six.\r\n")
    assert code == 0, told
    assert "2 approved replies are too few" in told


@pytest.mark.parametrize(
    ("stdin", "hint"),
    [
        ("", "no reply"),
        ("[" * 9 + "\n" + '{"a":' * 100_000, "Line 2"),
        ('{"text": 7}', "Line 1"),
        ("Good.\n{no", "Line 2"),
        ('{"parent": "x"}', "Line 1"),
    ],
)
def test_what_is_no_reply_is_told_with_its_line(stdin: str, hint: str) -> None:
    code, told = calibrated(stdin)
    assert code == 1
    assert hint in told
    assert "Traceback" not in told


def test_a_file_or_the_record_is_named_and_not_both(tmp_path: Path) -> None:
    assert "--from-record" in policy("calibrate").stderr
    assert "--from-record" in policy("calibrate", "-", "--from-record").stderr
    assert "nowhere" in policy("calibrate", tmp_path / "nowhere").stderr
