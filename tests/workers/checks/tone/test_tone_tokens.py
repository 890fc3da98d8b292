"""What is read many at a time is what it would be one by one, and every token stands where it says."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.checks.tone.cues import heard
from workers.checks.tone.features import where
from workers.checks.tone.language import english
from workers.checks.tone.model import model
from workers.checks.tone.tokens import is_word, rows, tokens

ODD = re.compile(r"[^\w\s\x00-\x7F£€’‘“”«»…–—]")
TEXT = st.text(st.one_of(st.sampled_from("ab9 \n.!?…’'£$/:%🕯★\u0301\U000e0041"), st.characters()), max_size=60)


@given(TEXT)
def test_signs_are_read_as_any_other_marks_are(text: str) -> None:
    plain, read = tokens(ODD.sub("*", text)), tokens(text)
    assert read.ends == plain.ends
    assert read.sentences == plain.sentences
    assert [is_word(each) for each in read.plain] == [is_word(each) for each in plain.plain]


@given(TEXT)
def test_every_token_stands_where_it_says(text: str) -> None:
    for read in (tokens(text), english(tokens(text))):
        spans = [read.span(at, at + 1) for at in range(len(read.plain))]
        assert [text[start:end] for start, end in spans] == list(read.written)
        assert spans == sorted(spans)
        assert [at for sentence in read.sentences for at in range(*sentence)] == list(range(len(read.plain)))


@given(
    st.lists(st.sampled_from(["thanks", "gracias", "the", "🙄🙄", "★☆", "☆", ". ", "\n", " ", "don't"])).map("".join)
)
def test_signs_in_a_row_are_taken_apart_only_where_that_makes_a_difference(text: str) -> None:
    late, early = english(rows(text)), english(tokens(text))
    assert (late.plain, late.ends, late.sentences) == (early.plain, early.ends, early.sentences)
    assert heard(rows(text)) == heard(tokens(text))


SAID = [*"you we thanks thank for your are not the that is a ^ $ # . ! ? , like so glad".split(), "\n"]  # noqa: SIM905


@given(st.lists(st.sampled_from(SAID), max_size=30).map(" ".join))
def test_what_the_model_knows_of_a_text_is_all_that_stands_there(text: str) -> None:
    read = tokens(text)
    assert set(model().known.of(read)) == {name for name, _, _ in where(read, model().words)}


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("You’re late, don't", "you are late , do not"),
        ("I CAN'T. It’s brother’s", "i can not . it is brother's"),
        ("we cannot let's", "we can not let us"),
        ("$5 on 3/4 at 10:30 #12 # ٣", "# on # at # # # #"),
        ("see 311.gov or https://a.b/c?d now", "see <url> or <url> now"),
        ("Wow…“no” – 🙂🙂", 'wow . " no " - 🙂 🙂'),
        ("well-meant ⒶⒷ½ _ Ⓐ", "well-meant ⓐ ⓑ ½ ⓐ"),
        ("", ""),
    ],
)
def test_how_a_text_is_compared(text: str, plain: str) -> None:
    assert " ".join(tokens(text).plain) == plain


def test_a_sentence_ends_with_its_marks_or_its_line() -> None:
    read = tokens("Well . . . no. Yes!\nMaybe\nnot? 12 of them")
    assert [" ".join(read.plain[slice(*each)]) for each in read.sentences] == [
        "well . . .", "no .", "yes !", "maybe", "not ?", "# of them",
    ]  # fmt: skip


def test_what_is_not_english_is_left_out_and_the_rest_keeps_its_place() -> None:
    text = "Gracias por la clase. The gate is open. Eso es para los niños. Thank you!"
    read = english(tokens(text))
    assert [text[slice(*read.span(*each))] for each in read.sentences] == ["The gate is open.", "Thank you!"]
