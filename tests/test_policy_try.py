"""`countersign policy try`: what the rules find in a text, for a person and for programs, with nothing set up."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from policy_commands import pack_at, policy

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return pack_at(tmp_path / "pack")


def answers(pack: Path, *lines: str | bytes, options: tuple[str, ...] = ()) -> tuple[int, list[dict[str, Any]]]:
    stdin = b"".join((line if isinstance(line, bytes) else line.encode()) + b"\n" for line in lines)
    told = policy("try", "--jsonl", "--pack", pack, *options, stdin=stdin)
    return told.returncode, [json.loads(line) for line in told.stdout.splitlines()]


def test_each_finding_is_shown_with_its_place_its_reason_and_what_to_do(pack: Path) -> None:
    told = policy("try", "Look at https://evil.example/a today.", "--pack", pack)
    assert told.returncode == 0, told.stderr
    assert told.stdout.startswith("Look at «https://evil.example/a» today.\n")
    assert "C08  block  «https://evil.example/a»\n" in told.stdout
    assert "    → Leave the link out." in told.stdout


def test_a_text_in_which_nothing_is_found_is_told_so(pack: Path) -> None:
    told = policy("try", "The park opens at six.", "--parent", "When does the park open?", "--pack", pack)
    assert (told.returncode, told.stdout) == (0, "The park opens at six.\n\nNothing found.\n")


def test_the_missing_model_is_told_once_beside_the_findings(pack: Path) -> None:
    told = policy("try", "The park opens at six.", "--pack", pack)
    assert told.stderr.count("toxicity model") == 1
    assert "make model" in told.stderr
    assert "check.unavailable" not in told.stdout
    refused = policy("try", "The park opens at six.", "--pack", pack, "--model")
    assert refused.returncode == 1
    assert "not set up" in refused.stderr
    assert "as you asked" in policy("try", "Fine.", "--pack", pack, "--no-model").stderr


def test_each_line_is_answered_by_one_line_in_order(pack: Path) -> None:
    text = "See 🏛️ https://evil.example/a"
    code, found = answers(
        pack,
        json.dumps({"text": text, "parent": "Where?", "label": "attack"}),
        json.dumps({"text": "The park opens at six."}),
        json.dumps({"text": "Thank you.", "parent": None}, ensure_ascii=False),
    )
    assert code == 0
    (finding,) = found[0]["findings"]
    assert set(finding) == {"rule", "severity", "span", "start", "end", "why"}
    assert (finding["rule"], finding["severity"], finding["span"]) == ("C08", "block", "https://evil.example/a")
    assert text[finding["start"] : finding["end"]] == finding["span"]
    assert found[1:] == [{"findings": []}, {"findings": []}]


@pytest.mark.parametrize(
    "line",
    [
        "",
        "no JSON",
        "[1]",
        '"text"',
        "{}",
        '{"text": ""}',
        '{"text": 7}',
        '{"text": "Hello.", "parent": ["no"]}',
        '{"text": "Hello.", "at": "soon"}',
        b'{"text": "\xff"}',
    ],
)
def test_a_line_that_cannot_be_checked_answers_an_error_and_the_others_go_on(pack: Path, line: str | bytes) -> None:
    code, found = answers(pack, line, '{"text": "The park opens at six."}')
    assert code == 1
    assert list(found[0]) == ["error"]
    assert found[0]["error"]
    assert found[1] == {"findings": []}


def test_why_a_line_cannot_be_read_is_told_in_plain_words(pack: Path) -> None:
    lines = ["", '{"text": Hello}', b'{"text": "\xff"}', "[" * 100_000, '{"text": ' + "9" * 5000 + "}"]
    _, found = answers(pack, *lines)
    assert [answer["error"].partition("}: ")[2] for answer in found] == [
        "it is empty",
        "character 10 cannot be read",
        "byte 11 is not UTF-8",
        "it is nested too deeply",
        "it has a number of thousands of digits",
    ]


def test_what_nobody_would_see_in_a_text_is_shown_and_not_sent_to_the_terminal(pack: Path) -> None:
    told = policy("try", "Look\x1b[31m at https://evil.example/a\u202e today.", "--pack", pack)
    assert "Look«[U+001B]»[31m at «https://evil.example/a[U+202E]» today." in told.stdout
    assert "\x1b[31m" not in told.stdout
    assert "\u202e" not in told.stdout


def test_half_a_surrogate_pair_breaks_nothing(pack: Path) -> None:
    code, found = answers(pack, r'{"text": "Oh \ud83d https://evil.example/a"}')
    assert code == 0
    assert "C08" in {finding["rule"] for finding in found[0]["findings"]}


def test_each_answer_comes_before_the_next_line_is_asked(pack: Path) -> None:
    command = [sys.executable, "-m", "countersign", "policy", "try", "--jsonl", "--pack", str(pack)]
    environment = {"PATH": os.environ["PATH"], "SLACK_BOT_TOKEN": "xoxb-1"}
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as asked:
        assert asked.stdin
        assert asked.stdout
        for _ in range(3):
            asked.stdin.write(b'{"text": "The park opens at six."}\n')
            asked.stdin.flush()
            assert json.loads(asked.stdout.readline()) == {"findings": []}
        asked.stdin.close()
        assert asked.wait(30) == 0


@pytest.mark.parametrize("arguments", [(), ("Hello.", "--jsonl")])
def test_a_text_or_lines_are_needed_and_not_both(pack: Path, arguments: tuple[str, ...]) -> None:
    told = policy("try", *arguments, "--pack", pack)
    assert told.returncode == 1
    assert "--jsonl" in told.stderr


def test_a_time_that_is_none_is_told_in_a_sentence(pack: Path) -> None:
    told = policy("try", "Hello.", "--at", "tonight", "--pack", pack)
    assert told.returncode == 1
    assert "2026-11-23T22:15" in told.stderr
    assert policy("try", "Hello.", "--at", "now", "--pack", pack).returncode == 0


def test_what_is_not_given_is_not_held_against_the_text() -> None:
    asked = ("try", "The pool opens on Saturday.", "--pack", ROOT / "policies" / "mesa-verde-springs")
    parent = ("--parent", "This is a disgrace, shame on you. When does the pool open?")

    def found(*options: str) -> str:
        return policy(*asked, *parent, *options).stdout

    assert "Nothing found." in policy(*asked).stdout
    assert "Nothing found." in found()
    assert "R02  escalate" in found("--at", "2026-11-22T23:30")
    assert "R01  block" in found("--link", "https://square.example/1")
    assert "Nothing found." in found("--link", "https://square.example/1", "--author", "@gloria_m")


def test_in_a_fresh_clone_it_works_with_nothing_set_up_and_leaves_nothing(tmp_path: Path) -> None:
    for package in ("approval", "bot", "workers", "signing", "countersign", "policies"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    command = [sys.executable, "-m", "countersign", "policy", "try", "We'll alert the media."]
    told = subprocess.run(
        [*command, "--parent", "There is a pothole"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    assert "the policy that comes with Countersign" in told.stderr
    assert "alert the media" in told.stdout
    assert not (tmp_path / "var").exists()
