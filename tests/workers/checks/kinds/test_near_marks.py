"""Words near marks that are no words, and across the end of a sentence."""

import pytest
from one_rule import OneCheck

LISTS = {"arrest.en": ["=arrested", "=jail"], "you.en": ["=you", "=your"], "rude.en": ["=blind", "=clown"]}
LAUGHING = OneCheck("near", LISTS, patterns=["[😂👋]+"], near=["arrest.en"], within=2)


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("Another burglar arrested 😂👋", ["😂👋"]),
        ("😂 Arrested", ["😂"]),
        ("Arrested today, 😂 and in jail", ["😂"]),
        ("Arrested on Monday on Alder 😂", []),
        ("The shelter is open 😂", []),
        ("😂", []),
    ],
)
def test_a_mark_stands_between_words_and_shares_none(text: str, spans: list[str]):
    assert LAUGHING.spans(text) == spans


@pytest.mark.parametrize(
    ("text", "within", "found"),
    [
        ("You are blind.", 4, True),
        ("The corner is blind. You are right.", 4, False),
        ("The corner is blind. You are right.", 8, True),
        ("Your clown, your circus. Thank you.", 4, True),
    ],
)
def test_the_end_of_a_sentence_counts_as_eight_words(text: str, within: int, found: bool):
    assert bool(OneCheck("near", LISTS, lists=["rude.en"], near=["you.en"], within=within)(text)) is found
