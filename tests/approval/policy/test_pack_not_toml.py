"""A file that no parser can read is told in words too, with its line, and never in the parser's own."""

import tomllib

import pytest
from policy_packs import CONTENT, pack_files

from approval.errors import PolicyInvalid
from approval.policy.pack import Pack, parse_pack
from approval.policy.toml_in_words import WORDS, toml_in_words

# What stands in privacy.toml, the line (0: the parser knows none), and what is said of it.
BROKEN = [
    ("[rules.P01]\n\n[rules.P01]\n", 3, "[rules.P01] stands here twice; give the second another name"),
    ('[rules."a.\'b"]\n[rules."a.\'b"]\n', 2, "[rules.a.'b] stands here twice"),
    ("a = 1\na = 2\n", 2, "a name is given twice in the same table"),
    ("\na = { b = 1, b = 2 }\n", 2, "a name is given twice between the same braces"),
    ("a = { b = 1 }\na.c = 2\n", 2, "what is written here was closed further up"),
    ("[a.b]\n[a]\nb.c = 1\n", 3, "what is written here was closed further up"),
    ('a = "x', 0, "a text is not closed; write its last quotes"),
    ("a = '''x\n", 0, "a text is not closed; write its last quotes, '''"),
    ('a = "x\ny"\n', 1, "a text goes on over the end of its line; close its quotes, or"),
    ('a = "x\x00y"\n', 1, "a character stands in a text that cannot be there"),
    ('a = "C:\\q"\n', 1, "has to be written twice"),
    ('a = "\\u12"\n', 1, "has to be written twice"),
    ('a = "\\ud800"\n', 1, "names no character"),
    ("[a]\ncity = Mesa\n", 2, "what stands after the = cannot be read; put texts in quotes"),
    ("a = 2026-02-30\n", 1, "no day or time of the calendar"),
    ('a = "it"s"\n', 1, "the line goes on after its value; put texts in quotes, and a # before a remark"),
    ("the city\n", 1, "a name stands here without = and a value"),
    ("[]\n", 1, "no name stands before the ="),
    ("!\n", 1, "the line is no heading and no name with a value"),
    ("[rules.P01\n", 1, "a heading is not closed; write it as [rules.B03]"),
    ("a = [ 1 2 ]\n", 1, "a list is not closed, or a comma is missing in it"),
    ("a = { b = 1 c = 2 }\n", 1, "braces are not closed, or a comma is missing"),
    ("a = 1 # \x01\n", 1, "a character stands in a remark that cannot be there"),
    ("a = " + "9" * 5000, 0, "a number of thousands of digits"),
]


def said_of(text: str) -> str:
    with pytest.raises(PolicyInvalid) as error:
        parse_pack(Pack(pack_files({"privacy.toml": text})), "policies/mesa")
    return str(error.value)


@pytest.mark.parametrize(("text", "line", "words"), BROKEN, ids=lambda value: str(value)[:30])
def test_what_no_parser_can_read_is_told_with_its_line_and_what_to_write(text: str, line: int, words: str) -> None:
    place = f", line {line}" if line else ""
    (said,) = (each for each in said_of(text).splitlines() if "is not TOML" in each)
    assert said.startswith(f"policies/mesa/privacy.toml{place}: is not TOML: ")
    assert words in said


def parser_says(text: str) -> str:
    with pytest.raises(ValueError, match=r"\w") as error:
        tomllib.loads(text)
    return str(error.value)


def test_every_sentence_that_is_known_is_one_that_the_parser_says() -> None:
    said = [parser_says(text) for text, _, _ in BROKEN]
    assert [begin for begin, _ in WORDS if not any(sentence.startswith(begin) for sentence in said)] == []


def test_a_sentence_that_is_not_known_is_passed_on_with_its_line() -> None:
    assert toml_in_words("Something new (at line 4, column 2)") == (4, "Something new")


def test_no_name_in_a_file_can_pass_for_the_next_line_of_what_is_told() -> None:
    forged = '"x\\npolicies/mesa/legal.toml, line 1: rules.L01: all is well\\u001b[2J"'
    text = CONTENT.replace("question =", f"{forged} = 1\nquestion =")
    with pytest.raises(PolicyInvalid) as error:
        parse_pack(Pack(pack_files({"content.toml": text})), "policies/mesa")
    (said,) = str(error.value).splitlines()
    assert "rules.C01.x\\npolicies/mesa/legal.toml, line 1: rules.L01: all is well[U+001B][2J" in said
