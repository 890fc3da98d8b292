"""Which forms an entry of a list has."""

import pytest

from workers.checks.inflection import inflect

ENGLISH = {
    "clown": "clowns clowned clowning",
    "liar": "liars",
    "crazy": "crazies crazier craziest crazily",
    "bully": "bullies bullied bullying",
    "stupid": "stupider stupidest stupidly",
    "dumb": "dumber dumbest dumbly",
    "bitch": "bitches bitched bitching",
    "whine": "whines whined whining whiner",
    "lie": "lies lied lying",
    "rat": "rats ratted ratting",
    "fat": "fatter fattest",
    "thief": "thieves",
    "dodo": "dodos dodoes",
    "terrible": "terribly",
    "pathetic": "pathetically",
    "dull": "dully duller",
    "free": "freed freeing",
    "commit": "committed committing commits",
    "screw": "screws screwed screwing",
    "quit": "quitting",
}
ENGLISH_OTHERS = {
    "rat": "rate rated rating",
    "you": "yours yous",
    "the": "thes",
    "us": "uses used",
    "mean": "meant meaned2",
    "fox": "foxxes",
    "pay": "paies",
}
SPANISH = {
    "payaso": "payasos payasa payasas payasito payasitas",
    "estupido": "estupida estupidos estupidas estupidamente estupidisimo",
    "loco": "loca loquito loquita locos",
    "amigo": "amiguito",
    "imbecil": "imbeciles",
    "incapaz": "incapaces",
    "tonto": "tontas tontito",
    "ladron": "ladrones ladrona ladronas",
    "mentiroso": "mentirosa mentirosas",
    "callar": "calla callate callaste callando callado callen calle callaron",
    "callarse": "callate callar calla",
    "buscar": "busco busque busquen buscando buscaba buscaria",
    "pagar": "pague pagan pagaron",
    "joder": "jode jodido jodida jodan joderse",
    "mentir": "mentimos mentido",
}


@pytest.mark.parametrize(("word", "forms"), ENGLISH.items())
def test_an_english_entry_has_its_regular_forms(word: str, forms: str) -> None:
    assert set(forms.split()) - inflect(word, "en") == set()


@pytest.mark.parametrize(("word", "others"), ENGLISH_OTHERS.items())
def test_an_english_entry_has_no_forms_of_another_word(word: str, others: str) -> None:
    assert set(others.split()) & inflect(word, "en") == set()


@pytest.mark.parametrize(("word", "forms"), SPANISH.items())
def test_a_spanish_entry_has_its_regular_forms(word: str, forms: str) -> None:
    assert set(forms.split()) - inflect(word, "es") == set()


@pytest.mark.parametrize("language", ["", "nv", "de"])
def test_where_there_are_no_rules_a_word_has_one_form(language: str) -> None:
    assert inflect("clown", language) == {"clown"}


@pytest.mark.parametrize(("word", "language"), [("you", "en"), ("the", "en"), ("usted", "es"), ("x2", "en")])
def test_particles_and_names_with_signs_have_one_form(word: str, language: str) -> None:
    assert inflect(word, language) == {word}
