"""What the entries of word lists find."""

import pytest

from workers.checks.reading import read
from workers.checks.word_lists import WordLists

LISTS = WordLists(
    {
        "one.en": ["clown", "=mean", "piece of work", "=pigs fly", "  # a comment", "", "#"],
        "two.en": ["who do you ... think you are", "do not care", "you're welcome", "calm down", "two-faced", "ICE"],
        "one.es": ["estúpido", "cállate", "qué parte no entiende"],
        "names": ["@KOB4", "clowning"],
    }
)
FOUND = {
    "A clown and two CLOWNS clowning": ["clown", "CLOWNS", "clowning"],
    "mean means meaning": ["mean"],
    "Pieces of work, a piece of works": ["Pieces of work", "piece of works"],
    "pigs fly, pig flies": ["pigs fly"],
    "Who do you think you are?": ["Who do you think you are"],
    "Who do you people really even think you are?": ["Who do you people really even think you are"],
    "Who do you people really even now think you are?": [],
    "We don't care. We do not care. We dont care": ["don't care", "do not care", "dont care"],
    "You are welcome. You’re welcome. Youre welcome": ["You are welcome", "You’re welcome", "Youre welcome"],
    "Calm. Down.": ["Calm. Down"],
    "Please stay calm. Down the road it is open.": [],
    "calm, down": ["calm, down"],
    "two-faced, two faced": ["two-faced", "two faced"],
    "Estupida! ¡ESTÚPIDOS! Cállate. ¿Qué parte no entiendes?": [
        "Estupida", "ESTÚPIDOS", "Cállate", "Qué parte no entiendes",
    ],
    "ask @kob4, not @kob": ["@kob4"],
    "#WhoDoYouThinkYouAre": ["WhoDoYouThinkYouAre"],
    "#calmdown #CalmDown": ["calmdown", "CalmDown"],
    "clownfish, a downtown": [],
    "": [],
}  # fmt: skip
WRONG = {
    "...": "no word in it",
    "a$$": "write the word in plain letters",
    "f**k": "write the word in plain letters",
    "f---": "write the word in plain letters",
    "you ...": "in the middle of a phrase",
    "give =it up": "“=” stands before the whole entry",
    "one two three four five six seven eight nine ten eleven twelve thirteen": "more than 12 words",
    "😂": "no word in it",
}


@pytest.mark.parametrize(("text", "written"), FOUND.items())
def test_an_entry_is_found_where_it_stands(text: str, written: list[str]) -> None:
    hits = LISTS.find(read(text), ("one.en", "two.en", "one.es", "names"))
    assert [text[hit.start : hit.end] for hit in hits] == written


def test_a_hit_names_list_and_entry_and_the_words() -> None:
    (hit,) = LISTS.find(read("What two clowns, really"), ["one.en"])
    assert (hit.list, hit.entry, hit.first, hit.last) == ("one.en", "clown", 2, 3)


def test_only_the_lists_asked_for_are_searched() -> None:
    assert LISTS.find(read("a clown"), ["two.en"]) == ()


def test_a_list_without_a_language_has_no_forms() -> None:
    assert LISTS.find(read("clowned"), ["names"]) == ()


def test_a_hit_within_a_longer_one_is_not_told_twice() -> None:
    lists = WordLists({"a.en": ["clown", "such a clown"], "b.en": ["clown"]})
    assert [hit.entry for hit in lists.find(read("such a clown"), ["a.en", "b.en"])] == ["such a clown"]


@pytest.mark.parametrize(("entry", "why"), WRONG.items())
def test_an_entry_that_cannot_be_understood_is_quoted_with_the_file_of_its_list(entry: str, why: str) -> None:
    with pytest.raises(ValueError, match=r"^words/x\.en\.txt: ") as raised:
        WordLists({"x.en": ["fine", entry]})
    assert why in str(raised.value)
    assert entry in str(raised.value)


def test_a_list_that_is_not_there_is_a_key_error() -> None:
    with pytest.raises(KeyError, match="nowhere"):
        LISTS.find(read("x"), ["nowhere"])


def test_the_words_of_a_check_are_one_more_list_and_the_same_words_the_same_list() -> None:
    lists = WordLists({"a.en": ["clown"]})
    name = lists.add_inline(["buffoon"])
    assert lists.add_inline(["buffoon"]) == name
    assert lists.add_inline(["buffoon"], "es") != name
    assert lists.is_inline(name)
    assert not lists.is_inline("a.en")
    assert [hit.list for hit in lists.find(read("buffoons and clowns"), ["a.en", name])] == [name, "a.en"]


def test_words_added_after_a_text_was_searched_are_found_in_it() -> None:
    lists, reading = WordLists({"a.en": ["clown"]}), read("a clown, a buffoon")
    assert len(lists.find(reading, ["a.en"])) == 1
    assert len(lists.find(reading, [lists.add_inline(["buffoon"])])) == 1


def test_what_the_first_search_needs_may_be_made_before_it_and_words_added_after_that_are_found() -> None:
    lists = WordLists({"a.en": ["clown"]})
    lists.load()
    name = lists.add_inline(["buffoon"])
    assert [hit.list for hit in lists.find(read("a clown, a buffoon"), ["a.en", name])] == ["a.en", name]
