"""The kind `pattern`: expressions that RE2 runs."""

import pytest
from one_check import OneCheck

from approval.errors import PolicyInvalid
from workers.checks.patterns import MOST_MATCHES, Patterns

FOUND = [
    ("clown", "A CLOWN and a clown", ["CLOWN", "clown"]),
    ("Clown", "A CLOWN and a Clown", ["Clown"]),
    ("(?i)Clown", "A CLOWN", ["CLOWN"]),
    (r"\p{Lu}x", "Ax", ["Ax"]),
    ("clown", "😀𝐛 é a clown 😀 clown", ["clown", "clown"]),
    ("clown", "un clówn, a сlоwn", ["clówn", "сlоwn"]),
    ("😂+", "a😂😂b", ["😂😂"]),
    ("año", "AÑO ano", ["AÑO"]),
    (r"\bof the (?:day|week)\b", "Thug of the day", ["of the day"]),
    ("a|ab|abc", "abc", ["a"]),
    ("x", "\ud800x", ["x"]),
]
REFUSED = {
    "(?<=a)b": "no look-behind; write what stands before",
    "(?<!a)b": "no look-behind",
    "b(?=a)": "no look-ahead",
    "b(?!a)": "no look-ahead",
    r"(a)\1": "a back-reference is meant, RE2 has none",
    r"a\Z": "write \\z",
    "a++": "RE2 needs no ++",
    "(?>a)b": "leave them away",
    "a{1001}": "1,000 times at the most",
    "((a{90}){90}){9}": "1,000 times at the most",
    "(a": "cannot be read",
    "[z-a]": "cannot be read",
    "a*": "matches where nothing stands",
    "(?:[^ab]{900}){1}(?:[^cd]{900}){1}\\pL{900}": "repeat less",
    "(?:[^ab]{900})": "repeat less",
}


@pytest.mark.parametrize(("pattern", "text", "spans"), FOUND)
def test_a_match_is_told_by_the_place_of_its_characters(pattern: str, text: str, spans: list[str]) -> None:
    found = Patterns("patterns", [pattern]).find(text)
    assert [text[start:end] for start, end in found] == spans


@pytest.mark.parametrize(("pattern", "why"), REFUSED.items())
def test_what_re2_refuses_is_told_with_what_to_write_instead(pattern: str, why: str) -> None:
    with pytest.raises(PolicyInvalid, match=r"rules\.B01\.checks\[1\]\.patterns\[2\]: ") as raised:
        OneCheck("pattern", patterns=["x", pattern])
    assert why in str(raised.value)


def test_many_large_patterns_are_refused_together() -> None:
    large = [f"(x.?.?.?.?.?.?.?.?.?.?){{20}}y{number}" for number in range(60)]
    Patterns("patterns", large[:1])
    with pytest.raises(ValueError, match="patterns: together these are too large"):
        Patterns("patterns", large)


def test_a_finding_says_what_was_found() -> None:
    (finding,) = OneCheck("pattern", patterns=[r"10-\d\d"], finds="a radio code")("Units had a 10-50.")
    assert finding.message == "“10-50” is a radio code."


def test_a_pattern_can_clear_its_sentence_or_look_at_the_post() -> None:
    check = OneCheck("pattern", patterns=["clown"], unless=["circus"])
    assert check.spans("The clown of the circus is here. What a clown it is") == ["clown"]
    (finding,) = OneCheck("pattern", patterns=["clown"], where="parent")("Thank you", parent="A clown")
    assert finding.message == "In the post that is answered: “clown” is what this rule is about."
    assert finding.span == ""


def test_what_is_cleared_does_not_take_the_place_of_what_is_not() -> None:
    check = OneCheck("pattern", patterns=["clown"], unless=["circus"])
    harmless = "A clown of the circus. " * (MOST_MATCHES + 1)
    assert check.spans(f"{harmless}What a clown you are.") == ["clown"]
    assert check.spans(harmless) == []


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)*b", "(.*a){12}b", "(?:a?){40}a{40}b"])
def test_an_expression_that_hangs_elsewhere_ends(pattern: str) -> None:
    Patterns("patterns", [pattern]).find("a" * 5000)
    Patterns("patterns", [pattern]).find("a" * 4999 + "!")


def test_no_more_matches_are_looked_for_than_can_be_shown() -> None:
    assert len(Patterns("patterns", ["a"]).find("a " * 2000)) == MOST_MATCHES
