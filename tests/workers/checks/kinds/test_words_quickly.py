"""What the checks of a text's words do quickly finds what the straightforward way finds."""

import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from workers.checks.kinds.function_words import likeliest
from workers.checks.kinds.language import asides
from workers.checks.kinds.readability import _CODES, _sentences, codes

ASIDE = regex.compile(r"[@#＠＃]\w++(?:[.@\-]\w++)*+|(?<!\S)[^\s\p{N}]*+\p{N}\S*+")


@given(st.text(st.sampled_from("@#＃a1½é _.-,( \n\u2003"), max_size=25))
def test_asides_are_found_by_their_signs_and_numbers(text: str) -> None:
    aside = {place for match in ASIDE.finditer(text) for place in range(*match.span())}
    assert {place for start, end in asides(text) for place in range(start, end)} == aside


CODED = [
    "10-4", "10-8", "code", "3", "CODE 5", "zip", "signal 12", "signal ", "SİGNAL", "BOLO", "bolos", "utl", "DOA",
    "dwi'd", "apb", "a", "10", "-", "ſ", "İ", "i\u0307", "min", ",", "x5",
]  # fmt: skip
SAID = ["the", "and", "you", "el", "los", "y", "street", "Mesa", "5", ". ", "\n"]


@given(st.lists(st.sampled_from(CODED), max_size=8), st.sampled_from(["", " "]))
def test_codes_are_found_by_how_they_begin(words: list[str], between: str) -> None:
    text = between.join(words)
    assert codes(text) == [match.span() for match in _CODES.finditer(text)]


# The first text of all waits for the tables of characters.
@settings(deadline=None)
@given(st.lists(st.sampled_from(SAID), max_size=20).map(" ".join))
def test_each_sentence_is_in_its_likeliest_language_or_that_of_the_whole(text: str) -> None:
    read = _sentences(text, ("es", "en"))
    whole = likeliest([word for one in read for word in one.words], ("es", "en"))
    assert [one.language for one in read] == [likeliest(one.words, ("es", "en")) or whole for one in read]
