"""How a text is read: its words in plain letters, and its sentences."""

import pytest

from workers.checks.letters import fold, plain_spelling
from workers.checks.reading import read

WORDS = {
    "The sign, please!": ["the", "sign", "please"],
    "¡ESTÚPIDO! El año del pingüino": ["estupido", "el", "año", "del", "pinguino"],
    "an\u0303o": ["año"],
    "Łį́į́ʼ doo Yá’át’ééh": ["lii", "doo", "ya'at'eeh"],
    "c\u200blo\u00adwn": ["clown"],
    "clоwn сlown": ["clown", "clown"],
    "Она там": ["она", "там"],
    "ｃｌｏｗｎ 𝐜𝐥𝐨𝐰𝐧 🅲🅻🅾🆆🅽 ᴄʟᴏᴡɴ ⓒⓛⓞⓦⓝ": ["clown"] * 5,
    "Straße, ﬁne, Œuvre": ["strasse", "fine", "oeuvre"],
    "don’t don't donʼt": ["don't"] * 3,
    "don`t, the city`s": ["don't", "the", "city's"],
    "'quoted' words'": ["quoted", "words"],
    "5 p.m., U.S. and b.s.": ["5", "pm", "us", "and", "bs"],
    "I-40 EB, A-1, 24/7": ["i", "40", "eb", "a", "1", "24/7"],
    "505-768-2000 at 10:30, $5,000.50, 2024-118": ["505-768-2000", "at", "10:30", "5,000.50", "2024-118"],
    "@Mesa_PD and @doug@city.social, j@city.gov": ["@mesa_pd", "and", "@doug@city.social", "j", "city", "gov"],
    "#ThugThursday #ABQCleanUp #clean_up #1": ["thug", "thursday", "abq", "clean", "up", "clean", "up", "1"],
    "👮🏾‍♀️ 🚓 $$ ... —": [],
}
SENTENCES = {
    "One. Two words! Three? Four": ["one", "two words", "three", "four"],
    "Dr. Smith lives on Dr. Martin Luther King Jr. Ave. near St. Mary's.": [
        "dr smith lives on dr martin luther king jr ave near st mary's"
    ],
    "It opens at 5 p.m. Bring water.": ["it opens at 5 pm bring water"],
    "It opens at 5 p.m. The gate is on 3rd.": ["it opens at 5 pm", "the gate is on 3rd"],
    "Mt. A. B. Smith. We know.": ["mt a b smith", "we know"],
    "You are... not it": ["you are not it"],
    "Wait... We know": ["wait", "we know"],
    "See cabq.gov. Costs $5.50 a day": ["see cabq gov", "costs 5.50 a day"],
    "line one\nline two": ["line one", "line two"],
    "He said “no.” She left.": ["he said no", "she left"],
    "no space.Then": ["no space", "then"],
    "See No. 5 there": ["see no 5 there"],
    "We said no. Ask again": ["we said no", "ask again"],
    "¿Qué pasó? Nada.": ["que paso", "nada"],
}


@pytest.mark.parametrize(("text", "words"), WORDS.items())
def test_a_text_is_read_as_words_in_plain_letters(text: str, words: list[str]) -> None:
    assert [word.folded for word in read(text).words] == words


@pytest.mark.parametrize(("text", "sentences"), SENTENCES.items())
def test_a_text_is_read_as_sentences(text: str, sentences: list[str]) -> None:
    reading = read(text)
    found = [" ".join(word.folded for word in reading.words[first:last]) for first, last in reading.sentences]
    assert found == sentences


def test_a_word_stands_where_its_span_says() -> None:
    text = "😀 c\u200blown’s #ThugThursday @doug"
    written = [text[word.start : word.end] for word in read(text).words]
    assert written == ["c\u200blown’s", "Thug", "Thursday", "@doug"]


def test_the_same_text_is_read_once() -> None:
    assert read("some text") is read("some text")


@pytest.mark.parametrize("word", ["AÑO", "İstanbul", "ǅ", "ﷺ", "𝔄", "ά", "한국", "ñ\u0303", "ſt", "а́x"])
def test_folding_again_changes_nothing(word: str) -> None:
    assert fold(fold(word)) == fold(word)


def test_a_plain_spelling_has_the_same_length_and_case() -> None:
    text = "Estúpido Сlоwn ｆ😀 AÑO \u200b"
    assert plain_spelling(text) == "Estupido Clown f😀 AÑO \u200b"
