"""A policy pack: read from a folder, kept as JSON, known by a digest that no other pack has."""

import os
import subprocess
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from policy_packs import pack_files, write_pack

from approval.errors import PolicyInvalid
from approval.finding import Severity
from approval.policy.document import Example, Question, RuleCheck, Section, Source
from approval.policy.pack import MOST_BYTES, Pack, parse_pack, read_pack

NAMES = st.from_regex(r"\A[a-z]{1,3}(/[a-z]{1,3})?(\.toml|\.txt)?\Z")
PACKS = st.builds(Pack, st.dictionaries(NAMES, st.text(max_size=20), max_size=4))


def test_the_policy_is_what_the_files_say() -> None:
    policy = parse_pack(Pack(pack_files()))
    assert (policy.city, policy.title, policy.version) == ("City of Mesa Verde", "How we answer", "1.0")
    assert (policy.effective, policy.zone, policy.languages) == (date(2026, 7, 1), "America/Denver", ("en", "es"))
    assert policy.introduction == {"en": "Who answers in the city's name is polite."}
    assert policy.questions[1] == Question(
        "respectful", "Respectful?", "Would you say it to this person's face, in the council chamber?"
    )
    assert [rule.id for rule in policy.rules] == ["C01", "B01"]
    assert policy.lists == {"insults.en": ("clown", "=bozo", "waste of space")}
    rule = policy.rule("B01")
    assert rule
    assert (rule.section, rule.severity, rule.question) == (Section.BEHAVIOUR, Severity.BLOCK, "respectful")
    assert rule.text == "We do not call anybody names.\n\nWhoever is angry at us is still somebody whom we serve."
    assert rule.sources == (Source("City Council resolution R-26-12", "https://mesaverde.example/r-26-12"),)
    assert rule.checks == (RuleCheck("lexicon", Severity.BLOCK, {"lists": ["insults.en"]}),)
    assert [example.flag for example in rule.examples] == [True, True, False, False]
    assert rule.examples[1] == Example("Clowns like you, again.", True, "The park is closed once more.", "@sam")


def test_an_example_says_everything_that_a_rule_can_be_told() -> None:
    told = (
        '{ text = "Again?\\u200b", author = "@sam", link = "https://square.example/1", reason = "Case 26-1107", '
        'at = 2026-11-24T02:30:00, earlier = [ 2026-11-23T09:00:00 ], pictures = [ "A map", "" ], approved = "Again." }'
    )
    policy = parse_pack(Pack(pack_files(None, ("content.toml", '"And longer still."', told))))
    assert policy.rules[0].examples[1] == Example(
        text="Again?\u200b",
        flag=True,
        author="@sam",
        link="https://square.example/1",
        reason="Case 26-1107",
        at=datetime(2026, 11, 24, 2, 30),  # noqa: DTZ001 - local on purpose
        earlier=(datetime(2026, 11, 23, 9),),  # noqa: DTZ001
        pictures=("A map", ""),
        approved="Again.",
    )


def test_what_is_said_to_the_reader_may_be_said_in_several_languages() -> None:
    text = 'contact.es-MX = " Escriba a la Secretaría. "\ncontact.en ='
    policy = parse_pack(Pack(pack_files(None, ("policy.toml", "contact =", text))))
    assert list(policy.contact.items()) == [
        ("es-MX", "Escriba a la Secretaría."),
        ("en", "Write to the City Clerk, clerk@mesaverde.example."),
    ]


def test_a_check_may_be_milder_than_its_rule_and_keeps_its_options_as_they_are() -> None:
    options = (
        'severity = "warn"\nmost = 2\nshare = 0.5\nstrict = true\nby = { of = [ "a", 1 ], day = 2026-11-03 }\nlists ='
    )
    policy = parse_pack(Pack(pack_files(None, ("behaviour.toml", "lists =", options))))
    (check,) = policy.rules[1].checks
    assert check.severity is Severity.WARN
    by = {"of": ["a", 1], "day": "2026-11-03"}  # a day of TOML's becomes the text that a day is written as elsewhere
    assert check.options == {"most": 2, "share": 0.5, "strict": True, "by": by, "lists": ["insults.en"]}


def test_emoji_and_the_joiners_of_persian_are_no_hidden_characters() -> None:
    wales = "🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f"
    told = f"A family 👩\u200d👩\u200d👧\u200d👦, a heart ❤\ufe0f, 3\ufe0f\u20e3, {wales}, می\u200cخواهم."
    policy = parse_pack(Pack(pack_files(None, ("content.toml", "A reply fits into one post.", told))))
    assert policy.rules[0].text == told


def test_a_folder_is_read_whatever_the_editor_made_of_it(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "a")
    windows = tmp_path / "b"
    for path in (windows, windows / "words"):
        path.mkdir()
    for name, text in pack_files().items():
        (windows / name).write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    (windows / ".DS_Store").write_bytes(b"\x00\xff")
    (windows / "words" / ".insults.en.txt.swp").write_bytes(b"\x00\xff")
    assert read_pack(windows) == read_pack(folder) == Pack(pack_files())
    assert parse_pack(read_pack(windows)).digest == read_pack(folder).digest


