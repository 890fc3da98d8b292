"""Readability and languages."""

import pytest
from one_rule import OneCheck

from approval.finding import Severity
from workers.checks.kinds.readability import syllables

READABLE = OneCheck("readability", sentence=20)
HARD = (
    "Pursuant to administrative regulations, municipal constituents are encouraged to communicate "
    "infrastructural deficiencies electronically. Interdepartmental coordination necessitates "
    "considerable administrative deliberation. Residential notifications generally accompany "
    "rehabilitation activities affecting transportation corridors and neighborhoods."
)
HARD_ES = (
    "La administración municipal comunicará oportunamente las determinaciones correspondientes. Las "
    "reglamentaciones administrativas contemplan consideraciones interdepartamentales extraordinarias. La "
    "infraestructura hidráulica requiere rehabilitaciones continuas y planificación presupuestaria "
    "multidisciplinaria desde administraciones anteriores según disposiciones constitucionales."
)
EASY = (
    "We fixed the street light on Coors. The crew came on Monday and left at noon. If you see one that is "
    "out, call 311. You can send us a photo too. We read each note that you send to us."
)
EASY_ES = (
    "Ya arreglamos la luz de la calle. El equipo vino el lunes y se fue a las doce. Si ve otra luz que no "
    "sirve, llame al 311. También nos puede mandar una foto. Leemos cada nota que nos manda."
)


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("10-4, code 3, 27-1 at Central, BOLO for a 10-57.", ["10-4", "code 3", "27-1", "BOLO", "10-57"]),
        ("We got a signal 13 there.", ["signal 13"]),
        ("APD, AFR and BCSO crews are on I-40 EB at Carlisle. Expect delays.", []),
        ("Expect 10-15 minutes of delay, from 10-4 p.m. The Lobos won 27-1.", []),
        ("Our zip code 8 map and building code 3.12 are online.", []),
        ("Opens 10-12-2026 at 10.", []),
        (" ".join(["word"] * 20) + ". Fine.", []),
        ("Fine. " + " ".join(["word"] * 21) + ".", [" ".join(["word"] * 21)]),
        ("Bien. " + " ".join(["calle"] * 21) + ".", [" ".join(["calle"] * 21)]),
        (EASY, []),
        (EASY_ES, []),
    ],
)
def test_codes_and_long_sentences_are_found(text: str, spans: list[str]):
    assert READABLE.spans(text) == spans


@pytest.mark.parametrize(
    ("text", "begins", "says"),
    [(HARD, "Interdepartmental", "Flesch-Kincaid"), (HARD_ES, "Las reglamentaciones", "Fernández Huerta")],
)
def test_a_text_that_is_too_hard_shows_its_hardest_sentence(text: str, begins: str, says: str):
    (finding,) = OneCheck("readability", sentence=40)(text)
    assert finding.span.startswith(begins)
    assert says in finding.message


def test_codes_can_be_allowed_and_grades_set():
    assert OneCheck("readability", codes=False).spans("10-4, code 3") == []
    assert OneCheck("readability", grade=40)(HARD) == ()


@pytest.mark.parametrize(
    ("word", "language", "count"),
    [
        ("street", "en", 1), ("police", "en", 2), ("closed", "en", 1), ("wanted", "en", 2),
        ("places", "en", 2), ("homes", "en", 1),
        ("table", "en", 2),
        ("administration", "en", 5), ("the", "en", 1), ("calle", "es", 2), ("policía", "es", 4), ("ciudad", "es", 2),
        ("administración", "es", 5), ("río", "es", 2), ("agua", "es", 2), ("que", "es", 1),
    ],
)  # fmt: skip
def test_syllables_are_counted_as_they_are_spoken(word: str, language: str, count: int):
    assert syllables(word, language) == count


COVERED = OneCheck("language", {"names.en": ["Kiwanis"]}, known=["names.en"])


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("Merci de nous avoir prévenus de ce problème.", ["Merci de nous avoir prévenus de ce problème"]),
        (
            "Thank you for the photos. Vielen Dank für den Hinweis, wir kümmern uns darum. Crews check it this week.",
            ["Vielen Dank für den Hinweis, wir kümmern uns darum"],
        ),
        ("Obrigado por nos avisar sobre o problema na rua.", ["Obrigado por nos avisar sobre o problema na rua"]),
        ("Cảm ơn bạn đã báo cho chúng tôi biết.", ["Cảm ơn bạn đã báo cho chúng tôi biết"]),
        ("Salamat sa inyong mensahe tungkol sa kalsada.", ["Salamat sa inyong mensahe tungkol sa kalsada"]),
        ("Дякуємо за ваше повідомлення про дорогу.", ["Дякуємо за ваше повідомлення про дорогу"]),
        ("感谢您告诉我们这个问题。", ["感谢您告诉我们这个问题"]),
        (
            "Merci beaucoup. C'est la vie. On y va vite. Voilà la police. Bonne nuit à tous.",
            ["Merci beaucoup. C'est la vie. On y va vite. Voilà la police. Bonne nuit à tous"],
        ),
        ("Gracias por avisarnos. Puede reportar el problema llamando al 311.", []),
        ("Qué parte no entiendes, payaso?", []),
        ("Yá'át'ééh! The library on Unser opens at 10 a.m. today.", []),
        ("Yá’át’ééh abíní, Diné!", []),
        ("Danke! Merci!", []),
        ("Early voting starts October 18.", []),
        ("Tom Gonzales, María de la Cruz, Ana Chávez, Łukasz Żółć.", []),
        ("Coors Blvd NW closed Montaño to Eagle Ranch.", []),
        ("🎈🎈🎈 505-768-2000 https://cabq.gov/la/vie/est/belle/et/bonne", []),
        ("Happy Balloon Fiesta! Park & Ride buses start at 4 a.m.", []),
        ("APD, AFR and BCSO crews are on I-40 EB at Carlisle. Expect delays.", []),
        ("Nine Castellanos, three generations, one roof.", []),
    ],
)
def test_a_language_that_nobody_checks_is_a_finding(text: str, spans: list[str]):
    assert COVERED.spans(text) == spans


def test_which_languages_are_covered_is_said_by_the_policy():
    english = OneCheck("language", None, Severity.BLOCK, ("en",))
    assert english.spans("Puede reportar el problema llamando al 311.") != []
    french = OneCheck("language", None, Severity.BLOCK, ("en-US", "fr"))
    assert french.spans("Merci de nous avoir prévenus de ce problème.") == []
