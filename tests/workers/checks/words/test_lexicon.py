"""The kind `lexicon`: entries of lists in a reply or in the post that it answers."""

import pytest
from one_check import OneCheck

from approval.errors import PolicyInvalid
from approval.finding import Severity


def test_a_finding_quotes_the_word_as_written_and_names_the_list_in_plain_words() -> None:
    (finding,) = OneCheck("lexicon", lists=["insults.en"])("What a Cl0wn!")
    assert finding.message == "“Cl0wn” is on the list “insults”."
    assert (finding.rule, finding.severity, finding.mend) == ("B01", Severity.ESCALATE, "Say it kindly.")
    assert (finding.span, finding.start) == ("Cl0wn", 7)


def test_a_name_of_several_words_is_said_in_words() -> None:
    (finding,) = OneCheck("lexicon", {"pet-names_two.en": ["champ"]}, lists=["pet-names_two.en"])("Sure, champs")
    assert finding.message == "“champs” is on the list “pet names two”."


def test_words_written_in_the_check_are_looked_for_in_all_their_forms() -> None:
    check = OneCheck("lexicon", words=["buffoon", "=oops"])
    assert [finding.message for finding in check("Oops, buffoons")] == [
        "“Oops” is one of the words of this rule.",
        "“buffoons” is one of the words of this rule (“buffoon”).",
    ]
    assert OneCheck("lexicon", words=["tonto"], language="es").spans("tontas") == ["tontas"]


def test_what_clears_it_has_to_stand_in_the_same_sentence() -> None:
    check = OneCheck("lexicon", lists=["insults.en"], unless=["quoting.en"], unless_words=["circus"])
    assert check.spans("She wrote clown. You clown.") == ["clown"]
    assert check.spans("She wrote clown.") == []
    assert check.spans("The clowns of the circus are here at 5 p.m. sharp") == []


def test_only_at_the_start_of_a_sentence() -> None:
    check = OneCheck("lexicon", words=["sure"], only="sentence start")
    assert check.spans("We are sure. Sure, tell us") == ["Sure"]
    assert check.spans("@doug @ann Sure") == ["Sure"]
    assert check.spans("It is sure") == []


def test_only_in_capitals() -> None:
    assert OneCheck("lexicon", words=["now"], shouted=True).spans("now Now NOW") == ["NOW"]


def test_what_the_post_says_is_quoted_without_a_span() -> None:
    check = OneCheck("lexicon", lists=["insults.en"], where="parent")
    (finding,) = check("Thank you for writing.", parent="You are clowns")
    assert finding.message == "In the post that is answered: “clowns” is on the list “insults”."
    assert (finding.start, finding.end, finding.span) == (0, 0, "")
    assert check("You are clowns", parent="Thank you") == ()
    assert check("You are clowns") == ()


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({}, "lists: name a word list"),
        ({"lists": ["nowhere.en"]}, "lists: there is no word list “nowhere.en” in words/"),
        ({"words": ["x"], "unless": ["nowhere.en"]}, "unless: there is no word list"),
        ({"words": ["a$$"]}, "write the word in plain letters"),
        ({"words": ["x"], "only": "somewhere"}, "only"),
    ],
)
def test_wrong_options_say_what_to_write(options: dict[str, list[str]], why: str) -> None:
    with pytest.raises(PolicyInvalid, match=r"rules\.B01\.checks\[1\]") as raised:
        OneCheck("lexicon", **options)
    assert why in str(raised.value)
