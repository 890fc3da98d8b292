"""Words that are masked, spelled, drawn out or written in other letters, and honest words that only look so."""

import pytest

from workers.checks.disguises import Disguises
from workers.checks.reading import read
from workers.checks.word_lists import WordLists

LISTS = WordLists(
    {
        "bad.en": [
            "clown", "stupid", "idiot", "fuck", "shit", "ass", "asshole", "bs", "dot", "bastard", "dumbass", "cunt",
            "bitch", "whore", "damn", "hell", "prick", "retard", "pig",
        ],
        "phrases.en": ["thug thursday", "shut up"],
        "bad.es": ["estúpido", "coño", "pendejo"],
    }
)  # fmt: skip
DISGUISED = [
    "d.o.t.s", "s t u p i d", "s. t. u. p. i. d", "s-t-u-p-i-d", "S.T.U.P.I.D", "s_t_u_p_i_d", "s  t  u  p  i  d",
    "f**k", "f*ck", "fu*k", "f---", "f***", "f**king", "f*k", "f__k", "f--k", "f...k", "f…k", "f-ck", "f.ck", "f●●k",
    "f🤬k", "cl🤡wn", "f@#k", "f@#%", "sh1t", "5h1t", "sh!t", "$hit", "sh*t's", "sh**", "a$$", "a**hole", "@sshole",
    "b@stard", "b****", "st*pid", "!diot", "1d10t", "|diot", "cl0wn", "cl0wns", "ＣＬ０ＷＮ", "idiooot", "STUUUPIIID",
    "assss", "stu-pid", "dumb-ass", "dumb_ass", "b.s", "B.S", "c\u200blown", "cl\u00adown", "clоwn", "ᴄʟᴏᴡɴ",
    "🅲🅻🅾🆆🅽", "clöwn", "ESTUPIDOS", "estúpidas", "pendej@s", "c0ño",
]  # fmt: skip
IN_SENTENCES = {
    "you are a s t u p i d man": "s t u p i d",
    "so (f**k) it": "f**k",
    "f**k/you": "f**k",
    "you*f**k*now": "f**k",
    "That **clown** again": "clown",
    "an *idiot*, no less": "idiot",
    "What an a$$!": "a$$",
    "#ThugThursday": "ThugThursday",
    "#thugthursday": "thugthursday",
    "Thug Thursday": "Thug Thursday",
    "sh*t up": "sh*t up",
    "this clown.You": "clown",
    "a clown’s nose": "clown’s",
}
HONEST = [
    "Mt. A. B. Smith", "I-40 EB", "5 p.m.", "A-1", "$$", "24/7", "505-768-2000", "APD-24-0012345", "St. Mary's",
    "Dr. Martin Luther King Jr. Ave.", "Bernalillo County Assessor's Office", "Scunthorpe", "classic", "shell",
    "Yá’át’ééh! Diné bizaad, łį́į́ʼ, tʼáá ákót’é", "¿Qué pasó, señor? Los conos y el año.", "👮‍♂️🚓 1️⃣ 🇺🇸", "Free* entry",
    "Note**", "a--b", "Plan B-- we go", "C++ A+ B+", "Q&A", "F-150", "f-stop", "A/C", "1st 2nd 3rd 4th", "pass-fail",
    "hello!you", "as-is", "US$5", "$100k", "as* of", "H*E*L*P", "co-op, pre-k, e-mail", "A-55", "U.S.", "wait...what",
    "Cochiti Dam* area", "#ABQCleanUp", "A S S E T S", "Wow!!!", "assess/assist", "he'll come", "We'll see", "p*q",
    "5*3", "8 a.m.-8 p.m.", "hello@city.gov", "class A", "Massachusetts", "cocktail", "Dickens", "Essex",
]  # fmt: skip


def found(text: str) -> list[str]:
    return [text[hit.start : hit.end] for hit in LISTS.find(read(text), LISTS.names)]


@pytest.mark.parametrize("word", DISGUISED)
def test_a_disguised_word_is_found_with_all_its_signs(word: str) -> None:
    assert found(f"So {word}, they said") == [word]
    assert found(word) == [word]


@pytest.mark.parametrize(("text", "word"), IN_SENTENCES.items())
def test_a_disguised_word_is_found_in_its_sentence(text: str, word: str) -> None:
    assert found(text) == [word]


@pytest.mark.parametrize("text", HONEST)
def test_honest_writing_is_no_disguise(text: str) -> None:
    assert found(text) == []


def test_honest_russian_is_not_read_as_latin_where_it_cannot_pass_for_it() -> None:
    assert list(Disguises(["oha", "ona", "tam", "jivet"]).of(read("Она живёт там"))) == []


def test_a_word_of_another_alphabet_is_read_as_latin_where_it_can_pass_for_it() -> None:
    assert [(index, other.form) for index, other in Disguises(["cop"]).of(read("Это сор"))] == [(1, "cop")]


@pytest.mark.parametrize("text", ["你 s t u p i d", "ж s t u p i d", "idiоóót", "iDíiiot"])
def test_letters_of_another_alphabet_in_a_disguise_or_beside_it_do_not_hide_the_word(text: str) -> None:
    assert found(text) != []
