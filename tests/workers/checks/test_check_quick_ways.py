"""What is done quickly finds exactly what the straightforward way finds."""

import unicodedata

import phonenumbers
import regex
from hypothesis import example, given, settings
from hypothesis import strategies as st

from workers.checks.alikes import latin_twin
from workers.checks.check import Draft
from workers.checks.folding import plain
from workers.checks.hosts import read_host
from workers.checks.kinds.function_words import FUNCTION_WORDS, likeliest, share
from workers.checks.length import grapheme_ends
from workers.checks.letters import fold, fold_posing, plain_spelling
from workers.checks.numbers import payment_cards, phone_numbers
from workers.checks.patterns import Groups, Patterns
from workers.checks.personal import PersonalData
from workers.checks.scripts import LATIN, characters
from workers.checks.urls import find_links

SOME = settings(max_examples=60, deadline=None)
DIGITS = st.text(st.sampled_from("0123456789 -.()+[]:,xn"), max_size=40)
NUMBERS = st.builds("{}{}".format, st.sampled_from(["", "+49 ", "+1 505 ", "505-768-2", "+683 4", "+882 12"]), DIGITS)
# More than are replaced one by one.
LETTERS = "".join(map(chr, range(0x370, 0x530)))
LINKED = regex.compile(r"[/=?&#_][0-9()+\-.]{0,4}\Z")
LOCAL = regex.compile(r"[\p{L}\p{N}.!#$%&'*+^_`{|}~\-]")


PIECES = st.sampled_from([
    "505-768-1234", "(505) 768", "+1 505", "5057681234", "+49 30 901820", "ext. 12", "x 99#", "anexo", "to", "10-4",
    "12/10/2011", "2012-01-02 08:00", ":12", "a", "é", "%", "$", "€", "\u0301", " ", "\n", "     ", ",", ";ext=12",
    "доб", "[", ")", "/", "\\ x", "ſ", "漢", " int 5 ", "~",
])  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=8).map("".join))
@example("12/10/2011\n505-768-1234")
def test_what_stands_between_and_beside_phones_is_read_as_the_library_reads_it(text: str) -> None:
    every = phonenumbers.PhoneNumberMatcher(text, "US", leniency=phonenumbers.Leniency.VALID)
    unlinked = [(match.start, match.end) for match in every if not LINKED.search(text[: match.start])]
    assert unlinked == list(phone_numbers(text, "US", frozenset()))


@SOME
@given(NUMBERS)
def test_all_phones_are_found_that_are_valid(text: str) -> None:
    every = phonenumbers.PhoneNumberMatcher(text, "US", leniency=phonenumbers.Leniency.VALID)
    assert [(match.start, match.end) for match in every] == list(phone_numbers(text, "US", frozenset()))


def test_no_region_has_shorter_numbers() -> None:
    assert min(map(shortest, phonenumbers.SUPPORTED_REGIONS)) == 7


def shortest(region: str) -> int:
    """How many characters the shortest number of a region is written with: a +, the country, the rest."""
    found = phonenumbers.PhoneMetadata.metadata_for_region(region)
    assert found is not None
    assert found.general_desc is not None
    return 1 + len(str(found.country_code)) + min(found.general_desc.possible_length)


@SOME
@given(DIGITS)
def test_cards_have_thirteen_digits(text: str) -> None:
    assert all(sum(map(str.isdecimal, text[start:end])) >= 13 for start, end in payment_cards(text))


@SOME
@given(st.text(st.sampled_from("aZ0.!#'*é漢_- @/("), max_size=80))
def test_an_address_begins_where_its_letters_do(before: str) -> None:
    text = f"{before}jo@mail.org"
    at = text.rindex("@")
    start = at
    while start > max(0, at - 64) and LOCAL.match(text[start - 1]):
        start -= 1
    while start < at and text[start] in ".'`*":
        start += 1
    found = [finding.start for finding in PersonalData()(Draft("", "square", text)) if finding.rule.endswith("email")]
    assert (start in found) is (text[start - 1 : start] not in ("@", "/") or start == 0)


JOINING = st.text(
    st.sampled_from(
        "ab é\u0301\u200d\ufe0f\r\n\u0600가각\u1100\u1161क\u094dष\u1cf5\u0bca❤👩🏽🇺🇸\U0001f1ea\u0e33\U000e0001"
    ),
    max_size=20,
)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=40), JOINING))
def test_characters_end_where_unicode_says(text: str) -> None:
    ends, end = [], 0
    for match in regex.finditer(r"\p{RI}{2}[\p{GCB=Extend}\p{GCB=ZWJ}\p{GCB=SpacingMark}]*+|\X", text):
        end = match.end()
        ends.append(end)
    assert list(grapheme_ends(text)) == list(grapheme_ends(text)) == ends


