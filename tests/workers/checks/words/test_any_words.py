"""Whatever is typed: it is read, every span is its text, and twice as much text is twice as much work."""

import sys
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from one_check import OneCheck

from workers.checks.disguises import Disguises
from workers.checks.inflection import inflect
from workers.checks.letters import fold, plain_spelling
from workers.checks.reading import Reading, read
from workers.checks.word_lists import WordLists

LISTS = WordLists(
    {
        "bad.en": ["clown", "stupid", "fuck", "ass", "who ... you ... are", "you you", "a a", "shut up", "a"],
        "bad.es": ["payaso", "callar", "año"],
    }
)
KNOWN = ["clown", "stupid", "fuck", "ass", "a"]
DISGUISES = Disguises(KNOWN)
CHECKS = [
    OneCheck("lexicon", lists=["insults.en", "insults.es"], unless=["quoting.en"]),
    OneCheck("near", words=["a"], near=["person", "second_person", "question", "url", "number", "parent_author"]),
    OneCheck("near", patterns=["."], near=["name", "handle"], within="sentence"),
    OneCheck("pattern", patterns=["[a-z]+", r"(\pL+\s)+$"], unless=["x"]),
]
TRICKS = [
    *("f**k", "cl0wn", "a$$", "$hit", "s t u p i d", "#ThugThursday", "#a_b", "@doug", "@a@b.c", "d.o.t.s", "you are"),
    *("who", "'tis", "'s", "ʼ", "-", "--", "---", ".", "…", "?", "!", "*", "**", "~", "|", "5", "5*", "i'm", "łį́į́ʼ"),
    *("\u200b", "\u00ad", "\u202e", "\ufe0f", "\U000e0101", "a\u0301", "n\u0303", "👨‍👩‍👧", "🅰", "𝐜", "ｃ", "с", "о"),
    *("ﷺ", "ǅ", "İ", "ſ", "½", "①", "505-768", "24/7"),
]
PARTS = st.one_of(st.text(st.characters(exclude_categories=["Cs"]), max_size=30), st.sampled_from(TRICKS))
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=5000),
    st.lists(st.sampled_from([*TRICKS, " ", "\n"]), max_size=80).map("".join),
    st.lists(PARTS, max_size=40).map(" ".join),
)


def sound(reading: Reading) -> None:
    text, end = reading.text, 0
    for word in reading.words:
        assert end <= word.start < word.end <= len(text)
        assert word.folded
        end = word.end
    place = 0
    for first, last in reading.sentences:
        assert place == first < last
        place = last
    assert place == len(reading.words)
    for index, other in DISGUISES.of(reading):
        assert index < other.last <= len(reading.words)
        assert other.form in KNOWN
    for hit in LISTS.find(reading, LISTS.names):
        assert 0 <= hit.start < hit.end <= len(text)
        assert 0 <= hit.first < hit.last <= len(reading.words)


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_any_text_is_read_and_every_span_lies_in_it(text: str) -> None:
    sound(read(text))
    assert len(plain_spelling(text)) == len(text)


@settings(max_examples=100, deadline=None)
@given(TEXTS, st.one_of(st.just(""), TEXTS))
def test_no_text_breaks_a_check_and_every_span_is_its_text(text: str, parent: str) -> None:
    for check in CHECKS:
        for finding in check(text, parent, author=parent[:20]):
            assert finding.span == text[finding.start : finding.end]
            assert finding.span


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=12))
def test_folding_twice_is_folding_once(word: str) -> None:
    assert fold(fold(word)) == fold(word)


WORD = st.sampled_from(["clown", "stupid", "fuck", "payaso"])


@st.composite
def disguised(draw: st.DrawFn) -> str:
    word = draw(WORD)
    inner = draw(st.integers(1, len(word) - 2))
    doubled = word[:inner] + word[inner] * draw(st.integers(3, 6)) + word[inner + 1 :]
    ways = [
        word[:inner] + draw(st.sampled_from("*#%_●🤬")) + word[inner + 1 :],
        " ".join(word),
        "-".join(word),
        ".".join(word),
        "".join(draw(st.sampled_from(["\u200b", "\u00ad", "\u2060", ""])) + letter for letter in word).strip(
            "\u200b\u00ad\u2060"
        ),
        "".join(draw(st.sampled_from([letter, letter.upper(), chr(ord(letter) + 0xFEE0)])) for letter in word),
        "".join(chr(0x1D400 + ord(letter) - ord("a") + 26) for letter in word),
        word.replace("o", "0").replace("a", "@").replace("i", "1"),
        doubled,
    ]
    return draw(st.sampled_from(ways))


@settings(max_examples=200, deadline=None)
@given(disguised())
def test_every_disguise_of_a_word_is_found(word: str) -> None:
    text = f"They said {word}, again"
    assert [text[hit.start : hit.end] for hit in LISTS.find(read(text), LISTS.names) if len(hit.entry) > 1] == [word]


@settings(max_examples=100, deadline=None)
@given(st.sampled_from([("clown", "en"), ("stupid", "en"), ("payaso", "es"), ("callar", "es")]), st.data())
def test_every_form_of_a_word_is_found(entry: tuple[str, str], data: st.DataObject) -> None:
    form = data.draw(st.sampled_from(sorted(inflect(*entry))))
    assert entry[0] in [hit.entry for hit in LISTS.find(read(f"x {form.upper()}!"), LISTS.names)]


ENDLESS = [
    "a.", "f*", "f**k ", "s t ", "a ", "you ", "who you ", "a-", "@a", "@a ", "#A", "$a", "a$", "aaa ", "1a",
    "a'", "a…",
    "...", "a\u200b", "a\u0301", "🤡a", "#a_", "A. ", "No. ", "*a*", "?a", "who x you x ", "a1*", "\u200b",
    "a!!!",
]  # fmt: skip


def work(text: str) -> int:
    """How many lines of ours run when the text is read and searched, none of it remembered from before."""
    lines = 0

    def count(frame: FrameType, event: str, arg: Any) -> Any:
        nonlocal lines
        if "workers/checks" not in frame.f_code.co_filename:
            return None
        lines += 1
        return count

    before = sys.gettrace()
    read.cache_clear()
    sys.settrace(count)
    try:
        LISTS.find(read(text), LISTS.names)
    finally:
        sys.settrace(before)
    return lines


@pytest.mark.parametrize("piece", ENDLESS)
def test_twice_as_much_text_is_twice_as_much_work(piece: str) -> None:
    work(piece * 600)
    once, twice = work(piece * 600), work(piece * 1200)
    assert twice < 2.3 * once + 500


@pytest.mark.parametrize(
    "piece", ["a", "a.", "f*", "a-", "@a.", "#1", "１", "(", "'", "a\u200b", "\U000e0101", "*", "A"]
)
def test_a_text_of_a_hundred_thousand_characters_is_read_to_its_end(piece: str) -> None:
    # Not counted above is the work of the expressions: were one of them not linear, this would not end.
    text = piece * (100_000 // len(piece))
    assert read(text).text == text
    read.cache_clear()