def test_the_digest_can_be_computed_without_this_program(tmp_path: Path) -> None:
    folder = write_pack(tmp_path)
    command = "LC_ALL=C sha256sum *.toml words/* | sha256sum"
    said = subprocess.run(command, shell=True, cwd=folder, capture_output=True, text=True, check=True).stdout
    assert said.split()[0] == read_pack(folder).digest


@settings(deadline=None)
@given(PACKS, PACKS)
def test_two_packs_have_one_digest_only_where_they_have_the_same_files(one: Pack, other: Pack) -> None:
    assert (one.digest == other.digest) == (dict(one.files) == dict(other.files)) == (one == other)


@settings(deadline=None)
@given(st.dictionaries(NAMES, st.text(max_size=20), max_size=4), st.randoms(use_true_random=False))
def test_the_digest_does_not_depend_on_the_order_of_the_files(files: dict[str, str], random: object) -> None:
    backwards = dict(reversed(files.items()))
    assert Pack(files).digest == Pack(backwards).digest


@settings(deadline=None)
@given(PACKS)
def test_a_pack_comes_back_from_json_as_it_was(pack: Pack) -> None:
    again = Pack.from_json(pack.to_json())
    assert again == pack
    assert again.digest == pack.digest


@settings(deadline=None)
@given(st.text(max_size=5), st.text(max_size=5), st.text(max_size=5))
def test_what_stands_at_the_end_of_one_file_is_not_the_beginning_of_the_next(a: str, b: str, c: str) -> None:
    assert (Pack({"a": a + b, "b": c}).digest == Pack({"a": a, "b": b + c}).digest) == (b == "")


@pytest.mark.parametrize("text", ["", "{", "[]", "3", '{"policy.toml": 3}', '{"": ""}', '{"a\\nb": ""}'])
def test_json_that_is_no_pack_is_refused(text: str) -> None:
    with pytest.raises(PolicyInvalid):
        Pack.from_json(text)


def test_a_pack_cannot_be_changed_after_it_was_read() -> None:
    files = pack_files()
    pack = Pack(files)
    files["policy.toml"] = ""
    assert pack == Pack(pack_files())
    with pytest.raises(TypeError):
        pack.files["policy.toml"] = ""  # type: ignore[index] # what is tested is that it cannot be done


def refused(folder: Path) -> str:
    with pytest.raises(PolicyInvalid) as error:
        read_pack(folder)
    return str(error.value)


def test_what_cannot_be_a_file_of_a_pack_is_told_by_name(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "pack")
    (tmp_path / "secret.txt").write_text("password")
    (folder / "words" / "link.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "words" / "more").mkdir()
    (folder / "old").symlink_to(tmp_path)
    (folder / "legal.toml").write_bytes(b"# caf\xe9\n")
    (folder / "privacy.toml").write_bytes(b"#" * (MOST_BYTES + 1))
    (folder / "notes\n.toml").write_text("")
    os.mkfifo(folder / "pipe.toml")
    said = refused(folder)
    assert f"{folder}/words/link.txt: leads out of the folder; put the file itself there" in said
    assert f"{folder}/words/more: is no file of a policy" in said
    assert f"{folder}/old: leads out of the folder" in said
    assert f"{folder}/legal.toml, line 1: is not UTF-8 (byte 6); save it as UTF-8" in said
    assert f"{folder}/privacy.toml: is larger than 1,000,000 bytes" in said
    assert "'notes\\n.toml': cannot be the name of a file" in said
    assert f"{folder}/pipe.toml: is no file of a policy" in said
    assert len(said.splitlines()) == 7
    assert "password" not in said


def test_a_link_within_the_folder_is_followed(tmp_path: Path) -> None:
    folder = write_pack(tmp_path)
    (folder / "words" / "again.txt").symlink_to(folder / "words" / "insults.en.txt")
    assert parse_pack(read_pack(folder)).lists["again"] == ("clown", "=bozo", "waste of space")


def test_a_file_that_cannot_be_read_does_not_hide_the_errors_of_the_others(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, None, ("policy.toml", "2026-07-01", '"soon"'))
    (folder / "legal.toml").write_bytes(b"\xff")
    said = refused(folder)
    assert f"{folder}/legal.toml, line 1: is not UTF-8" in said
    assert f"{folder}/policy.toml, line 4: effective: " in said


@pytest.mark.parametrize("name", ["nothing", "policy.toml"])
def test_what_is_no_folder_of_a_pack_is_refused(tmp_path: Path, name: str) -> None:
    if name == "policy.toml":
        (tmp_path / name).write_text("")
    assert "policy.toml" in refused(tmp_path / name)
