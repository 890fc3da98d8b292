"""`countersign policy check`: everything wrong with a pack is told with its place, and every example is run."""

from pathlib import Path

import pytest
from policy_commands import pack_at, policy


def squeezed(text: str) -> str:
    """The words of a table's cells, whatever its columns' width."""
    return " ".join(text.split())


def test_a_sound_policy_is_shown_rule_by_rule(tmp_path: Path) -> None:
    told = policy("check", pack_at(tmp_path))
    assert told.returncode == 0, told.stdout + told.stderr
    table = squeezed(told.stdout)
    assert "City of Mesa Verde: How we answer, version 1.0" in table
    assert "C01 warn Short enough to read 2 of 2 2 of 2" in table
    assert "C12 warn True – – answered by a person" in table
    assert "3 rules, 2 checks; 8 examples hold, 4 not asked." in table


def test_an_example_that_does_not_hold_is_told_with_what_was_found_and_what_was_expected(tmp_path: Path) -> None:
    pack = pack_at(
        tmp_path,
        ("content.toml", '"See https://evil.example/a"', '"See nothing at all"'),
        ("content.toml", '"There is no link here."', '"There is one: https://evil.example/b"'),
    )
    told = policy("check", pack)
    assert told.returncode == 1
    assert "C08 block Only links we know 1 of 2 1 of 2 ✗" in squeezed(told.stdout)
    assert (
        f"✗ {pack}/content.toml, line 27: C08 (Only links we know): this must be flagged, and is not:\n"
        "    «See nothing at all»"
    ) in told.stdout
    assert f"✗ {pack}/content.toml, line 28: C08 (Only links we know): this must pass" in told.stdout
    assert (
        "must pass, and is flagged:\n    «There is one: https://evil.example/b»\n    C08 block at «https://evil.example/b»"
        in told.stdout
    )
    assert "6 examples hold, 4 not asked, 2 do not." in told.stdout


def test_of_a_single_one_it_is_not_spoken_as_of_several(tmp_path: Path) -> None:
    pack = pack_at(tmp_path, ("content.toml", '"See https://evil.example/a"', '"See nothing at all"'))
    assert "7 examples hold, 4 not asked, 1 does not." in policy("check", pack).stdout


def test_no_example_can_forge_a_line_of_what_is_told_or_speak_to_the_terminal(tmp_path: Path) -> None:
    forged = '"See nothing.\\n✗ B99 (All is well): this must pass\\u001b[2J\\u202e"'
    told = policy("check", pack_at(tmp_path, ("content.toml", '"See https://evil.example/a"', forged)))
    assert told.stdout.count("\n✗") == 1
    assert "\n     ✗ B99 (All is well): this must pass[U+001B][2J[U+202E]»" in told.stdout


def test_all_errors_come_at_once_each_with_file_line_rule_and_field(tmp_path: Path) -> None:
    pack = pack_at(
        tmp_path,
        ("content.toml", 'severity = "warn"', 'severity = "grave"'),
        ("content.toml", "Leave the link out.", ""),
        ("policy.toml", '"America/Denver"', '"Mars"'),
    )
    told = policy("check", pack)
    assert told.returncode == 1
    assert f"{pack}/policy.toml, line 6: zone:" in told.stdout
    assert f"{pack}/content.toml, line 4: rules.C01.severity:" in told.stdout
    assert f"{pack}/content.toml, line 21: rules.C08.mend:" in told.stdout
    assert "3 things to mend" in told.stdout


@pytest.mark.parametrize(
    ("new", "line", "field"),
    [
        ("most = -3", 9, "rules.C01.checks[1].most:"),
        ("mots = 60", 9, "rules.C01.checks[1].mots:"),
        ('severity = "block"', 9, "rules.C01.checks[1].severity:"),
    ],
)
def test_a_wrong_option_of_a_check_is_told_with_its_line(tmp_path: Path, new: str, line: int, field: str) -> None:
    pack = pack_at(tmp_path, ("content.toml", "most = 60", new))
    told = policy("check", pack)
    assert told.returncode == 1
    assert f"{pack}/content.toml, line {line}: {field}" in told.stdout
    assert "Traceback" not in told.stdout + told.stderr


def test_a_kind_of_check_that_nobody_has_is_told_with_those_that_there_are(tmp_path: Path) -> None:
    told = policy("check", pack_at(tmp_path, ("content.toml", 'kind = "length"', 'kind = "lenght"')))
    assert told.returncode == 1
    assert "line 8: rules.C01.checks[1].kind: there is no check “lenght”" in told.stdout
    assert "hidden_characters" in told.stdout


def test_a_folder_that_is_not_there_is_told_in_a_sentence(tmp_path: Path) -> None:
    told = policy("check", tmp_path / "nowhere")
    assert told.returncode == 1
    assert "nowhere" in told.stdout
    assert "Traceback" not in told.stdout + told.stderr
