"""The kind `near`: words that only together say what they should not."""

import pytest
from one_check import OneCheck

from approval.errors import PolicyInvalid

# The options, what is found, and what is not.
TABLE = [
    (
        {"words": ["blind"], "near": ["second_person"], "within": 3},
        [("Are you blind?", ["blind"]), ("¿Usted es blind?", ["blind"]), ("blind, y'all", ["blind"])],
        ["The corner is blind. You are right that it is.", "blind as the night in May when you", "blind"],
    ),
    (
        {"words": ["fired"], "near_words": ["=you"], "within": 0},
        [("you fired", ["fired"]), ("fired you", ["fired"]), ("You. Fired.", ["Fired"])],
        ["you were fired", "Shots fired. You may go there"],
    ),
    (
        {"words": ["crash"], "near_words": ["haha"], "within": 20},
        [("There was a crash. Haha, it is so funny", ["crash"])],
        ["There was a crash."],
    ),
    (
        {"words": ["fired"], "near": ["question"], "within": 6},
        [("Weren't you fired from there, in 2019?", ["fired"])],
        ["Shots were fired. Did you hear them?", "He was fired."],
    ),
    (
        {"words": ["liar"], "near": ["person"], "within": 4},
        [
            ("He is a liar", ["liar"]),
            ("that officer, a liar", ["liar"]),
            ("Jane Roe is a liar", ["liar"]),
            ("a liar like @jane", ["liar"]),
        ],
        ["You are a liar", "No liar here"],
    ),
    (
        {"words": ["victim"], "near": ["name"], "not_names": ["places.en"], "within": 4},
        [("The victim, Jane Roe, left", ["victim"])],
        ["The victim lives in Old Town now", "The victim left"],
    ),
    ({"words": ["liar"], "near": ["handle"]}, [("@jane is a liar", ["liar"])], ["jane is a liar"]),
    ({"words": ["fell"], "near": ["number"]}, [("Crime fell 40%", ["fell"])], ["Crime fell a lot"]),
    ({"words": ["donate"], "near": ["url"]}, [("Donate: give.example.com/x", ["Donate"])], ["Donate blood"]),
    (
        {"patterns": ["[😂🤡]"], "near": ["grave.en"], "within": "sentence"},
        [("A man was killed 😂🤡", ["😂", "🤡"]), ("😂 killed", ["😂"])],
        ["He was killed.\nWelcome everybody 😂", "😂"],
    ),
    (
        {"words": ["live"], "near_words": ["you"], "third": ["question"], "within": 6},
        [("Don't you live in Tanoan?", ["live"])],
        ["You live in Tanoan.", "Does he live there?"],
    ),
    (
        {"lists": ["insults.en"], "near": ["second_person"], "unless": ["quoting.en"]},
        [("you clown", ["clown"])],
        ["you wrote clown"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("options", "text", "spans"), [(options, text, spans) for options, found, _ in TABLE for text, spans in found]
)
def test_what_stands_near_is_found(options: dict[str, str], text: str, spans: list[str]) -> None:
    assert OneCheck("near", **options).spans(text) == spans


@pytest.mark.parametrize(("options", "text"), [(options, text) for options, _, passed in TABLE for text in passed])
def test_what_stands_apart_passes(options: dict[str, str], text: str) -> None:
    assert OneCheck("near", **options).spans(text) == []


def test_a_finding_quotes_both() -> None:
    (finding,) = OneCheck("near", words=["blind"], near=["second_person"])("Are you blind?")
    assert finding.message == "“blind” stands near “you”."


def test_the_author_of_the_post_is_called_by_handle_or_name() -> None:
    check = OneCheck("near", words=["oh"], near=["parent_author"], within=2)
    assert len(check("Oh Doug.", parent="x", author="@doug_smith")) == 1
    assert len(check("Oh @doug_smith", parent="x", author="@doug_smith")) == 1
    assert len(check("Oh Doug", parent="x", author="Doug Smith (@ds)")) == 1
    assert check("Oh dear", parent="x", author="@doug_smith") == ()
    assert check("Oh doug", parent="x", author="@ann") == ()
    assert check("Oh Doug") == ()


def test_what_stands_near_may_stand_in_the_post_where_the_check_says_so() -> None:
    check = OneCheck("near", words=["lol"], near=["grave.en"], parent=True)
    (finding,) = check("We did not know, lol.", parent="A man was killed here")
    assert finding.message == "“lol” answers a post that says “killed”."
    assert check("We did not know, lol.", parent="Nice park") == ()
    assert OneCheck("near", words=["lol"], near=["grave.en"])("lol", parent="A man was killed here") == ()


def test_a_check_can_ask_for_words_in_the_post() -> None:
    check = OneCheck("near", words=["funny"], near=["second_person"], parent=["grave.en"])
    assert check.spans("You are funny", parent="There was a crash") == ["funny"]
    assert check.spans("You are funny", parent="There was a party") == []
    assert check.spans("You are funny") == []


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"near": ["name"]}, "lists: name a word list, or write “words” or “patterns”"),
        ({"words": ["x"]}, "near: name a word list or a group"),
        ({"words": ["x"], "near": ["somebody"]}, "near: there is no word list “somebody”"),
        ({"words": ["x"], "near": ["name"], "within": -1}, "within: write how many words"),
        ({"words": ["x"], "near": ["name"], "within": "page"}, "within"),
        ({"patterns": ["(?=x)"], "near": ["name"]}, "no look-ahead"),
    ],
)
def test_wrong_options_say_what_to_write(options: dict[str, list[str]], why: str) -> None:
    with pytest.raises(PolicyInvalid) as raised:
        OneCheck("near", **options)
    assert why in str(raised.value)