@SOME
@given(st.lists(st.sampled_from("the and you el los y calle street ok".split()), max_size=9))  # noqa: SIM905
def test_the_likeliest_language_has_the_largest_share(words: list[str]) -> None:
    shares = {language: share(words, language) for language in ("en", "es", "xx")}
    found = max(shares, key=lambda language: shares[language])
    assert likeliest(words, ("en", "es", "xx")) == (found if shares[found] else "")
    assert set(FUNCTION_WORDS) == {"en", "es"}


@SOME
@given(st.lists(st.sampled_from("ask com gov zip museum p uk xn--p1ai 1 0x7f рф Then".split()), min_size=2, max_size=4))  # noqa: SIM905
def test_what_is_passed_over_leads_nowhere(labels: list[str]) -> None:
    name = ".".join(labels)
    host = read_host(name)
    if host.registered:
        assert name in [link.written for link in find_links(name)]


@SOME
@given(st.text(st.sampled_from("сорaeАВс\u0301\u200bж1ι\u1fbe"), min_size=1, max_size=6))
def test_a_word_poses_only_with_letters_that_can(word: str) -> None:
    letters = [letter for letter in unicodedata.normalize("NFC", word) if letter not in "\u0301\u200b"]
    twins = [letter if letter.isascii() else latin_twin(letter) for letter in letters]
    begins = not word.isascii() and (word[0].isascii() or latin_twin(word[0]))
    assert fold_posing(word) == (fold("".join(twins)) if begins and all(twins) else "")


def test_no_letter_of_the_alphabets_lies_beyond_the_planes_that_are_read() -> None:
    beyond = "".join(map(chr, range(0x20000, 0x110000)))
    for script in ("Latin", "Cyrillic", "Greek", "Armenian", "Cherokee", "Coptic", "Lisu", "Deseret"):
        assert not regex.search(rf"\p{{Script={script}}}", beyond)
    # What the checks ask by sets; compatibility ideographs of later planes they name themselves.
    for others in (r"\p{N}", r"\p{L}&&[\p{Bidi_Class=R}\p{Bidi_Class=AL}]", r"\p{RI}\p{Emoji_Presentation}", r"\p{Zs}"):
        assert not regex.search(f"[{others}]", beyond, regex.VERSION1)
    assert set(regex.findall(r"\p{NFKC_QC=No}", beyond)) <= set(map(chr, range(0x2F800, 0x2FA20)))
    assert "é" in LATIN
    assert characters("a-c") == frozenset("abc")


@SOME
@given(st.text(st.sampled_from("a1٣\u00a0\u2009–\u2011\u2212⁻₋ﬁ２½\U0002f800漢"), max_size=30))
def test_a_text_is_made_plain_character_by_character(text: str) -> None:
    assert plain(text) == "".join(map(plain, text))
    assert plain(plain(text)) == plain(text)
    assert len(plain(text)) == len(text)


@SOME
@given(
    st.lists(st.sampled_from(["aéñ", "ΆΑΈΕϓΐ", "сорѓӒ", "ǮƷ３", "İıſ", "漢각", LETTERS, LETTERS[:40]]), max_size=4).map(
        "".join
    )
)
def test_a_text_is_spelled_plainly_character_by_character(text: str) -> None:
    assert plain_spelling(text) == "".join(map(plain_spelling, text))
    assert plain_spelling(plain_spelling(text)) == plain_spelling(text)
    assert len(plain_spelling(text)) == len(text)


ASKED = (
    ["vote for", "Elect [A-Z]"],
    ["(?i)elect", "[0-9]{3}"],
    ["(?:a{1,500}b){2}"],
    ["(?:c{1,500}d){2}"],
    ["(?:y{1,500}x){2}"],
    ["^x|y$"],
)


@SOME
@given(
    st.lists(st.sampled_from(["Vote für", "elect A", "Elect A", "505", "aab", "cdcd", "x", "y", " ", "\n"])).map(
        "".join
    )
)
def test_patterns_of_several_checks_find_what_each_finds_alone(text: str) -> None:
    groups = Groups()
    together = [Patterns("patterns", patterns, groups) for patterns in ASKED]
    groups.load()
    assert [each.find(text) for each in together] == [Patterns("patterns", each).find(text) for each in ASKED]
