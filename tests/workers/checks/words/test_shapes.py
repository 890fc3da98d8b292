"""The shape of a text says of each character what Unicode says of it, and words folded together are folded alike."""

import re

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from workers.checks.letters import _fold_character, _folded, fold, fold_all
from workers.checks.shapes import having, of, only, shape

# Half of a surrogate pair is no character.
EVERY = "".join(map(chr, [*range(0xD800), *range(0xE000, 0x110000)]))
KINDS = {
    "letter": r"[\p{Alphabetic}\p{N}]",
    "part": r"[\p{Alphabetic}\p{M}\p{N}]",
    "unseen": r"[\p{Default_Ignorable_Code_Point}\x00-\x08\x0E-\x1F\x7F-\x84\x86-\x9F]",
    "word": r"\w",
    "digit": r"\d",
    "capital": r"\p{Lu}",
    "small": r"\p{Ll}",
    "space": r"\s",
    "proper letter": r"\p{L}",
    "apostrophe": "['’ʼ‘`´′＇]",
    "mark": "[.!?…。！？؟]",
    "private": r"\p{Co}",
    "blank": r"(?!\p{Default_Ignorable_Code_Point})[\p{Cn}\uFFFC\uFFFD]",
    "suspect": r"(?![\n\t\p{Prepended_Concatenation_Mark}])"
    r"[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Variation_Selector}\p{Bidi_Control}\u2800]",
    "combining": r"\p{M}",
    "_": "_",
    "–": "–",
}
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n"), min_size=1, max_size=8)
ALIKE = st.text(
    st.sampled_from("aÉñ'`\u0301\u0323\u0345сорΩK\u1fbe\u2126ﷺﬁı1\u200b\x01각가\u11a8"), min_size=1, max_size=6
)


@pytest.mark.parametrize("kind", KINDS)
def test_every_character_of_unicode_has_the_sign_of_its_kinds(kind: str) -> None:
    shaped = shape(EVERY)
    assert len(shaped) == len(EVERY)
    found = {match.span() for match in re.finditer(f"[{of(kind)}]++", shaped)}
    assert found == {match.span() for match in regex.finditer(f"(?:{KINDS[kind]})++", EVERY)}


def test_every_character_of_unicode_is_folded_in_a_row_as_it_is_by_itself() -> None:
    assert _folded(EVERY) == "".join(map(_fold_character, EVERY))
    # Of a row in which none becomes several characters, or none, each is folded one for one.
    single = "".join([character for character in EVERY if len(_fold_character(character)) == 1])
    assert _folded(single) == "".join(map(_fold_character, single))


def test_a_kind_may_be_asked_for_without_another() -> None:
    assert having("letter", but="digit") == having("letter") - having("digit")
    assert having("letter", but="digit") < having("letter")


def test_of_a_shape_only_the_kinds_that_are_named_are_left() -> None:
    assert shape("a\ue000\u0378\u200b 1").translate(only({"private": "p", "blank": "b", "suspect": "s"})) == " pbs  "


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(WORDS, ALIKE), max_size=6))
def test_words_folded_together_are_folded_as_each_of_them_is_alone(words: list[str]) -> None:
    assert fold_all(words) == [fold(word) for word in words]
